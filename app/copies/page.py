"""The copy as a page that a patient can read and print, in their language.

One file without links: it can be opened, printed and kept without us.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.copies.document import document
from app.copies.record import Gathered
from app.guard.doors import ROLE_NAMES, role_name
from app.web.clinic import day, reference
from app.web.languages import LANGUAGES, SOURCE

_KINDS: Final[Mapping[str, str]] = {
    "copy": _("A copy of their data"),
    "correction": _("A correction"),
    "erasure": _("Erasure"),
    "objection": _("Objection or restriction"),
}
_STATES: Final[Mapping[str, str]] = {
    "open": _("Not answered yet"),
    "done": _("Done"),
    "refused": _("Refused"),
}
_TARGETS: Final[Mapping[str, str]] = {
    "csv": _("a table (CSV)"),
    "xlsx": _("an Excel workbook"),
    "sheets": _("a Google spreadsheet"),
}
_DECISIONS: Final[Mapping[str, str]] = {"given": _("You agreed"), "refused": _("You declined")}


class Seen(NamedTuple):
    """How often people of one role looked at or changed the record, and when."""

    who: str
    times: int
    first: datetime
    last: datetime


def write(copy: Gathered) -> bytes:
    """Return the page as a file, in the language in which the patient answered."""
    language = copy.patient.language if copy.patient.language in LANGUAGES else SOURCE
    with force_locale(language):
        page = render_template(
            "copies/page.html",
            language=language,
            copy=document(copy),
            questions={key: copy.title(key) for key in _keys(copy)},
            reference=reference(copy.patient.id),
            made_on=day(copy.at),
            kept_until=day(copy.kept_until),
            seen=list(_seen(copy)),
            kinds=_KINDS,
            states=_STATES,
            targets=_TARGETS,
            decisions=_DECISIONS,
            who=_who,
            on=_on,
        )
    return page.encode()


def _keys(copy: Gathered) -> set[str]:
    """Return the keys of what they answered, now or before."""
    return {*copy.answers, *(key for each in copy.earlier for key in each.answers or ())}


def _seen(copy: Gathered) -> Iterator[Seen]:
    """Count what the trail says of the staff, by role."""
    moments: dict[str, list[datetime]] = {}
    for event in copy.events:
        if (role := copy.by(event.actor)) in ROLE_NAMES:
            moments.setdefault(role, []).append(event.at)
    for role, at in moments.items():
        yield Seen(role_name(role).capitalize(), len(at), min(at), max(at))


def _who(by: Any) -> str:
    return role_name(str(by)).capitalize() if by in ROLE_NAMES else str(_BY.get(str(by), by))


def _on(written: str) -> str:
    """Return the day of a moment or date that the document has as ISO 8601."""
    return (
        day(datetime.fromisoformat(written))
        if "T" in written
        else day(datetime.fromisoformat(written).date())
    )


_BY: Final[Mapping[str, str]] = {
    "patient": _("You"),
    "operator": _("The operator"),
    "anteroom": _("Anteroom, automatically"),
    "staff": _("The clinic’s staff"),
}
