"""A restore brings everything back or changes nothing, on either engine."""

from __future__ import annotations

import threading
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, inspect, select, text, update

from app.crypto import Damaged, Identities, OtherIdentity, new_identity
from app.store import StoreUnavailable, WrongKeys, connect, forgeries
from app.store.backup import NotBroughtBack, Refused, restore
from app.store.clinic import milestones
from app.store.clinic.milestones import BACKUP_REHEARSED, BACKUP_TAKEN
from app.store.conversations import conversation_steps, senders
from app.store.conversations.conversations import ConversationRow
from app.store.engine import schema
from app.store.engine.database import WrongRevision
from app.store.exports import sheets
from app.store.exports.sheets import REMOVAL
from app.store.patients import erasures, legal_holds, patients, tombstones
from app.store.patients.legal_holds import LegalHold
from app.store.patients.tombstones import Erasure
from app.store.tables import metadata
from app.store.trail import audit
from app.store.work import jobs
from app.store.work.jobs import Job
from tests.databases import IMPATIENT, Keys, on_each_engine
from tests.releases import TAKES_AWAY, THIS
from tests.store.backups import (
    LATER,
    PLAIN,
    SETTLED_BY_RESTORE,
    checked,
    comes_back,
    content_of,
    holds,
    quiet,
    restored,
    taken,
)
from tests.store.example import ADDRESS, ANSWERS, EMAIL, NOW, USER, created, enrolled, got
from tests.store.tampered_trail import a_trail, by_hand

members = metadata.tables["staff"]

TODAY = Erasure(uuid4(), NOW + timedelta(hours=1), "staff:1", "patient_asked")


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
    expected = comes_back(store, SETTLED_BY_RESTORE)
    done = restored(empty, taken(store))
    assert holds(empty, SETTLED_BY_RESTORE) == expected
    assert schema.standing(empty.engine) is schema.Standing.OK
    assert schema.differences(empty.engine) == []
    assert done.rows == checked(store, taken(store)).manifest.rows
    assert done.chain.fault is None
    assert got(empty, example.patient).name == "Zoë Acute"
    with empty.begin() as unit:
        assert senders.lock(unit.db, ADDRESS, USER, NOW).id == example.conversation


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
    assert holds(other, SETTLED_BY_RESTORE) == comes_back(sqlite_store, SETTLED_BY_RESTORE)


def test_a_part_that_is_damaged_though_it_was_whole_before_undoes_the_restore(sqlite_store, fresh):
    for _ in range(400):  # several chunks
        created(sqlite_store, ANSWERS)
    backup = bytearray(taken(sqlite_store))
    backup[-20] ^= 1
    with pytest.raises(Damaged):
        restored(fresh, bytes(backup))
    assert tables(fresh) == set()


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
    with pytest.raises(OtherIdentity):
        checked(sqlite_store, backup, Identities(new_identity()[0]))


def test_a_backup_or_a_database_of_a_newer_anteroom_is_refused(example, sqlite_store, fresh):
    with content_of(fresh, taken(sqlite_store)) as content:
        newer = replace(content.manifest, revision="9999")
        with pytest.raises(WrongRevision, match=r"made by a newer Anteroom \(migration 9999"):
            restore(fresh, newer, content.batches, PLAIN, quiet)
    schema.upgrade(fresh.engine)
    with fresh.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WrongRevision, match="newer Anteroom"):
        restored(fresh, taken(sqlite_store))


def test_a_backup_of_an_earlier_release_is_brought_up_to_date(example, sqlite_store, empty, becomes):
    backup = taken(sqlite_store)
    becomes(TAKES_AWAY)
    assert checked(sqlite_store, backup).manifest.revision == THIS
    restored(empty, backup)
    assert schema.standing(empty.engine) is schema.Standing.OK
    assert schema.differences(empty.engine) == []
    assert got(empty, example.patient).medical_history == "wheezing"


def test_a_backup_from_before_release_1_0_is_refused(example, sqlite_store, fresh):
    with content_of(fresh, taken(sqlite_store)) as content:
        unreleased = replace(content.manifest, revision="0047")
        with pytest.raises(WrongRevision, match=r"made before release 1\.0, and cannot be restored"):
            restore(fresh, unreleased, content.batches, PLAIN, quiet)
    assert not was_there(fresh)


def alone_in_a_conversation(store):
    """Create a patient whose conversation goes with them; return their id."""
    patient = uuid4()
    with store.begin() as unit:
        conversation = senders.lock(unit.db, "whatsapp:+15005550099", None, NOW)
        patients.create(unit.db, patient, conversation.id, "en", ANSWERS, False, NOW)
        conversation_steps.record(unit.db, conversation.id, None, "language", None, NOW)
    return patient


def test_a_patient_erased_since_the_backup_is_erased_again_with_all_that_was_theirs(example, store, other):
    stays, alone = created(store, ANSWERS), alone_in_a_conversation(store)
    backup = taken(store)
    gone = replace(TODAY, patient_id=example.patient)
    erased = (gone, replace(gone, patient_id=alone), TODAY)
    done = restored(other, backup, erased=erased, sheet_id="1AbC")
    assert done.erased_again == 2
    with other.read() as unit:
        assert patients.get(unit.db, example.patient) is None
        assert tombstones.of(unit.db, example.patient) == gone
        assert tombstones.of(unit.db, TODAY.patient_id) == TODAY, (
            "who came and went since gets their tombstone"
        )
        again = [each for each in audit.latest(unit.db, 5) if each.action == "patient.erased_again"]
        assert {each.subject_id for each in again} == {example.patient, alone}
        assert {each.details["reason"] for each in again} == {"patient_asked"}
        everybody = {example.patient, alone, TODAY.patient_id}
        assert sheets.erased(unit.db) == {"1AbC": everybody}
        waiting = {job.subject_id for job in jobs.page(unit.db, 10) if job.kind == REMOVAL}
        assert waiting == everybody
    with store.begin() as unit:
        erasures.erase(unit.db, example.patient, gone.reason, gone.actor, gone.at)
        erasures.erase(unit.db, alone, gone.reason, gone.actor, gone.at)
    but = SETTLED_BY_RESTORE | {"audit_mentions", "conversations", "erasures", "jobs", "sheet_rows"}
    assert holds(other, but) == comes_back(store, but), "as the dashboard's erasure leaves it"
    with other.engine.connect() as connection:
        assert connection.scalars(select(ConversationRow.id)).all() == [example.conversation]
    assert stays.hex in str(holds(other)["patients"]).replace("-", "")
    assert other.verify_audit().fault is None


def test_a_hold_that_was_lifted_since_brings_nobody_back(example, sqlite_store, fresh):
    with sqlite_store.begin() as unit:
        legal_holds.add(unit.db, example.patient, "A claim is under way.", "operator", NOW)
    done = restored(fresh, taken(sqlite_store), erased=(replace(TODAY, patient_id=example.patient),))
    assert done.erased_again == 1
    with fresh.read() as unit:
        assert patients.get(unit.db, example.patient) is None


def test_a_hold_that_was_changed_by_hand_brings_nobody_back(example, sqlite_store, fresh):
    with sqlite_store.begin() as unit:
        legal_holds.add(unit.db, example.patient, "A claim is under way.", "operator", NOW)
    with sqlite_store.engine.begin() as connection:
        connection.execute(update(LegalHold).values(lifted_at=NOW, lifted_by="staff:1"))
    done = restored(fresh, taken(sqlite_store), erased=(replace(TODAY, patient_id=example.patient),))
    assert done.erased_again == 1
    with fresh.read() as unit:
        assert patients.get(unit.db, example.patient) is None
        assert forgeries.found(unit.db) == {}
        assert "door.forged_removed" in [event.action for event in audit.latest(unit.db, 20)]


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
        [event_] = audit.latest(unit.db, 1)
    assert (event_.action, event_.details["trail"]) == ("backup.restored", "broken")


def test_after_a_restore_the_trail_goes_on_with_its_numbers_and_its_chain(sqlite_store, other):
    a_trail(sqlite_store, 7)
    restored(other, taken(sqlite_store))
    other.link_audit()
    report = other.verify_audit(sqlite_store.verify_audit().head)
    assert report.fault is None
    assert report.linked == 8
    with other.read() as unit:
        [event_] = audit.latest(unit.db, 1)
        found = (milestones.get(unit.db, name) for name in (BACKUP_TAKEN, BACKUP_REHEARSED))
        marks = {each.name: each.at for each in found if each}
    assert (event_.seq, event_.action, event_.details["rows"]) == (8, "backup.restored", 17)
    assert marks == {BACKUP_TAKEN: NOW, BACKUP_REHEARSED: LATER}
    other.close()


def test_a_code_that_was_used_since_is_not_good_again_and_a_job_under_way_is_anybodys(sqlite_store, fresh):
    member = enrolled(sqlite_store)
    with sqlite_store.begin() as unit:
        job = jobs.add(unit.db, "x.test", None, "operator", NOW)
        assert jobs.claim(unit.db, NOW, timedelta(days=9), ["x.test"])
    restored(fresh, taken(sqlite_store), spent_step=5000)
    with fresh.begin() as unit:
        claimed = jobs.claim(unit.db, LATER, timedelta(minutes=1), ["x.test"])
    assert claimed is not None
    assert claimed.id == job
    with fresh.engine.connect() as connection:
        assert connection.scalar(select(members.c.last_step).where(members.c.id == member)) == 5000
        assert connection.scalar(select(func.count()).select_from(Job)) == 1


def test_the_errors_of_a_restore_hold_no_value(example, sqlite_store, other):
    """A row that the database refuses must not be quoted by its error."""
    with content_of(other, taken(sqlite_store)) as content, pytest.raises(StoreUnavailable) as failed:
        doubled = (
            (name, [*rows, *deepcopy(rows)] if name == "staff" else rows) for name, rows in content.batches
        )
        restore(other, content.manifest, doubled, PLAIN, quiet)
    error: BaseException | None = failed.value
    while error is not None:
        assert EMAIL not in repr(error)
        assert EMAIL not in str(error)
        error = error.__context__ or error.__cause__


def test_a_row_without_the_one_it_refers_to_undoes_the_restore(example, sqlite_store, fresh):
    with (
        content_of(fresh, taken(sqlite_store)) as content,
        pytest.raises(Refused, match="refers to one that is not there"),
    ):
        without = ((name, rows) for name, rows in content.batches if name != "conversations")
        restore(fresh, content.manifest, without, PLAIN, quiet)
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
    assert holds(other, SETTLED_BY_RESTORE) == comes_back(sqlite_store, SETTLED_BY_RESTORE)
