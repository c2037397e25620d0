"""List the answers that can be chosen, a page at a time if they are many."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from app.intake.answers.choice import of_all_answers
from app.intake.definition import AnswerKind, Item
from app.intake.keywords import plain
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene

MORE: Final = "more"
"""The aside in which a later page is open. Its reading is the page, from 1."""
MOST: Final = 10
"""WhatsApp's lists have no room for more, so a page has one less, and a line that leads on."""
_ON_A_PAGE: Final = MOST - 1
_NEXT: Final = 0
"""The number of the line that leads on."""
_CHOSEN: Final = frozenset({AnswerKind.ONE, AnswerKind.SEVERAL, AnswerKind.YES_NO})


class Option(NamedTuple):
    """Hold one line: its number and what it says."""

    number: int
    label: str


def has_pages(item: Item) -> bool:
    """Return whether the answers come by pages: where one is chosen of many."""
    return item.kind is AnswerKind.ONE and len(item.choices) > MOST


def fits(scene: Scene, progress: Progress) -> bool:
    """Return whether the open question has pages, if one is open."""
    item = scene.question(progress.step).item
    return progress.aside == MORE and item is not None and has_pages(item)


def page_of(progress: Progress) -> int:
    """Return which page is open, from 0."""
    readings = progress.readings if progress.aside == MORE else ()
    return int(readings[0]) if len(readings) == 1 and readings[0].isdecimal() else 0


def options(question: Question, language: str, more: str, page: int) -> list[Option]:
    """Return the lines of a page; none if nothing is chosen."""
    item = question.item
    if item is None or item.kind not in _CHOSEN:
        return []
    listed = [Option(at, question.reader.show(code, language)) for at, code in enumerate(item.codes, 1)]
    if not has_pages(item):
        return listed
    begins = page * _ON_A_PAGE % len(listed)
    return [*listed[begins : begins + _ON_A_PAGE], Option(_NEXT, more)]


def lines(scene: Scene, progress: Progress, question: Question) -> list[str]:
    """Return the lines of the open page as they are typed."""
    page = page_of(progress)
    shown = options(question, scene.phrases.code, scene.phrases.answers.more, page)
    return [scene.phrases.option.format(number=number, label=label) for number, label in shown]


def turned(scene: Scene, progress: Progress, question: Question) -> Move | None:
    """Show the next page, if a message asks for it; after the last, the first."""
    item, said = question.item, plain(scene.message.text)
    if item is None or not has_pages(item) or not (said == str(_NEXT) or said in of_all_answers("others")):
        return None
    pages = -(-len(item.choices) // _ON_A_PAGE)
    page = (page_of(progress) + 1) % pages
    return Move(replace(progress, aside=MORE if page else None, readings=(str(page),) if page else ()))
