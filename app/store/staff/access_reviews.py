"""Reviews of access: members who were confirmed, when and by whom.

A review is a line of the audit trail, which nobody can change unseen. Everybody is confirmed once a quarter, by
somebody else: an admin, or in a clinic with one admin an auditor. An admin who is alone confirms their own line, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.store.staff import staff
from app.store.staff.staff import ADMIN, Member
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import Counted, TrailEvent, TrailGroup

QUARTER: Final = timedelta(days=92)
GRACE: Final = timedelta(days=31)
"""How long after a quarter the review may take."""
AUDITOR: Final = "auditor"
_MOST: Final = 100
ACCESS_REVIEWED = TrailEvent(
    "staff.access_reviewed",
    Counted(
        "people",
        "Confirmed that one person keeps what they may do",
        "Confirmed that {people} people keep what they may do",
    ),
    TrailGroup.STAFF,
)


class Review(NamedTuple):
    """One confirmation."""

    at: datetime
    actor: str
    members: frozenset[UUID]
    """Those who go on, with what they have or with another role."""
    is_alone: bool
    """Whether nobody else could confirm the line of whoever did it."""
    changed: int
    disabled: int


def reviews(db: Session) -> list[Review]:
    """Return the confirmations, the newest first."""
    found = audit.page(db, AuditFilters(action=ACCESS_REVIEWED.code), _MOST)
    return [
        Review(
            line.at,
            line.actor,
            frozenset(map(UUID, line.details["members"])),
            bool(line.details["alone"]),
            line.details.get("changed", 0),
            line.details.get("disabled", 0),
        )
        for line in found
    ]


def newest_of(found: Iterable[Review]) -> Mapping[UUID, Review]:
    """Return the newest confirmation of each member."""
    newest: dict[UUID, Review] = {}
    for review in found:
        for member in review.members:
            newest.setdefault(member, review)
    return newest


def listed(db: Session) -> list[Member]:
    """Return everybody who may do something, or is invited to."""
    return [member for member in staff.all_members(db) if member.disabled_at is None]


def due_at(member: Member, review: Review | None) -> datetime:
    """Return from when a member has to be confirmed again."""
    return (member.created_at if review is None else review.at) + QUARTER


def confirmable(me: Member, members: Collection[Member]) -> tuple[frozenset[UUID], bool]:
    """Return whom a member can confirm, and whether they are alone.

    Nobody confirms themselves, unless nobody else can.
    """
    others = frozenset(member.id for member in members if member.id != me.id)
    admins = {member.id for member in members if member.can_sign_in and member.role == ADMIN}
    auditors = {member.id for member in members if member.can_sign_in and member.role == AUDITOR}
    if me.role == AUDITOR:
        return (others if len(admins) == 1 else frozenset()), False
    is_alone = not (admins | auditors) - {me.id}
    return (others | {me.id} if is_alone else others), is_alone


def overdue(db: Session, now: datetime) -> list[Member]:
    """Return those who should have been confirmed a month ago or longer.

    Somebody who is the only one has nobody to review.
    """
    members, newest = listed(db), newest_of(reviews(db))
    if len(members) == 1:
        return []
    return [each for each in members if due_at(each, newest.get(each.id)) + GRACE < now]


def confirm(
    db: Session,
    actor: str,
    kept: Collection[UUID],
    now: datetime,
    *,
    is_alone: bool,
    changed: Collection[UUID] = (),
    disabled: int = 0,
) -> None:
    """Write down that these members keep what they may do, and how many others do not."""
    details = {
        "people": len(kept),
        "members": sorted(each.hex for each in (*kept, *changed)),
        "alone": is_alone,
        "changed": len(changed),
        "disabled": disabled,
    }
    audit.record(db, actor, ACCESS_REVIEWED, details=details, at=now)
