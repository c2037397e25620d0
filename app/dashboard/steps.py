"""Where a conversation came by, in words: what was asked, and never what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.intake.questions import QUESTIONS
from app.records.answer_labels import label

if TYPE_CHECKING:
    from collections.abc import Mapping

STEPS: Final[Mapping[str, str]] = {
    "language": _("First message"),
    "consent": _("Shown the privacy text"),
    "declined": _("Did not agree"),
    "closed": _("Closed"),
    "review": _("Checking the answers"),
    "submitted": _("Sent the answers"),
    "changes": _("Choosing what to change"),
}
"""Step -> what the conversation had come to. A question's step is its key, and has its own name."""
ASIDES: Final[Mapping[str, str]] = {
    "language": _("Choosing another language"),
    "consent": _("Shown the privacy text again"),
    "sure": _("Asked whether they are sure"),
    "which_day": _("Two readings of a date were possible"),
    "year_or_age": _("Does not know the day: asked for a year or an age"),
    "resume": _("Came back after a silence"),
    "unfinished": _("An answer was not finished"),
    "whose": _("Asked whose answers to change"),
}
"""Aside -> the short question on top of a step."""
_KINDS: Final = {"submitted": "ok", "declined": "warn", "closed": "warn"}
_QUESTIONS: Final = frozenset(question.key for question in QUESTIONS)


def step_label(step: str) -> str:
    """Return a step in words; one that this version does not know is shown as it is."""
    if step in _QUESTIONS:
        return str(gettext("Asked: %(question)s", question=label(step)))
    return str(STEPS.get(step, step))


def aside_label(aside: str | None) -> str:
    """Return an aside in words; empty when there is none."""
    return "" if aside is None else str(ASIDES.get(aside, aside))


def step_kind(step: str, aside: str | None) -> str:
    """Return the class of a step's glyph in a timeline."""
    return "warn" if aside == "which_day" else _KINDS.get(step, "")
