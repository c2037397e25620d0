"""Name what patients may ask for, how, and why and by whom it may be refused.

Codes go into the trail, sentences onto pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.guard.doors import May, allows
from app.records.actors import Actors
from app.store.patients.patient import Opened
from app.store.patients.rights_requests import DONE, ERASED, OPEN, RightsRequest
from app.web.clinic import clinics_today, reference
from app.web.feature import Words

KINDS: Final = Words(
    "request_kind",
    {
        "copy": _l("A copy of their data"),
        "correction": _l("A correction"),
        "erasure": _l("Erasure"),
        "objection": _l("Objection or restriction"),
    },
)
CHANNELS: Final = Words(
    "channel",
    {
        "chat": _l("The chat"),
        "phone": _l("Phone call"),
        "in_person": _l("In person"),
        "letter": _l("Letter"),
        "email": _l("E-mail"),
        "other": _l("Another way"),
    },
)
REFUSALS: Final[Mapping[str, str]] = {
    "not_identified": _l("We cannot confirm who is asking"),
    "kept_by_law": _l("The law says that it must be kept"),
    "rights_of_others": _l("It would harm someone else’s rights"),
    "unfounded": _l("It is unfounded or repeated"),
    "withdrawn": _l("The patient no longer wants it"),
}
"""The reasons to choose from."""
REASONS: Final = Words("refusal", {**REFUSALS, ERASED: _l("The record was erased before it was done")})

NOT_DONE: Final[Mapping[str, str]] = {
    "copy": _l(
        "This request is done once a copy is made. Make one under “A copy for the patient”, or refuse the request and say why."
    ),
    "correction": _l(
        "No answer has been corrected since the patient asked. Correct it, then mark this as done."
    ),
    "erasure": _l(
        "This request is done once the record is erased. Erase it, or refuse the request and say why."
    ),
}
"""Why a request cannot be marked as done, where the trail can tell."""
_REFUSED_BY: Final[Mapping[str, May]] = {"copy": May.EXPORT, "erasure": May.ERASE_PATIENTS}
NOT_YOURS: Final[Mapping[str, str]] = {
    "copy": _l("Only people who may make copies can refuse one. Ask a clinician."),
    "erasure": _l("Only people who may erase patients can refuse an erasure. Ask a clinician."),
}
"""Why this member cannot refuse a request."""


def refusable(role: str) -> tuple[str, ...]:
    """Return the kinds that a role may refuse: those that it could do."""
    return tuple(kind for kind in KINDS if allows(role, _REFUSED_BY.get(kind, May.WORK_ON_PATIENTS)))


SOON: Final = timedelta(days=7)


def due_in_words(due_on: date, today: date) -> str:
    """Return "due in 3 days", "due today", "2 days overdue"."""
    days = (due_on - today).days
    if days == 0:
        return str(_("due today"))
    if days < 0:
        return str(ngettext("%(num)s day overdue", "%(num)s days overdue", -days))
    return str(ngettext("due in %(num)s day", "due in %(num)s days", days))


def due_kind(due_on: date, today: date) -> str:
    """Return the kind of the tag that says it."""
    if due_on < today:
        return "alert"
    return "waiting" if due_on - today <= SOON else "answering"


_DONE: Final = _l("Done")
_REFUSED: Final = _l("Refused")


class Shown(NamedTuple):
    request: RightsRequest
    reference: str
    kind: str
    channel: str
    tag: str
    state: str
    why: str
    noted_by: str
    closed_by: str
    lines: list[str]
    """The note line by line, where it was opened."""

    @property
    def is_open(self) -> bool:
        """Return whether it still has to be answered."""
        return self.request.state == OPEN


def first_due_first(requests: Iterable[RightsRequest]) -> list[RightsRequest]:
    """Return requests in working order: open ones by due date, then the others."""
    given = list(requests)
    is_open = sorted((each for each in given if each.state == OPEN), key=lambda each: each.due_on)
    return [*is_open, *(each for each in given if each.state != OPEN)]


def shown(requests: Iterable[RightsRequest], actors: Actors, *, with_notes: bool = False) -> list[Shown]:
    today = clinics_today()
    return [_in_words(each, today, actors, each.note if with_notes else None) for each in requests]


def _in_words(request: RightsRequest, today: date, actors: Actors, note: Opened) -> Shown:
    if request.state == OPEN:
        tag, state = due_kind(request.due_on, today), due_in_words(request.due_on, today)
    else:
        tag, state = ("done", str(_DONE)) if request.state == DONE else ("rejected", str(_REFUSED))
    return Shown(
        request=request,
        reference=reference(request.patient_id),
        kind=str(KINDS.get(request.kind, request.kind)),
        channel=str(CHANNELS.get(request.channel, request.channel)),
        tag=tag,
        state=state,
        why=str(REASONS.get(request.reason, request.reason)) if request.reason else "",
        noted_by=actors.name(request.noted_by),
        closed_by=actors.name(request.closed_by) if request.closed_by else "",
        lines=note.splitlines() if isinstance(note, str) else [],
    )
