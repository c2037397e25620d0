"""`flask doctor` names what is wrong, with the sentence that mends it."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cli.chat import Posted, TwilioStandIn
from app.cli.outside import alerts, front_door
from app.config import load
from tests.cli.examination import examined
from tests.databases import Keys
from tests.fork_client import loaded_app
from tests.messages.mail_server import PASSWORD, mail_server
from tests.server.live_server import RemotePatient
from tests.settings import complete_environment

SECRETS = ("SECRET_KEY", "FERNET_KEYS", "INDEX_KEY", "TWILIO_AUTH_TOKEN")


def test_all_is_well_on_a_migrated_database_with_its_own_keys(services):
    done = examined(services, "--offline")
    assert "Database: ok" in done.output
    assert "Migrations: ok" in done.output
    assert "Keys: ok" in done.output


def test_wrong_keys_are_told_by_the_names_of_their_variables(services, store, open_store):
    store.prove_keys()
    url = store.engine.url.render_as_string(hide_password=False)
    told = examined(dataclasses.replace(services, store=open_store(url, Keys())), "--offline").output
    assert "Keys: wrong" in told
    assert "FERNET_KEYS holds no key that this database was sealed with" in told
    assert "INDEX_KEY holds no key" in told


def test_a_newer_database_is_told_from_a_pending_one(services, store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("UPDATE milestones SET actor = '9998' WHERE name = 'schema_serves'"))
    told = examined(services, "--offline").output
    assert "Migrations: newer" in told
    assert "deploy that version" in told


def test_the_stores_code_is_beside_its_sentence(services, keys, open_store):
    gone = open_store("postgresql://nobody@127.0.0.1:1/nothing", keys)
    told = examined(dataclasses.replace(services, store=gone), "--offline").output
    assert "Database: unavailable (unreachable)" in told
    assert "No server answers" in told


@pytest.mark.parametrize(("kind", "is_told"), [("production", False), ("development", True)])
def test_make_run_is_advised_in_development_alone(services, tmp_path, kind, is_told):
    nowhere = complete_environment(ANTEROOM_ENV=kind, PUBLIC_URL="https://127.0.0.1:1")
    told = examined(dataclasses.replace(services, settings=load(nowhere, tmp_path))).output
    assert "Nothing answers at https://127.0.0.1:1" in told
    assert ("make run" in told) is is_told


def test_a_refused_signature_names_the_token_and_the_same_env(services, monkeypatch):
    monkeypatch.setattr(TwilioStandIn, "post", lambda *_, **__: Posted(403, ""))
    told = examined(services).output
    assert "a signed request got 403 (204 expected)" in told
    assert "TWILIO_AUTH_TOKEN" in told
    assert "the same .env" in told


@pytest.mark.parametrize(("ahead", "told"), [(timedelta(hours=3), True), (timedelta(seconds=2), False)])
def test_the_clock_is_held_against_the_date_of_what_answers_at_the_public_url(
    services, clock, monkeypatch, ahead, told
):
    answers = iter([Posted(204, "", clock() - ahead), Posted(403, "")])
    monkeypatch.setattr(TwilioStandIn, "post", lambda *_, **__: next(answers))
    found = {each.check: each for each in front_door.self_test(services)}
    assert ("clock" in found) is told
    if told:
        assert found["clock"].said == "180 minutes ahead of what answers at https://intake.example.org"


def test_every_problem_of_a_configuration_that_does_not_load_is_in_the_report_for_machines(environment):
    broken = environment | {
        "PUBLIC_URL": "http://intake.example.org",
        "CLINIC_NAME": "",
        "FERNET_KEYS": "secretive",
    }
    ran = loaded_app().flask("doctor", "--json", environment=broken)
    found = json.loads(ran.stdout)
    assert ran.returncode == 1
    assert {(each["check"], each["state"]) for each in found} == {("configuration", "bad")}
    assert [each["said"].split()[0] for each in found] == ["PUBLIC_URL", "FERNET_KEYS", "CLINIC_NAME"]
    assert "secretive" not in ran.stdout + ran.stderr


def test_what_goes_into_a_pipe_or_a_mail_has_no_colours(environment):
    broken = environment | {"FERNET_KEYS": "secretive", "TERM": "xterm-256color"}
    ran = loaded_app().flask("doctor", environment=broken)
    assert ran.stdout.startswith("BAD  Configuration: FERNET_KEYS")


def test_machines_get_the_same_keys_of_every_finding_and_the_exit_code_says_whether_one_is_bad(services):
    done = examined(services, "--offline", "--json")
    found = json.loads(done.stdout)
    assert {tuple(each) for each in found} == {("check", "state", "said", "why", "mend")}
    assert done.exit_code == int("bad" in {each["state"] for each in found})
    assert all(each["mend"] and each["why"] for each in found if each["state"] != "ok")


def test_a_whole_clinic_is_examined_through_its_own_front_door(serve):
    """The one bad thing is told, and nothing of a secret or of a patient."""
    server = serve(ANTEROOM_ENV="development")
    maya = RemotePatient(server, "whatsapp:+15005550006")
    for words in ("hello", "1", "1", "Maya Okafor-Lindt"):
        maya.says(words)
    environment = server.environment | {"SSL_CERT_FILE": str(server.certificate)}
    told = [
        loaded_app().flask("doctor", *options, environment=environment).stdout for options in (["--json"], [])
    ]
    found = {each["check"]: each["state"] for each in json.loads(told[0])}
    assert {name for name, state in found.items() if state == "bad"} <= {"files"}, told[0]
    assert {"certificate", "webhook", "worker", "audit", "clock", "database"} <= set(found)
    canaries = [server.environment[name] for name in SECRETS] + ["Maya", "Okafor", "5005550006"]
    assert not [word for word in canaries for text in told if word in text]


@pytest.mark.parametrize(
    ("password", "state", "said"),
    [(PASSWORD, "ok", "127.0.0.1 takes mail"), ("wrong horse", "bad", "mail_login_refused")],
)
def test_the_mail_server_of_alerts_is_asked_whether_it_takes_our_login(
    services, tmp_path: Path, password: str, state: str, said: str
):
    with mail_server() as box:
        url = box.url.replace(PASSWORD.replace(" ", "%20"), password.replace(" ", "%20"))
        environment = complete_environment(ALERT_EMAIL_TO="oncall@clinic.example.org", SMTP_URL=url)
        (found,) = alerts.mail_server(dataclasses.replace(services, settings=load(environment, tmp_path)))
        assert (found.state, found.said) == (state, said)
        assert box.received == []


def test_the_worst_comes_first_and_the_end_counts_what_was_found(services):
    told = examined(services, "--offline").output
    states = re.findall(r"^(BAD |warn|ok  ) ", told, re.MULTILINE)
    assert states == sorted(states, key=["BAD ", "warn", "ok  "].index)
    bad, warn, well = (states.count(mark) for mark in ("BAD ", "warn", "ok  "))
    assert f"\n{bad} bad, {warn} to look at, {well} well.\n" in told
