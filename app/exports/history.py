"""List earlier exports: who exported what, where to and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import url_for

from app.exports.words import columns_in_short, state_in_words, target_name
from app.records.actors import Actors
from app.records.cells import UNREADABLE
from app.records.cursor import Cursor
from app.services import current
from app.store import Transaction
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.staff.staff import Member
from app.store.work import jobs

_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One earlier export."""

    url: str
    at: datetime
    who: str
    target: str
    patients: int | None
    columns: str
    reason: str = field(repr=False)
    kind: str
    word: str


def history_page(unit: Transaction, before: Cursor | None) -> tuple[list[HistoryRow], str | None]:
    """Return a page of exports, newest first, and the address of the next page."""
    found = exports.page(unit.db, _SHOWN + 1, before)
    newest = found[:_SHOWN]
    last = newest[-1] if len(found) > _SHOWN else None
    older = (
        url_for("exports.exports_page", before=f"{last.asked_at:%Y%m%dT%H%M%S.%f}_{last.id.hex}")
        if last
        else None
    )
    return _lines(unit, newest), older


def waiting_for(unit: Transaction, member: Member) -> list[HistoryRow]:
    """Return the exports that a member could approve: all that wait but their own."""
    return _lines(unit, [each for each in exports.waiting(unit.db) if each.staff_id != member.id])


def _lines(unit: Transaction, found: list[Export]) -> list[HistoryRow]:
    actors = Actors.of(unit)
    return [_line(export, actors, unit) for export in found]


def _line(export: Export, actors: Actors, unit: Transaction) -> HistoryRow:
    kind, word = state_in_words(export, _job_state(unit, export.job_id), current().clock())
    return HistoryRow(
        url=url_for("exports.export_page", export_id=export.id),
        at=export.asked_at,
        who=actors.name(export.actor),
        target=target_name(export.target),
        patients=export.rows,
        columns=columns_in_short(export.chosen),
        reason=export.reason if isinstance(export.reason, str) else UNREADABLE,
        kind=kind,
        word=word,
    )


def _job_state(unit: Transaction, job_id: UUID | None) -> str | None:
    job = jobs.get(unit.db, job_id) if job_id else None
    return job.state if job else None
