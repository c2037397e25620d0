"""A backup holds one moment and no key, and a restore is whole or changes nothing.

On either engine.
"""

from __future__ import annotations

import base64
import io
import threading
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select, text

from app.crypto import BackupKeys, Damaged, NotABackup, OtherKey
from app.store import Erasure, StoreUnavailable, WrongKeys, connect, schema
from app.store.backup import Malformed, NotBroughtBack, Refused, open_sealed, restore
from app.store.backup.format import LEFT_OUT, Archive, columns_of, read, tables_of
from app.store.database import WrongRevision
from app.store.forgeries import Adoption
from app.store.settings import BACKUP_REHEARSED, BACKUP_TAKEN
from app.store.sheets import REMOVAL
from app.store.tables import conversations, jobs, metadata, staff
from tests.databases import ENGINES, IMPATIENT, Keys, on_each_engine
from tests.server.canary import encodings
from tests.store.backups import (
    KEYS,
    LATER,
    MASTER,
    PLAIN,
    checked,
    comes_back,
    holds,
    inside,
    quiet,
    restored,
    taken,
)
from tests.store.example import (
    ADDRESS,
    ANSWERS,
    EMAIL,
    NOW,
    PASSWORD_HASH,
    SAID,
    USER,
    created,
    enrolled,
    got,
)
from tests.store.tampered_trail import a_trail, by_hand

SETTLED = frozenset({"audit_events", "milestones"})
"""The tables that a restore itself writes a line into."""
TODAY = Erasure(uuid4(), NOW + timedelta(hours=1), "staff:1", "patient_asked")


@pytest.fixture
def fresh_url(tmp_path):
    return f"sqlite:///{tmp_path / 'elsewhere' / 'anteroom.db'}"


@pytest.fixture(params=ENGINES)
def empty(request, fresh_url, keys, open_store):
    """A database without tables, on each engine in turn, under the same keys."""
    on_sqlite = request.param == "sqlite"
    return open_store(fresh_url if on_sqlite else request.getfixturevalue("empty_postgresql_url"), keys)


@pytest.fixture
def other(empty, replayed):
    """The same, for tests that are not about its migrations."""
    return empty


@pytest.fixture
def fresh(fresh_url, keys, open_store, replayed):
    """Where a SQLite database is going to be, under the same keys."""
    return open_store(fresh_url, keys)


def tables(store):
    return set(inspect(store.engine).get_table_names()) - {"alembic_version"}


def url_of(store):
    return store.engine.url.render_as_string(hide_password=False)


def was_there(store):
    """Return whether there is a database file with anything in it.

    A file that was never made is as good as an empty one.
    """
    return store.engine.dialect.name != "sqlite" or Path(store.engine.url.database).exists()


@on_each_engine
def test_every_row_comes_back_on_either_engine(example, store, empty):
    expected = comes_back(store, SETTLED)
    done = restored(empty, taken(store))
    assert holds(empty, SETTLED) == expected
    assert schema.standing(empty.engine) is schema.Standing.OK
    assert schema.differences(empty.engine) == []
    assert done.rows == checked(taken(store)).manifest.rows
    assert done.chain.fault is None
    assert got(empty, example.patient).name == "Zoë Acute"
    with empty.begin() as unit:
        assert unit.conversations.lock(ADDRESS, USER, NOW).id == example.conversation


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
    before, expected = holds(store, SETTLED), comes_back(store, SETTLED)
    writer = open_store(database_url, keys)

    def write(_rows):
        created(writer, ANSWERS)
        with writer.begin() as unit:
            unit.audit.record("nurse", "patient.opened", at=NOW)

    backup = taken(store, begin=write)
    assert holds(store, SETTLED) != before
    restored(fresh, backup)
    assert holds(fresh, SETTLED) == expected


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


def test_a_database_that_somebody_wrote_to_is_not_overwritten(example, sqlite_store, other):
    schema.upgrade(other.engine)
    enrolled(other)
    before = holds(other)
    with pytest.raises(Refused, match=r"not empty \(staff 1, staff_recovery_codes 2\)"):
        restored(other, taken(sqlite_store))
    assert holds(other) == before


def test_an_empty_database_with_tables_is_restored_into_though_others_have_proved_their_keys_there(
    example, sqlite_store, other, open_store
):
    schema.upgrade(other.engine)
    open_store(url_of(other), Keys()).prove_keys()
    restored(other, taken(sqlite_store))
    assert got(other, example.patient).name == "Zoë Acute"


class Cut(Exception):
    """Something went wrong in the middle."""


def test_what_fails_in_the_middle_leaves_the_database_as_empty_as_it_was(example, sqlite_store, other):
    backup = taken(sqlite_store)
    rows = []

    def cut(count):
        rows.append(count)
        if sum(rows) > 20:
            raise Cut

    with pytest.raises(Cut):
        restored(other, backup, cut)
    assert tables(other) == set()
    restored(other, backup)
    assert holds(other, SETTLED) == comes_back(sqlite_store, SETTLED)


def test_a_part_that_is_damaged_though_it_was_whole_before_undoes_the_restore(sqlite_store, fresh):
    for _ in range(400):  # several chunks
        created(sqlite_store, ANSWERS)
    backup = bytearray(taken(sqlite_store))
    backup[-20] ^= 1
    batches = read(io.BytesIO(bytes(backup)), KEYS)
    with pytest.raises(Damaged):
        restore(fresh, next(batches), batches, PLAIN, quiet)
    assert tables(fresh) == set()


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


def test_keys_that_are_not_the_backups_are_told_by_name_before_anything_is_touched(
    example, sqlite_store, fresh, keys, open_store
):
    backup = taken(sqlite_store)
    for strangers, name in (
        (replace(keys, masters=Keys().masters), "FERNET_KEYS"),
        (replace(keys, index_keys=Keys().index_keys), "INDEX_KEY"),
    ):
        there = open_store(url_of(fresh), strangers)
        with pytest.raises(WrongKeys, match=f"{name} lacks the key with the fingerprint"):
            restored(there, backup)
    assert not was_there(fresh) or tables(fresh) == set()
    with pytest.raises(OtherKey):
        checked(backup, BackupKeys([bytes(range(32))]))


def test_a_backup_or_a_database_of_a_newer_anteroom_is_refused(example, sqlite_store, fresh):
    batches = read(io.BytesIO(taken(sqlite_store)), KEYS)
    newer = replace(next(batches), revision="9999")
    with pytest.raises(WrongRevision, match=r"made by a newer Anteroom \(migration 9999"):
        restore(fresh, newer, batches, PLAIN, quiet)
    schema.upgrade(fresh.engine)
    with fresh.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WrongRevision, match="newer Anteroom"):
        restored(fresh, taken(sqlite_store))


def test_a_backup_from_before_migrations_is_brought_up_to_date(example, sqlite_store, other):
    schema.downgrade(sqlite_store.engine, "0004")
    backup = taken(sqlite_store)
    assert checked(backup).manifest.revision == "0004"
    # That version knew no anchor, and takes a trail whose beginning was deleted for a broken one.
    restored(other, backup, broken_trail=True)
    assert schema.standing(other.engine) is schema.Standing.OK
    assert schema.differences(other.engine) == []
    assert got(other, example.patient).medical_history == "wheezing"


def test_members_in_a_backup_from_before_they_were_sealed_sign_in_once_it_is_restored(
    example, sqlite_store, fresh, keys
):
    schema.downgrade(sqlite_store.engine, "0012", Adoption(keys.sealer, keys.index, NOW))
    restored(fresh, taken(sqlite_store))
    with fresh.read() as unit:
        found = unit.staff.by_email(EMAIL)
        assert unit.forgeries.found() == {}
    assert found is not None
    assert (found.can_sign_in, found.password_hash) == (True, PASSWORD_HASH)


@pytest.mark.parametrize("revision", ["0029", "0033"])
def test_a_backup_from_before_a_column_was_sealed_is_brought_up_to_date(
    example, sqlite_store, other, revision
):
    """The allergies of 0030 are read from the answers until a job seals them. The names of views, once clear, are dropped."""
    plain = created(sqlite_store, ANSWERS | {"allergies": "none"})
    schema.downgrade(sqlite_store.engine, revision)
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("UPDATE saved_views SET name = 'Maya Okafor'"))
    backup = taken(sqlite_store)
    assert checked(backup).manifest.revision == revision
    restored(other, backup)
    assert schema.differences(other.engine) == []
    said = {example.patient: True, plain: False}
    with other.begin() as unit:
        member = unit.staff.by_email(EMAIL)
        assert member is not None
        assert [view.name for view in unit.saved_views.of(member.id)] == [None]
        assert unit.allergies.of(said) == said
        assert unit.allergies.settle() == (3 if revision == "0029" else 0)
        assert unit.allergies.is_complete()
        assert unit.allergies.of(said) == said


def alone_in_a_conversation(store):
    """Create a patient whose conversation goes with them; return their id."""
    patient = uuid4()
    with store.begin() as unit:
        conversation = unit.conversations.lock("whatsapp:+15005550099", None, NOW)
        unit.patients.create(patient, conversation.id, "en", ANSWERS, False, NOW)
        unit.steps.record(conversation.id, None, "language", None, NOW)
    return patient


def test_a_patient_erased_since_the_backup_is_erased_again_with_all_that_was_theirs(example, store, other):
    stays, alone = created(store, ANSWERS), alone_in_a_conversation(store)
    backup = taken(store)
    gone = replace(TODAY, patient_id=example.patient)
    erased = (gone, replace(gone, patient_id=alone), TODAY)
    done = restored(other, backup, erased=erased, sheet_id="1AbC")
    assert done.erased_again == 2
    with other.read() as unit:
        assert unit.patients.get(example.patient) is None
        assert unit.erasures.find(example.patient) == gone
        assert unit.erasures.find(TODAY.patient_id) == TODAY, "who came and went since gets their tombstone"
        again = [each for each in unit.audit.latest(5) if each.action == "patient.erased_again"]
        assert {each.subject_id for each in again} == {example.patient, alone}
        assert {each.details["reason"] for each in again} == {"patient_asked"}
        everybody = {example.patient, alone, TODAY.patient_id}
        assert unit.sheets.erased() == {"1AbC": everybody}
        waiting = {job.subject_id for job in unit.outbox.page(10) if job.kind == REMOVAL}
        assert waiting == everybody
    with store.begin() as unit:
        unit.erasures.erase(example.patient, gone.reason, gone.actor, gone.at)
        unit.erasures.erase(alone, gone.reason, gone.actor, gone.at)
    but = SETTLED | {"audit_mentions", "conversations", "erasures", "jobs", "sheet_rows"}
    assert holds(other, but) == comes_back(store, but), "as the dashboard's erasure leaves it"
    with other.engine.connect() as connection:
        assert connection.scalars(select(conversations.c.id)).all() == [example.conversation]
    assert stays.hex in str(holds(other)["patients"]).replace("-", "")
    assert other.verify_audit().fault is None


def test_a_hold_that_was_lifted_since_brings_nobody_back(example, sqlite_store, fresh):
    with sqlite_store.begin() as unit:
        unit.holds.set(example.patient, "A claim is under way.", "operator", NOW)
    done = restored(fresh, taken(sqlite_store), erased=(replace(TODAY, patient_id=example.patient),))
    assert done.erased_again == 1
    with fresh.read() as unit:
        assert unit.patients.get(example.patient) is None


def test_a_trail_whose_beginning_was_deleted_comes_back_whole(sqlite_store, fresh):
    a_trail(sqlite_store, 7)
    assert sqlite_store.trim_audit(LATER, "anteroom", LATER) == 6
    restored(fresh, taken(sqlite_store))
    fresh.link_audit()
    report = fresh.verify_audit()
    assert (report.fault, report.trimmed_entries) == (None, 6)


def test_a_broken_trail_is_named_and_is_restored_only_when_that_is_said(store, fresh):
    a_trail(store)
    by_hand(store, "UPDATE audit_events SET actor = 'nobody' WHERE seq = 3")
    backup = taken(store)
    with pytest.raises(NotBroughtBack, match="the entry at position 3"):
        restored(fresh, backup)
    assert tables(fresh) == set()
    done = restored(fresh, backup, broken_trail=True)
    assert done.chain.fault is not None
    with fresh.read() as unit:
        [event_] = unit.audit.latest(1)
    assert (event_.action, event_.details["trail"]) == ("backup.restored", "broken")


def test_after_a_restore_the_trail_goes_on_with_its_numbers_and_its_chain(sqlite_store, other):
    a_trail(sqlite_store, 7)
    restored(other, taken(sqlite_store))
    other.link_audit()
    report = other.verify_audit(sqlite_store.verify_audit().head)
    assert report.fault is None
    assert report.linked == 8
    with other.read() as unit:
        [event_] = unit.audit.latest(1)
        marks = {name: unit.milestones.get(name).at for name in (BACKUP_TAKEN, BACKUP_REHEARSED)}
    assert (event_.seq, event_.action, event_.details["rows"]) == (8, "backup.restored", 17)
    assert marks == {BACKUP_TAKEN: NOW, BACKUP_REHEARSED: LATER}
    other.engine.dispose()


def test_a_code_that_was_used_since_is_not_good_again_and_a_job_under_way_is_anybodys(sqlite_store, fresh):
    member = enrolled(sqlite_store)
    with sqlite_store.begin() as unit:
        job = unit.outbox.add("x.test", None, "operator", NOW)
        assert unit.outbox.claim(NOW, timedelta(days=9), ["x.test"])
    restored(fresh, taken(sqlite_store), spent_step=5000)
    with fresh.begin() as unit:
        claimed = unit.outbox.claim(LATER, timedelta(minutes=1), ["x.test"])
    assert claimed is not None
    assert claimed.id == job
    with fresh.engine.connect() as connection:
        assert connection.scalar(select(staff.c.last_step).where(staff.c.id == member)) == 5000
        assert connection.scalar(select(func.count()).select_from(jobs)) == 1


def test_a_rehearsal_opens_every_sealed_column_and_counts_what_does_not_open(example, sqlite_store, fresh):
    restored(fresh, taken(sqlite_store))
    found = open_sealed(fresh, None)
    sealed = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns if "sealed" in c.info}
    assert {each.column for each in found} == sealed
    assert not [each for each in found if each.unreadable]
    empty = {"export_files.part", "search_questions.question"}
    assert {each.column for each in found if not each.opened} == empty
    with fresh.engine.begin() as connection:
        connection.execute(text("UPDATE patients SET name = medications"))
    [name] = [each for each in open_sealed(fresh, 1) if each.column == "patients.name"]
    assert (name.opened, name.unreadable) == (0, 1)


def test_the_errors_of_a_restore_hold_no_value(example, sqlite_store, other):
    """A row that the database refuses must not be quoted by its error."""
    batches = read(io.BytesIO(taken(sqlite_store)), KEYS)
    manifest = next(batches)
    doubled = ((name, [*rows, *deepcopy(rows)] if name == "staff" else rows) for name, rows in batches)
    with pytest.raises(StoreUnavailable) as failed:
        restore(other, manifest, doubled, PLAIN, quiet)
    error: BaseException | None = failed.value
    while error is not None:
        assert EMAIL not in repr(error)
        assert EMAIL not in str(error)
        error = error.__context__ or error.__cause__


def test_a_row_without_the_one_it_refers_to_undoes_the_restore(example, sqlite_store, fresh):
    batches = read(io.BytesIO(taken(sqlite_store)), KEYS)
    manifest = next(batches)
    without = ((name, rows) for name, rows in batches if name != "conversations")
    with pytest.raises(Refused, match="refers to one that is not there"):
        restore(fresh, manifest, without, PLAIN, quiet)
    assert tables(fresh) == set()


def test_nobody_writes_into_the_database_while_it_is_restored(example, sqlite_store, other, keys):
    """A row written between the check and the end would be lost, or be there twice."""
    schema.upgrade(other.engine)
    stranger = connect(url_of(other), timeouts=IMPATIENT)
    refused = []

    def write():
        with suppress(Exception), stranger.begin() as connection:
            connection.execute(
                text("INSERT INTO refusals VALUES ('2026-11-25 09:00:00.000000', 'x', 'y', 1)")
            )
            refused.append("written")

    def meanwhile(_count):
        if not refused:
            refused.append("tried")
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()

    restored(other, taken(sqlite_store), meanwhile)
    stranger.dispose()
    assert refused == ["tried"]
    assert holds(other, SETTLED) == comes_back(sqlite_store, SETTLED)
