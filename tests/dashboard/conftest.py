"""Who works at the dashboard, and the patient whose record they have before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.dashboard.at_the_record import hands_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from app.store import Store
    from tests.people import Patient
    from tests.staff_people import Colleague


@pytest.fixture
def ines(colleague: Callable[[str], Colleague]) -> Colleague:
    """A receptionist, signed in."""
    ines = colleague("reception")
    ines.is_let_in()
    return ines


@pytest.fixture
def priya(colleague: Callable[[str], Colleague]) -> Colleague:
    """A clinician, signed in."""
    priya = colleague("clinician")
    priya.is_let_in()
    return priya


@pytest.fixture
def maya(patient: Patient, store: Store) -> UUID:
    """The id of a patient who has handed in a whole intake."""
    return hands_in(patient, store)
