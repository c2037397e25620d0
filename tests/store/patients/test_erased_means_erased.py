"""Erased means erased: no word, token or index of the patient is left in files.

The database's own files, that is. The same goes for the words of whoever was made to begin again.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from argon2.profiles import CHEAPEST
from psycopg.sql import SQL, Identifier
from sqlalchemy import select, text

from app import create_app
from app.config import load
from app.services import Services
from app.store import connect
from app.store.conversations import conversations, lost_drafts, senders, unfinished
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.lost_drafts import LostDraft
from app.store.engine import server
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.receipts import Receipt
from app.store.model import table_of
from app.store.patients import erasures
from app.store.patients.erased import of_patients, scrubbed
from app.store.patients.patient import patients
from app.store.staff import staff
from tests.databases import IMPATIENT
from tests.people import Clock, Patient, Twilio
from tests.settings import complete_environment
from tests.staff_people import add_colleague
from tests.store.example import NOW, left, noted
from tests.store.two_processes import until_it_waits_for_a_lock
from tests.store_queries import spoken_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest
    from sqlalchemy import RowMapping

    from app.store import Store
    from tests.databases import Keys, OpenStore, Postgres

CANARIES = (
    "Zephyrine",
    "Quillfeather",
    "1983-07-19",
    "4 Canary Wharfside",
    "zoanthropy",
    "xanthomycin",
    "noteworthy",
)
ANSWERS = (
    "Zephyrine Quillfeather",
    "19 July 1983",
    "4 Canary Wharfside",
    *(f"zoanthropy, part {number} of many: {'and so it went on ' * number}" for number in range(1, 6)),
    "DONE",
    "xanthomycin",
    "DONE",
)
_PIECE = 60
"""PostgreSQL cuts what is long: a token is there as soon as so much of it is."""


class Shadow:
    """Follows one address, and remembers every token and index stored for it."""

    def __init__(self, store: Store, address: str) -> None:
        self.store = store
        self.address = address
        self.seen: set[bytes] = set()

    def looks(self) -> None:
        with self.store.read() as unit:
            conversation = conversations.find(unit.db, self.address)
        with self.store.engine.connect() as connection:
            ids = {conversation} | {
                row.id
                for row in connection.execute(
                    select(patients.c.id).where(patients.c.conversation_id == conversation)
                )
            }
            for table in of_patients():
                for row in connection.execute(select(table)).mappings():
                    if ids & set(row.values()):
                        self.seen |= set(remembered(row))

    @property
    def patient(self) -> UUID:
        with self.store.read() as unit:
            (found,) = spoken_for(unit, self.address)
        return found.id


def remembered(row: RowMapping) -> Iterable[bytes]:
    for name, value in row.items():
        if isinstance(value, str) and value.startswith("gAAAA"):
            yield value.encode()
        if isinstance(value, bytes) and name != "signature_digest":  # that one stays, and tells nothing
            yield value


def hands_in_under_observation(store: Store, clock: Clock, folder: Path) -> Shadow:
    """Let somebody hand in, change an answer and be annotated, amid others."""
    app = create_app(Services(load(complete_environment(), folder), store, clock), CHEAPEST)
    twilio = Twilio(app.test_client())
    others = [Patient(twilio, f"whatsapp:+1500556{number:04d}") for number in range(4)]
    one = Patient(twilio, "whatsapp:+15005550006")
    shadow = Shadow(store, one.address)
    for said in (
        "hello",
        "1",
        "1",
        *ANSWERS,
        "SEND",
        "hello",
        "1",
        "EDIT 3",
        "5 Canary Wharfside",
        "SEND",
    ):
        clock.moves(minutes=1)
        one.says(said)
        shadow.looks()
        for other in others:
            other.says(said.replace("Zephyrine Quillfeather", "Noor Haddad").replace("1983", "1984"))
    with store.begin() as unit:
        member = staff.add(unit.db, "n@larkfield.example", "Nkechi", "clinician", NOW)
        noted(unit, shadow.patient, member, "noteworthy: rang back", NOW)
        left(unit, shadow.patient, uuid4(), "noteworthy: forgot the latex", NOW)
        conversation = conversations.find(unit.db, one.address)
        reply = NewMessage(
            Purpose.REPLY,
            "operator",
            conversation_id=conversation,
            patient_id=shadow.patient,
            body="noteworthy: bring the inhaler",
        )
        outbound.send(unit.db, reply, NOW)
    shadow.looks()
    assert len(shadow.seen) > 50
    return shadow


def erase_and_scrub(store: Store, patient_id: UUID) -> None:
    with store.begin() as unit:
        assert erasures.erase(unit.db, patient_id, "patient_asked", "staff:1", NOW)
    store.scrub()


def found(seen: set[bytes], content: bytes) -> list[bytes]:
    """Return those of which there is any piece in the content."""
    return [value for value in seen if any(piece in content for piece in pieces(value))]


def pieces(value: bytes) -> list[bytes]:
    # What a token begins with, its version and time, is in every token. A rest of four characters is in many by
    # chance, so the last piece is a whole one too.
    if len(value) <= _PIECE:
        return [value]
    return [value[at : at + _PIECE] for at in (*range(12, len(value) - _PIECE, _PIECE), len(value) - _PIECE)]


def test_in_the_sqlite_file_and_beside_it_is_nothing_of_who_was_erased(
    sqlite_store: Store, clock: Clock, tmp_path: Path
):
    shadow = hands_in_under_observation(sqlite_store, clock, tmp_path)
    assert {file.suffix for file in files_of(sqlite_store)} == {".db", ".db-wal", ".db-shm"}
    assert len(found(shadow.seen, content_of(sqlite_store))) > 20, "what is looked for was there"
    erase_and_scrub(sqlite_store, shadow.patient)
    assert found(shadow.seen, content_of(sqlite_store)) == []
    assert [canary for canary in CANARIES if canary.encode() in content_of(sqlite_store)] == []
    sqlite_store.engine.dispose()
    assert found(shadow.seen, content_of(sqlite_store)) == []


def test_in_the_sqlite_file_and_beside_it_is_nothing_that_was_said_before_a_restart(
    sqlite_store: Store, clock: Clock, tmp_path: Path
):
    services = Services(load(complete_environment(), tmp_path), sqlite_store, clock)
    app = create_app(services, CHEAPEST)
    nurse = add_colleague(app, services, clock, "n@larkfield.example", "reception")
    nurse.signs_in()
    patient, seen = Patient(Twilio(app.test_client())), set[bytes]()
    for said in ("hello", "1", "1", *ANSWERS[:6]):
        patient.says(said)
        seen |= sealed_words(sqlite_store)
    with sqlite_store.begin() as unit:
        (one,) = unfinished.page(unit.db, 2)
        held = conversations.hold(unit.db, one.id)
        assert held
        lost_drafts.keep(unit.db, one.id, held.sealed_progress, NOW)
    assert len(found(seen, content_of(sqlite_store))) > 10, "what is looked for was there"
    restart, version = f"/answering/{one.id}/restart", str(one.version)
    assert nurse.browser.post(restart, version=version, reason="stuck").status_code == 303
    assert found(seen, content_of(sqlite_store)) == []


def sealed_words(store: Store) -> set[bytes]:
    """Return every token in which words of a conversation lie."""
    columns = (table_of(ConversationRow).c.progress, table_of(Receipt).c.reply, LostDraft.progress)
    with store.engine.connect() as connection:
        stored = [token for column in columns for token in connection.execute(select(column)).scalars()]
    return {token.encode() for token in stored if token}


def files_of(store: Store) -> list[Path]:
    return list(Path(store.engine.url.database or "").parent.iterdir())


def content_of(store: Store) -> bytes:
    return b"".join(file.read_bytes() for file in files_of(store))


def test_in_the_data_files_of_postgresql_is_no_row_of_who_was_erased_and_after_a_full_vacuum_no_piece(
    postgresql_store: Store, postgres: Postgres, clock: Clock, tmp_path: Path
):
    shadow = hands_in_under_observation(postgresql_store, clock, tmp_path)
    before = found(shadow.seen, data_files(postgresql_store, postgres))
    assert len(before) > 20, "what is looked for was there"
    erase_and_scrub(postgresql_store, shadow.patient)
    assert vacuumed(postgresql_store) == {table.name for table in scrubbed()}
    assert [canary for canary in CANARIES if canary.encode() in data_files(postgresql_store, postgres)] == []
    # What docs/security/erasure.md says: a plain VACUUM frees the space and leaves bytes in it; only a full one rewrites it.
    run_alone(postgresql_store, *(f"VACUUM FULL {table.name}" for table in of_patients()))
    assert found(shadow.seen, data_files(postgresql_store, postgres)) == []


def data_files(store: Store, postgres: Postgres) -> bytes:
    """Return the contents of the database's own folder, without the write-ahead log."""
    run_alone(store, "CHECKPOINT")
    with store.engine.connect() as connection:
        own = connection.execute(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar_one()
    folder = postgres.folder / "base" / str(own)
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def vacuumed(store: Store) -> set[str]:
    with store.engine.connect() as connection:
        return set(
            connection.execute(
                text("SELECT relname FROM pg_stat_user_tables WHERE vacuum_count > 0")
            ).scalars()
        )


def run_alone(store: Store, *statements: str) -> None:
    with store.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            alone.execute(text(statement))


def test_a_reader_in_the_way_of_scrubbing_is_told_in_the_log_and_stops_nobody(
    sqlite_url: str, keys: Keys, open_store: OpenStore, caplog: pytest.LogCaptureFixture
):
    store = open_store(sqlite_url, keys, IMPATIENT)
    with store.begin() as unit:
        senders.lock(unit.db, "whatsapp:+15005550006", None, NOW)
    with store.read() as reading:
        assert conversations.find(reading.db, "whatsapp:+15005550006")
        with store.begin() as unit:
            senders.lock(unit.db, "whatsapp:+15005550007", None, NOW)
        store.scrub()
    assert [record.name for record in caplog.records] == ["anteroom.store"]
    caplog.clear()
    store.scrub()
    assert caplog.records == []


def test_without_the_right_to_scrub_postgresql_skips_tables_and_it_is_told(
    postgresql_store: Store, postgres: Postgres, caplog: pytest.LogCaptureFixture
):
    url = postgresql_store.engine.url
    with clerk_of(postgres) as name:
        clerk = connect(url.set(drivername="postgresql", username=name).render_as_string(hide_password=False))
        names = [table.name for table in scrubbed()]
        assert server.scrub(postgresql_store.engine, names)
        assert not server.scrub(clerk, names)
        clerk.dispose()
    assert caplog.records == []


@contextmanager
def clerk_of(postgres: Postgres) -> Iterator[str]:
    """Give the name of a user who owns nothing."""
    name = f"clerk_{next(postgres.names)}"
    postgres.run(SQL("CREATE ROLE {} LOGIN").format(Identifier(name)))
    yield name
    postgres.run(SQL("DROP ROLE {}").format(Identifier(name)))


def test_scrubbing_postgresql_takes_longer_than_a_statement_may_and_leaves_the_pool_as_it_was(
    postgresql_url: str, keys: Keys, open_store: OpenStore
):
    store = open_store(postgresql_url, keys, replace(IMPATIENT, lock=5))
    with ThreadPoolExecutor(1) as pool:
        with store.engine.begin() as connection:
            connection.execute(text("LOCK TABLE patients IN SHARE UPDATE EXCLUSIVE MODE"))
            scrubbing = pool.submit(server.scrub, store.engine, ["patients"])
            until_it_waits_for_a_lock(store, scrubbing)
            for _ in range(8):  # each far shorter than a statement of this connection may take
                connection.execute(text("SELECT pg_sleep(0.1)"))
        assert scrubbing.result()
    with store.engine.connect() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "500ms"


def test_a_table_that_stays_locked_is_told_in_the_log_and_scrubbing_gives_up(
    postgresql_url: str, keys: Keys, open_store: OpenStore, caplog: pytest.LogCaptureFixture
):
    store = open_store(postgresql_url, keys, IMPATIENT)
    with store.engine.begin() as connection:
        connection.execute(text("LOCK TABLE patients IN SHARE UPDATE EXCLUSIVE MODE"))
        store.scrub()
    assert [record.name for record in caplog.records] == ["anteroom.store"]


def test_a_connection_that_is_cut_while_scrubbing_is_told_in_the_log_and_raises_nothing(
    postgresql_url: str, keys: Keys, open_store: OpenStore, caplog: pytest.LogCaptureFixture
):
    store = open_store(postgresql_url, keys)
    with ThreadPoolExecutor(1) as pool, store.engine.begin() as connection:
        connection.execute(text("LOCK TABLE patients IN SHARE UPDATE EXCLUSIVE MODE"))
        scrubbing = pool.submit(store.scrub)
        until_it_waits_for_a_lock(store, scrubbing)
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted"))
        scrubbing.result()
    assert [record.name for record in caplog.records] == ["anteroom.store"]
    store.scrub()
    assert len(caplog.records) == 1


def test_scrubbing_a_database_that_is_away_raises_nothing(
    database_url: str, keys: Keys, open_store: OpenStore, caplog: pytest.LogCaptureFixture, postgres: Postgres
):
    store = open_store(database_url, keys, IMPATIENT)
    away = open_store(
        database_url.replace("anteroom.db", "away.db").replace("/test_", "/away_"), keys, IMPATIENT
    )
    away.scrub()
    assert [record.name for record in caplog.records] == ["anteroom.store"]
    caplog.clear()
    store.scrub()
    assert caplog.records == []


def test_deleted_content_is_overwritten_and_cascades_are_on(sqlite_store: Store):
    with sqlite_store.engine.connect() as connection:
        for pragma, wanted in (("secure_delete", 1), ("foreign_keys", 1), ("journal_mode", "wal")):
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == wanted
