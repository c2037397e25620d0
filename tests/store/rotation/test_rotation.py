"""Everything moves to the newest keys, whatever is written meanwhile.

What cannot be opened is not touched.
"""

from __future__ import annotations

import re
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, insert, select, update

from app.crypto import Column, Keyring, Sealer
from app.store import Store, WrongKeys, keys
from app.store.conversations import consents, lost_drafts, senders
from app.store.conversations.consents import Consent
from app.store.conversations.conversations import PROGRESS, ConversationRow
from app.store.conversations.lost_drafts import LostDraft
from app.store.conversations.senders import nobodys_index
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.exports.sheets import SheetRow
from app.store.keys import INDEX, SEAL
from app.store.model import table_of
from app.store.patients import patients, record_marks
from app.store.patients.fragments import NameWord
from app.store.patients.patient import Patient
from app.store.patients.patient import patients as records
from app.store.patients.patient_choices import Choice
from app.store.patients.patient_filters import PatientFilters, indexed
from app.store.rotation import AlreadyRotating, NotNewest, key_records, parts
from app.store.rotation.key_records import StillUsed
from app.store.rotation.part import Apart, RotationKeys, make
from app.store.tables import metadata
from app.store.trail import audit
from app.store.trail.audit_chain import LINKED_AT_ONCE
from tests import store_queries
from tests.databases import Keys
from tests.project import ROOT
from tests.store.backups import restored, taken
from tests.store.example import ADDRESS, ANSWERS, NOW, USER, all_of, created, got, written
from tests.store.tampered_trail import a_trail, by_hand
from tests.store.two_processes import meet
from tests.trail import event

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.rotation.part import Census
    from tests.databases import OpenStore
    from tests.store.two_processes import TwoProcesses

audit_links = metadata.tables["audit_links"]

key_anchors = metadata.tables["key_anchors"]
key_checks = metadata.tables["key_checks"]

SOURCE = ROOT / "app" / "store"


def newer(keys: Keys) -> Keys:
    """Return the keys with a new one of each kind before them."""
    new = Keys()
    return Keys((*new.masters, *keys.masters), (*new.index_keys, *keys.index_keys))


def alone(keys: Keys) -> Keys:
    """Return the newest of the keys alone."""
    return Keys(keys.masters[:1], keys.index_keys[:1])


@pytest.fixture
def both(keys: Keys) -> Keys:
    return newer(keys)


@pytest.fixture
def upgraded(store: Store, database_url: str, both: Keys, open_store: OpenStore) -> Store:
    """A store with new keys first, on a database that was written with the old ones."""
    store.prove_keys()
    return open_store(database_url, both)


def rotate(store: Store) -> Census:
    rotation = store.rotation()
    with rotation.begun():
        return rotation.run(lambda _: None)


def places(store: Store) -> dict[str, set[object]]:
    """Return under which keys the values of each column are."""
    found: dict[str, set[object]] = {}
    for purpose in (SEAL, INDEX):
        for column, place in store.rotation().census(purpose, lambda _: None).places:
            found.setdefault(column, set()).add(place)
    return found


def forget_who_was_seen(store: Store) -> None:
    """Let so much time pass that nobody can write with the old keys any more."""
    with store.engine.begin() as connection:
        connection.execute(update(key_checks).values(seen_at=keys.now(connection) - keys.QUIET))


def retire(store: Store) -> None:
    forget_who_was_seen(store)
    with store.begin() as unit:
        key_records.retire_older(unit.db, key_records.quiet_since(unit.db))


def test_everything_is_moved_and_the_new_keys_alone_open_find_and_prove_it(
    store: Store, upgraded: Store, both: Keys, database_url: str, open_store: OpenStore
):
    ids = written(store)
    before = all_of(got(store, ids.patient))
    assert {place for found in places(upgraded).values() for place in found} == {1}
    rotate(upgraded)
    after = places(upgraded)
    assert {place for found in after.values() for place in found} == {0}
    assert {str(column) for column in _sealed()} <= {*after} | {"sheet_rows.digest"}
    retire(upgraded)
    new = open_store(database_url, alone(both))
    assert all_of(got(new, ids.patient)) == before
    assert new.verify_audit().fault is None
    with new.begin() as unit:
        assert not senders.lock(unit.db, ADDRESS, USER, NOW).created
        assert [patient.id for patient in store_queries.by_name(unit.db, "acute")] == [ids.patient]
        assert ids.patient in {p.id for p in store_queries.by_birth_date(unit.db, ANSWERS["birth_date"])}
        assert record_marks.of(unit.db, [ids.patient], with_allergies=True)[ids.patient].allergy is True
        assert patients.values_at(unit.db, ids.patient, 1)["name"] == ANSWERS["name"]  # type: ignore[index]
        with_interpreter = indexed(unit.db, PatientFilters(choice=Choice("interpreter", "yes")))
        assert [each.id for each in patients.page(unit.db, 9, filters=with_interpreter)] == [ids.patient]
        assert [key.retired_at is None for key in key_records.all_keys(unit.db)] == [True, True, False, False]


def test_a_trail_whose_beginning_was_deleted_is_proved_by_the_new_key_alone(
    store: Store, upgraded: Store, both: Keys, database_url: str, open_store: OpenStore
):
    a_trail(store, 7)
    assert store.trim_audit(NOW + timedelta(days=9), "anteroom", NOW + timedelta(days=9)) == 6
    rotate(upgraded)
    assert {place for found in places(upgraded).values() for place in found} == {0}
    retire(upgraded)
    new = open_store(database_url, alone(both))
    new.link_audit()
    report = new.verify_audit()
    assert (report.fault, report.trimmed_entries) == (None, 6)
    assert new.trim_audit(NOW + timedelta(days=9), "anteroom", NOW + timedelta(days=9)) > 0


@pytest.mark.usefixtures("replayed")
def test_a_backup_from_after_a_rotation_asks_for_no_retired_key(
    store: Store, upgraded: Store, both: Keys, database_url: str, tmp_path: Path, open_store: OpenStore
):
    ids = written(store)
    before = all_of(got(store, ids.patient))
    rotate(upgraded)
    retire(upgraded)
    backup = taken(open_store(database_url, alone(both)))
    there = open_store(f"sqlite:///{tmp_path}/there/anteroom.db", alone(both))
    assert restored(there, backup).chain.fault is None
    assert all_of(got(there, ids.patient)) == before


def test_what_vouches_for_a_link_goes_with_it(store: Store, upgraded: Store):
    later = NOW + timedelta(days=9)
    a_trail(store, 7)
    rotate(upgraded)
    assert upgraded.trim_audit(later, "anteroom", later) == 6
    with upgraded.engine.connect() as connection:
        assert connection.scalars(select(key_anchors.c.position)).all() == [7]
    upgraded.link_audit()
    assert upgraded.verify_audit().fault is None


def test_a_key_that_is_retired_in_the_middle_of_a_long_linking_makes_no_further_link(
    store: Store, upgraded: Store, keys: Keys
):
    a_trail(store, 1)
    with store.begin() as unit:
        for _ in range(LINKED_AT_ONCE + 1):
            audit.record(unit.db, "nurse", event("patient.opened"), at=NOW)
    minutes = iter(range(1, 100))

    def a_minute_later() -> float:
        minute = next(minutes)
        if minute == 2:  # the first batch is linked
            retire(upgraded)
        return minute * 60.0

    slow = Store(store.engine, keys.sealer, keys.index, keys.door, a_minute_later)
    with pytest.raises(WrongKeys):
        slow.link_audit()
    assert upgraded.link_audit() == 1
    with upgraded.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(audit_links)) == LINKED_AT_ONCE + 2


def _sealed() -> set[Column]:
    infos = [column.info for table in metadata.sorted_tables for column in table.columns]
    return {info["sealed"] for info in infos if "sealed" in info}


def test_no_sealed_column_and_no_index_is_forgotten():
    rotated = {part.name for part in parts(SEAL)}
    holding = {
        table.name
        for table in metadata.sorted_tables
        for c in table.columns
        if {"sealed", "kept"} & {*c.info}
    }
    assert rotated == holding
    text = "".join(
        path.read_text() for path in SOURCE.rglob("*.py") if not {"rotation", "backup"} & {*path.parts}
    )
    indexed = set(re.findall(r"index\.(?:of|marked|candidates)\(\s*([A-Z_]+),", text))
    by_rotation = "".join(path.read_text() for path in (SOURCE / "rotation").glob("*.py"))
    assert {"SENDER_ADDRESS", "NAME_WORD", "SHEET_ROW", "AUDIT_LINK"} <= indexed
    # By a mark in it, by anchors, and by the journal's own catching up. A certificate is on paper, and keeps its key.
    told_otherwise = {"SHEET_ROW", "AUDIT_LINK", "KEY_ANCHOR", "AUDIT_ANCHOR", "ERASURE_LINE", "CERTIFICATE"}
    assert {name for name in indexed - told_otherwise if not re.search(rf"\b{name}\b", by_rotation)} == set()


def test_a_row_that_was_changed_meanwhile_is_not_written_over(store: Store, upgraded: Store, both: Keys):
    patient = created(store, ANSWERS)
    [part] = [part for part in parts(SEAL) if part.name == "patients"]
    with upgraded.engine.connect() as connection:
        reading = part.read(connection, RotationKeys(both.sealer, both.index, None), None)
    with upgraded.begin() as unit:
        patients.change(unit.db, patient, {"name": "Zoë Acute"}, False, "patient", NOW)
    with upgraded.engine.begin() as connection:
        assert not make(connection, reading.swaps())
    rotate(upgraded)
    assert (got(upgraded, patient).name, got(upgraded, patient).address) == ("Zoë Acute", ANSWERS["address"])
    assert places(upgraded)["patients.name"] == {0}


def test_what_does_not_open_is_named_and_left_as_it_is(store: Store, upgraded: Store):
    patient, damaged = created(store, ANSWERS), created(store, ANSWERS)
    with store.engine.begin() as connection:
        token = connection.execute(select(records.c.name).where(records.c.id == patient)).scalar_one()
        connection.execute(update(records).where(records.c.id == damaged).values(name=token))
    census = rotate(upgraded)
    assert ("patients.name", damaged) in census.unreadable
    assert ("patient_name_words.word_index", damaged) in census.unreadable
    assert sum(each.unreadable for each in upgraded.rotation().progress()) == 3
    with store.engine.begin() as connection:
        assert connection.execute(select(records.c.name).where(records.c.id == damaged)).scalar_one() == token


def test_what_is_sealed_inside_an_earlier_version_is_moved_too(
    store: Store, upgraded: Store, both: Keys, keys: Keys, database_url: str, open_store: OpenStore
):
    patient, lost = created(store, ANSWERS), Keys()
    with store.engine.begin() as connection:
        token = Sealer(Keyring(lost.masters)).seal(Patient.name.column, patient, "Once Unreadable")
        connection.execute(update(records).where(records.c.id == patient).values(name=token))
    with store.begin() as unit:
        patients.change(unit.db, patient, {"name": "Zoë Acute"}, False, "patient", NOW)
    rotate(upgraded)
    assert places(upgraded)["patient_versions.snapshot"] == {0}
    found = Keys((*both.masters, *lost.masters), both.index_keys)
    with_lost = open_store(database_url, found)
    assert places(with_lost)["patient_versions.snapshot"] == {2}
    rotate(with_lost)
    with open_store(database_url, both).read() as unit:
        assert patients.values_at(unit.db, patient, 1)["name"] == "Once Unreadable"  # type: ignore[index]


def test_a_lost_draft_that_no_key_opens_is_no_failure_and_stays(store: Store, upgraded: Store):
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW)
        lost_drafts.keep(unit.db, conversation.id, "gAAAAA", NOW)
    assert rotate(upgraded).unreadable == []
    assert places(upgraded)["lost_drafts.progress"] == {Apart.KEPT}
    with store.engine.begin() as connection:
        assert connection.execute(select(LostDraft.progress)).scalar_one() == "gAAAAA"


def test_an_index_that_is_to_find_nobody_stays_nobodys(store: Store, upgraded: Store):
    nobodys = nobodys_index()
    with store.begin() as unit:
        senders.lock(unit.db, ADDRESS, None, NOW)
    with store.engine.begin() as connection:
        connection.execute(update(ConversationRow).values(address_index=nobodys))
    rotate(upgraded)
    assert places(upgraded)["conversations.address_index"] == {Apart.NOBODYS}
    with store.engine.begin() as connection:
        assert connection.execute(select(ConversationRow.address_index)).scalar_one() == nobodys


def test_a_consent_of_a_number_that_changed_since_tells_the_old_number_to_nobody(
    store: Store, upgraded: Store, keys: Keys
):
    written(store)
    with store.begin() as unit:
        senders.lock(unit.db, "whatsapp:+15005550099", USER, NOW)
    rotate(upgraded)
    with store.engine.begin() as connection:
        held = connection.execute(select(Consent.sender_index)).scalar_one()
    assert held not in keys.index.candidates(consents.CONSENT_SENDER, ADDRESS)


def test_words_and_dates_that_are_another_names_are_set_right(store: Store, upgraded: Store):
    patient = created(store, ANSWERS)
    with store.engine.begin() as connection:
        words = table_of(NameWord)
        connection.execute(delete(words))
        row: dict[str, Any] = {"patient_id": patient, "word_index": bytes(32), "created_at": NOW}
        connection.execute(words.insert(), row)
        connection.execute(update(records).values(birth_date_index=bytes(32)))
    rotate(upgraded)
    with upgraded.read() as unit:
        assert [each.id for each in store_queries.by_name(unit.db, "bronte")] == [patient]
        assert [each.id for each in store_queries.by_birth_date(unit.db, ANSWERS["birth_date"])] == [patient]
    assert places(upgraded)["patient_name_words.word_index"] == {0}


def test_two_rows_that_would_share_an_index_stop_nothing_and_one_is_named(
    store: Store, upgraded: Store, both: Keys
):
    with store.begin() as unit:
        senders.lock(unit.db, ADDRESS, None, NOW)
    twin = uuid4()
    with store.engine.begin() as connection:
        row = dict(connection.execute(select(table_of(ConversationRow))).one()._mapping)
        index = both.index.of(SENDER_ADDRESS, ADDRESS)
        sealed = both.sealer.seal(SENDER_ADDRESS, twin, ADDRESS)
        empty = both.sealer.seal(PROGRESS, twin, "")
        connection.execute(
            insert(ConversationRow),
            row | {"id": twin, "address_index": index, "address": sealed, "progress": empty, "seal": None},
        )
    census = rotate(upgraded)
    assert [column for column, _ in census.unreadable] == ["conversations, indexes"]


def test_digests_under_the_old_key_are_discarded_so_that_their_rows_are_sent_again(
    store: Store, upgraded: Store
):
    written(store)
    rotate(upgraded)
    with store.engine.begin() as connection:
        assert connection.execute(select(SheetRow.digest)).scalars().all() == [None]


def test_the_chain_is_proved_without_the_old_key_and_a_change_of_an_old_line_is_named(
    store: Store, upgraded: Store, both: Keys, database_url: str, open_store: OpenStore
):
    a_trail(store)
    head = store.verify_audit().head
    assert head is not None
    rotate(upgraded)
    retire(upgraded)
    a_trail(upgraded, 2)
    new = open_store(database_url, alone(both))
    report = new.verify_audit(head)
    assert (report.linked, report.fault) == (8, None)
    by_hand(new, "UPDATE audit_events SET actor = 'nobody' WHERE seq = 3")
    fault = new.verify_audit().fault
    assert fault is not None
    assert fault.position == 3


def test_a_chain_that_is_broken_is_not_made_whole_by_a_rotation(store: Store, upgraded: Store):
    a_trail(store)
    by_hand(store, "UPDATE audit_events SET actor = 'nobody' WHERE seq = 3")
    census = rotate(upgraded)
    assert [row.int for column, row in census.unreadable if column == "audit_links.hash"] == [3]
    with store.engine.begin() as connection:
        assert 3 not in connection.execute(select(key_anchors.c.position)).scalars().all()


def test_anchors_of_a_key_that_is_retired_are_forgotten_when_newer_ones_are_there(
    store: Store, upgraded: Store, both: Keys, database_url: str, open_store: OpenStore
):
    a_trail(store)
    rotate(upgraded)
    retire(upgraded)
    newest = newer(alone(both))
    third = open_store(database_url, newest)
    rotate(third)
    retire(third)
    assert open_store(database_url, alone(newest)).verify_audit().fault is None
    with store.engine.begin() as connection:
        counted = select(func.count()).select_from(key_anchors)
        assert (
            connection.execute(counted).scalar_one()
            == connection.execute(select(func.count()).select_from(audit_links)).scalar_one()
        )


def test_a_rotation_that_was_stopped_goes_on_where_it_was(store: Store, upgraded: Store):
    for _ in range(3):
        created(store, ANSWERS)

    class Stopped(Exception):
        pass

    def stop(_: int) -> None:
        raise Stopped

    rotation = upgraded.rotation()
    with pytest.raises(Stopped), rotation.begun() as resumed:
        assert resumed == {SEAL: False, INDEX: False}
        rotation.run(stop)
    before = sum(each.rows for each in rotation.progress())
    gone_through: list[int] = []
    with rotation.begun() as resumed:
        assert resumed == {SEAL: True, INDEX: True}
        rotation.run(gone_through.append)
    assert sum(each.rows for each in rotation.progress()) == before + sum(gone_through)
    assert {place for found in places(upgraded).values() for place in found} == {0}


def test_nobody_rotates_back_to_a_key_that_another_has_replaced(
    store: Store, upgraded: Store, keys: Keys, both: Keys, database_url: str, open_store: OpenStore
):
    upgraded.prove_keys()
    behind = Keys((*keys.masters, *both.masters[:1]), (*keys.index_keys, *both.index_keys[:1]))
    with pytest.raises(NotNewest, match="FERNET_KEYS does not begin with the key that came into use last"):
        rotate(open_store(database_url, behind))


def test_a_rotation_during_which_a_newer_key_comes_into_use_does_not_say_that_it_is_done(
    store: Store, upgraded: Store, both: Keys, database_url: str, open_store: OpenStore
):
    created(store, ANSWERS)
    rotation = upgraded.rotation()
    with rotation.begun():
        open_store(database_url, newer(both)).prove_keys()
        with pytest.raises(NotNewest):
            rotation.run(lambda _: None)


def test_a_second_rotation_is_told_that_one_is_running_and_may_begin_when_it_is_over(
    store: Store, upgraded: Store, both: Keys, database_url: str, open_store: OpenStore
):
    created(store, ANSWERS)
    second = open_store(database_url, newer(both))
    with upgraded.rotation().begun():
        with pytest.raises(AlreadyRotating, match="A rotation is running already"):
            rotate(second)
        [of_seals, _] = sorted(upgraded.rotation().progress(), key=lambda each: each.purpose, reverse=True)
        assert of_seals.target == upgraded.rotation().newest(SEAL)
    rotate(second)
    assert {place for found in places(second).values() for place in found} == {0}


def test_two_that_rotate_at_once_because_a_lock_was_lost_move_everything_once(
    store: Store, upgraded: Store, both: Keys, database_url: str, open_store: OpenStore
):
    written(store)
    one, other = upgraded.rotation(), open_store(database_url, both).rotation()
    with one.begun():
        turns: list[int] = []

        def let_the_other(rows: int) -> None:
            turns.append(rows)
            if len(turns) == 1:
                other.run(turns.append)

        one.run(let_the_other)
    assert sum(turns) == sum(each.rows for each in one.progress())
    assert {place for found in places(upgraded).values() for place in found} == {0}


def test_an_old_key_is_not_retired_while_a_process_shows_it_and_never_seals_again_after(
    store: Store, upgraded: Store, keys: Keys, both: Keys, database_url: str, open_store: OpenStore
):
    rotate(upgraded)
    here = re.escape(socket.gethostname())
    with upgraded.read() as unit, pytest.raises(StillUsed, match=f"A process on {here} whose"):
        key_records.quiet_since(unit.db)
    forget_who_was_seen(upgraded)
    with upgraded.read() as unit:
        began = key_records.quiet_since(unit.db)
    behind = Keys((*keys.masters, *both.masters[:1]), (*keys.index_keys, *both.index_keys[:1]))
    open_store(database_url, behind).prove_keys()
    with pytest.raises(StillUsed), upgraded.begin() as unit:
        key_records.retire_older(unit.db, began)
    retire(upgraded)
    with pytest.raises(WrongKeys, match="begins with a key that was retired"):
        open_store(database_url, behind).prove_keys()
    open_store(database_url, alone(both)).prove_keys()


def write_at_once(who: int, url: str, keys: tuple[Keys, Keys], count: int) -> list[UUID]:
    """Let senders write at the same moments as a process with another newest key."""
    store = keys[who].store(url)
    found = []
    for number in range(count):
        meet()
        with store.begin() as unit:
            found.append(
                senders.lock(
                    unit.db, f"whatsapp:+1500555{number:04d}", None, NOW + timedelta(minutes=number)
                ).id
            )
        if who and number % 4 == 3:
            rotate(store)
    store.close()
    return found


def test_one_sender_has_one_conversation_whichever_key_each_process_indexes_with(
    two_processes: TwoProcesses, store: Store, upgraded: Store, keys: Keys, both: Keys, database_url: str
):
    written(store)
    upgraded.prove_keys()
    behind = Keys((*keys.masters, *both.masters[:1]), (*keys.index_keys, *both.index_keys[:1]))
    one, other = two_processes.run(write_at_once, database_url, (behind, both), 16)
    assert one == other
