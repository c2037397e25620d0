"""When the database fails, nothing is stored and no patient's word gets out.

The caller learns a code.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import event, func, select, text

from app.store import Store, StoreUnavailable, connect
from app.store.conversations import senders
from app.store.engine.role import Role
from app.store.messages import deliveries
from app.store.patients import patients
from app.store.tables import metadata
from app.store.trail import audit
from tests.databases import IMPATIENT
from tests.store.example import ADDRESS, ANSWERS, NOW, SAID
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from app.store import Transaction
    from tests.databases import Keys, OpenStore, Postgres

audit_events = metadata.tables["audit_events"]


NOBODY = 65534


@contextmanager
def unavailable(reason: str) -> Iterator[None]:
    """Expect the block to fail with this code, and with nothing else."""
    with pytest.raises(StoreUnavailable) as failure:
        yield
    error = failure.value
    assert error.reason == reason
    assert str(error) == f"the store is unavailable: {reason}"
    assert error.__cause__ is None
    assert error.__context__ is None
    told = repr(error) + "".join(traceback.format_exception(error))
    assert not any(said in told for said in (*SAID, "INSERT", "UPDATE", "gAAAAA"))


def audit_lines(store: Store) -> int:
    with store.engine.begin() as connection:
        lines: int = connection.execute(select(func.count()).select_from(audit_events)).scalar_one()
    return lines


def patient(unit: Transaction, patient_id: UUID) -> None:
    patients.create(unit.db, patient_id, None, "en", ANSWERS, False, NOW)


def test_a_commit_that_fails_on_sqlite_is_told_and_leaves_nothing(sqlite_store: Store):
    with unavailable("SQLITE_CONSTRAINT_FOREIGNKEY"), sqlite_store.begin() as unit:
        unit.db.execute(text("PRAGMA defer_foreign_keys = ON"))
        audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
        deliveries.advance(
            unit.db, "SM1", audit.record(unit.db, "patient", trail_event("b"), at=NOW), "sent", None, NOW
        )
    assert audit_lines(sqlite_store) == 0


def test_a_commit_that_fails_on_postgresql_is_told_and_leaves_nothing(postgresql_store: Store):
    with postgresql_store.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'late'; END $$"
            )
        )
        connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON audit_events DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION fail()"
            )
        )
    with unavailable("P0001"), postgresql_store.begin() as unit:
        audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
    assert audit_lines(postgresql_store) == 0


def test_what_the_database_refuses_is_told_by_its_code_and_undone_whole(store: Store):
    code = {"sqlite": "SQLITE_CONSTRAINT_FOREIGNKEY", "postgresql": "23503"}[store.engine.dialect.name]
    with unavailable(code), store.begin() as unit:
        nobody = audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
        patients.create(unit.db, nobody, nobody, "en", ANSWERS, False, NOW)
    assert audit_lines(store) == 0


def test_a_value_that_is_there_already_is_told_by_a_code_without_the_value(store: Store):
    code = {"sqlite": "SQLITE_CONSTRAINT_PRIMARYKEY", "postgresql": "23505"}[store.engine.dialect.name]
    with store.begin() as unit:
        patient_id = audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
        patient(unit, patient_id)
    with unavailable(code), store.begin() as unit:
        patient(unit, patient_id)


def test_a_full_disk_is_told_and_what_was_committed_before_stays(sqlite_store: Store):
    def fill(raw, _record) -> None:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")

    with sqlite_store.begin() as unit:
        patient(unit, audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW))
    sqlite_store.engine.dispose()
    event.listen(sqlite_store.engine, "connect", fill)
    with unavailable("SQLITE_FULL"), sqlite_store.begin() as unit:
        for _ in range(100):
            patient(unit, audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW))
    with sqlite_store.read() as unit:
        [kept] = patients.page(unit.db, 10)
    assert kept.name == ANSWERS["name"]


@pytest.fixture
def not_as_root(sqlite_url: str) -> Iterator[Path]:
    """A copy of a database, owned by another user, as whom the test continues.

    Root may do anything.
    """
    with tempfile.TemporaryDirectory(prefix="anteroom-", dir="/tmp") as folder:
        copy = Path(shutil.copy(sqlite_url.removeprefix("sqlite:///"), folder))
        is_root = os.geteuid() == 0
        if is_root:
            for each in (copy, copy.parent):
                os.chown(each, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield copy
        finally:
            if is_root:
                os.seteuid(0)


def test_a_file_that_cannot_be_written_is_told(not_as_root: Path, keys: Keys, open_store: OpenStore):
    not_as_root.chmod(0o400)
    store = open_store(f"sqlite:///{not_as_root}", keys)
    with unavailable("SQLITE_READONLY"), store.begin():
        pytest.fail("a transaction began")


def test_a_server_that_began_on_a_disk_without_writes_writes_as_soon_as_there_are_some(
    not_as_root: Path, keys: Keys, open_store: OpenStore
):
    not_as_root.chmod(0o400)
    server = open_store(f"sqlite:///{not_as_root}", keys)
    server.play(Role.WEB)
    with ExitStack() as readers:
        for _ in range(2):
            with suppress(StoreUnavailable):  # a page that is shown meanwhile would hold a connection
                readers.enter_context(server.read())
        with unavailable("SQLITE_READONLY"):
            server.prove_keys()
        not_as_root.chmod(0o600)
        with server.begin() as unit:
            audit.record(unit.db, "anteroom", trail_event("wrote"), at=NOW)


def test_a_file_of_somebody_else_that_others_may_read_is_refused(
    not_as_root: Path, keys: Keys, open_store: OpenStore
):
    not_as_root.unlink()
    not_as_root.symlink_to("/etc/passwd")  # root's, and for all to read
    with unavailable("open_to_others"):
        open_store(f"sqlite:///{not_as_root}", keys).prove_keys()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, keys: Keys, open_store: OpenStore):
    (tmp_path / "instance").write_text("in the way")
    with unavailable("SQLITE_CANTOPEN"):
        open_store(f"sqlite:///{tmp_path}/instance/anteroom.db", keys).prove_keys()


def test_a_file_that_is_no_database_is_told(tmp_path: Path, keys: Keys, open_store: OpenStore):
    (tmp_path / "anteroom.db").write_text(ANSWERS["medical_history"] * 100)
    with unavailable("SQLITE_NOTADB"):
        open_store(f"sqlite:///{tmp_path}/anteroom.db", keys).prove_keys()


@pytest.mark.parametrize("where", ["127.0.0.1:1/anteroom", "/anteroom?host=/nonexistent"])
def test_a_server_that_is_not_there_is_told_without_its_password(
    where: str, keys: Keys, open_store: OpenStore
):
    store = open_store(f"postgresql://clinic:s3cret@{where}", keys, IMPATIENT)
    with unavailable("unreachable"), store.begin():
        pytest.fail("a transaction began")


def test_a_pooler_that_refuses_the_time_limits_is_told_from_a_server_that_is_not_there(
    keys: Keys, open_store: OpenStore
):
    """As PgBouncer refuses them, which has no code for it that libpq passes on."""
    fields = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
    refusal = b"E" + (len(fields) + 4).to_bytes(4, "big") + fields
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor() as pool:

        def refuse() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(refusal)
                connection.recv(4096)

        pool.submit(refuse)
        port = listening.getsockname()[1]
        options = "sslmode=disable&gssencmode=disable"
        store = open_store(f"postgresql://clinic:s3cret@127.0.0.1:{port}/anteroom?{options}", keys, IMPATIENT)
        with unavailable("pooler"), store.begin():
            pytest.fail("a transaction began")


def without_options(startup: bytes) -> bytes:
    """Return a start-up message of PostgreSQL's protocol without its options."""
    words = startup[8:].rstrip(b"\0").split(b"\0")
    kept = [
        word
        for name, value in zip(words[::2], words[1::2], strict=True)
        if name != b"options"
        for word in (name, value)
    ]
    body = startup[4:8] + b"\0".join(kept) + b"\0\0"
    return (len(body) + 4).to_bytes(4, "big") + body


def pumps(source: socket.socket, into: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65536):
            into.sendall(some)
    with suppress(OSError):
        into.shutdown(socket.SHUT_RDWR)


def test_a_pooler_that_takes_the_time_limits_and_forgets_them_is_refused(
    keys: Keys, open_store: OpenStore, postgres: Postgres, postgresql_url: str
):
    """As PgBouncer does with `ignore_startup_parameters = options`."""
    path = next(postgres.folder.glob(".s.PGSQL.*[0-9]"))
    database = postgresql_url.partition("?")[0].rpartition("/")[2]
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor() as pool:

        def forget() -> None:
            client, _ = listening.accept()
            with client, socket.socket(socket.AF_UNIX) as server:
                server.connect(str(path))
                server.sendall(without_options(client.recv(4096)))
                pool.submit(pumps, server, client)
                pumps(client, server)

        pool.submit(forget)
        port = listening.getsockname()[1]
        options = "sslmode=disable&gssencmode=disable"
        store = open_store(f"postgresql://postgres@127.0.0.1:{port}/{database}?{options}", keys, IMPATIENT)
        with unavailable("pooler"), store.begin():
            pytest.fail("a transaction began")


def test_a_connection_cut_in_the_middle_is_told_and_the_next_transaction_gets_a_new_one(
    postgresql_store: Store, postgres: Postgres
):
    mine = postgresql_store.engine.url.database
    with unavailable("57P01"), postgresql_store.begin() as unit:
        audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
        cut = SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}")
        postgres.run(cut.format(Literal(mine)))
        patient(unit, audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW))
    with postgresql_store.begin() as unit:
        audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
    assert audit_lines(postgresql_store) == 1


def test_a_database_that_is_gone_is_told(postgresql_store: Store, postgres: Postgres):
    postgresql_store.prove_keys()
    postgres.run(
        SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(postgresql_store.engine.url.database or ""))
    )
    with unavailable("unreachable"), postgresql_store.read():
        pytest.fail("a transaction began")


def test_a_writer_that_waits_too_long_for_another_is_told(
    database_url: str, keys: Keys, open_store: OpenStore
):
    patient_one, impatient = open_store(database_url, keys), open_store(database_url, keys, IMPATIENT)
    code = {"sqlite": "SQLITE_BUSY", "postgresql": "55P03"}[impatient.engine.dialect.name]
    impatient.prove_keys()
    with patient_one.begin() as unit:
        senders.lock(unit.db, ADDRESS, None, NOW)
        with unavailable(code), impatient.begin() as late:
            senders.lock(late.db, ADDRESS, None, NOW)
    with impatient.begin() as unit:
        assert not senders.lock(unit.db, ADDRESS, None, NOW).created


def test_a_statement_that_takes_too_long_is_told(postgresql_url: str, keys: Keys, open_store: OpenStore):
    store = open_store(postgresql_url, keys, IMPATIENT)
    with unavailable("57014"), store.begin() as unit:
        unit.db.execute(text("SELECT pg_sleep(30)"))


def test_a_server_that_is_frozen_is_told_and_the_next_transaction_gets_a_new_connection(
    postgresql_url: str, keys: Keys, open_store: OpenStore
):
    store = open_store(postgresql_url, keys, IMPATIENT)
    frozen = 0
    try:
        with unavailable("unreachable"), store.begin() as unit:
            frozen = unit.db.execute(text("SELECT pg_backend_pid()")).scalar_one()
            os.kill(frozen, signal.SIGSTOP)
            audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
        with store.begin() as unit:
            audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
    finally:
        if frozen:
            os.kill(frozen, signal.SIGCONT)
    assert audit_lines(store) == 1


def test_an_idle_connection_to_a_server_that_froze_is_given_up(
    postgresql_url: str, keys: Keys, open_store: OpenStore
):
    store = open_store(postgresql_url, keys, IMPATIENT)
    with store.begin() as unit:
        frozen = unit.db.execute(text("SELECT pg_backend_pid()")).scalar_one()
    os.kill(frozen, signal.SIGSTOP)
    try:
        with store.begin() as unit:
            audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
    finally:
        os.kill(frozen, signal.SIGCONT)
    assert audit_lines(store) == 1


def test_a_pool_that_is_used_up_is_told(database_url: str, keys: Keys):
    engine = connect(database_url, pool_size=1, max_overflow=0, timeouts=IMPATIENT)
    store = Store(engine, keys.sealer, keys.index, keys.door)
    with store.read(), unavailable("pool_timeout"):
        store.read().__enter__()
    engine.dispose()


def test_an_error_of_the_callers_own_comes_out_as_it_is_and_undoes_the_transaction(store: Store):
    with pytest.raises(LookupError, match="mine"), store.begin() as unit:
        audit.record(unit.db, "patient", trail_event("patient.created"), at=NOW)
        raise LookupError("mine")
    assert audit_lines(store) == 0
