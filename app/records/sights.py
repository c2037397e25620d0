"""Say which records a line of the trail gave to somebody, and which parts of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.store import Transaction
from app.store.exports import taken_records
from app.store.trail.audit import AuditEvent
from app.store.trail.events import Sight, TrailEvent
from app.web.feature import brought


class Seen(StrEnum):
    """What somebody may have got of a record, the least first."""

    ALLERGY = "allergy"
    """A flag that says that there is one, and no answer."""
    IDENTITY = "identity"
    MESSAGES = "messages"
    HEALTH = "health"
    FILE = "file"
    """On paper or in a file: a copy is outside."""


SEEN_NAMES: Final[Mapping[Seen, str]] = {
    Seen.ALLERGY: _("That there is an allergy"),
    Seen.IDENTITY: _("Who they are"),
    Seen.MESSAGES: _("Notes and messages"),
    Seen.HEALTH: _("Health answers"),
    Seen.FILE: _("Left Anteroom"),
}
_BY_PART: Final[Mapping[str, frozenset[Seen]]] = {
    **dict.fromkeys(("name", "identity", "number"), frozenset({Seen.IDENTITY})),
    "health": frozenset({Seen.HEALTH}),
    "notes": frozenset({Seen.MESSAGES}),
    "words": frozenset({Seen.HEALTH, Seen.MESSAGES}),
}
"""How the trail calls a part -> what that is."""
_BY_SIGHT: Final[Mapping[Sight, frozenset[Seen]]] = {
    Sight.IDENTITY: frozenset({Seen.IDENTITY}),
    Sight.HEALTH: frozenset({Seen.HEALTH}),
    Sight.LEFT: frozenset(set(Seen) - {Seen.ALLERGY}),
}
"""What an event gave that does not name its parts. A copy for a patient has all."""
_NOTHING: Final[frozenset[Seen]] = frozenset()


def event_of(action: str, details: Mapping[str, Any]) -> TrailEvent | None:
    """Return the event that a line is of; None if no feature declares it."""
    events = brought().events
    return events.get((action, str(details.get("page", "")))) or events.get((action, ""))


def has_left(event: AuditEvent) -> bool:
    """Return whether records left Anteroom by what a line is of."""
    said = event_of(event.action, event.details)
    return said is not None and said.sight is Sight.LEFT


def given(unit: Transaction, event: AuditEvent) -> dict[UUID, frozenset[Seen]]:
    """Return which records a line gave, and what of each.

    Those of a file are on its list. The id of a conversation stands for somebody who had no record yet.
    """
    seen: dict[UUID, frozenset[Seen]] = {}
    if parts := _parts(event):
        seen = dict.fromkeys(_records(unit, event), parts)
    return _with(_with(seen, _named(event), Seen.IDENTITY), _allergic(event), Seen.ALLERGY)


def _parts(event: AuditEvent) -> frozenset[Seen]:
    """Return what a line gave of each of its records."""
    said = event_of(event.action, event.details)
    left = frozenset({Seen.FILE}) if has_left(event) else _NOTHING
    if "parts" in event.details:
        return left.union(*(_BY_PART.get(part, _NOTHING) for part in event.details["parts"]))
    return _BY_SIGHT[said.sight] if said and said.sight else _NOTHING


def _records(unit: Transaction, event: AuditEvent) -> list[UUID]:
    """Return the records of a line. Where it names some, its conversation is none."""
    if event.subject_id is None:
        return event.mentions
    match event.subject_kind:
        case "patient":
            return [event.subject_id, *event.mentions]
        case "conversation":
            return event.mentions or [event.subject_id]
        case _file:
            return sorted(taken_records.of(unit.db, event.subject_id))


def _named(event: AuditEvent) -> list[UUID]:
    """Return whose names a list showed."""
    return event.mentions[: event.details.get("shown", 0)]


def _allergic(event: AuditEvent) -> list[UUID]:
    """Return of whom a list, or a page of a record, said that there is an allergy."""
    flagged = event.details.get("allergic", ())
    if not flagged and event.subject_kind == "patient" and event.details.get("allergies"):
        return [event.subject_id] if event.subject_id else []
    return [UUID(each) for each in flagged]


def _with(
    seen: Mapping[UUID, frozenset[Seen]], records: Iterable[UUID], what: Seen
) -> dict[UUID, frozenset[Seen]]:
    return {**seen, **{each: seen.get(each, _NOTHING) | {what} for each in records}}
