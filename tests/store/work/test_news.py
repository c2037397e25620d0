"""What a patient sends after handing in puts the record on top, until a member has read all of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.store import NoSuchPatient
from app.store.conversations import callbacks, senders
from app.store.patients import erasures, left_notes, patient_lists, patients
from app.store.patients.patient import patients as records
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.patient_flags import NEWS
from app.store.tables import metadata
from tests.store.example import ANSWERS, NOW, created, got, left

if TYPE_CHECKING:
    from app.store import Store

LATER = NOW + timedelta(days=1)
NOTE = UUID(int=7)


def leaves(store: Store, patient_id: UUID, text: str = "I forgot: penicillin", note: UUID = NOTE) -> None:
    with store.begin() as unit:
        left(unit, patient_id, note, text, LATER)


def unread(store: Store, filters: PatientFilters | None = None) -> list[UUID]:
    with store.read() as unit:
        with_news = replace(filters or PatientFilters(), flag=NEWS)
        listed = [each.id for each in patient_lists.after(unit.db, 10, columns=(), filters=with_news)]
        assert patients.latest(unit.db, with_news)[1] == next(iter(listed), None)
        return listed


def test_a_note_comes_back_and_is_news(store: Store):
    patient_id, other = created(store, ANSWERS), created(store, ANSWERS)
    assert unread(store) == []
    leaves(store, patient_id)
    with store.read() as unit:
        [note] = left_notes.of(unit.db, patient_id)
        assert (note.id, note.at, note.text) == (NOTE, LATER, "I forgot: penicillin")
        assert left_notes.times(unit.db, patient_id) == [LATER]
        assert left_notes.of(unit.db, other) == []
    patient = got(store, patient_id)
    assert (patient.news, patient.news_since, patient.news_at) == (1, LATER, LATER)
    assert patient.updated_at == LATER
    assert unread(store) == [patient_id]


def test_no_word_of_a_note_is_in_the_clear(store: Store):
    leaves(store, created(store, ANSWERS))
    with store.engine.connect() as connection:
        rows = repr(connection.execute(select(metadata.tables["left_notes"])).all())
    assert "penicillin" not in rows
    assert "gAAAAAAAAAAA" in rows


def test_nobody_who_is_gone_leaves_a_note(store: Store):
    with store.begin() as unit, pytest.raises(NoSuchPatient):
        left(unit, uuid4(), NOTE, "Hello", LATER)


def test_notes_go_with_their_patient(store: Store):
    patient_id = created(store, ANSWERS)
    leaves(store, patient_id)
    with store.begin() as unit:
        assert erasures.erase(unit.db, patient_id, "asked", "nurse", LATER)
    with store.engine.connect() as connection:
        assert connection.execute(select(metadata.tables["left_notes"])).all() == []


def test_a_change_by_the_patient_is_news_and_a_correction_by_staff_is_none(store: Store):
    patient_id = created(store, ANSWERS)
    with store.begin() as unit:
        patients.correct(unit.db, patient_id, 1, {"name": "Zoë Acute"}, "nurse", NOW)
    assert unread(store) == []
    with store.begin() as unit:
        patients.change(unit.db, patient_id, {"address": "7 New Street"}, False, "patient", LATER)
    assert unread(store) == [patient_id]


def test_the_newest_news_stand_first_and_filters_narrow_them(store: Store):
    first, second = created(store, ANSWERS), created(store, ANSWERS)
    with store.begin() as unit:
        left(unit, second, uuid4(), "one", NOW)
        left(unit, first, uuid4(), "two", LATER)
        assert patients.set_status(unit.db, second, "new", "in_review", LATER)
    assert unread(store) == [first, second]
    assert unread(store, PatientFilters(status="in_review")) == [second]


def test_what_is_added_goes_after_the_earlier_answer_and_the_version_keeps_that(store: Store):
    patient_id = created(store, ANSWERS)
    added = {"medications": "Ramipril 5 mg", "allergies": "latex"}
    with store.begin() as unit:
        left = patients.change(
            unit.db, patient_id, {"address": "7 New Street"}, False, "patient", LATER, added
        )
        before = patients.values_at(unit.db, patient_id, 1)
    patient = got(store, patient_id)
    assert left == {}
    assert patient.address == "7 New Street"
    assert patient.medications == ANSWERS["medications"] + "\nRamipril 5 mg"
    assert isinstance(patient.others, dict)
    assert patient.others["allergies"] == ANSWERS["allergies"] + "\nlatex"
    assert isinstance(before, dict)
    assert before["medications"] == ANSWERS["medications"]


@pytest.mark.parametrize("nothing", ["none", "No", "", "ninguno", "N/A"])
def test_an_answer_that_there_is_nothing_gives_way_to_what_is_added(store: Store, nothing: str):
    patient_id = created(store, {**ANSWERS, "medications": nothing})
    with store.begin() as unit:
        patients.change(unit.db, patient_id, {}, False, "patient", LATER, {"medications": "Ramipril"})
    assert got(store, patient_id).medications == "Ramipril"


def test_what_finds_no_room_is_given_back_and_nothing_is_lost(store: Store):
    patient_id = created(store, {**ANSWERS, "medications": "x" * 3995})
    added = {"medications": "Ramipril"}
    with store.begin() as unit:
        assert patients.change(unit.db, patient_id, {}, False, "patient", LATER, added) == added
    patient = got(store, patient_id)
    assert (patient.medications, patient.version) == ("x" * 3995, 1)
    assert unread(store) == [patient_id]


def test_what_is_added_to_an_answer_that_does_not_open_is_given_back(store: Store):
    patient_id, other = created(store, ANSWERS), created(store, ANSWERS)
    with store.engine.begin() as connection:
        token = select(records.c.medications).where(records.c.id == other).scalar_subquery()
        connection.execute(update(records).where(records.c.id == patient_id).values(medications=token))
    added = {"medications": "Ramipril"}
    with store.begin() as unit:
        assert patients.change(unit.db, patient_id, {}, False, "patient", LATER, added) == added


def test_a_note_that_is_taken_back_is_gone_and_is_no_news(store: Store):
    patient_id = created(store, ANSWERS)
    leaves(store, patient_id)
    with store.begin() as unit:
        assert not left_notes.take_back(unit.db, uuid4(), NOTE)
        assert left_notes.take_back(unit.db, patient_id, NOTE)
        assert not left_notes.take_back(unit.db, patient_id, NOTE)
    assert unread(store) == []


def test_other_news_stay_when_a_note_is_taken_back(store: Store):
    patient_id = created(store, ANSWERS)
    with store.begin() as unit:
        patients.change(unit.db, patient_id, {"address": "7 New Street"}, False, "patient", NOW)
    leaves(store, patient_id)
    with store.begin() as unit:
        assert left_notes.take_back(unit.db, patient_id, NOTE)
    assert unread(store) == [patient_id]


def test_done_settles_the_news_that_were_seen_and_nothing_newer(store: Store):
    patient_id = created(store, ANSWERS)
    leaves(store, patient_id)
    with store.begin() as unit:
        assert not patients.set_status(unit.db, patient_id, "new", "done", LATER, seen=0)
        assert patients.set_status(unit.db, patient_id, "new", "done", LATER, seen=1)
    assert unread(store) == []
    leaves(store, patient_id, note=uuid4())
    assert got(store, patient_id).status == "done"
    assert unread(store) == [patient_id]
    with store.begin() as unit:
        assert not patients.read_news(unit.db, patient_id, 1, LATER)
        assert patients.read_news(unit.db, patient_id, 2, LATER)
        assert not patients.read_news(unit.db, patient_id, 2, LATER)
    assert unread(store) == []


def test_done_and_a_note_at_once_leave_the_note_open_whichever_is_first(store: Store):
    for _ in range(10):
        patient_id = created(store, ANSWERS)
        barrier = Barrier(2)

        def marks_done(patient_id: UUID = patient_id, barrier: Barrier = barrier) -> bool:
            barrier.wait(timeout=30)
            with store.begin() as unit:
                return patients.set_status(unit.db, patient_id, "new", "done", LATER, seen=0)

        def leaves_a_note(patient_id: UUID = patient_id, barrier: Barrier = barrier) -> None:
            barrier.wait(timeout=30)
            leaves(store, patient_id, note=uuid4())

        with ThreadPoolExecutor(2) as pool:
            done, noted = pool.submit(marks_done), pool.submit(leaves_a_note)
            noted.result()
            was_first = done.result()
        patient = got(store, patient_id)
        assert patient.news_at == LATER
        assert patient.status == ("done" if was_first else "new")


def test_a_sender_waits_for_one_call_and_of_two_members_one_makes_it(store: Store):
    with store.begin() as unit:
        conversation = senders.lock(unit.db, "whatsapp:+15005550006", None, NOW).id
        assert callbacks.ask(unit.db, conversation, None, NOW)
        assert not callbacks.ask(unit.db, conversation, None, LATER)
        [waiting] = callbacks.all_waiting(unit.db)
        assert (waiting.address, waiting.asked_at, waiting.patient_id) == ("whatsapp:+15005550006", NOW, None)
        assert callbacks.count_waiting(unit.db) == 1
    barrier = Barrier(2)

    def calls(who: int) -> bool:
        barrier.wait(timeout=30)
        with store.begin() as unit:
            return callbacks.mark_done(unit.db, waiting.id, f"staff:{who}", LATER)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(calls, range(2))) == [False, True]
    with store.begin() as unit:
        assert callbacks.all_waiting(unit.db) == []
        assert callbacks.get(unit.db, waiting.id) is None
        assert callbacks.ask(unit.db, conversation, None, LATER)


def test_a_call_goes_with_the_sender(store: Store):
    with store.begin() as unit:
        held = senders.lock(unit.db, "whatsapp:+15005550006", None, NOW)
        callbacks.ask(unit.db, held.id, None, NOW)
        erasures.release(unit.db, held)
    with store.read() as unit:
        assert callbacks.all_waiting(unit.db) == []
