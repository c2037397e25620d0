"""Add up the points of chosen answers, for clinicians. A score is no diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.intake.definition import AnswerKind, Definition, Item, Score
from app.intake.phrases import FALLBACK


class Scored(NamedTuple):
    """A score of one record. Without all of its answers there are no points."""

    key: str
    label: str
    points: int | None
    most: int
    """The most points that there can be."""


def scores_of(definition: Definition, answers: Mapping[str, str], language: str) -> list[Scored]:
    """Return every score of a definition, named in a language."""
    return [
        Scored(
            each.key, label_of(each, language), points_of(definition, each, answers), _most(definition, each)
        )
        for each in definition.scores
    ]


def label_of(score: Score, language: str) -> str:
    """Return what a score is called."""
    return score.labels.get(language) or score.labels.get(FALLBACK) or score.key


def points_of(definition: Definition, score: Score, answers: Mapping[str, str]) -> int | None:
    """Return the sum of the points, or None where one of the answers is missing."""
    found = [_points(item, answers.get(item.key, "")) for item in _items(definition, score)]
    return None if None in found else sum(filter(None, found))


def _items(definition: Definition, score: Score) -> list[Item]:
    return [item for item in definition.items if item.key in score.of]


def _points(item: Item, value: str) -> int | None:
    known = {choice.code: choice.points or 0 for choice in item.choices}
    chosen = value.splitlines()
    return sum(known[code] for code in chosen) if chosen and known.keys() >= {*chosen} else None


def _most(definition: Definition, score: Score) -> int:
    return sum(_most_of(item) for item in _items(definition, score))


def _most_of(item: Item) -> int:
    points = [choice.points or 0 for choice in item.choices]
    return sum(points) if item.kind is AnswerKind.SEVERAL else max(points, default=0)
