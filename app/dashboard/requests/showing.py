"""A request as pages show it: in words, with a tag that says how pressing it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

from app.dashboard.requests.due import due_in_words, due_kind
from app.dashboard.requests.kinds import CHANNELS, KINDS, REASONS
from app.guard.words import here, reference
from app.services import current
from app.store.rights import DONE, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.records.actors import Actors
    from app.store import RightsRequest

_DONE: Final = _("Done")
_REFUSED: Final = _("Refused")


@dataclass(frozen=True, slots=True)
class Shown:
    """One request in words."""

    request: RightsRequest
    reference: str
    kind: str
    channel: str
    tag: str
    state: str
    why: str
    noted_by: str
    closed_by: str

    @property
    def is_open(self) -> bool:
        """Return whether it still has to be answered."""
        return self.request.state == OPEN

    @property
    def lines(self) -> list[str]:
        """Return the note line by line, where it was opened."""
        return self.request.note.splitlines() if isinstance(self.request.note, str) else []


def clinics_today() -> date:
    """Return the day that it is at the clinic."""
    return here(current().clock()).date()


def first_due_first(requests: Iterable[RightsRequest]) -> list[RightsRequest]:
    """Return requests in the order of answering them: what is open by its day, then the others as they came."""
    given = list(requests)
    is_open = sorted((each for each in given if each.state == OPEN), key=lambda each: each.due_on)
    return [*is_open, *(each for each in given if each.state != OPEN)]


def shown(requests: Iterable[RightsRequest], actors: Actors) -> list[Shown]:
    """Return requests in words."""
    today = clinics_today()
    return [_in_words(each, today, actors) for each in requests]


def _in_words(request: RightsRequest, today: date, actors: Actors) -> Shown:
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
    )
