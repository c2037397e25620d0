"""Name the steps of a conversation: what was asked, and never what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.records.vocabulary import label_of
from app.web.questionnaire import current_questionnaire

STEPS: Final[Mapping[str, str]] = {
    "language": _l("First message"),
    "way": _l("Asked where to answer"),
    "link": _l("Has a link to the form"),
    "whom": _l("Asked whom it is about"),
    "consent": _l("Shown the privacy text"),
    "declined": _l("Did not agree"),
    "closed": _l("Closed"),
    "review": _l("Checking the answers"),
    "submitted": _l("Sent the answers"),
    "changes": _l("Choosing what to change"),
}
"""Step -> what was happening in the conversation. The step of a question is its key, which is not listed here."""
ASIDES: Final[Mapping[str, str]] = {
    "language": _l("Choosing another language"),
    "consent": _l("Shown the privacy text again"),
    "sure": _l("Asked whether they are sure"),
    "which_day": _l("Two readings of a date were possible"),
    "is_it": _l("Asked whether a text is the answer"),
    "correct": _l("Asked whether to change an earlier answer"),
    "which": _l("Asked what should change"),
    "year_or_age": _l("Does not know the exact date: asked for a year or an age"),
    "resume": _l("Came back after a pause"),
    "unfinished": _l("Did not finish an answer"),
    "whose": _l("Asked whom it is about"),
    "whose_copy": _l("Asked whose data to copy"),
    "whose_erasure": _l("Asked whose data to delete"),
    "born": _l("Asked for a year of birth after a long silence"),
    "noted": _l("Left a note"),
    "next_person": _l("Asked whether to go on with the next person"),
    "add_or_replace": _l("Asked whether to add or to replace"),
    "more": _l("Shown more of what can be chosen"),
    "rows": _l("Asked whether anything is missing from a list"),
    "row": _l("Asked for the next part of a list"),
    "danger": _l("Asked whether they need help now"),
    "minor": _l("Asked whether a child’s carer is writing"),
}
"""Aside -> the short question on top of a step."""
_KINDS: Final = {"submitted": "ok", "declined": "warn", "closed": "warn"}


def step_label(step: str) -> str:
    """Return a step in words; one that this version does not know is shown as it is."""
    if question := current_questionnaire().question(step):
        return str(gettext("Asked: %(question)s", question=label_of(question)))
    return str(STEPS.get(step, step))


def aside_label(aside: str | None) -> str:
    """Return an aside in words; empty when there is none."""
    return "" if aside is None else str(ASIDES.get(aside, aside))


def step_kind(step: str, aside: str | None) -> str:
    """Return the class of a step's glyph in a timeline."""
    return "warn" if aside == "which_day" else _KINDS.get(step, "")
