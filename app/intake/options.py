"""Number the answers that can be chosen, a page at a time if they are many."""

from __future__ import annotations

from typing import Final, NamedTuple

from app.intake.definition import AnswerKind, Item
from app.intake.progress import Progress
from app.intake.questions import Question

MORE: Final = "more"
"""The aside in which a later page is open. Its reading is the page, from 1."""
ROWS: Final = "rows"
"""The aside in which it is asked whether a list has another row."""
MOST: Final = 10
"""WhatsApp's lists have no room for more, so a page has one less, and a line that leads on."""
ON_A_PAGE: Final = MOST - 1
NEXT: Final = 0
"""The number of the line that leads on."""
_CHOSEN: Final = frozenset({AnswerKind.ONE, AnswerKind.SEVERAL, AnswerKind.YES_NO})


class Option(NamedTuple):
    """Hold one line: its number and what it says."""

    number: int
    label: str


def has_pages(item: Item) -> bool:
    """Return whether the answers come by pages: where one is chosen of many."""
    return item.kind is AnswerKind.ONE and len(item.choices) > MOST


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
    begins = page * ON_A_PAGE % len(listed)
    return [*listed[begins : begins + ON_A_PAGE], Option(NEXT, more)]
