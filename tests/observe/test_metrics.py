"""`/metrics` is right, names nobody, and is there for this computer and whoever has the token alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from argon2.profiles import CHEAPEST
from prometheus_client.parser import text_string_to_metric_families

from app import create_app
from app.checks import data_folder
from app.config import Secret, load
from app.config.environment import node
from app.config.settings import TrustedProxies
from app.guard.admission import IS_LATE
from app.observe.families import COUNTED, FAMILIES, OF_PROCESSES
from app.store import StoreUnavailable
from app.store.clinic import milestones
from app.store.clinic.milestones import BACKUP_TAKEN
from app.store.conversations import senders
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import SEND
from app.store.trail import audit
from app.store.work import alarm_takings, alarms, jobs
from app.store.work.alarm_takings import Outcome
from app.store.work.operations import operations
from tests.people import ANSWERS, HANDS_IN, Patient, begins, message_fields
from tests.project import ROOT
from tests.server.canary import encodings
from tests.settings import PHRASE, complete_environment
from tests.staff_people import Browser
from tests.store.example import an_alarm
from tests.trail import event

CANARY = "Quillfeather"
TOKEN = "mt-7Xq2wVb9LrKz4NfYc8JhTgPd3SaEuRm6"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
HERE = {
    "base_url": "http://127.0.0.1:8000",
    "environ_base": {"REMOTE_ADDR": "127.0.0.1"},
    "headers": BEARER,
}


@pytest.fixture
def services(services):
    return replace(services, settings=replace(services.settings, metrics_tokens=(Secret(TOKEN),)))


@pytest.fixture
def app_with(services):
    """A function that returns an app with changed settings."""
    return lambda **changed: create_app(
        replace(services, settings=replace(services.settings, **changed)), CHEAPEST
    )


def scraped(app):
    """Return every number by its name and labels."""
    answer = app.test_client().get("/metrics", **HERE)
    assert answer.status_code == 200
    return numbers_of(answer.text)


def numbers_of(text):
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def asked(app, peer, scheme="http", host="127.0.0.1:8000", **headers):
    answer = app.test_client().get(
        "/metrics", base_url=f"{scheme}://{host}", environ_base={"REMOTE_ADDR": peer}, headers=headers
    )
    return answer.status_code


def test_without_the_token_there_is_no_such_page_on_this_computer_either(app):
    for peer in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert asked(app, peer) == 404, "a program that passes connections on may have made it seem so"
        assert asked(app, peer, **BEARER) == 200
    assert asked(app, "10.1.2.3") == 404
    assert asked(app, "10.1.2.3", "https") == 404
    assert asked(app, "") == 404, "a proxy's socket"
    unknown = app.test_client().get("/no-such-page", base_url="https://127.0.0.1")
    refused = app.test_client().get(
        "/metrics", base_url="https://127.0.0.1", environ_base={"REMOTE_ADDR": "10.1.2.3"}
    )
    assert [line for line in refused.text.splitlines() if "eference" not in line] == [
        line for line in unknown.text.splitlines() if "eference" not in line
    ]


def test_this_computer_needs_no_token_in_development_alone_and_only_while_there_is_none(app_with):
    seen = {
        (production, bool(tokens)): asked(app_with(production=production, metrics_tokens=tokens), "127.0.0.1")
        for production in (True, False)
        for tokens in ((), (Secret(TOKEN),))
    }
    assert seen == {(True, False): 404, (True, True): 404, (False, False): 200, (False, True): 404}


@pytest.mark.parametrize("is_trusted", [True, False])
def test_what_a_proxy_passes_on_is_not_this_computer(app_with, is_trusted):
    proxies = load(complete_environment(TRUSTED_PROXIES="127.0.0.1"), ROOT).trusted_proxies
    app = app_with(
        production=False,
        metrics_tokens=(),
        trusted_proxies=proxies if is_trusted else TrustedProxies(),
    )
    for forwarded in ({"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=::1"}, {"X-Real-IP": "1.2.3.4"}):
        assert asked(app, "127.0.0.1", **forwarded) == 404, forwarded
    assert asked(app, "127.0.0.1") == 200


def test_the_token_opens_it_from_elsewhere(app, app_with):
    assert asked(app, "93.184.216.34", "https", **BEARER) == 200
    assert asked(app, "10.1.2.3", "http", host="10.1.2.9:8000", **BEARER) == 200, "by the machine's address"
    assert asked(app, "93.184.216.34", "http", **BEARER) == 404, "in clear over the internet"
    assert asked(app, "10.1.2.3", "http", host="10.1.2.9:8000") == 400
    for wrong in (
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Basic {TOKEN}",
        "Bearer ",
        "Bearer",
        TOKEN,
        "Bearer \xff",
    ):
        assert asked(app, "10.1.2.3", "https", Authorization=wrong) == 404, wrong
    untold = app_with(metrics_tokens=())
    assert asked(untold, "10.1.2.3", "https", Authorization="Bearer ") == 404, "no token is set"
    elsewhere = app.test_client().get(
        "/healthz", base_url="http://10.1.2.9:8000", environ_base={"REMOTE_ADDR": "10.1.2.3"}, headers=BEARER
    )
    assert elsewhere.status_code == 400, "no other page"


def test_a_short_token_stops_the_start(tmp_path):
    assert load(complete_environment(METRICS_TOKEN=f"{PHRASE[::-1]},{TOKEN}"), tmp_path).metrics_tokens
    with pytest.raises(Exception, match="METRICS_TOKEN is too short or guessable"):
        load(complete_environment(METRICS_TOKEN="short"), tmp_path)


def test_the_metrics_count_messages_refusals_requests_and_sign_ins(app, twilio):
    before = scraped(app)
    fields = message_fields()
    twilio.post(fields)
    twilio.post(fields)
    app.test_client().post("/webhook", base_url="https://intake.example.org", data={"Body": "forged"})
    app.test_client().get("/nothing/here", base_url="https://intake.example.org")
    app.test_client().open("/login", method="BREW", base_url="https://intake.example.org")
    Browser(app).post("/login", email="nobody@larkfield.example", password="guessed", code="123456")
    assert twilio.post(message_fields(), environ_overrides={IS_LATE: True}).status_code == 503
    after = scraped(app)

    def more(name, *labels):
        return after.get((name, *labels), 0) - before.get((name, *labels), 0)

    assert more("anteroom_webhook_messages_total", "saved") == 1
    assert more("anteroom_webhook_messages_total", "repeat") == 1
    assert more("anteroom_webhook_messages_total", "refused") == 1
    assert more("anteroom_webhook_messages_total", "turned_away") == 1
    assert more("anteroom_turned_away_total", "webhook.receive") == 1
    assert more("anteroom_refusals_total", "webhook", "no_signature") == 1
    assert more("anteroom_requests_total", "webhook.receive", "POST", "2xx") == 2
    assert more("anteroom_requests_total", "webhook.receive", "POST", "4xx") == 1
    assert more("anteroom_requests_total", "none", "GET", "4xx") == 1
    assert (
        more("anteroom_requests_total", "login.login_page", "other", "4xx")
        + more("anteroom_requests_total", "none", "other", "4xx")
        == 1
    )
    assert more("anteroom_request_duration_seconds_count", "webhook.receive") == 4
    assert more("anteroom_request_duration_seconds_bucket", "webhook.receive", "+Inf") == 4
    assert more("anteroom_sign_ins_total", "refused") == 1
    assert more("anteroom_database_hold_seconds_count") > 3
    assert after[("anteroom_up_database",)] == after[("anteroom_ready",)] == 1


def test_the_metrics_show_what_the_database_says(app, store, clock):
    now = clock()
    with store.begin() as unit:
        for late in (7, 2, -5):
            jobs.add(unit.db, SEND, uuid4(), "anteroom", now, now - timedelta(minutes=late))
        dead = jobs.add(unit.db, "sheets.push", uuid4(), "anteroom", now)
        held = jobs.claim(unit.db, now, timedelta(minutes=1), ["sheets.push"])
        assert held
        jobs.fail(unit.db, dead, held.lease_token, now, "hopeless")
        milestones.heard_of(unit.db, "gone", now - timedelta(days=2))
        milestones.heard_of(unit.db, node(), now - timedelta(seconds=42))
        milestones.mark(unit.db, BACKUP_TAKEN, "anteroom", now - timedelta(hours=3))
        audit.record(unit.db, "operator", event("staff.invited"), at=now - timedelta(seconds=90))
        conversation = senders.lock(unit.db, "whatsapp:+15005550006", None, now).id
        alarms.add(unit.db, an_alarm(conversation, None, "not to be shown", now - timedelta(minutes=4)))
        for minutes in (3, 9, 40):
            other = senders.lock(unit.db, f"whatsapp:+150055500{minutes:02}", None, now).id
            cry = an_alarm(other, None, "not to be shown", now - timedelta(minutes=minutes))
            assert alarms.add(unit.db, cry)
            taking = alarm_takings.begin(unit.db, alarms.take(unit.db, other, cry.id, "staff:1", now), now)
            if minutes < 40:
                alarm_takings.conclude(unit.db, taking, Outcome.SAFE, "", now)
        new = NewMessage(Purpose.NOTICE, "anteroom", conversation_id=conversation, body="not to be shown")
        outbound.send(unit.db, new, now)
    found = scraped(app)
    assert found["anteroom_jobs_waiting", SEND] == 4
    assert found["anteroom_jobs_due", SEND] == 3
    assert found["anteroom_jobs_oldest_due_seconds", SEND] == 7 * 60
    assert found["anteroom_jobs_failed", "sheets.push"] == 1
    assert found["anteroom_alarms_open",] == 1
    assert found["anteroom_alarms_oldest_seconds",] == 4 * 60
    assert found["anteroom_alarms_taken_seconds", "half"] == 9 * 60
    assert found["anteroom_alarms_taken_seconds", "all"] == 40 * 60
    assert found["anteroom_alarms_closed_seconds", "half"] == 3 * 60
    assert found["anteroom_alarms_closed_seconds", "all"] == 9 * 60
    assert found["anteroom_outbound_messages", "queued"] == 1
    assert found["anteroom_audit_unlinked",] == 1
    assert found["anteroom_audit_unlinked_seconds",] == 90
    assert found["anteroom_backup_timestamp_seconds",] == now.timestamp() - 3 * 3600
    assert {key: value for key, value in found.items() if "heartbeat" in key[0]} == {
        ("anteroom_worker_heartbeat_seconds", node()): 42
    }
    with store.begin() as unit:  # a server beside Celery
        milestones.heard_of(unit.db, node(), now, "web", does_jobs=False)
    assert operations(store.engine, now).workers == {node(): timedelta(seconds=42)}
    assert found["anteroom_check", "jobs"] == 1, "one was given up"
    assert found["anteroom_check", "worker"] == 0
    assert found["anteroom_check", "audit"] == 0
    assert found["anteroom_database_limit_bytes",] == 20_000 * 10**6
    assert {name for name, *_ in found if name.startswith("process_")} >= {
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
    }


def test_a_database_that_is_down_is_a_number_and_no_error(app, store, monkeypatch):
    def is_down(*_args, **_options):
        raise StoreUnavailable("unreachable")

    monkeypatch.setattr("app.store.work.operations.begin", is_down)
    found = scraped(app)
    assert found["anteroom_up_database",] == found["anteroom_ready",] == 0
    assert not [name for name, *_ in found if name.startswith("anteroom_jobs")]
    assert ("anteroom_disk_free_bytes",) in found


@pytest.mark.usefixtures("talkative_logs")
def test_a_scrape_writes_no_line_and_one_that_is_refused_does(app, capsys):
    assert app.test_client().get("/metrics", **HERE).status_code == 200
    assert '"request"' not in capsys.readouterr().err
    assert app.test_client().get("/metrics", base_url="https://intake.example.org").status_code == 404
    assert '"request"' in capsys.readouterr().err


def test_a_disk_is_told_on_either_engine_before_there_is_a_folder_on_it(services, tmp_path):
    for url in (f"sqlite:///{tmp_path}/not/there/anteroom.db", "postgresql://db.internal/anteroom"):
        settings = replace(services.settings, instance=tmp_path / "not" / "there", database_url=Secret(url))
        assert data_folder(settings) == tmp_path


def test_no_word_number_or_id_of_a_patient_is_in_it(app, twilio, admin):
    patient = Patient(twilio, "whatsapp:+15005550017")
    begins(patient)
    patient.tells(f"Maya {CANARY}", *ANSWERS[1:], *HANDS_IN)
    admin.is_let_in()
    admin.browser.post("/patients/search", q=CANARY)
    admin.browser.get(f"/patients/{CANARY}?q={CANARY}")
    app.test_client().get(f"/{CANARY}", base_url="https://intake.example.org")
    app.test_client().open("/login", method=CANARY.upper(), base_url="https://intake.example.org")
    text = app.test_client().get("/metrics", **HERE).text
    assert 'anteroom_intakes_total{by="chat",step="handed_in"}' in text
    for word in (CANARY, "15005550017", "Zoë"):
        assert not [encoded for encoded in encodings(word) if encoded in text.encode()], word
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{32}|\+[0-9]{7,}|whatsapp:", text)


def test_the_page_names_every_number_and_every_number_is_on_the_page(app):
    page = (ROOT / "docs" / "metrics.md").read_text()
    rows = dict(re.findall(r"^\| `([a-z_]+)`(?: \| ([^|]*))", page, re.MULTILINE))
    assert set(rows) == {family.shown for family in FAMILIES}
    for family in FAMILIES:
        assert rows[family.shown].strip() == ", ".join(f"`{label}`" for label in family.labels), family.shown
        assert f"| {family.means} |" in page
    counted = {
        name
        for path in (ROOT / "app").rglob("*.py")
        for name in re.findall(
            r'\b(?:count|take_time|put)\(\s*"((?:anteroom|process)_\w+)"', path.read_text()
        )
    }
    assert counted == {family.name for family in (*COUNTED, *OF_PROCESSES)}
    shown = {name for name, *_ in scraped(app)}
    assert {re.sub("_(bucket|count|sum)$", "", name) for name in shown} <= {each.shown for each in FAMILIES}
