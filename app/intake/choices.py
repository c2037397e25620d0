"""Offer the choices of the open question as buttons or a list.

The reply is complete without them: its text numbers the choices. It is sent alone where no text of Twilio's says the same,
or what it says is too long for one (`app/intake/choice_texts.py`). A tap is read only if it belongs to the question that
is open now.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from app.intake import own_choices
from app.intake.channel import units
from app.intake.choice_forms import BUTTONS, LIST, LONGEST_BODY, MOST, Choices, Form, filled, token_of
from app.intake.choice_texts import COUNTED, MOST_LISTED, texts_of, without_numbers
from app.intake.keywords import Keyword
from app.intake.options import MORE, ROWS
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Progress
from app.intake.questions import Question

_PICK: Final = "pick"
_NAMES: Final = {
    "language": _PICK,
    "way": "way",
    "whom": "whom",
    "consent": "consent",
    "sure": "sure",
    "minor": "minor",
    "which_day": _PICK,
    "is_it": "yes_no",
    "restart": "yes_no",
    "delete": "yes_no",
    "not_me": "yes_no",
    "next_person": "yes_no",
    "add_or_replace": "add_or_replace",
    "review": "review",
    "changes": "review",
    "submitted": "menu",
}
"""Step or aside -> the titles of its choices. After a cry for help there is none, because that reply must not wait."""
_LISTS: Final = ("review", "changes")
"""The steps whose numbered lines are answers.

Their texts are the short list. One with all answers in full has no buttons.
"""
_AS_AGREED: Final = "consent"
"""The step whose text keeps its numbers, because a text that patients agree to is kept as it was shown."""
_TAPPED: Final = re.compile(r"([0-9a-f]{16}):([1-9]|10)")


@cache
def forms() -> tuple[Form, ...]:
    """Return every form in every language."""
    shipped = tuple(form for code in SHIPPED for question in _NAMES for form in _forms_of(question, code))
    return (*shipped, *own_choices.forms())


@cache
def _forms_of(question: str, code: str) -> tuple[Form, ...]:
    """Return every form of a question in a language: one for each text that asks it."""
    phrases, name = speak(code), _NAMES[question]
    titles = phrases.buttons.get(name, ())
    kind = BUTTONS if len(titles) <= MOST[BUTTONS] else LIST
    button = phrases.choose if kind == LIST else ""
    return tuple(
        Form(called, code, kind, text, titles, count, button)
        for count in COUNTED.get(question, (len(titles),))
        for called, text in texts_of(question, code, count).items()
    )


def offered(
    progress: Progress, replies: tuple[str, ...], language: str, asked: Question | None = None
) -> Choices | None:
    """Return the open question's choices, if a text that Twilio has asks it.

    `asked` is the question of the open step, if it is one.
    """
    if asked is not None and _is_own(asked, progress):
        return own_choices.offered(asked, progress, replies[0], language) if len(replies) == 1 else None
    question = _question_of(progress)
    if question is None or language not in SHIPPED or not replies:
        return None
    *others, reply = replies
    if others and question not in _LISTS:
        return None
    text, labels = (reply, ()) if question in _LISTS else without_numbers(reply)
    said = reply if question == _AS_AGREED else text
    if units(said) > LONGEST_BODY:
        return None
    for form in _forms_of(question, language):
        is_as_many = question in _LISTS or len(labels) == form.count
        if is_as_many and (words := form.text.read(said)) is not None:
            return filled(form, words, labels, token_of(progress))
    return None


def apart(progress: Progress, said: str, answers: int) -> tuple[str, ...]:
    """Return a reply with a list of so many answers, in one part or two.

    Twilio has no text with so many lines.
    """
    if _question_of(progress) not in _LISTS or answers <= MOST_LISTED:
        return (said,)
    listed, _, question = said.rpartition("\n\n")
    return listed, question


def said_by(tapped: str, progress: Progress, asked: Question | None = None) -> str | None:
    """Return the text that a tap on the open question stands for, or None."""
    found, question = _TAPPED.fullmatch(tapped), _question_of(progress)
    if found is None or found[1] != token_of(progress):
        return None
    number = int(found[2])
    if asked is not None and _is_own(asked, progress):
        return own_choices.said_by(asked, progress, number)
    if question is None:
        return None
    if question not in _LISTS:
        return str(number)
    keywords = speak(progress.language).lexicon.keywords
    said = (keywords[Keyword.SEND][0], keywords[Keyword.SHOW_ALL][0], speak(progress.language).lexicon.no[0])
    return said[number - 1] if number <= len(said) else None


def _question_of(progress: Progress) -> str | None:
    """Return the step or aside that is open, if it has choices."""
    question = progress.aside or progress.step
    return question if question in _NAMES and not (progress.cry and progress.aside) else None


def _is_own(asked: Question, progress: Progress) -> bool:
    """Return whether a clinic's own question is open itself, and nothing on top of it."""
    return asked.item is not None and progress.aside in {None, MORE, ROWS}
