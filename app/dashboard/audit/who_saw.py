"""Group what the trail says of one record by person, act and reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.dashboard.audit_words import in_words, reason_of
from app.dashboard.shown import SHOWN_FOR
from app.records.sights import event_of
from app.store.trail.audit import AuditEvent
from app.store.trail.events import Sight

MOST: Final = 500
"""The most entries of one page. For older ones there is the next."""
_TITLES: Final[Mapping[Sight | None, str]] = {
    Sight.LEFT: _("Left the house"),
    Sight.HEALTH: _("Saw health answers"),
    Sight.IDENTITY: _("Saw who it is, or notes"),
    None: _("Changed or did"),
}
_HEALTH: Final = frozenset({"health", "words"})
"""The parts that hold what the patient said about their health."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one person did in one way, for one reason."""

    actor: str
    role: str | None
    words: str
    reason: str
    lacks_reason: bool
    entries: list[dict[str, Any]] = field(default_factory=list)
    """Newest first."""

    @property
    def first(self) -> datetime:
        """Return when the oldest of them was written."""
        at: datetime = self.entries[-1]["at"]
        return at

    @property
    def last(self) -> datetime:
        """Return when the newest of them was written."""
        at: datetime = self.entries[0]["at"]
        return at


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of those who got the same of a record."""

    sight: Sight | None
    lines: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Return what they got, in words."""
        return str(_TITLES[self.sight])

    @property
    def people(self) -> list[str]:
        """Return whose lines these are, each once."""
        return list(dict.fromkeys(line.actor for line in self.lines))

    @property
    def times(self) -> int:
        """Return how many entries the lines hold."""
        return sum(len(line.entries) for line in self.lines)


@dataclass(frozen=True, slots=True)
class WhoSaw:
    """All that the trail says of one record, in groups."""

    groups: Mapping[Sight | None, Group]
    staff: list[str]
    """The names of the members among them."""

    @property
    def filled(self) -> list[Group]:
        """Return the groups that have lines, the gravest first."""
        return [group for group in self.groups.values() if group.lines]

    @property
    def left(self) -> Group:
        """Return what left the house."""
        return self.groups[Sight.LEFT]

    @property
    def health(self) -> Group:
        """Return who saw health answers."""
        return self.groups[Sight.HEALTH]

    @property
    def lines(self) -> int:
        """Return how many lines there are."""
        return sum(len(group.lines) for group in self.groups.values())

    @property
    def looks(self) -> int:
        """Return how many entries gave something of the record."""
        return sum(group.times for sight, group in self.groups.items() if sight)

    @property
    def without_reason(self) -> int:
        """Return how many looks of members have no reason."""
        lines = (line for group in self.groups.values() for line in group.lines)
        return sum(len(line.entries) for line in lines if line.lacks_reason)


def who_saw(events: Sequence[AuditEvent], rows: Sequence[dict[str, Any]]) -> WhoSaw:
    """Return the entries of one record in groups; `rows` are the same in words."""
    groups = {sight: Group(sight) for sight in _TITLES}
    lines: dict[tuple[Sight | None, str, str, str], Line] = {}
    reasons = _reasons(events)
    for event, row, reason in zip(events, rows, reasons, strict=True):
        sight, words = _sight(event), _words(event, row)
        key = sight, event.actor, words, reason
        if key not in lines:
            lacks = bool(sight and row["role"] and not reason and not _says_why(event))
            lines[key] = Line(row["actor"], row["role"], words, reason, lacks)
            groups[sight].lines.append(lines[key])
        lines[key].entries.append(row)
    members = {event.actor: row["actor"] for event, row in zip(events, rows, strict=True) if row["role"]}
    return WhoSaw(groups, list(members.values()))


def _sight(event: AuditEvent) -> Sight | None:
    """Return what an event gave of the record."""
    said = event_of(event.action, event.details)
    if said and said.sight:
        return said.sight
    parts = event.details.get("parts", ())
    if _HEALTH.intersection(parts):
        return Sight.HEALTH
    return Sight.IDENTITY if parts or event.details.get("shown") else None


def _says_why(event: AuditEvent) -> bool:
    said = event_of(event.action, event.details)
    return said is not None and said.says_why


def _words(event: AuditEvent, row: Mapping[str, Any]) -> str:
    """Return what a line says; all lists that showed the name are one."""
    if event.details.get("shown"):
        return str(gettext("The name, in a list or a search"))
    said = event_of(event.action, event.details)
    parts = event.details.get("parts")
    if parts and not (said and said.says("parts")):
        return f"{row['sentence']}: {in_words('parts', parts)}"
    return str(row["sentence"])


def _reasons(events: Sequence[AuditEvent]) -> list[str]:
    """Return the reason of each entry.

    One that shows something, and has none itself, has that for which the same person was shown something of this
    record less than a minute before.
    """
    given: dict[str, tuple[datetime, str]] = {}
    reasons = []
    for event in reversed(events):
        _name, reason = reason_of(event.details)
        if reason and _sight(event):
            given[event.actor] = event.at, reason
        elif not reason and _sight(event) and event.actor in given:
            since, before = given[event.actor]
            reason = before if event.at <= since + SHOWN_FOR else ""
        reasons.append(reason)
    return reasons[::-1]
