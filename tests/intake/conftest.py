"""A patient who writes to the conversation directly, without web and database."""

from __future__ import annotations

import pytest

from tests.intake.patient import Patient


@pytest.fixture
def patient() -> Patient:
    return Patient()
