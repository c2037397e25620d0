"""A clinician who has given a fresh code, and a household: Maya, who has handed in for herself and for Noor."""

from __future__ import annotations

import pytest

from tests.dashboard.at_the_record import hands_in
from tests.people import FOR_A_CHILD, HANDS_IN

NOORS = ("Noor Haddad", "5 May 1985", "7 New Street", "Eczema of the hands", "DONE", "Hydrocortisone", "DONE")


@pytest.fixture
def nurse(colleague):
    nurse = colleague("clinician")
    nurse.is_let_in()
    nurse.confirms()
    return nurse


@pytest.fixture
def maya(patient, store):
    return hands_in(patient, store)


@pytest.fixture
def noor(patient, maya, store, clock):
    clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, *NOORS, *HANDS_IN)
    clock.moves(minutes=2)
    with store.read() as unit:
        (noor,) = {each.id for each in unit.patients.page(5)} - {maya}
    return noor
