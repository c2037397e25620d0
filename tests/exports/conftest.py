"""Who takes patients out, and who is on file."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.people_on_file import on_file
from tests.staff_people import Colleague, add_colleague

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from app.services import Services
    from app.store import Store
    from tests.people import Clock


@pytest.fixture
def priya(colleague: Callable[[str], Colleague]) -> Colleague:
    """A clinician, signed in, with a fresh code."""
    priya = colleague("clinician")
    priya.is_let_in()
    priya.has_confirmed()
    return priya


@pytest.fixture
def noor(app: Flask, services: Services, clock: Clock, priya: Colleague) -> Colleague:
    """Another clinician, signed in, with a fresh code."""
    noor = add_colleague(app, services, clock, "noor@larkfield.example", "clinician")
    noor.is_let_in()
    noor.has_confirmed()
    return noor


@pytest.fixture
def boss(admin: Colleague) -> Colleague:
    """An admin, signed in, with a fresh code."""
    admin.is_let_in()
    admin.has_confirmed()
    return admin


@pytest.fixture
def maya(store: Store, clock: Clock) -> UUID:
    return on_file(store, clock.now - timedelta(hours=1))
