"""What a message costs the database: each statement is a round trip, during which other writers wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, event

from app.config import load
from app.services import Services
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import Patient


@pytest.fixture(params=["chat", "ask"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def services(store, clock, tmp_path: Path, mode: str) -> Services:
    return Services(load(complete_environment(INTAKE_MODE=mode), tmp_path), store, clock)


def test_an_answer_costs_no_more_than_seven_statements(patient: Patient, mode: str):
    patient.tells("hello", "1", "1", *(["1"] if mode == "ask" else []))
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        patient.says("Maya Okafor")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    changing = [each for each in statements if not each.startswith(("PRAGMA", "BEGIN"))]
    assert len(changing) <= 7, changing
