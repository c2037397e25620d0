"""Offer the choices of the open question as buttons or a list.

The reply is complete without them: its text numbers the choices. A tap is read only if it belongs to the question that is
open now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any, Final

from app.intake.channel import shorten, units
from app.intake.keywords import Keyword
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Progress

BUTTONS: Final = "quick-reply"
LIST: Final = "list-picker"
MOST: Final = {BUTTONS: 3, LIST: 10}
LONGEST_TITLE: Final = {BUTTONS: 20, LIST: 24}
LONGEST_BODY: Final = 1024
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
    "add_or_replace": "add_or_replace",
    "review": "review",
    "changes": "review",
    "submitted": "menu",
}
"""Step or aside -> the form of its choices. After a cry for help there is none, because that reply must not wait."""
_AS_AGREED: Final = "consent"
"""The step whose text keeps its numbers, because a text that patients agree to is kept as it was shown."""
_LINE: Final = re.compile(r"\*(\d)\* (.+)")
_TAPPED: Final = re.compile(r"([0-9a-f]{16}):([1-9])")


@dataclass(frozen=True, slots=True)
class Form:
    """What Twilio keeps: a number of buttons, or the rows of a list.

    The words above them come with each message. So do the titles, if `titles` is empty.
    """

    name: str
    language: str
    kind: str
    titles: tuple[str, ...] = ()
    count: int = 0
    button: str = ""
    """The words of the button that opens the list."""

    @property
    def digest(self) -> str:
        """Return a digest that no other form has."""
        parts = ("1", self.name, self.language, self.kind, str(self.count), self.button, *self.titles)
        return sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Choices:
    """A form with what one message says in it."""

    form: Form
    text: str = field(repr=False)
    """The text above the choices: the reply without its numbered lines."""
    token: str
    """Identifies the question that they belong to."""
    titles: tuple[str, ...] = field(default=(), repr=False)
    """The titles that the form does not have itself."""


@cache
def forms() -> tuple[Form, ...]:
    """Return every form in every language."""
    return tuple(form for code in SHIPPED for form in _forms_in(code))


def _forms_in(code: str) -> Iterable[Form]:
    phrases = speak(code)
    for name, titles in phrases.buttons.items():
        kind = BUTTONS if len(titles) <= MOST[BUTTONS] else LIST
        button = phrases.choose if kind == LIST else ""
        yield Form(name, code, kind, titles, len(titles), button)
    for count in (2, 3):
        yield Form(f"{_PICK}_{count}", code, BUTTONS, count=count)


def offered(progress: Progress, replies: tuple[str, ...], language: str) -> Choices | None:
    """Return the choices of the open question, if the one reply ends by asking it."""
    name = _name_of(progress)
    if name is None or len(replies) != 1:
        return None
    (reply,) = replies
    is_review = name == "review"
    text, labels = (reply, ()) if is_review else _without_numbers(reply)
    text = reply if name == _AS_AGREED else text
    name = f"{_PICK}_{len(labels)}" if name == _PICK else name
    form = next((form for form in forms() if (form.name, form.language) == (name, language)), None)
    if form is None or units(text) > LONGEST_BODY:
        return None
    if not _is_list(reply, language) if is_review else len(labels) != form.count:
        return None
    titles = () if form.titles else tuple(shorten(label, LONGEST_TITLE[form.kind]) for label in labels)
    return Choices(form, text, token_of(progress), titles) if len(set(titles)) == len(titles) else None


def _is_list(reply: str, language: str) -> bool:
    """Return whether the reply is the short list, which quotes nothing about health.

    A reply with all answers in full does quote it, and gets no buttons.
    """
    phrases = speak(language)
    heads = (phrases.review_head, phrases.changes_head)
    says_send = f"*{phrases.lexicon.keywords[Keyword.SEND][0]}*" in reply
    return says_send and any(head in reply for head in heads)


def said_by(tapped: str, progress: Progress) -> str | None:
    """Return the text that a tap on the open question stands for, or None."""
    found, name = _TAPPED.fullmatch(tapped), _name_of(progress)
    if found is None or name is None or found[1] != token_of(progress):
        return None
    number = int(found[2])
    if name != "review":
        return str(number)
    keywords = speak(progress.language).lexicon.keywords
    said = (keywords[Keyword.SEND][0], keywords[Keyword.SHOW_ALL][0], speak(progress.language).lexicon.no[0])
    return said[number - 1] if number <= len(said) else None


def token_of(progress: Progress) -> str:
    """Return the token of the open question. Nobody can guess it."""
    asked = progress.asked_at.isoformat() if progress.asked_at else ""
    parts = (progress.step, progress.aside or "", asked, str(progress.patient), *progress.readings)
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def _name_of(progress: Progress) -> str | None:
    return _NAMES.get(progress.aside or progress.step) if not progress.cry or not progress.aside else None


def _without_numbers(reply: str) -> tuple[str, tuple[Any, ...]]:
    """Return the reply without its last numbered lines, and their labels."""
    lines = reply.split("\n")
    numbered = [_LINE.fullmatch(line) for line in lines]
    ends = next((at for at in reversed(range(len(lines))) if numbered[at]), None)
    if ends is None:
        return reply, ()
    begins = ends
    while begins and numbered[begins - 1]:
        begins -= 1
    found = [each for each in numbered[begins : ends + 1] if each]
    if [each[1] for each in found] != [str(number) for number in range(1, len(found) + 1)]:
        return reply, ()
    text = "\n".join((*lines[:begins], *lines[ends + 1 :]))
    return re.sub(r"\n{3,}", "\n\n", text).strip(), tuple(each[2] for each in found)
