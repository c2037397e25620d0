"""Patients by the number, and the filters that some of them pass."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from hypothesis import strategies as st

from app.store.patients import patients
from app.store.patients.patient import NewPatient, Patient
from app.store.patients.patient_filters import PatientFilters
from tests.store.example import ANSWERS, NOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store import Store


def add(store: Store, minutes: Iterable[int]) -> list[UUID]:
    """Create one patient for each minute after the start."""
    ids = []
    with store.begin() as unit:
        for minute in minutes:
            ids.append(uuid4())
            patients.create(unit.db, ids[-1], None, "en", ANSWERS, False, NOW + timedelta(minutes=minute))
    return ids


FILTERS = {
    "nothing": (PatientFilters(), [5, 4, 3, 2, 1, 0]),
    "a status": (PatientFilters(status="done"), [4, 2]),
    "a language": (PatientFilters(language="es"), [5, 4]),
    "a status and a language": (PatientFilters(status="done", language="en"), [2]),
    "from a moment on": (PatientFilters(since=NOW + timedelta(minutes=3)), [5, 4, 3]),
    "before a moment": (PatientFilters(until=NOW + timedelta(minutes=3)), [2, 1, 0]),
    "a status within a time": (
        PatientFilters("new", "en", NOW + timedelta(minutes=1), NOW + timedelta(minutes=5)),
        [3, 1],
    ),
    "a status that nobody has": (PatientFilters(status="rejected"), []),
}


def mixed(store: Store) -> list[UUID]:
    """Create six patients, a minute apart."""
    states = [("new", "en"), ("new", "en"), ("done", "en"), ("new", "en"), ("done", "es"), ("new", "es")]
    return invent(store, [(minute, *state) for minute, state in enumerate(states)])


def invent(store: Store, people: Iterable[tuple[int, str, str]]) -> list[UUID]:
    new = [
        NewPatient(uuid4(), None, NOW + timedelta(minutes=minute), status, language, {})
        for minute, status, language in people
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)
    return [patient.id for patient in new]


MINUTES = st.integers(0, 4)
STATES = st.sampled_from(["new", "done"])
LANGUAGES = st.sampled_from(["en", "es"])
MOMENTS = st.none() | MINUTES.map(lambda minute: NOW + timedelta(minutes=minute))


def passes(patient: Patient, filters: PatientFilters, *, any_status: bool = False) -> bool:
    return (
        (any_status or filters.status in {"", patient.status})
        and filters.language in {"", patient.language}
        and (filters.since is None or patient.created_at >= filters.since)
        and (filters.until is None or patient.created_at < filters.until)
    )
