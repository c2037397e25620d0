"""A backup holds one moment and no key, and one that was changed is refused."""

from __future__ import annotations

import base64
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from app.crypto import Damaged, NotABackup, OtherKey
from app.store.backup import Malformed, open_sealed
from app.store.backup.format import LEFT_OUT, Archive, columns_of, tables_of
from app.store.tables import metadata
from tests.databases import IMPATIENT
from tests.server.canary import encodings
from tests.store.backups import (
    KEYS,
    MASTER,
    SETTLED_BY_RESTORE,
    checked,
    comes_back,
    holds,
    inside,
    restored,
    taken,
)
from tests.store.example import ANSWERS, EMAIL, NOW, SAID, created
from tests.trail import event


def test_every_table_is_taken_but_for_those_that_are_left_out_and_every_column_is_of_a_known_kind(store):
    with store.engine.connect() as connection:
        found = set(tables_of(connection))
        kinds = {name: dict(columns_of(connection, name)) for name in found}
    assert found == {*metadata.tables} - LEFT_OUT
    for table in metadata.sorted_tables:
        if table.name in found:
            assert set(kinds[table.name]) == {column.name for column in table.columns}


def test_nobody_is_let_in_by_a_backup(example, sqlite_store, fresh):
    backup = taken(sqlite_store)
    restored(fresh, backup)
    assert {
        "staff_sessions",
        "staff_links",
        "form_links",
        "staff_devices",
        "limit_hits",
        "export_files",
        "search_questions",
        "staff_showings",
        "alembic_version",
    } == LEFT_OUT
    with fresh.engine.connect() as connection:
        for name in LEFT_OUT - {"alembic_version"}:
            assert connection.scalar(select(func.count()).select_from(metadata.tables[name])) == 0
    assert not [name for name in LEFT_OUT if name.encode() in inside(backup)]


def test_a_backup_holds_one_moment_however_much_is_written_meanwhile(
    example, store, fresh, open_store, database_url, keys
):
    before, expected = holds(store, SETTLED_BY_RESTORE), comes_back(store, SETTLED_BY_RESTORE)
    writer = open_store(database_url, keys)

    def write(_rows):
        created(writer, ANSWERS)
        with writer.begin() as unit:
            unit.audit.record("nurse", event("patient.opened"), at=NOW)

    backup = taken(store, begin=write)
    assert holds(store, SETTLED_BY_RESTORE) != before
    restored(fresh, backup)
    assert holds(fresh, SETTLED_BY_RESTORE) == expected


def test_writers_do_not_wait_for_a_backup(example, store, open_store, database_url, keys):
    impatient = open_store(database_url, keys, IMPATIENT)
    taken(store, begin=lambda _rows: [created(impatient, ANSWERS) for _ in range(3)])


def test_a_backup_holds_no_word_of_a_patient_and_no_key_in_any_dress(example, sqlite_store, keys):
    backup = taken(sqlite_store)
    opened = inside(backup)
    for word in SAID:
        assert not [encoded for encoded in encodings(word) if encoded in opened or encoded in backup]
    for key in (*keys.masters, *keys.index_keys, MASTER):
        forms = (key, key.hex().encode(), base64.urlsafe_b64encode(key)[:-2], base64.b64encode(key)[:-2])
        assert not [form for form in forms if form in opened or form in backup]
    assert EMAIL.encode() in opened, "what is not sealed in the table is to be found, or this looked in vain"
    assert EMAIL.encode() not in backup


@pytest.fixture(scope="module")
def small():
    """A backup of few bytes."""
    file = io.BytesIO()
    archive = Archive(KEYS.seal(file))
    manifest = {"format": 1, "made_at": NOW.isoformat(), "engine": "sqlite", "revision": "0001", "head": None}
    table = {"name": "refusals", "columns": [["reason", "text"]], "rows": 2}
    for record in ({**manifest, "keys": {}, "tables": [table]}, [["one"], ["two"]]):
        archive.put(record)
    archive.close()
    return file.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data())
def test_a_byte_changed_anywhere_or_a_cut_anywhere_is_refused(small, data):
    assert checked(small).manifest.rows == 2
    place = data.draw(st.integers(0, len(small) - 1))
    changed = bytearray(small)
    changed[place] ^= data.draw(st.integers(1, 255))
    for wrong in (bytes(changed), small[:place], small + changed[:place]):
        if wrong != small:
            with pytest.raises((Damaged, NotABackup, OtherKey)):
                checked(wrong)


@pytest.mark.parametrize(
    "records",
    [
        [],
        [{"format": 2}],
        [[]],
        ["text"],
        [{"format": 1, "made_at": "never"}],
        [{"format": 1, "made_at": NOW.isoformat(), "engine": "", "revision": "", "head": None, "keys": {}, "tables": [{"name": "x", "columns": [["x", "secret"]], "rows": 0}]}],
    ],
)  # fmt: skip
def test_what_opens_and_is_no_backup_that_this_code_knows_is_refused(records):
    file = io.BytesIO()
    archive = Archive(KEYS.seal(file))
    for record in records:
        archive.put(record)
    archive.close()
    with pytest.raises(Malformed):
        checked(file.getvalue())


@pytest.mark.parametrize("rows", [[], [[["a"]]], [[["a"], ["b"], ["c"]]], [[["a"], ["b"]], [["c"]]], [[]]])
def test_more_rows_or_fewer_than_were_counted_are_refused(rows):
    file = io.BytesIO()
    archive = Archive(KEYS.seal(file))
    table = {"name": "refusals", "columns": [["reason", "text"]], "rows": 2}
    archive.put(
        {
            "format": 1, "made_at": NOW.isoformat(), "engine": "sqlite", "revision": "0001", "head": None,
            "keys": {}, "tables": [table],
        }
    )  # fmt: skip
    for batch in rows:
        archive.put(batch)
    archive.close()
    with pytest.raises(Malformed, match="were counted"):
        checked(file.getvalue())


def test_a_rehearsal_opens_every_sealed_column_and_counts_what_does_not_open(example, sqlite_store, fresh):
    restored(fresh, taken(sqlite_store))
    found = open_sealed(fresh, None)
    sealed = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns if "sealed" in c.info}
    assert {each.column for each in found} == sealed
    assert not [each for each in found if each.unreadable]
    empty = {"export_files.part", "search_questions.question", "search_questions.seal"}
    assert {each.column for each in found if not each.opened} == empty
    with fresh.engine.begin() as connection:
        connection.execute(text("UPDATE patients SET name = medications"))
    [name] = [each for each in open_sealed(fresh, 1) if each.column == "patients.name"]
    assert (name.opened, name.unreadable) == (0, 1)
