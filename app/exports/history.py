"""The exports that there were: who took what, when, where to and why, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.exports.cells import UNREADABLE
from app.exports.wording import columns_in_short, state_in_words, target_name
from app.records.actors import Actors
from app.services import current

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.records.cursor import Cursor
    from app.store import Export, Member, Unit

_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One of them."""

    url: str
    at: datetime
    who: str
    target: str
    patients: int | None
    columns: str
    reason: str = field(repr=False)
    kind: str
    word: str


def page_of(unit: Unit, before: Cursor | None) -> tuple[list[Line], str | None]:
    """Return some exports, newest first, and the address of those before them."""
    found = unit.exports.page(_SHOWN + 1, before)
    shown = found[:_SHOWN]
    last = shown[-1] if len(found) > _SHOWN else None
    older = f"/exports?before={last.asked_at:%Y%m%dT%H%M%S.%f}_{last.id.hex}" if last else None
    return _lines(unit, shown), older


def waiting_for(unit: Unit, member: Member) -> list[Line]:
    """Return those that a member could approve: all that wait, but their own."""
    return _lines(unit, [each for each in unit.exports.waiting() if each.staff_id != member.id])


def _lines(unit: Unit, found: list[Export]) -> list[Line]:
    actors = Actors.of(unit)
    return [_line(export, actors, unit) for export in found]


def _line(export: Export, actors: Actors, unit: Unit) -> Line:
    kind, word = state_in_words(export, _job_state(unit, export.job_id), current().clock())
    return Line(
        url=f"/exports/{export.id}",
        at=export.asked_at,
        who=actors.name(export.actor),
        target=target_name(export.target),
        patients=export.rows,
        columns=columns_in_short(export.columns),
        reason=export.reason if isinstance(export.reason, str) else UNREADABLE,
        kind=kind,
        word=word,
    )


def _job_state(unit: Unit, job_id: UUID | None) -> str | None:
    job = unit.outbox.get(job_id) if job_id else None
    return job.state if job else None
