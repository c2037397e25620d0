"""Invent answers to a clinic's own questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

from app.intake.answers.rows import written
from app.intake.definition import AnswerKind, Item, decimal
from app.intake.phrases import FALLBACK
from app.intake.questionnaire import Questionnaire

_OFTEN: Final = 0.8
"""How often what may be skipped is answered."""
_TEXTS: Final = {
    "en": ("What you have on file", "Please call in the evening", "As last time"),
    "es": ("Lo que ya tienen ustedes", "Llamar por la tarde, por favor", "Como la última vez"),
}
_CELLS: Final = {
    "en": ("Ada Lindt", "sister", "01632 960222", "since 2020"),
    "es": ("Ada Lindt", "hermana", "600 000 222", "desde 2020"),
}
_DAYS: Final = 1500
_USUAL_MOST: Final = 100
_Inventor = Callable[[Random, Item, str, date], str]


def own_answers(random: Random, today: date, language: str, asked: Questionnaire) -> dict[str, str]:
    """Return answers to what is asked of everybody, and after these answers."""
    answers: dict[str, str] = {}
    for question in asked.questions:
        item = question.item
        if item is None or item.visits or not _holds(item, answers):
            continue
        if item.required or random.random() < _OFTEN:
            answers[item.key] = _BY_KIND[item.kind](random, item, language, today)
    return answers


def _holds(item: Item, answers: Mapping[str, str]) -> bool:
    if item.only_if is None:
        return True
    return not set(item.only_if.codes).isdisjoint(answers.get(item.only_if.key, "").splitlines())


def _text(random: Random, item: Item, language: str, _today: date) -> str:
    return random.choice(_TEXTS.get(language, _TEXTS[FALLBACK]))[: item.longest]


def _one(random: Random, item: Item, _language: str, _today: date) -> str:
    return random.choice(item.codes)


def _several(random: Random, item: Item, _language: str, _today: date) -> str:
    chosen = random.sample(item.codes, random.randint(1, min(3, len(item.codes))))
    return "\n".join(code for code in item.codes if code in chosen)


def _day(random: Random, _item: Item, _language: str, today: date) -> str:
    return (today - timedelta(days=random.randrange(_DAYS))).isoformat()


def _number(random: Random, item: Item, _language: str, _today: date) -> str:
    least = decimal(item.least) or 0
    most = decimal(item.most) or least + _USUAL_MOST
    return f"{random.uniform(float(least), float(most)):.{item.decimals}f}"


def _rows(_random: Random, item: Item, language: str, _today: date) -> str:
    cells = _CELLS.get(language, _CELLS[FALLBACK])
    return written([[cells[place % len(cells)] for place in range(len(item.columns))]])


_BY_KIND: Final[Mapping[AnswerKind, _Inventor]] = {
    AnswerKind.TEXT: _text,
    AnswerKind.ONE: _one,
    AnswerKind.YES_NO: _one,
    AnswerKind.SEVERAL: _several,
    AnswerKind.DATE: _day,
    AnswerKind.NUMBER: _number,
    AnswerKind.LIST: _rows,
}
