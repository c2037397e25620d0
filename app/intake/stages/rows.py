"""Take a list row by row, and ask for what a row lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.intake import ear, path
from app.intake.answers import Lacking
from app.intake.answers.choice import label_of, of_all_answers
from app.intake.answers.kinds import is_code
from app.intake.answers.rows import (
    MOST,
    columns_in_words,
    is_of,
    may_be_row,
    missing,
    rows_of,
    says_no,
    says_no_more,
    set_right,
    shown_row,
    with_cell,
    with_relation,
    written,
)
from app.intake.channel import isolated
from app.intake.definition import AnswerKind, Item
from app.intake.keywords import Keyword, plain
from app.intake.options import ROWS
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.stages import question as one_question

ROW: Final = "row"
"""The aside that asks for the next row, or for a cell of the one that is its reading."""
_ADD: Final = 0
_MOST_READINGS: Final = 2
_OVER: Final = frozenset({Keyword.DONE, Keyword.NONE, Keyword.SKIP, Keyword.SEND})


def fits(scene: Scene, progress: Progress) -> bool:
    """Return whether the readings are a row of the open list that lacks a cell."""
    item = scene.question(progress.step).item
    if item is None or item.kind is not AnswerKind.LIST or progress.aside not in {ROWS, ROW}:
        return False
    rows = [row for reading in progress.readings for row in rows_of(reading)]
    are_rows = all(len(row) == len(item.columns) and missing(item, row) for row in rows)
    return len(rows) == len(progress.readings) < _MOST_READINGS and are_rows


def ask(scene: Scene, progress: Progress) -> str:
    """Show the rows so far, and ask whether there is another."""
    asked, item = _open(scene, progress)
    words = scene.phrases.answers
    rows = () if asked.health else rows_of(progress.answers.get(asked.key, ""))
    shown = [
        words.row.format(number=number, row=isolated(shown_row(item, row)))
        for number, row in enumerate(rows, 1)
    ]
    are_people = any(is_of(column, "relation_columns") for column in item.columns)
    question = words.anybody_else if are_people else words.anything_else
    buttons = (
        scene.phrases.option.format(number=number, label=label)
        for number, label in enumerate(words.row_buttons, 1)
    )
    return "\n".join((*shown, question, *buttons))


def answer(scene: Scene, progress: Progress) -> Move:
    """Take another row, or go on."""
    words, text = scene.phrases.answers, scene.message.text
    chosen = ear.choose(text, ((words.row_buttons[0],), (words.row_buttons[1],)))
    if chosen == _ADD or plain(text) in of_all_answers("add_another"):
        return Move(replace(progress, aside=ROW, readings=()))
    if chosen is not None or _ends(scene, progress, text) or ear.is_enough(text):
        return Move(path.onward(scene, progress))
    asked, item = _open(scene, progress)
    if told := with_relation(item, _so_far(progress, asked), text):
        return _kept(scene, progress, asked, told)
    if not may_be_row(item, text):
        return Move(progress)
    return _added(scene, progress, text)


def _ends(scene: Scene, progress: Progress, text: str) -> bool:
    """Return whether a text says that the list has no more rows."""
    _, item = _open(scene, progress)
    return scene.keyword in _OVER or says_no_more(item, text)


def ask_row(scene: Scene, progress: Progress) -> str:
    """Ask for the next row, or for the cell that one lacks."""
    _, item = _open(scene, progress)
    words = scene.phrases.answers
    row = rows_of(progress.readings[0])[0] if progress.readings else None
    lacking = missing(item, row) if row else None
    if lacking:
        return words.and_cell.format(column=label_of(lacking.labels, scene.phrases.code, lacking.key))
    return words.next_row.format(columns=columns_in_words(item, scene.phrases))


def answer_row(scene: Scene, progress: Progress) -> Move:
    """Take the next row, or the cell that was lacking."""
    asked, item = _open(scene, progress)
    text = scene.message.text
    if not progress.readings:
        is_over = _ends(scene, progress, text)
        return Move(path.onward(scene, progress)) if is_over else _added(scene, progress, text)
    if scene.keyword in {*_OVER, Keyword.DONT_KNOW} or says_no(item, text):
        has_rows = asked.key in progress.answers
        return Move(replace(path.leave(progress), aside=ROWS if has_rows else None))
    row = rows_of(progress.readings[0])[0]
    filled = with_cell(item, row, text)
    if missing(item, filled):
        return Move(replace(progress, readings=(written([filled]),)), is_heard=filled != row)
    return _kept(scene, progress, asked, (*_so_far(progress, asked), filled))


def _added(scene: Scene, progress: Progress, text: str) -> Move:
    asked, item = _open(scene, progress)
    so_far = _so_far(progress, asked)
    if right := set_right(item, so_far, text):
        return _kept(scene, progress, asked, right)
    match asked.reader.read(text, scene.context_of(asked)):
        case Lacking(value):
            return Move(replace(progress, aside=ROW, readings=(value,)))
        case reading if rows := rows_of(getattr(reading, "value", "")):
            return _kept(scene, progress, asked, (*so_far, *rows))
        case reading:
            return one_question.follow(scene, progress, reading)


def _so_far(progress: Progress, asked: Question) -> tuple[tuple[str, ...], ...]:
    earlier = progress.answers.get(asked.key, "")
    return () if not earlier or (asked.item and is_code(asked.item, earlier)) else rows_of(earlier)


def _kept(scene: Scene, progress: Progress, asked: Question, rows: tuple[tuple[str, ...], ...]) -> Move:
    whole = written(rows)
    if len(rows) > MOST or len(whole) > asked.limit:
        full = replace(path.leave(progress), aside=ROWS)
        return Move(full, (scene.phrases.answers.no_more_rows,), tells_unkept=True)
    return one_question.take(scene, path.leave(progress), whole)


def _open(scene: Scene, progress: Progress) -> tuple[Question, Item]:
    asked = scene.question(progress.step)
    if asked.item is None:
        raise LookupError("only a clinic's own question has rows that are asked one by one")
    return asked, asked.item
