"""Maintenance: patients are told when to expect an answer, with the database and without; danger is heard even then."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app import create_app
from app.jobs.recover import RECOVER
from app.services import Services
from app.store.conversations.conversations import ConversationRow
from app.store.engine.maintenance import Maintenance
from app.store.engine.sqlite import file_of
from app.store.messages.receipts import Receipt
from app.store.tables import metadata
from app.store.work import jobs
from app.store.work.alarms import Alarm
from tests.databases import on_each_engine
from tests.people import Patient, Twilio, message_fields

audit_events = metadata.tables["audit_events"]

ENGLISH = "We are working on our system until about "
SPANISH = "Estamos trabajando en nuestro sistema hasta las "
READ_LATER = "We will read what you write now after that"


def run(app, *arguments: str):
    return app.test_cli_runner().invoke(args=["maintenance", *arguments])


def rows(store, column):
    with store.engine.connect() as connection:
        return list(connection.execute(select(column)).scalars())


@on_each_engine
def test_patients_are_told_and_nothing_is_taken_but_stop_help_and_cries(app, patient, store):
    patient.tells("hello", "1", "1")
    before = rows(store, Receipt.message_sid)
    began = run(app, "on", "--minutes", "45", "--reason", "a new disk")
    assert began.exit_code == 0
    told = began.output.split()[2]
    reply = patient.says("Maya Okafor")
    assert f"{ENGLISH}{told}. {READ_LATER}" in reply
    assert "999" in reply
    assert patient.says("Are you there?") == "", "once in five minutes: each reply costs the clinic money"
    stranger = Patient(patient.twilio, "whatsapp:+15005550007")
    assert ENGLISH in (both := stranger.says("hmm"))
    assert SPANISH in both
    assert rows(store, Receipt.message_sid) == before
    assert len(rows(store, ConversationRow.id)) == 1
    assert "01632 960 555" in patient.says("HELP")
    assert "call 999" in stranger.says("my chest hurts and I cannot breathe")
    assert len(rows(store, Alarm.id)) == 1
    assert "any more messages" in patient.says("STOP")
    assert len(rows(store, Receipt.message_sid)) == len(before) + 3

    assert run(app, "status").exit_code == 0
    assert run(app, "off").exit_code == 0
    assert "maintenance" in run(app, "status").output
    assert ENGLISH not in patient.says("START")
    with store.read() as unit:
        assert jobs.is_due(unit.db, app.extensions["anteroom"].clock(), [RECOVER])
    assert {"maintenance.begun", "maintenance.ended"} <= set(rows(store, audit_events.c.action))


def test_maintenance_ends_at_the_time_that_people_were_told(app, patient, clock):
    assert run(app, "on", "--minutes", "30").exit_code == 0
    assert ENGLISH in patient.says("hello")
    clock.moves(minutes=30)
    assert ENGLISH not in patient.says("hello")


def test_staff_and_the_form_are_asked_to_come_back_and_the_node_stays_in(app, clock):
    client = app.test_client()
    assert run(app, "on", "--minutes", "10").exit_code == 0
    for path in ("/patients", "/login", "/form"):
        page = client.get(path, base_url="https://localhost", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["Retry-After"]) == (503, "600")
        assert "In an emergency, call 999." in page.text
    ready = client.get("/readyz", base_url="https://localhost")
    assert (ready.status_code, ready.get_json()) == (200, {"status": "maintenance"})


def test_the_page_that_asks_to_come_back_is_dressed(app):
    assert run(app, "on", "--minutes", "10").exit_code == 0
    page = app.test_client().get("/login", base_url="https://localhost", headers={"Accept": "text/html"})
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert any("style.css" in file for file in files)
    for file in files:
        with app.test_client().get(file, base_url="https://localhost") as answer:
            assert answer.status_code == 200, file


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_the_database_a_process_goes_by_what_it_heard_or_by_the_file(
    app, patient, services, store, clock
):
    assert run(app, "on", "--minutes", "30").exit_code == 0
    assert ENGLISH in patient.says("hello")
    store.close()
    database = file_of(store.engine.url)
    for name in (database, *database.parent.glob(f"{database.name}-*")):
        name.rename(name.with_name(f"away-{name.name}"))
    try:
        services.sign.ask_again()
        clock.moves(minutes=5)
        assert ENGLISH in (reply := patient.says("hello"))
        assert SPANISH in reply
        assert "*Call 999 now.*" in patient.says("I want to die")
        written = services.sign.file.read_text()
        services.sign.file.unlink()
        fresh = Services(services.settings, store, services.clock)
        alone = Patient(Twilio(create_app(fresh).test_client()))
        assert alone.twilio.post(message_fields("hello"), signature="AAAA").status_code == 403
        fresh.sign.file.write_text(written)
        assert ENGLISH in alone.says("hello")
        assert run(app, "on", "--minutes", "5").exit_code == 0
        assert "only this machine knows" in run(app, "on").output
    finally:
        for name in database.parent.glob("away-*"):
            name.rename(name.with_name(name.name.removeprefix("away-")))


def test_a_file_that_cannot_be_read_says_nothing():
    assert [Maintenance.read(text) for text in ("", "[]", '{"until": "x", "told": 1}')] == [None] * 3


def test_what_cannot_be_an_end_or_a_reason_is_refused(app):
    assert run(app, "on", "--until", "25:00").exit_code == 2
    assert run(app, "on", "--until", "10:00", "--minutes", "5").exit_code == 2
    assert run(app, "on", "--reason", "x" * 121).exit_code == 2
