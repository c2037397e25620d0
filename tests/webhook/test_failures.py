"""When the store fails: a clear 503, nothing kept by halves, and no word of the patient in what is said."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from sqlalchemy import event, text

from app import create_app
from app.crypto import BlindIndex, Keyring, Sealer
from app.store import Store, connect
from app.store.engine.retries import ONCE
from tests.databases import IMPATIENT, on_both_engines
from tests.people import ASKED, Patient, Twilio, message_fields

pytest_generate_tests = on_both_engines


ANSWER = "Zanthippe Quillfeather"


def delivered(services, **changed_services):
    client = create_app(dataclasses.replace(services, **changed_services)).test_client()
    return Twilio(client).post(message_fields(ANSWER))


def assert_not_stored(answer, capsys):
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "Message" not in answer.text, "nothing that Twilio could send on"
    written = capsys.readouterr().err
    assert ANSWER not in written + answer.text
    assert "store unavailable" in written


@pytest.fixture
def in_the_middle(patient, store):
    """The patient has been asked for the name."""
    patient.tells("hello", "1", "1")
    return patient


def test_a_failing_commit_stores_nothing_and_the_redelivery_has_its_effect(
    in_the_middle, services, store, capsys
):
    @event.listens_for(store.engine, "commit")
    def fail(connection):
        event.remove(store.engine, "commit", fail)
        connection.exec_driver_sql("SELECT * FROM there_is_no_such_table")

    twilio = in_the_middle.twilio
    fields = message_fields(ANSWER)
    assert_not_stored(twilio.post(fields), capsys)
    assert f"2 of {ASKED}" in twilio.post(fields).text, "the same message, delivered again, is the first"


def test_a_database_that_is_down_is_a_503_and_says_so(services, keys, capsys):
    gone = connect("postgresql://nobody@127.0.0.1:1/nothing", timeouts=IMPATIENT)
    answer = delivered(services, store=Store(gone, keys.sealer, keys.index, keys.door, retries=ONCE))
    assert_not_stored(answer, capsys)


def test_keys_of_another_database_write_nothing(in_the_middle, services, store, contents, capsys):
    before = contents()
    strange = Store(
        store.engine, Sealer(Keyring([os.urandom(32)])), BlindIndex([os.urandom(32)]), store.keys[2]
    )
    answer = delivered(services, store=strange)
    assert answer.status_code == 503
    assert "keys do not open this database" in capsys.readouterr().err
    assert contents() == before


def test_a_full_disk_is_a_503_and_the_conversation_goes_on_when_there_is_room(
    services, keys, sqlite_url, capsys
):
    store = keys.store(sqlite_url)
    twilio = Twilio(create_app(dataclasses.replace(services, store=store)).test_client())
    writer = Patient(twilio)
    writer.tells("hello", "1", "1", "Maya Okafor", "4 March 1990")

    @event.listens_for(store.engine, "begin")
    def no_room(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    fields = message_fields((ANSWER + " ") * 20)
    statuses = [twilio.post(message_fields((ANSWER + " ") * 20)).status_code for _ in range(12)]
    assert 503 in statuses
    assert ANSWER not in capsys.readouterr().err
    event.remove(store.engine, "begin", no_room)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    store.close()
    assert twilio.post(fields).status_code == 200


def test_a_read_only_file_is_a_503(services, keys, sqlite_url, capsys):
    store = keys.store(sqlite_url)
    with store.begin():
        pass

    @event.listens_for(store.engine, "begin")
    def read_only(connection):
        connection.exec_driver_sql("PRAGMA query_only = 1")

    assert_not_stored(delivered(services, store=store), capsys)


def test_a_missing_table_is_a_503_and_readyz_names_the_migrations(services, keys, tmp_path):
    (tmp_path / "empty.db").touch()
    empty = keys.store(f"sqlite:///{tmp_path}/empty.db")
    client = create_app(dataclasses.replace(services, store=empty)).test_client()
    assert Twilio(client).post(message_fields()).status_code == 503
    answer = client.get("/readyz", base_url="https://localhost")
    assert (answer.status_code, answer.get_json()["migrations"]) == (503, "pending")
    assert client.get("/healthz", base_url="https://localhost").status_code == 200


def test_a_missing_database_file_is_a_503_and_is_not_made(services, keys, tmp_path, capsys):
    nowhere = keys.store(f"sqlite:///{tmp_path}/elsewhere/anteroom.db")
    client = create_app(dataclasses.replace(services, store=nowhere)).test_client()
    assert Twilio(client).post(message_fields()).status_code == 503
    answer = client.get("/readyz", base_url="https://localhost")
    assert answer.get_json() == {
        "database": "unavailable",
        "migrations": "unknown",
        "keys": "unknown",
        "writes": "unknown",
        "limits": "unknown",
        "sign_in": "closed",
        "broker": "ok",
        "jobs": "unknown",
        "machines": "unknown",
        "erasure_journal": "ok",
    }
    written = capsys.readouterr().err
    assert '"reason": "no_database_file"' in written
    assert "The database file is not there" in written
    assert not (tmp_path / "elsewhere").exists()


def test_readyz_tells_a_newer_database_from_a_pending_one(services, store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    client = create_app(services).test_client()
    answer = client.get("/readyz", base_url="https://localhost")
    assert (answer.status_code, answer.get_json()["migrations"]) == (200, "ahead")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE milestones SET actor = '9998' WHERE name = 'schema_serves'"))
    answer = client.get("/readyz", base_url="https://localhost")
    assert (answer.status_code, answer.get_json()["migrations"]) == (503, "newer")


def test_an_unexpected_error_is_a_500_without_a_word_of_it(in_the_middle, app, monkeypatch, capsys, store):
    monkeypatch.setattr("app.webhook.handler.dump", lambda _progress: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = in_the_middle.twilio.post(message_fields(ANSWER))
    assert answer.status_code == 500
    written = capsys.readouterr().err
    assert "ZeroDivisionError" in written
    assert ANSWER not in written + answer.text
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT step FROM conversations")).scalar_one() == "name"


def test_no_answer_holds_a_traceback_or_a_version(app):
    client = app.test_client()
    for path in ("/console", "/.env", "/.git/HEAD", "/debug", "/static/../../.env", "/%ff%00", "/phpmyadmin"):
        answer = client.get(path, base_url="https://localhost")
        assert answer.status_code == 404
        assert "Traceback" not in answer.text
    assert Path(__file__).name not in client.get("/nothing", base_url="https://localhost").text
