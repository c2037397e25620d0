"""What rests is sealed: every column, every file."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Text, select, text

from app.crypto import Column
from app.store.tables import metadata
from tests.store.example import SAID, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

    from app.store import Store
    from tests.databases import Keys, Postgres


def sealed_columns() -> Iterator[tuple[sa.Table, Column]]:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if "sealed" in column.info:
                yield table, column.info["sealed"]


def test_every_sealed_column_holds_only_tokens_of_time_zero_that_open_in_their_own_row(
    store: Store, keys: Keys
):
    written(store)
    for table, column in sealed_columns():
        with store.engine.begin() as connection:
            held = select(table.c.id, table.c[column.name]).where(table.c[column.name].is_not(None))
            rows = connection.execute(held).all()
        assert rows, f"the example leaves {column} empty"
        for row, token in rows:
            assert base64.urlsafe_b64decode(token)[:9] == b"\x80" + bytes(8)
            keys.sealer.open(column, row, token)


def test_every_sealed_column_is_bound_to_its_own_table():
    assert all(table.name == column.table for table, column in sealed_columns())


def test_no_column_takes_long_text_unsealed_but_what_is_no_patients_or_is_sealed_as_it_comes():
    unsealed = {
        str(column)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text) and "sealed" not in column.info
    }
    # A lost draft is the very token that did not open.
    assert unsealed == {
        "audit_events.details",
        "clinic_profiles.profile",
        "consent_texts.text",
        "contents.body",
        "contents.reason",
        "lost_drafts.progress",
        "questionnaire_drafts.definition",
        "questionnaires.definition",
        "retention_rules.rules",
        "retention_runs.counts",
        "taken_records.records",
    }


def test_health_answers_and_what_staff_write_are_padded_so_that_their_tokens_tell_no_length():
    unpadded = {str(column) for _, column in sealed_columns() if not column.padded and column.name != "seal"}
    assert unpadded == {
        *("patients.name", "patients.birth_date", "patients.address", "patients.allergy"),
        *("conversations.address", "conversations.external_user", "invitations.address"),
        *("outbound_messages.address", "alarm_tellings.address", "chain_tests.address", "export_files.part"),
        *("staff.password_hash", "staff.totp", "staff_recovery_codes.code"),
    }


def test_nothing_that_was_said_is_in_the_sqlite_file_or_its_wal(sqlite_store: Store):
    written(sqlite_store)
    path = Path(sqlite_store.engine.url.database or "")
    files = sorted(path.parent.iterdir())
    assert [file.suffix for file in files] == [".db", ".db-shm", ".db-wal"]
    assert_not_in_any(files)
    sqlite_store.engine.dispose()
    assert_not_in_any(list(path.parent.iterdir()))


def test_nothing_that_was_said_is_in_the_files_of_postgresql(postgresql_store: Store, postgres: Postgres):
    first, begin = place_in_the_log(postgresql_store)
    written(postgresql_store)
    with postgresql_store.engine.connect() as connection:
        own = connection.execute(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar_one()
        connection.commit()
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("CHECKPOINT"))
    last, end = place_in_the_log(postgresql_store)
    folder = postgres.folder / "pg_wal"
    *whole, newest = (file.read_bytes() for file in sorted(folder.iterdir()) if first <= file.name <= last)
    log = b"".join((*whole, newest[:end]))[begin:]
    files = [file for file in (postgres.folder / "base" / str(own)).iterdir() if file.is_file()]
    assert any(b"uq_receipts_signature_digest" in file.read_bytes() for file in files)
    assert b"bad_signature" in log, "what is not sealed is to be found, or this looked in vain"
    assert_not_in(log, "pg_wal")
    assert_not_in_any([*files, postgres.folder / "log"])


def place_in_the_log(store: Store) -> tuple[str, int]:
    """Return the file of PostgreSQL's log that is written to, and where in it: what is before is of other tests."""
    place = text("SELECT * FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())")
    with store.engine.connect() as connection:
        name, offset = connection.execute(place).one()
    return name, offset


def assert_not_in_any(files: list[Path]) -> None:
    for file in files:
        assert_not_in(file.read_bytes(), file.name)


def assert_not_in(content: bytes, name: str) -> None:
    for said in SAID:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert said.encode(encoding) not in content, f"{said!r} is in {name}"


def test_a_phone_number_has_another_index_in_every_table(store: Store):
    written(store)
    with store.engine.begin() as connection:
        found = [
            connection.execute(select(metadata.tables[table].c[column])).scalar_one()
            for table, column in (("conversations", "address_index"), ("consents", "sender_index"))
        ]
    assert found[0] != found[1]


def test_the_example_leaves_no_table_empty(store: Store):
    written(store)
    with store.engine.begin() as connection:
        empty = [
            table.name for table in metadata.sorted_tables if not connection.execute(select(table)).first()
        ]
    assert empty == []
