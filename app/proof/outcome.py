"""How an attack ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """What became of the target."""

    FELL = "fell"
    HELD = "held"
    UNKNOWN = "unknown"
    """The attack could not be carried out, so nothing is proven."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An ending and the evidence: counts and our own names, never what a target said."""

    ending: Ending
    evidence: str


def fell(evidence: str) -> Outcome:
    return Outcome(Ending.FELL, evidence)


def held(evidence: str) -> Outcome:
    return Outcome(Ending.HELD, evidence)


def judged(is_through: bool, if_through: str, if_not: str) -> Outcome:
    """Return that the target fell if the attack came through, else that it held."""
    return fell(if_through) if is_through else held(if_not)
