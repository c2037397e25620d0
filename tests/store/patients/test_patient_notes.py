"""Notes come back as they were written, newest first, and go with their patient."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store import NoSuchPatient, Overtaken
from app.store.patients import patient_notes
from app.store.patients.patient import patients
from tests.store.example import ANSWERS, NOW, created, enrolled, noted

if TYPE_CHECKING:
    from app.store import Store

LATER = NOW + timedelta(minutes=1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=500) | st.sampled_from(
    ["👩🏽\u200d⚕️ rang", "اتصلت مرتين", "line\r\nline\ttab", "NUL \x00 inside", "é", "e\u0301", " "]
)


def test_notes_come_newest_first_with_who_wrote_them(store: Store):
    patient, member, other = created(store, ANSWERS), enrolled(store), enrolled(store, "other@x.example")
    with store.begin() as unit:
        first = noted(unit, patient, member, "Rang, no answer.", NOW)
        second = noted(unit, patient, other, "Rang again.", LATER)
    with store.read() as unit:
        found = patient_notes.of(unit.db, patient)
        assert [note.id for note in patient_notes.of(unit.db, patient, limit=1)] == [second]
        assert patient_notes.count(unit.db, patient) == 2
    assert [(note.id, note.at, note.staff_id, note.text) for note in found] == [
        (second, LATER, other, "Rang again."),
        (first, NOW, member, "Rang, no answer."),
    ]


def test_a_patient_without_notes_has_none(store: Store):
    with store.read() as unit:
        assert patient_notes.of(unit.db, uuid4()) == []
        assert patient_notes.count(unit.db, uuid4()) == 0


def test_nobody_can_be_noted_who_is_not_there(store: Store):
    member = enrolled(store)
    with store.begin() as unit, pytest.raises(NoSuchPatient):
        noted(unit, uuid4(), member, "Rang.", NOW)


def test_half_a_character_is_refused_before_it_is_written(store: Store):
    patient, member = created(store, ANSWERS), enrolled(store)
    with pytest.raises(ValueError, match="surrogate"), store.begin() as unit:
        noted(unit, patient, member, "half: \ud83d", NOW)
    with store.read() as unit:
        assert patient_notes.of(unit.db, patient) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_comes_back_to_the_letter(sqlite_store: Store, text: str):
    patient, member = created(sqlite_store, ANSWERS), enrolled(sqlite_store, f"{uuid4()}@x.example")
    with sqlite_store.begin() as unit:
        noted(unit, patient, member, text, NOW)
        [note] = patient_notes.of(unit.db, patient)
    assert note.text == text


def test_notes_go_with_their_patient(store: Store):
    patient, member = created(store, ANSWERS), enrolled(store)
    with store.begin() as unit:
        noted(unit, patient, member, "Rang.", NOW)
    with store.engine.begin() as connection:
        connection.execute(patients.delete().where(patients.c.id == patient))
    with store.read() as unit:
        assert patient_notes.of(unit.db, patient) == []


def test_what_a_note_said_is_kept_when_it_is_changed_and_the_slower_of_two_changes_nothing(store: Store):
    patient, member = created(store, ANSWERS), enrolled(store)
    with store.begin() as unit:
        written = noted(unit, patient, member, "Rang, no answer.")
    with store.read() as unit, store.read() as another:
        faster = patient_notes.get(unit.db, patient, written)
        slower = patient_notes.get(another.db, patient, written)
    assert faster
    assert slower
    with store.begin() as unit:
        unit.db.add(faster)
        patient_notes.change(unit.db, faster, "Rang, her sister answered.", LATER)
    with pytest.raises(Overtaken), store.begin() as unit:
        unit.db.add(slower)
        patient_notes.change(unit.db, slower, "Rang, nobody there.", LATER)
    with store.read() as unit:
        note = patient_notes.get(unit.db, patient, written)
        assert note
        assert (note.text, note.changes, note.changed_at) == ("Rang, her sister answered.", 1, LATER)
        assert [(each.text, each.until) for each in patient_notes.earlier(unit.db, [written])[written]] == [
            ("Rang, no answer.", LATER)
        ]


def test_a_deleted_note_counts_no_more_and_still_says_what_it_said(store: Store):
    patient, member = created(store, ANSWERS), enrolled(store)
    with store.begin() as unit:
        note = patient_notes.get(unit.db, patient, noted(unit, patient, member, "Of another patient.", NOW))
        assert note
        patient_notes.delete(unit.db, note, f"staff:{member}", LATER)
        with pytest.raises(Overtaken):
            patient_notes.delete(unit.db, note, f"staff:{member}", LATER)
        assert patient_notes.count(unit.db, patient) == 0
        (kept,) = patient_notes.of(unit.db, patient)
        assert (kept.text, kept.deleted_at, kept.deleted_by) == (
            "Of another patient.",
            LATER,
            f"staff:{member}",
        )
        assert patient_notes.just_by(unit.db, patient, member, NOW - timedelta(minutes=1)) == []


def test_a_clinical_note_is_read_counted_and_found_only_where_it_is_asked_for(store: Store):
    patient, member = created(store, ANSWERS), enrolled(store)
    with store.begin() as unit:
        noted(unit, patient, member, "Rang.", NOW)
        clinical = noted(unit, patient, member, "Wheezes.", NOW, clinical=True)
        assert [note.text for note in patient_notes.of(unit.db, patient, clinical=False)] == ["Rang."]
        assert {note.text for note in patient_notes.of(unit.db, patient)} == {"Rang.", "Wheezes."}
        assert patient_notes.get(unit.db, patient, clinical, clinical=False) is None
        assert (
            patient_notes.count(unit.db, patient),
            patient_notes.count(unit.db, patient, clinical=False),
        ) == (2, 1)
        just = patient_notes.just_by(unit.db, patient, member, NOW - timedelta(minutes=1), clinical=False)
        assert [note.text for note in just] == ["Rang."]


def test_a_note_is_found_only_with_its_own_patient(store: Store):
    patient, other, member = created(store, ANSWERS), created(store, ANSWERS), enrolled(store)
    with store.begin() as unit:
        note = patient_notes.get(unit.db, patient, noted(unit, patient, member, "Rang.", NOW))
        assert note
        assert patient_notes.get(unit.db, other, note.id) is None
