"""The clinic's templates in words: what each is for, and what WhatsApp says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _

from app.records.vocabulary import language_name
from app.store import Transaction
from app.store.messages import contents
from app.store.messages.contents import Content, State
from app.web.feature import Words

NAMES: Final = Words(
    "template",
    {
        "reminder": _("Reminder to finish the form"),
        "invitation": _("Invitation to begin the form"),
        "call_us": _("Please call us"),
        "form": _("Link to the private form"),
        "news": _("There is a message for you"),
    },
)
"""Name of a template -> what it is for."""
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    State.NEW: ("stopped", _("Not at Twilio")),
    State.UNSUBMITTED: ("stopped", _("Not submitted to WhatsApp")),
    State.RECEIVED: ("waiting", _("Waiting for WhatsApp")),
    State.PENDING: ("waiting", _("Waiting for WhatsApp")),
    State.APPROVED: ("done", _("Approved")),
    State.REJECTED: ("rejected", _("Rejected by WhatsApp")),
    State.PAUSED: ("stopped", _("Paused by WhatsApp")),
    State.DISABLED: ("stopped", _("Disabled by WhatsApp")),
}
_UNKNOWN: Final = ("stopped", _("Unknown"))
_TEXT: Final = "text"


class TemplateRow(NamedTuple):
    """The newest version of a template in one language."""

    title: str
    language: str
    body: str
    tag: str
    state: str
    reason: str
    usable: str
    """Whether it may be sent, in words."""


def template_rows(unit: Transaction) -> list[TemplateRow]:
    """Return every template by name and language."""
    newest: dict[tuple[str, str], Content] = {}
    usable: set[tuple[str, str]] = set()
    for content in contents.all_contents(unit.db):
        if content.kind == _TEXT:
            newest.setdefault((content.name, content.language), content)
            if content.state == State.APPROVED:
                usable.add((content.name, content.language))
    return [_row(content, is_usable=which in usable) for which, content in newest.items()]


def _row(content: Content, *, is_usable: bool) -> TemplateRow:
    tag, state = _STATES.get(content.state, _UNKNOWN)
    if not is_usable:
        usable = _("No")
    elif content.state == State.APPROVED:
        usable = _("Yes")
    else:
        usable = _("Yes, the earlier text")
    return TemplateRow(
        str(NAMES.get(content.name, content.name)),
        language_name(content.language),
        content.body,
        tag,
        str(state),
        content.reason or "",
        str(usable),
    )
