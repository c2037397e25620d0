"""The people of these tests."""

from __future__ import annotations

import pytest

from tests.intake.patient import Patient


@pytest.fixture
def patient() -> Patient:
    return Patient()
