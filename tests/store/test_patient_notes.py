"""Notes come back as they were written, newest first, and go with their patient."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store import NoSuchPatient
from app.store.tables import patients
from tests.store.example import ANSWERS, NOW, created, enrolled

if TYPE_CHECKING:
    from app.store import Store

LATER = NOW + timedelta(minutes=1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=500) | st.sampled_from(
    ["👩🏽\u200d⚕️ rang", "اتصلت مرتين", "line\r\nline\ttab", "NUL \x00 inside", "é", "e\u0301", " "]
)


def test_notes_come_newest_first_with_who_wrote_them(store: Store):
    patient, member, other = created(store, ANSWERS), enrolled(store), enrolled(store, "other@x.example")
    with store.begin() as unit:
        first = unit.notes.add(patient, member, "Rang, no answer.", NOW)
        second = unit.notes.add(patient, other, "Rang again.", LATER)
    with store.read() as unit:
        found = unit.notes.of(patient)
        assert [note.id for note in unit.notes.of(patient, limit=1)] == [second]
        assert unit.notes.count(patient) == 2
    assert [(note.id, note.at, note.staff_id, note.text) for note in found] == [
        (second, LATER, other, "Rang again."),
        (first, NOW, member, "Rang, no answer."),
    ]


def test_a_patient_without_notes_has_none(store: Store):
    with store.read() as unit:
        assert unit.notes.of(uuid4()) == []
        assert unit.notes.count(uuid4()) == 0


def test_nobody_can_be_noted_who_is_not_there(store: Store):
    member = enrolled(store)
    with store.begin() as unit, pytest.raises(NoSuchPatient):
        unit.notes.add(uuid4(), member, "Rang.", NOW)


def test_half_a_character_is_refused_before_it_is_written(store: Store):
    patient, member = created(store, ANSWERS), enrolled(store)
    with store.begin() as unit:
        with pytest.raises(ValueError, match="surrogate"):
            unit.notes.add(patient, member, "half: \ud83d", NOW)
        assert unit.notes.of(patient) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_comes_back_to_the_letter(sqlite_store: Store, text: str):
    patient, member = created(sqlite_store, ANSWERS), enrolled(sqlite_store, f"{uuid4()}@x.example")
    with sqlite_store.begin() as unit:
        unit.notes.add(patient, member, text, NOW)
        [note] = unit.notes.of(patient)
    assert note.text == text


def test_notes_go_with_their_patient(store: Store):
    patient, member = created(store, ANSWERS), enrolled(store)
    with store.begin() as unit:
        unit.notes.add(patient, member, "Rang.", NOW)
    with store.engine.begin() as connection:
        connection.execute(patients.delete().where(patients.c.id == patient))
    with store.read() as unit:
        assert unit.notes.of(patient) == []
