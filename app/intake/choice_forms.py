"""Hold what Twilio keeps to show choices, within WhatsApp's limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from app.intake.channel import shorten, units
from app.intake.choice_texts import Text, is_variable
from app.intake.progress import Progress

BUTTONS: Final = "quick-reply"
LIST: Final = "list-picker"
MOST: Final = {BUTTONS: 3, LIST: 10}
LONGEST_TITLE: Final = {BUTTONS: 20, LIST: 24}
LONGEST_BODY: Final = 1024


@dataclass(frozen=True, slots=True)
class Form:
    """What Twilio keeps: a text with a number of buttons, or with the rows of a list.

    The fields of the text come with each message. So do the titles, if `titles` is empty.
    """

    name: str
    language: str
    kind: str
    text: Text
    titles: tuple[str, ...] = ()
    count: int = 0
    button: str = ""
    """The words of the button that opens the list."""

    @property
    def digest(self) -> str:
        """Return a digest that no other form has."""
        parts = ("2", self.name, self.language, self.kind, str(self.count), self.button, *self.titles)
        return sha256("\0".join((*parts, self.text.body, *self.text.fields)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Choices:
    """A form with what one message says in it."""

    form: Form
    words: tuple[str, ...] = field(repr=False)
    """The words for the fields of the form's text."""
    token: str
    """Identifies the question that they belong to."""
    titles: tuple[str, ...] = field(default=(), repr=False)
    """The titles that the form does not have itself."""

    @property
    def text(self) -> str:
        """Return the text above the choices, as a patient reads it."""
        return self.form.text.filled(self.words)


def filled(form: Form, words: tuple[str, ...], labels: tuple[str, ...], token: str) -> Choices | None:
    """Return a form with the words of one message, if Twilio takes it so."""
    titles = () if form.titles else tuple(shorten(label, LONGEST_TITLE[form.kind]) for label in labels)
    choices = Choices(form, words, token, titles)
    are_variables = all(map(is_variable, (*words, *titles)))
    is_short = units(choices.text) <= LONGEST_BODY
    return choices if are_variables and is_short and len(set(titles)) == len(titles) else None


def token_of(progress: Progress) -> str:
    """Return the token of the open question. Nobody can guess it."""
    asked = progress.asked_at.isoformat() if progress.asked_at else ""
    parts = (progress.step, progress.aside or "", asked, str(progress.patient), *progress.readings)
    return sha256("\0".join(parts).encode()).hexdigest()[:16]
