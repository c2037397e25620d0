"""A clinician who has given a fresh code, and a household: Maya, who has handed in for herself and for Noor."""

from __future__ import annotations

import pytest

from app.store.patients import patients
from tests.people import FOR_A_CHILD, HANDS_IN

NOORS = ("Noor Haddad", "5 May 1985", "7 New Street", "Eczema of the hands", "DONE", "Hydrocortisone", "DONE")


@pytest.fixture
def nurse(clinician_confirmed):
    return clinician_confirmed


@pytest.fixture
def maya(handed_in):
    return handed_in


@pytest.fixture
def noor(patient, maya, store, clock):
    clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, *NOORS, *HANDS_IN)
    clock.moves(minutes=2)
    with store.read() as unit:
        (noor,) = {each.id for each in patients.page(unit.db, 5)} - {maya}
    return noor
