"""Members who export patients, and a patient on file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from tests.dashboard.people_on_file import on_file
from tests.exports.export_requests import LENGTH, PATIENTS, many
from tests.furnished import House, furnishing

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague


@pytest.fixture
def priya(clinician_confirmed: Colleague) -> Colleague:
    """A clinician, signed in, with a fresh code."""
    return clinician_confirmed


@pytest.fixture
def noor(priya: Colleague, noor_confirmed: Colleague) -> Colleague:
    """Another clinician, signed in, with a fresh code."""
    return noor_confirmed


@pytest.fixture
def boss(admin_confirmed: Colleague) -> Colleague:
    """An admin, signed in, with a fresh code."""
    return admin_confirmed


@pytest.fixture
def maya(store: Store, clock: Clock) -> UUID:
    return on_file(store, clock.now - timedelta(hours=1))


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive a workbook's key in 100 rounds instead of 100,000, for tests that are not about the derivation."""
    drawn = ECMA376Agile._derive_iterated_hash_from_password

    def soon_drawn(passphrase: str, salt: bytes, name: str, _rounds: int) -> Any:
        return drawn(passphrase, salt, name, 100)

    monkeypatch.setattr(ECMA376Agile, "_derive_iterated_hash_from_password", staticmethod(soon_drawn))


@furnishing
def long_histories(house: House) -> None:
    """So many patients with such long histories that a download takes a while. They are dated by the real clock."""
    many(house.services.store, datetime.now(UTC) - timedelta(hours=1), PATIENTS, LENGTH)
