"""Offer the choices of a clinic's own question as buttons or a list.

Nobody can have made a text of Twilio's for it. So what Twilio keeps is the frame, with its line ends: the head, a line for
the question, and the line that tells of SKIP. The question and the titles come with each message. What does not fit is sent
as the numbered text alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from app.intake.channel import units
from app.intake.choice_forms import BUTTONS, LIST, LONGEST_TITLE, MOST, Choices, Form, filled, token_of
from app.intake.choice_texts import Text, without_numbers
from app.intake.definition import AnswerKind
from app.intake.options import MORE, ROWS, options, page_of
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Progress
from app.intake.questions import Question

_FEWEST: Final = 2
_LEAD: Final = "{lead}\n\n"
_ASKED: Final = "{asked}"


class _Frame(NamedTuple):
    """Hold what may stand around a question."""

    has_lead: bool
    """A line before its head, such as "Skipped."."""
    has_head: bool
    """False where only what was wrong is said."""
    has_skip: bool

    @property
    def name(self) -> str:
        """Return a few letters that no other frame has."""
        return "".join(letter for letter, has in zip("lhs", self, strict=True) if has) or "a"

    def text(self, language: str) -> Text:
        """Return the text as Twilio keeps it."""
        phrases = speak(language)
        lines = ((self.has_head, phrases.head), (True, _ASKED), (self.has_skip, phrases.skip_hint))
        asked = "\n".join(line for has, line in lines if has)
        return Text(f"{_LEAD}{asked}" if self.has_lead else asked)


_FRAMES: Final = (
    *(_Frame(has_lead, True, has_skip) for has_lead in (False, True) for has_skip in (False, True)),
    _Frame(has_lead=False, has_head=False, has_skip=False),
)


@cache
def forms() -> tuple[Form, ...]:
    """Return every form in every language."""
    counts = (
        (kind, count)
        for kind, fewest in ((BUTTONS, _FEWEST), (LIST, MOST[BUTTONS] + 1))
        for count in range(fewest, MOST[kind] + 1)
    )
    of_questions = (
        _form(language, kind, count, frame)
        for kind, count in counts
        for language in SHIPPED
        for frame in _FRAMES
    )
    return (*of_questions, *(form for language in SHIPPED for form in _forms_of_rows(language)))


@cache
def _form(language: str, kind: str, count: int, frame: _Frame) -> Form:
    button = speak(language).choose if kind == LIST else ""
    return Form(f"own_{frame.name}_{count}", language, kind, frame.text(language), (), count, button)


@cache
def _forms_of_rows(language: str) -> tuple[Form, ...]:
    """Return the form that asks whether there is another row."""
    words = speak(language).answers
    asked = (("somebody", words.anybody_else), ("something", words.anything_else))
    shown = (("", ""), ("_after", "{row}\n"))
    return tuple(
        Form(f"own_{name}{after}", language, BUTTONS, Text(f"{row}{text}"), words.row_buttons, _FEWEST)
        for name, text in asked
        for after, row in shown
    )


def offered(question: Question, progress: Progress, reply: str, language: str) -> Choices | None:
    """Return the choices of an own question, if Twilio's texts can say the reply."""
    if progress.aside == ROWS:
        return _of_rows(question, progress, reply, language)
    item = question.item
    is_asked = (
        progress.aside in {None, MORE}
        and item is not None
        and item.kind in {AnswerKind.ONE, AnswerKind.YES_NO}
    )
    phrases = speak(language)
    listed = options(question, language, phrases.answers.more, page_of(progress)) if is_asked else []
    kind = BUTTONS if len(listed) <= MOST[BUTTONS] else LIST
    titles = tuple(option.label for option in listed)
    if not _FEWEST <= len(listed) <= MOST[kind] or any(
        units(title) > LONGEST_TITLE[kind] for title in titles
    ):
        return None
    typed = [phrases.option.format(number=number, label=label) for number, label in listed]
    lines = reply.split("\n")
    at = next((at for at in range(len(lines)) if lines[at : at + len(typed)] == typed), None)
    if at is None:
        return None
    for frame, words in _read(lines[:at], lines[at + len(typed) :], phrases.head, phrases.skip_hint):
        return filled(_form(language, kind, len(listed), frame), words, titles, token_of(progress))
    return None


def _read(
    before: list[str], after: list[str], head: str, skip: str
) -> Iterator[tuple[_Frame, tuple[str, ...]]]:
    """Yield the frame of a reply and its words; none if it says too much for one."""
    if after not in ([], [skip]):
        return
    heads = [(at, found) for at, line in enumerate(before) if (found := Text(head).read(line)) is not None]
    if not heads:
        if not after:
            yield _Frame(has_lead=False, has_head=False, has_skip=False), (" ".join(before),)
        return
    at, found = heads[-1]
    lead = " ".join(before[:at]).strip()
    asked = " ".join(before[at + 1 :])
    yield _Frame(bool(lead), True, bool(after)), (*((lead,) if lead else ()), *found, asked)


def _of_rows(question: Question, progress: Progress, reply: str, language: str) -> Choices | None:
    text, _ = without_numbers(reply)
    # What was said of health is no variable of Twilio's.
    forms = () if question.health and "\n" in text else _forms_of_rows(language)
    for form in forms:
        if (words := form.text.read(text)) is not None:
            return filled(form, words, (), token_of(progress))
    return None


def said_by(question: Question, progress: Progress, number: int) -> str | None:
    """Return what a tap on the choice of this number says, as it is typed."""
    if progress.aside == ROWS:
        return str(number) if number <= _FEWEST else None
    listed = options(question, speak(progress.language).code, "", page_of(progress))
    return str(listed[number - 1].number) if number <= len(listed) else None
