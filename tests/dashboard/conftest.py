"""The members who work at the dashboard, and the patient whose record they open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from uuid import UUID

    from tests.staff_people import Colleague


@pytest.fixture
def ines(receptionist_in: Colleague) -> Colleague:
    """A receptionist, signed in."""
    return receptionist_in


@pytest.fixture
def priya(clinician_in: Colleague) -> Colleague:
    """A clinician, signed in."""
    return clinician_in


@pytest.fixture
def maya(handed_in: UUID) -> UUID:
    """The id of a patient who has handed in a whole intake."""
    return handed_in
