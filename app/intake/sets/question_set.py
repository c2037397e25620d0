"""Write a set of questions in English and in Spanish."""

from __future__ import annotations

from typing import NamedTuple

from app.intake.definition import Choice, Column, Item, Labels, Score, Wording


class QuestionSet(NamedTuple):
    """Questions that belong together."""

    code: str
    title: str
    """What pages call it. They translate it."""
    about: str
    """What pages say of it: who may read the answers, and why."""
    items: tuple[Item, ...]
    scores: tuple[Score, ...] = ()


def labels(english: str, spanish: str) -> Labels:
    """Return a few words in both languages."""
    return {"en": english, "es": spanish}


def words(english: Wording, spanish: Wording) -> dict[str, Wording]:
    """Return the words of an item in both languages."""
    return {"en": english, "es": spanish}


def choice(code: str, english: str, spanish: str, points: int | None = None) -> Choice:
    """Return an answer that can be chosen."""
    return Choice(code, labels(english, spanish), points=points)


def column(key: str, english: str, spanish: str, *, required: bool = True) -> Column:
    """Return a column of a list."""
    return Column(key, labels(english, spanish), required)
