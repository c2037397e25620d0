"""Patients' requests under their rights, restrictions, and legal holds.

A patient has at most one open request of each kind. Each is due by a day, and closed once.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    union,
    update,
)

from app.store import database
from app.store.columns import HOLD_LIFTED_REASON, HOLD_REASON, REQUEST_NOTE
from app.store.database import AdvisoryLock, upsert_into
from app.store.events import TrailEvent
from app.store.exports import ExportFiles
from app.store.patient import NoSuchPatient, Opened
from app.store.recorded import ANSWERS_CHANGED, ANSWERS_CORRECTED, COPY_MADE
from app.store.rows import Part, Prepared, SealedRows, all_of, columns_of, one_of
from app.store.sheets import SheetLedger
from app.store.tables import audit_events, legal_holds, patients, restrictions, rights_requests
from app.store.vouched import Vouched

_rights_requests = rights_requests.c
_MANY: Final = 200
OPEN: Final = "open"
DONE: Final = "done"
REFUSED: Final = "refused"
ERASED: Final = "erased"
"""The reason of a request that was still open when its record was erased."""
ERASURE: Final = "erasure"
_PROOFS: Final[Mapping[str, tuple[TrailEvent, ...]]] = {
    ERASURE: (),  # the erasure itself closes it, and nothing else
    "copy": (COPY_MADE,),
    "correction": (ANSWERS_CORRECTED, ANSWERS_CHANGED),
}
"""Kind -> the events of which one must have followed the request before it is done. Other kinds are for a person to judge."""


@dataclass(frozen=True, slots=True)
class RightsRequest:
    """A request as it was noted.

    `state` is `open`, `done`, or `refused` for a `reason`, which is a code.
    """

    id: UUID
    patient_id: UUID
    kind: str
    channel: str
    asked_on: date
    due_on: date
    state: str
    reason: str | None
    noted_at: datetime
    noted_by: str
    closed_at: datetime | None
    closed_by: str | None
    note: Opened = field(default=None, repr=False)
    """None: there is none, or it was not asked for."""


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request to be noted."""

    patient_id: UUID
    kind: str
    channel: str
    asked_on: date
    due_on: date
    note: str = field(default="", repr=False)


_CLEAR: Final = columns_of(RightsRequest, rights_requests, but=("note",))


class Rights(SealedRows):
    """The requests of one transaction."""

    def note(self, new: NewRequest, actor: str, now: datetime) -> UUID | None:
        """Note a request, and return its id; None when one of the kind is open already.

        Raises:
            NoSuchPatient: nobody has this id.
            ValueError: the note holds a lone surrogate.
        """
        there = select(patients.c.id).where(patients.c.id == new.patient_id)
        # Locked, because an erasure at this moment would otherwise leave the request open for ever.
        if self._connection.execute(there.with_for_update(read=True, key_share=True)).first() is None:
            raise NoSuchPatient
        row = uuid4()
        values = {
            "id": row,
            "patient_id": new.patient_id,
            "kind": new.kind,
            "channel": new.channel,
            "asked_on": new.asked_on,
            "due_on": new.due_on,
            "state": OPEN,
            "noted_at": now,
            "noted_by": actor,
            "note": self._sealer.seal(REQUEST_NOTE, row, new.note) if new.note else None,
        }
        put = upsert_into(self._connection.dialect.name, rights_requests).values(values)
        noted: UUID | None = self._connection.execute(
            put.on_conflict_do_nothing().returning(_rights_requests.id)
        ).scalar_one_or_none()
        return noted

    def of(self, patient_id: UUID, *, with_notes: bool = False, limit: int = _MANY) -> list[RightsRequest]:
        """Return a patient's requests, newest first; notes opened only on request."""
        columns = (*_CLEAR, _rights_requests.note) if with_notes else _CLEAR
        newest = select(*columns).where(_rights_requests.patient_id == patient_id)
        return self._read(newest.order_by(_rights_requests.noted_at.desc(), _rights_requests.id).limit(limit))

    def has_notes(self, patient_id: UUID) -> bool:
        """Return whether any request of a patient has a note. Opens none."""
        noted = select(_rights_requests.id).where(
            _rights_requests.patient_id == patient_id, _rights_requests.note.is_not(None)
        )
        return self._connection.execute(noted.limit(1)).first() is not None

    def open_ones(self, limit: int = _MANY) -> list[RightsRequest]:
        """Return what is open, the first due first. Opens no note."""
        due = select(*_CLEAR).where(_rights_requests.state == OPEN)
        return self._read(due.order_by(_rights_requests.due_on, _rights_requests.id).limit(limit))

    def closed_ones(self, limit: int = _MANY) -> list[RightsRequest]:
        """Return what was done or refused, the latest first. Opens no note."""
        over = select(*_CLEAR).where(_rights_requests.closed_at.is_not(None))
        return self._read(
            over.order_by(_rights_requests.closed_at.desc(), _rights_requests.id.desc()).limit(limit)
        )

    def count_due(self, today: date, soon: date) -> tuple[int, int]:
        """Return how many were due before today, and how many more are due until `soon`."""
        overdue = func.count(case((_rights_requests.due_on < today, 1)))
        counted = select(overdue, func.count()).where(
            and_(_rights_requests.state == OPEN, _rights_requests.due_on <= soon)
        )
        late, all_due = self._connection.execute(counted).one()
        return int(late), int(all_due) - int(late)

    def finish(self, patient_id: UUID, request_id: UUID, actor: str, now: datetime) -> str | None:
        """Close a patient's request as done, and return its kind.

        None when it is not open or not theirs, or when what it asks for was not done since it was noted. One statement
        looks for that in the trail and closes the request, so that nothing can come in between.
        """
        return self._close(patient_id, request_id, _is_met(), state=DONE, closed_at=now, closed_by=actor)

    def refuse(  # noqa: PLR0917  (whose, which, why and which kinds: then who and when)
        self,
        patient_id: UUID,
        request_id: UUID,
        reason: str,
        kinds: Collection[str],
        actor: str,
        now: datetime,
    ) -> str | None:
        """Refuse a patient's request, and return its kind.

        None when it is not open, not theirs, or not of these kinds.
        """
        refused = {"state": REFUSED, "reason": reason, "closed_at": now, "closed_by": actor}
        return self._close(patient_id, request_id, _rights_requests.kind.in_(kinds), **refused)

    def _close(
        self, patient_id: UUID, request_id: UUID, may: ColumnElement[bool], **values: object
    ) -> str | None:
        closed = (
            update(rights_requests)
            .where(
                _rights_requests.id == request_id,
                _rights_requests.patient_id == patient_id,
                _rights_requests.state == OPEN,
                may,
            )
            .values(**values)
            .returning(_rights_requests.kind)
        )
        kind: str | None = self._connection.execute(closed).scalar_one_or_none()
        return kind

    def forget_words(self, patient_id: UUID, actor: str, now: datetime) -> None:
        """Close an erased patient's open requests, and forget every note.

        The requests themselves stay, without their words.
        """
        of_theirs = update(rights_requests).where(_rights_requests.patient_id == patient_id)
        self._connection.execute(of_theirs.values(note=None))
        still_open = of_theirs.where(_rights_requests.state == OPEN)
        over = {"closed_at": now, "closed_by": actor}
        self._connection.execute(
            still_open.where(_rights_requests.kind == ERASURE).values(state=DONE, **over)
        )
        self._connection.execute(still_open.values(state=REFUSED, reason=ERASED, **over))

    def _read(self, listed: Select[*tuple[Any, ...]]) -> list[RightsRequest]:
        rows = self._connection.execute(listed).all()
        with_note = [(row.id, row.note) for row in rows if getattr(row, "note", None) is not None]
        opened = self._sealer.open_many(REQUEST_NOTE, with_note)
        notes = {row: note for (row, _), note in zip(with_note, opened, strict=True)}
        return [one_of(RightsRequest, row, note=notes.get(row.id)) for row in rows]


def _is_met() -> ColumnElement[bool]:
    """Return the condition that a request was met since, or that no event could tell."""
    event = audit_events.c
    since = and_(event.subject_id == _rights_requests.patient_id, event.at >= _rights_requests.noted_at)
    met = (
        and_(
            _rights_requests.kind == kind,
            exists().where(since, event.action.in_([each.code for each in proofs])),
        )
        for kind, proofs in _PROOFS.items()
        if proofs
    )
    return or_(_rights_requests.kind.not_in(_PROOFS), *met)


# Restricted records (GDPR Art 18, 21): kept, but excluded from exports, spreadsheets and reports until
# the restriction is lifted.

_restrictions = restrictions.c
_restriction: Final = Vouched(restrictions)
_NOT_LIFTED: Final = {"lifted_at": None, "lifted_by": None}
_IN_FORCE: Final = _restrictions.lifted_at.is_(None)


@dataclass(frozen=True, slots=True)
class Restriction:
    """Since when a record is restricted and by whom; and until when, if it was lifted."""

    at: datetime
    actor: str
    lifted_at: datetime | None
    lifted_by: str | None


def is_restricted() -> ColumnElement[bool]:
    """Return the condition that a row of `patients` is restricted."""
    return exists().where(_restrictions.patient_id == patients.c.id, _IN_FORCE)


class Restrictions(SealedRows):
    """The restrictions of one transaction."""

    _export_files = Part(ExportFiles)
    _sheets = Part(SheetLedger)

    def add(self, patient_id: UUID, actor: str, now: datetime) -> bool:
        """Restrict a record, and return whether it was not restricted before.

        When two callers do so at once, one gets True. The record's row in a spreadsheet is removed by a job, and waiting
        workbooks are forgotten, because they may hold the record.

        Raises:
            NoSuchPatient: nobody has this id.
        """
        # Locked for update: a push that records its rows waits, and then finds this one restricted.
        held = select(patients.c.id).where(patients.c.id == patient_id).with_for_update()
        if self._connection.execute(held).first() is None:
            raise NoSuchPatient
        values = {"id": uuid4(), "patient_id": patient_id, "at": now, "actor": actor}
        vouched = _restriction.by(self._sealer, values, **_NOT_LIFTED)
        put = upsert_into(self._connection.dialect.name, restrictions).values(values | vouched)
        if self._connection.execute(put.on_conflict_do_nothing().returning(_restrictions.id)).first() is None:
            return False
        self._sheets.mark_erased(patient_id, actor, now)
        self._export_files.forget_all()
        return True

    def lift(self, patient_id: UUID, actor: str, now: datetime) -> bool:
        """End a restriction, and return whether there was one.

        The next push brings the record's row back.
        """
        this = (_restrictions.patient_id == patient_id, _IN_FORCE)
        lifted = {"lifted_at": now, "lifted_by": actor}
        return _restriction.change(self._connection, self._sealer, *this, **lifted) > 0

    def forged(self) -> UUID | None:
        """Return a restriction that was written or changed by hand."""
        return next(_restriction.forged(self._connection, self._sealer), None)

    def of(self, patient_id: UUID) -> list[Restriction]:
        """Return a patient's restrictions, the newest first."""
        found = select(*columns_of(Restriction, restrictions))
        newest = found.where(_restrictions.patient_id == patient_id).order_by(
            _restrictions.at.desc(), _restrictions.id
        )
        return all_of(Restriction, self._connection.execute(newest))

    def in_force(self, patient_id: UUID) -> Restriction | None:
        """Return the restriction that a record is under; None when it is under none."""
        return next((each for each in self.of(patient_id) if each.lifted_at is None), None)


# Legal holds: a patient who is on hold is erased by nobody and by no rule, until the hold is lifted.
#
# Setting a hold waits for erasures under way, and every later erasure sees the hold.

_legal_holds = legal_holds.c
_STANDS: Final = _legal_holds.lifted_at.is_(None)
_hold: Final = Vouched(legal_holds)


class OnHold(Exception):
    """The patient is on hold: nothing of them may be erased until the hold is lifted."""

    def __init__(self, patient_id: UUID) -> None:
        super().__init__("on hold")
        self.patient_id = patient_id


@dataclass(frozen=True, slots=True)
class LegalHold:
    """A hold in force. Its reason is opened only where a page asks for it."""

    patient_id: UUID
    set_at: datetime
    set_by: str
    reason: Opened = field(default=None, repr=False)


class LegalHolds(SealedRows):
    """The holds of one transaction."""

    def set(self, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
        """Put the patient on hold, and return whether they were not on hold before.

        Raises:
            NoSuchPatient: nobody has this id.
        """
        database.take_lock(self._connection, AdvisoryLock.HOLDS)
        there = select(patients.c.id).where(patients.c.id == patient_id)
        if self._connection.execute(there.with_for_update(read=True, key_share=True)).first() is None:
            raise NoSuchPatient
        new = uuid4()
        values = {"id": new, "patient_id": patient_id, "set_at": now, "set_by": actor}
        vouched = _hold.by(self._sealer, values, **_NOT_LIFTED)
        sealed = {"reason": self._sealer.seal(HOLD_REASON, new, reason)}
        held = upsert_into(self._connection.dialect.name, legal_holds).values(values | vouched | sealed)
        return (
            self._connection.execute(held.on_conflict_do_nothing().returning(_legal_holds.id)).first()
            is not None
        )

    def lift(self, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
        """Lift the patient's hold, and return whether there was one.

        When two callers do so at once, one gets True.
        """
        standing = select(_legal_holds.id).where(_legal_holds.patient_id == patient_id, _STANDS)
        hold = self._connection.execute(standing).scalar_one_or_none()
        if hold is None:
            return False
        lifted = {
            "lifted_at": now,
            "lifted_by": actor,
            "lifted_reason": self._sealer.seal(HOLD_LIFTED_REASON, hold, reason),
        }
        return _hold.change(self._connection, self._sealer, _legal_holds.id == hold, _STANDS, **lifted) > 0

    def forged(self) -> UUID | None:
        """Return a hold that was written or changed by hand."""
        return next(_hold.forged(self._connection, self._sealer), None)

    def put_back(self) -> int:
        """Put back the holds that were changed by hand, as their seals say; count them."""
        forged = list(_hold.forged(self._connection, self._sealer))
        _hold.put_back(self._connection, self._sealer, forged)
        return len(forged)

    def settle(self) -> None:
        """Keep new holds away until the transaction ends.

        What is read about holds after this stays true. Call it before any row is locked.
        """
        database.take_lock(self._connection, AdvisoryLock.HOLDS, shared=True)

    def of(self, patient_id: UUID, *, opened: bool = False) -> LegalHold | None:
        """Return the hold in force, or None; its reason opened if that is wanted."""
        found = select(_legal_holds.id, _legal_holds.set_at, _legal_holds.set_by, _legal_holds.reason)
        row = self._connection.execute(
            found.where(_legal_holds.patient_id == patient_id, _STANDS)
        ).one_or_none()
        if row is None:
            return None
        reason = next(iter(self._sealer.open_many(HOLD_REASON, [(row.id, row.reason)]))) if opened else None
        return LegalHold(patient_id, row.set_at, row.set_by, reason)

    def is_held(self, patient_id: UUID) -> bool:
        """Return whether the patient is on hold."""
        return bool(self._connection.execute(select(exists().where(patient_held(patient_id)))).scalar_one())

    def is_conversation_held(self, conversation_id: UUID) -> bool:
        """Return whether somebody who was handed in from the conversation may be on hold.

        Anybody may be, while a hold was changed by hand.
        """
        held = bool(_IS_HELD.run(self._connection, {"conversation": conversation_id}))
        return held or self.forged() is not None

    def standing(self, limit: int = 100) -> list[LegalHold]:
        """Return the holds in force, oldest first. Opens no reason."""
        standing = select(*columns_of(LegalHold, legal_holds, but=("reason",))).where(_STANDS)
        oldest = standing.order_by(_legal_holds.set_at, _legal_holds.id).limit(limit)
        return all_of(LegalHold, self._connection.execute(oldest))

    def count(self) -> int:
        """Return how many holds are in force."""
        counted = select(func.count()).select_from(legal_holds).where(_STANDS)
        return int(self._connection.execute(counted).scalar_one())

    def forget_lifted(self, patient_id: UUID) -> None:
        """Forget the holds that were lifted: they go with the patient.

        Call it only when no hold was changed by hand: nothing else would name that row.
        """
        self._connection.execute(delete(legal_holds).where(_legal_holds.patient_id == patient_id, ~_STANDS))


def patient_held(patient: ColumnElement[UUID] | UUID) -> ColumnElement[bool]:
    """Return the condition that a row of holds is in force for the patient."""
    return (_legal_holds.patient_id == patient) & _STANDS


def is_held(patient: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Return the condition that a patient is on hold."""
    return exists().where(patient_held(patient)).correlate_except(legal_holds)


_HELD_IN = (
    select(patients.c.conversation_id)
    .join(legal_holds, legal_holds.c.patient_id == patients.c.id)
    .where(_STANDS, patients.c.conversation_id.is_not(None))
)
_IS_HELD: Final = Prepared(
    lambda _dialect: _HELD_IN.where(patients.c.conversation_id == bindparam("conversation")).limit(1)
)


def in_held_conversation(conversation: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Return the condition that a conversation has a patient on hold.

    It is false for NULL.
    """
    return conversation.is_not(None) & conversation.in_(_HELD_IN)


def held_subjects() -> CompoundSelect[UUID]:
    """Return a SELECT of the ids on hold: patients and their conversations."""
    return union(select(_legal_holds.patient_id).where(_STANDS), _HELD_IN)


# When a request is due.

_LONGEST_MONTH: Final = timedelta(days=31)


def due_on(asked_on: date, within: timedelta) -> date:
    """Return the last day to answer: `within` later, but no more than a month later.

    GDPR Art 12(3) gives a month. It ends on the same date of the next month, or on the last day of a shorter one
    (Regulation 1182/71 Art 3), so thirty days from 31 January would be too long. If `within` is longer than a month,
    another law applies, and it counts as it is.
    """
    by_days = asked_on + within
    return by_days if within > _LONGEST_MONTH else min(by_days, _a_month_after(asked_on))


def _a_month_after(day: date) -> date:
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
