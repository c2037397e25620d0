"""What a message costs the database: each statement is a journey there and back, while others wait for the writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from tests.people import Patient


def test_an_answer_costs_no_more_than_seven_statements(patient: Patient):
    patient.tells("hello", "1", "1")
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
