"""Whole intakes by the hundred, each of its own words."""

from __future__ import annotations

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
    "SEND",
)


def answers_of(number: int) -> dict[str, str]:
    return {
        "name": f"Person Number{number}",
        "address": f"{number} Mill Lane",
        "history": f"history of {number}",
        "medicines": f"medicine of {number}",
    }
