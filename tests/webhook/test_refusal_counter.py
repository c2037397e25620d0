"""Refusals are counted, whoever knocks and however often: in few rows, few log lines, and little memory."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from urllib.parse import urlencode

import pytest
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from app.observe.refusals import refusal_counter
from app.store.trail import audit
from app.store.work.refusals import WEBHOOK
from app.webhook.fields import Reason
from tests.databases import on_each_engine, on_either_engine
from tests.people import PUBLIC_URL, message_fields, sign
from tests.webhook.refusal_counts import refusals

pytest_generate_tests = on_either_engine


FORGED = "FORGEDWORD"


def forge(twilio, signature="%%%", **options):
    return twilio.send(urlencode(message_fields(FORGED)).encode(), signature, **options)


@contextmanager
def database_down(store):
    def fail(connection):
        connection.exec_driver_sql("SELECT * FROM there_is_no_such_table")

    event.listen(store.engine, "begin", fail)
    yield
    event.remove(store.engine, "begin", fail)


def test_refusals_leave_one_event_a_minute_for_a_reason_and_network_and_are_counted(
    twilio, app, clock, store
):
    for _ in range(30):
        forge(twilio)
    forge(twilio, None)
    refusal_counter(app).flush()
    with store.read() as unit:
        events = [event for event in audit.latest(unit.db, 50) if event.action == "webhook.refused"]
    assert sorted(event.details["reason"] for event in events) == ["bad_signature", "no_signature"]
    assert FORGED not in repr(events)
    assert refusals(app, store) == {"bad_signature": 30, "no_signature": 1}
    clock.moves(minutes=1)
    forge(twilio)
    assert refusals(app, store)["bad_signature"] == 31


def test_a_flood_from_many_networks_names_twenty_pairs_a_minute_and_counts_the_rest_together(app, store):
    for number in range(500):
        refusal_counter(app).note(WEBHOOK, Reason.NO_SIGNATURE, f"203.{number % 250}.{number // 250}.7")
    by_network = refusals(app, store, by="network")
    assert len(by_network) == 21
    assert sum(by_network.values()) == 500
    assert by_network["other"] == 480


def test_a_flood_of_forgeries_leaves_one_log_line_a_minute(twilio, clock, capsys):
    for _ in range(30):
        forge(twilio)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["reason"]) for line in lines] == [("refused", "bad_signature")]
    clock.moves(minutes=1)
    forge(twilio)
    assert capsys.readouterr().err.count('"refused"') == 1


def test_a_genuine_message_keeps_its_log_line(twilio, capsys):
    forge(twilio)
    twilio.post(message_fields())
    assert capsys.readouterr().err.count('"event": "request"') == 1


@pytest.mark.parametrize("host", ["evil.example", "localhost:abc", "[::1", "a" * 300, "evil.example\\"])
@pytest.mark.parametrize("path", ["/webhook", "/webhook/status"])
def test_a_host_that_is_not_ours_is_refused_and_counted(host, path, twilio, app, store):
    answer = forge(twilio, sign(PUBLIC_URL + path, MultiDict()), path=path, headers={"Host": host})
    assert (answer.status_code, "Message" in answer.text) == (400, False)
    assert refusals(app, store) == {"host": 1}


def test_a_strange_host_elsewhere_is_none_of_the_webhooks_business(app, store):
    answer = app.test_client().get("/sign-in", base_url="https://localhost", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert refusals(app, store) == {}


def test_plain_http_is_refused_and_counted(twilio, app, store):
    assert forge(twilio, base_url="http://localhost").status_code == 403
    assert refusals(app, store) == {"plain_http": 1}


@on_each_engine
def test_while_the_database_is_down_little_waits_and_every_refusal_is_counted_in_the_end(
    app, store, clock, capsys
):
    with database_down(store):
        for minute in range(60):
            for number in range(25):
                refusal_counter(app).note(WEBHOOK, Reason.NO_SIGNATURE, f"203.0.{number}.7")
            assert capsys.readouterr().err.count("not written yet") == 1, minute
            clock.moves(minutes=1)
    statements: list[str] = []
    commits: list[int] = []
    event.listen(store.engine, "commit", lambda _: commits.append(len(statements)))
    event.listen(
        store.engine,
        "before_cursor_execute",
        lambda *args: statements.append(args[2]) if "INTO refusals" in args[2] else None,
    )
    assert sum(refusals(app, store).values()) == 60 * 25
    assert len(statements) <= 250
    written = [after - before for before, after in zip([0, *commits], commits, strict=False)]
    assert max(written) <= 50, "many small transactions hold up nobody"


@on_each_engine
def test_one_thread_writes_and_the_others_go_on(app, store):
    entered, leave, began = Event(), Event(), []

    def hold(_connection):
        began.append(1)
        entered.set()
        assert leave.wait(30)

    with ThreadPoolExecutor(1) as pool:
        event.listen(store.engine, "begin", hold)
        writer = pool.submit(refusal_counter(app).note, WEBHOOK, Reason.ACCOUNT, "203.0.113.7")
        assert entered.wait(30)
        for reason in (Reason.SENDER, Reason.STATUS, Reason.HOST):
            refusal_counter(app).note(WEBHOOK, reason, "203.0.113.7")
        assert len(began) == 1
        leave.set()
        writer.result(30)
    assert refusals(app, store) == {"account": 1, "sender": 1, "status": 1, "host": 1}
