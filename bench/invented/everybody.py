"""Put the habits of everybody who was invented together."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Final

from bench.invented.habits import ENGLISH, SPANISH, Habits
from bench.invented.more_english import MORE_ENGLISH
from bench.invented.more_spanish import MORE_SPANISH


def _together(one: Habits, other: Habits) -> Habits:
    """Return the habits of both."""
    lists = {
        field.name: mine + getattr(other, field.name)
        for field in fields(Habits)
        if field.name != "months" and isinstance(mine := getattr(one, field.name), tuple)
    }
    whom = {key: words + other.whom[key] for key, words in one.whom.items()}
    return replace(one, **lists, whom=whom)


ALL: Final = (_together(ENGLISH, MORE_ENGLISH), _together(SPANISH, MORE_SPANISH))
