"""A database file that was taken from under a running server: nothing more is acknowledged into it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import select

from app.checks.database import database
from app.store import StoreUnavailable
from app.store.backup import Refused
from app.store.clinic import milestones
from app.store.engine import schema
from app.store.messages.receipts import Receipt
from app.store.work import refusals
from tests.fork_client import loaded_app
from tests.people import message_fields
from tests.server.live_server import RemotePatient
from tests.store.backups import identity_in, restored, taken
from tests.store.example import NOW, written

SAM = "whatsapp:+15005550006"
MESSAGES = ("hello", "1", "1")
pytestmark = pytest.mark.usefixtures("replayed")


@pytest.fixture
def file(sqlite_url):
    return Path(sqlite_url.removeprefix("sqlite:///"))


def taken_away(file):
    """Move the database away as an operator does, and return where it is now."""
    elsewhere = file.parent.parent / "elsewhere"
    elsewhere.mkdir()
    for each in file.parent.glob(f"{file.name}*"):
        each.rename(elsewhere / each.name)
    return elsewhere / file.name


def copied(file, url, open_store, keys):
    shutil.copy(taken_away(file), file)


def made_again(file, url, open_store, keys):
    taken_away(file)
    schema.upgrade(open_store(url, keys).engine)


def removed(file, url, open_store, keys):
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()
    schema.upgrade(open_store(url, keys).engine)


@pytest.mark.parametrize("replace", [copied, made_again, removed])
def test_nothing_is_read_or_written_once_another_file_has_the_name(
    replace, file, sqlite_store, sqlite_url, open_store, keys
):
    written(sqlite_store)
    replace(file, sqlite_url, open_store, keys)
    for use in (sqlite_store.begin, sqlite_store.read, sqlite_store.begin):
        with pytest.raises(StoreUnavailable, match="database_replaced"), use():
            pytest.fail("a transaction began")
    with open_store(sqlite_url, keys).begin() as unit:  # a process that is started again
        milestones.mark(unit.db, "backup", "operator", NOW)


def test_while_no_file_is_there_nothing_goes_into_the_one_that_was_moved_away(file, sqlite_store):
    written(sqlite_store)
    moved = taken_away(file)
    with pytest.raises(StoreUnavailable, match="no_database_file"), sqlite_store.begin():
        pytest.fail("a transaction began")
    assert not file.exists()
    moved.rename(file)
    with sqlite_store.begin() as unit:
        milestones.mark(unit.db, "backup", "operator", NOW)


@pytest.mark.parametrize("replace", [copied, made_again])
def test_what_is_committed_while_the_file_is_replaced_is_not_called_stored(
    replace, file, sqlite_store, sqlite_url, open_store, keys
):
    written(sqlite_store)
    with (
        pytest.raises(StoreUnavailable, match="database_replaced"),
        sqlite_store.begin() as unit,
    ):
        refusals.add(unit.db, NOW, "bad_signature", "203.0.113.0/24", 1)
        replace(file, sqlite_url, open_store, keys)


def test_a_restore_is_refused_that_would_delete_the_log_of_the_file_that_was_moved_away(
    file, sqlite_store, sqlite_url, open_store, keys
):
    written(sqlite_store)
    backup = taken(sqlite_store)
    log = file.with_name(f"{file.name}-wal")
    newest = log.read_bytes()
    assert newest
    file.rename(file.with_name("moved.db"))
    with pytest.raises(Refused, match="newest changes"):
        restored(open_store(sqlite_url, keys), backup)
    assert (log.read_bytes(), file.exists()) == (newest, False)


@pytest.fixture
def backup(store, tmp_path):
    file = tmp_path / "one.backup"
    file.write_bytes(taken(store))
    return file


def restore(server, backup):
    """Restore as an operator does, on the server's machine."""
    return loaded_app().flask(
        "restore", backup, "--without-journal", "--identity", identity_in(backup.parent),
        environment=server.environment,
    )  # fmt: skip


def readiness(server):
    connection = server.connect()
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    return answer.status, json.load(answer)


def known(store):
    with store.engine.connect() as connection:
        return set(connection.execute(select(Receipt.message_sid)).scalars())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_restore_beside_a_running_server_is_refused_and_a_file_put_there_by_hand_gets_no_lost_message(
    serve, store, backup, open_store, keys, database_url, services
):
    file = Path(database_url.removeprefix("sqlite:///"))
    # One process: another that began after the file was replaced would serve the new one, rightly.
    server = serve(WEB_CONCURRENCY="1")
    sam = RemotePatient(server, SAM)
    sam.says(MESSAGES[0])
    while not store.presence.others():  # its worker has begun
        sam.says("help")
    taken_away(file)
    refused = restore(server, backup)
    assert (refused.returncode, "Stop every one of them" in refused.stderr) == (1, True), refused.stderr
    assert not file.exists()

    by_hand = open_store(f"sqlite:///{file.parent}/other.db", keys)
    restored(by_hand, backup.read_bytes())
    by_hand.engine.dispose()
    file.with_name("other.db").rename(file)
    late = [message_fields(text, SAM) for text in MESSAGES]
    sam = RemotePatient(server, SAM)
    for fields in late * 4:  # whichever of its processes it reaches
        assert sam.deliver(fields)[0] == 503
    status, told = readiness(server)
    assert (status, told["database"]) == (503, "replaced")
    here = open_store(database_url, keys)
    assert database(services)[0].said.startswith("replaced")
    assert known(here).isdisjoint(fields["MessageSid"] for fields in late)

    server.stop()
    server.start()
    sam = RemotePatient(server, SAM)
    for fields in late:
        sam.insists(fields)
    assert readiness(server)[0] == 200
    assert known(here).issuperset(fields["MessageSid"] for fields in late)
    server.stop()
    assert not here.presence.others()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_postgresql_that_is_made_again_beneath_a_server_gets_whatever_is_acknowledged_from_then_on(
    serve, store, backup, open_store, keys, database_url, postgres
):
    server = serve(WEB_CONCURRENCY="2")
    sam = RemotePatient(server, SAM)
    sam.says(MESSAGES[0])
    name = Identifier(database_url.partition("?")[0].rpartition("/")[2])
    postgres.run(SQL("DROP DATABASE {} WITH (FORCE)").format(name), SQL("CREATE DATABASE {}").format(name))
    assert sam.deliver(message_fields("1", SAM))[0] == 503
    done = restore(server, backup)
    assert done.returncode == 0, done.stderr
    acknowledged = []
    for text in MESSAGES:
        acknowledged.append(message_fields(text, SAM))
        sam.insists(acknowledged[-1])
    assert known(open_store(database_url, keys)).issuperset(each["MessageSid"] for each in acknowledged)
