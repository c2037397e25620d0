"""Say whose records were seen by an account, a session, an export or a network.

All of it is read off the trail and the lists of what files had. No record is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Any, Final, Self
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.records.sights import Seen, given, has_left
from app.store import Transaction
from app.store.exports import taken_records
from app.store.trail import audit, audit_anchors
from app.store.trail.audit import AuditEvent, AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import EXPORT_BROKEN, EXPORT_FINISHED
from app.web.feature import Words

_OF_ONE_EXPORT: Final = 1000


class By(StrEnum):
    """What an incident is about."""

    MEMBER = "member"
    SESSION = "session"
    EXPORT = "export"
    NETWORK = "network"


BY_NAMES: Final = Words(
    "by",
    {
        By.MEMBER.value: _("somebody’s account"),
        By.SESSION.value: _("one session"),
        By.EXPORT.value: _("an export"),
        By.NETWORK.value: _("a network"),
    },
)
ASKED = TrailEvent("affected.asked", "Asked who is affected by {by}", TrailGroup.BREACH)
LOOKED = TrailEvent("affected.seen", "Viewed who is affected: {people} people", TrailGroup.BREACH)
LIST_TAKEN = TrailEvent(
    "affected.list_taken", "Downloaded the list of who is affected: {people} people", TrailGroup.BREACH
)

CLOSED = TrailEvent("affected.closed", "Marked the incident as closed", TrailGroup.BREACH)


@dataclass(frozen=True, slots=True)
class Ask:
    """Whose acts to look for, and from when until when.

    `which` is the hex of a member's, a session's or an export's id, or a network.
    """

    by: By
    which: str
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive. None: whatever the trail has, also what a clock that was fast has dated in the future."""
    case: str = ""
    """The clinic's own number of the incident."""

    @property
    def details(self) -> dict[str, str]:
        """Return what the trail keeps of it."""
        given = {
            "by": self.by.value,
            "which": self.which,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "case": self.case,
        }
        return {name: value for name, value in given.items() if value}

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> Self:
        """Return what a line of the trail keeps."""
        since, until = (details.get(name) for name in ("since", "until"))
        return cls(
            By(details["by"]),
            details["which"],
            since and datetime.fromisoformat(since),
            until and datetime.fromisoformat(until),
            details.get("case", ""),
        )

    @property
    def filters(self) -> AuditFilters:
        """Return which lines of the trail to read."""
        period = AuditFilters(since=self.since, until=self.until)
        match self.by:
            case By.MEMBER:
                return period._replace(actor=f"staff:{UUID(self.which)}")
            case By.SESSION:
                return period._replace(session=UUID(self.which))
            case By.EXPORT:
                return period._replace(subject_id=UUID(self.which))
            case By.NETWORK:
                return period._replace(in_a_session=True)

    def is_about(self, event: AuditEvent) -> bool:
        """Tell whether a line that passes the filters is one of theirs."""
        if self.by is not By.NETWORK:
            return True
        try:
            return ip_address(event.address) in ip_network(self.which, strict=False)
        except ValueError:
            return False


@dataclass(slots=True)
class Affected:
    """One record, and what was seen of it: by which acts, and how often."""

    id: UUID
    first: datetime
    last: datetime
    parts: set[Seen] = field(default_factory=set)
    acts: Counter[str] = field(default_factory=Counter)
    """The code of an event -> how many lines."""

    @property
    def times(self) -> int:
        """Return how many lines of the trail gave something of it."""
        return self.acts.total()


@dataclass(slots=True)
class Act:
    """One kind of act: of how many records it gave which parts."""

    code: str
    people: set[UUID] = field(default_factory=set)
    parts: set[Seen] = field(default_factory=set)


@dataclass(slots=True)
class Found:
    """Whose records were seen, and what cannot be known any more."""

    people: dict[UUID, Affected] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    lines: int = 0
    """How many lines of the trail were theirs."""
    first: int = 0
    last: int = 0
    """The numbers of the first and the last of these lines."""
    begins: datetime | None = None
    """When the trail begins, if what was asked for began before: the rest was let go."""
    unknown: set[UUID] = field(default_factory=set)
    """Exports of which not every record is known."""

    def who_lost(self, part: Seen) -> int:
        """Return of how many records a part was seen."""
        return sum(part in each.parts for each in self.people.values())

    @property
    def is_whole(self) -> bool:
        """Return whether nothing is missing."""
        return self.begins is None and not self.unknown

    @property
    def ranked(self) -> list[Affected]:
        """Return the records, those of which the most was seen first."""
        return sorted(
            self.people.values(), key=lambda each: (Seen.HEALTH not in each.parts, each.first, each.id)
        )


def find(unit: Transaction, ask: Ask) -> Found:
    """Return whose records were seen, by the trail as it is in this transaction."""
    found = Found(begins=_begins(unit, ask))
    theirs: dict[UUID, str] = {}
    for event in audit.walk(unit.db, ask.filters):
        if not ask.is_about(event):
            continue
        found.lines += 1
        found.first, found.last = found.first or event.seq, event.seq
        if event.subject_kind == "export" and event.subject_id:
            theirs[event.subject_id] = event.actor
        _count(unit, found, event)
    if ask.by in {By.SESSION, By.NETWORK}:
        for event in _by_jobs(unit, theirs):
            _count(unit, found, event)
    return found


def _count(unit: Transaction, found: Found, event: AuditEvent) -> None:
    seen = {record: parts for record, parts in given(unit, event).items() if parts}
    for record, parts in seen.items():
        one = found.people.setdefault(record, Affected(record, event.at, event.at))
        one.first, one.last = min(one.first, event.at), max(one.last, event.at)
        one.parts |= parts
        one.acts[event.action] += 1
        act = found.acts.setdefault(event.action, Act(event.action))
        act.people.add(record)
        act.parts |= parts
    if event.subject_kind == "export" and event.subject_id and has_left(event):
        known = len(taken_records.of(unit.db, event.subject_id))
        if known < _said_to_have(unit, event):
            found.unknown.add(event.subject_id)


def _said_to_have(unit: Transaction, event: AuditEvent) -> int:
    """Return how many records the trail says that an export had."""
    if event.subject_id is None:
        return 0
    ends = {EXPORT_FINISHED.code, EXPORT_BROKEN.code}
    about = audit.about(unit.db, event.subject_id, _OF_ONE_EXPORT)
    said = [int(each.details.get("patients", 0)) for each in about if each.action in ends]
    return said[0] if said else int(event.details.get("patients", 0))


def _by_jobs(unit: Transaction, theirs: Mapping[UUID, str]) -> Iterator[AuditEvent]:
    """Yield the lines by which jobs took out what was asked for in a session.

    A job is in no session. A colleague who approves an export has not taken it.
    """
    for export_id, actor in theirs.items():
        for event in reversed(audit.about(unit.db, export_id, _OF_ONE_EXPORT)):
            if event.session is None and event.actor == actor and has_left(event):
                yield event


def _begins(unit: Transaction, ask: Ask) -> datetime | None:
    """Return when the trail begins, if its beginning was deleted and was asked for."""
    if not audit_anchors.has_been_cut(unit.db):
        return None
    begun = audit.begun(unit.db)
    return begun if begun and (ask.since is None or ask.since < begun) else None


@dataclass(slots=True)
class UsedSession:
    """A session in which somebody did something, as the trail tells it."""

    id: UUID
    actor: str
    address: str
    """Where the last request came from."""
    first: datetime
    last: datetime


def used_sessions(events: Iterable[AuditEvent]) -> list[UsedSession]:
    """Return the sessions of these lines, the one that was used last first."""
    used: dict[UUID, UsedSession] = {}
    for event in events:
        if event.session is None:
            continue
        one = used.setdefault(
            event.session, UsedSession(event.session, event.actor, event.address, event.at, event.at)
        )
        one.first, one.last = min(one.first, event.at), max(one.last, event.at)
    return sorted(used.values(), key=lambda each: each.last, reverse=True)
