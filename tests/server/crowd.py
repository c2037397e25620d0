"""Whole intakes by the hundred, each of its own words."""

from __future__ import annotations

from tests.people import HANDS_IN

WHOLE_INTAKE = (
    "hello",
    "1",
    "1",
    "{name}",
    "4 March 1990",
    "{address}",
    "{history}",
    "DONE",
    "{medicines}",
    "DONE",
    *HANDS_IN,
)


def name_of(number: int) -> str:
    """Return a name for each number, without digits. The chat asks back about some short names, and about none of these."""
    return f"Quentin Okafor{''.join('abcdefghij'[int(figure)] for figure in str(number))}"


def answers_of(number: int) -> dict[str, str]:
    return {
        "name": name_of(number),
        "address": f"{number} Mill Lane",
        "history": f"history of {number}",
        "medicines": f"medicine of {number}",
    }
