"""What waits for the staff, and what happened since a member last looked.

Every count is bounded and uses an index, because these run for each page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Uuid,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from app.store.conversations.callbacks import WAITS as CALL_WAITS
from app.store.conversations.callbacks import Callback
from app.store.conversations.conversations import ANSWERING, ConversationRow
from app.store.engine.database import ShortText, UtcDateTime
from app.store.exports.exports import Export
from app.store.messages.new_message import Purpose
from app.store.messages.outbound import NOT_ARRIVED, OutboundMessage
from app.store.model import connection_of, table_of
from app.store.patients.left_notes import LeftNote
from app.store.patients.patient import patients
from app.store.patients.rights_requests import RightsRequest
from app.store.rows import all_of, of_columns
from app.store.staff.staff import Member
from app.store.work.alarm_takings import DUE, HELD, LOST, STATE, State, due_at, told_at
from app.store.work.alarms import WAITS, Alarm
from app.store.work.jobs import Job

MOST: Final = 100
"""No count goes higher."""
MOST_COUNTED: Final = 1000
"""Nor does one of the page of news."""
OPEN_STATUSES: Final = ("new", "in_review", "follow_up")
_patients = patients.c
_exports = table_of(Export).c
_me: Final = bindparam("me", type_=Uuid)
_since: Final = bindparam("since", type_=UtcDateTime)
_my_name: Final = bindparam("my_name", type_=ShortText(64))
_NEW: Final = _patients.status == "new"
_messages: Final = table_of(OutboundMessage).c
_NEWEST_NEWS: Final = 200
"""Among so many records with news, those of one member are looked for."""
_FOR_OTHERS: Final = (_exports.state == "waiting") & _exports.staff_id.is_distinct_from(_me)

WAITING: Final[Mapping[str, Select[Any] | CompoundSelect[Any]]] = {
    "new": select(_patients.id).where(_NEW).order_by(_patients.created_at, _patients.id),
    "mine": select(_patients.id).where(_patients.assigned_to == _me, _patients.status.in_(OPEN_STATUSES)),
    "unfinished": select(ConversationRow.id)
    .where(ANSWERING)
    .order_by(ConversationRow.last_inbound_at, ConversationRow.id),
    "alarms": select(Alarm.conversation_id).where(WAITS).union(DUE),
    "held": HELD,
    "lost": LOST,
    "requests": select(RightsRequest.id).where(RightsRequest.state == "open"),
    "approvals": select(_exports.id).where(_FOR_OTHERS),
    "failed": select(Job.id).where(Job.state == "failed"),
}
"""What may wait for a member -> the query for its rows."""


def _event(kind: str, at: Any, subject: Any, *which: Any) -> Select[Any]:
    found = select(literal(kind).label("kind"), at.label("at"), subject.label("subject"))
    return found.where(at > _since, *which).order_by(at.desc()).limit(MOST)


_latest: Final = (
    select(_patients.id, _patients.news_at, _patients.assigned_to)
    .where(_patients.news_at > _since)
    .order_by(_patients.news_at.desc())
    .limit(_NEWEST_NEWS)
    .subquery()
    .c
)
_IS_MINE: Final = (_latest.assigned_to == _me) | exists().where(
    _messages.patient_id == _latest.id,
    _messages.actor == _my_name,
    _messages.purpose == Purpose.REPLY.value,
)
_notes: Final = table_of(LeftNote).c
_IS_TO_ME: Final = _notes.conversation_id.is_not(None) & exists().where(
    _messages.conversation_id == _notes.conversation_id,
    _messages.patient_id.is_(None),
    _messages.actor == _my_name,
    _messages.purpose == Purpose.REPLY.value,
)
_IS_MY_REPLY: Final = (_messages.actor == _my_name) & (_messages.purpose == Purpose.REPLY.value)

_HAPPENED: Final[Mapping[str, Select[Any]]] = {
    "answered": _event("answered", _latest.news_at, _latest.id, _IS_MINE),
    "undelivered": _event(
        "undelivered",
        *(_messages.finished_at, _messages.patient_id),
        *(NOT_ARRIVED, _IS_MY_REPLY, _messages.patient_id.is_not(None)),
    ),
    "wrote_back": _event("wrote_back", _notes.at, _notes.conversation_id, _IS_TO_ME),
    "unfinished_undelivered": _event(
        "unfinished_undelivered",
        *(_messages.finished_at, _messages.conversation_id),
        *(NOT_ARRIVED, _IS_MY_REPLY, _messages.patient_id.is_(None), _messages.conversation_id.is_not(None)),
    ),
    "assigned": _event("assigned", _patients.assigned_news_at, _patients.id, _patients.assigned_to == _me),
    "alarm": _event("alarm", Alarm.raised_at, Alarm.conversation_id),
    "request": _event(
        "request",
        RightsRequest.noted_at.expression,
        RightsRequest.patient_id.expression,
        RightsRequest.state == "open",
    ),
    "call": _event("call", table_of(Callback).c.asked_at, table_of(Callback).c.id, CALL_WAITS),
    "approval": _event("approval", _exports.asked_at, _exports.id, _FOR_OTHERS),
    "job": _event("job", Job.finished_at, Job.id, Job.state == "failed"),
}
"""What may have happened -> the query for when, and to what."""
_COUNTED_SINCE: Final[Mapping[str, ColumnElement[datetime]]] = {
    "received": _patients.created_at,
    "told": _patients.news_at,
    "began": table_of(ConversationRow).c.created_at,
}
"""What is only counted: it stands in a list of its own, whoever is here first takes it up."""


class Happening(NamedTuple):
    """One thing that happened: what, when, and the id of what it is about."""

    kind: str
    at: datetime
    subject: UUID


class Glance(NamedTuple):
    """What waits for a member, as every page tells it."""

    counts: Mapping[str, int]
    """By kind, and under "" what has happened, up to MOST each."""
    alarms: State | None = None
    """How the alarms stand, for those whose work they are."""


def glance(  # noqa: PLR0917  (for whom, what, and when)
    db: Session,
    staff_id: UUID,
    kinds: Collection[str],
    happenings: Collection[str],
    since: datetime,
    now: datetime,
) -> Glance:
    """Count what waits by kind and what has happened since, and say how alarms stand."""
    counted = _counted(tuple(kinds), tuple(happenings))
    by = {**_by(staff_id), "since": since, **due_at(now), **told_at(now)}
    row = connection_of(db).execute(counted, by).one()
    counts: dict[str, int] = dict(zip((*kinds, *happenings), row, strict=False))
    happened = sum(counts.pop(each) for each in happenings)
    state = of_columns(State, row, STATE) if "alarms" in kinds else None
    return Glance({"": min(MOST, happened), **counts}, state)


def happened(db: Session, staff_id: UUID, kinds: Collection[str], since: datetime) -> list[Happening]:
    """Return what has happened since `since`, newest first, up to MOST."""
    rows = connection_of(db).execute(_listed(tuple(kinds)), {**_by(staff_id), "since": since})
    return all_of(Happening, rows)


def _by(staff_id: UUID) -> dict[str, object]:
    return {"me": staff_id, "my_name": f"staff:{staff_id}"}


def counted_since(db: Session, since: datetime) -> dict[str, int]:
    """Count what has happened since then and is only counted, up to MOST_COUNTED each."""
    row = connection_of(db).execute(_count_since(), {"since": since}).one()
    return dict(zip(_COUNTED_SINCE, row, strict=True))


@cache
def _count_since() -> Select[Any]:
    some = (select(at).where(at > _since).limit(MOST_COUNTED) for at in _COUNTED_SINCE.values())
    return select(*(select(func.count()).select_from(each.subquery()).scalar_subquery() for each in some))


def note_seen(db: Session, staff_id: UUID, until: datetime) -> None:
    """Record that the member has seen what happened until then.

    One statement decides: what was seen stays seen.
    """
    seen = or_(Member.news_seen_at.is_(None), Member.news_seen_at < until)
    db.execute(update(Member).where(Member.id == staff_id, seen).values(news_seen_at=until))


def new_records(db: Session, cap: int = 1000) -> tuple[int, datetime | None]:
    """Count the new records, up to `cap`, and say since when the oldest waits."""
    count, since = connection_of(db).execute(oldest_new(cap)).one()
    return int(count), since


@cache
def oldest_new(cap: int) -> Select[int, datetime | None]:
    """Return the SELECT of `new_records`."""
    oldest = select(_patients.created_at).where(_NEW).order_by(_patients.created_at, _patients.id)
    some = oldest.limit(cap).subquery()
    return select(func.count(), func.min(some.c.created_at))


@cache
def _counted(kinds: tuple[str, ...], happenings: tuple[str, ...]) -> Select[Any]:
    sources = [WAITING[kind].limit(MOST) for kind in kinds] + [_HAPPENED[kind] for kind in happenings]
    return select(
        *(
            select(func.count()).select_from(source.subquery()).scalar_subquery().label(f"n{place}")
            for place, source in enumerate(sources)
        ),
        *(STATE if "alarms" in kinds else ()),
    )


@cache
def _listed(kinds: tuple[str, ...]) -> Select[Any]:
    every = union_all(*(select(_HAPPENED[kind].subquery()) for kind in kinds)).subquery()
    return select(every).order_by(every.c.at.desc(), every.c.subject).limit(MOST)
