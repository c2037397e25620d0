"""Run retention: delete what is due, a little in each transaction.

It uses the same code as an erasure by hand.

It may break off anywhere and start again, and several may run at once: each transaction locks its rows and checks
that they are still due by the rules of that moment. So lengthening a rule stops a run that deletes too much.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.retention.rules import ROWS, STATUSES_OF, Kept, due_since, rules_in, rules_to_go_by
from app.services import Services
from app.store import Transaction
from app.store.clinic import expired_rows, retention_runs
from app.store.clinic.believed_clock import Doubt
from app.store.clinic.retention_rules import Rules
from app.store.conversations import expired_drafts
from app.store.conversations.expired_drafts import Draft, Silent
from app.store.engine.batch import Batch, is_of_one
from app.store.engine.pace import Pace
from app.store.exports import taken_records
from app.store.patients import certificates, erasures, expired_records, legal_holds
from app.store.patients.legal_holds import OnHold
from app.store.patients.tombstones import Erasure
from app.store.row_text import Forged
from app.store.trail import audit, witnesses
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.store.work import storage_counts
from app.store.work.refusals import LINES
from app.store.work.storage_counts import day_of

_EXPIRED = TrailEvent("patient.expired", "Erased by the retention rule", TrailGroup.PATIENT)
_CLEARED = TrailEvent(
    "retention.cleared", "Removed by the retention rule: {kept} ({rows})", TrailGroup.RETENTION
)
_DRAFT_EXPIRED = TrailEvent(
    "conversation.expired",
    "Unsent answers were removed by the retention rule; {became}",
    TrailGroup.CONVERSATION,
)
_RELEASED = TrailEvent(
    "retention.released",
    Counted(
        "count",
        "Confirmed that the clock is right and resumed the retention rules: one record or draft was due",
        "Confirmed that the clock is right and resumed the retention rules: {count} records and drafts were due",
    ),
    TrailGroup.RETENTION,
)

ERASED_BY: Final = "retention"
"""The reason's code on the tombstone of a patient whom the rules erased."""
_AT_ONCE: Final = 100
_FOUND_AT_ONCE: Final = 1000
DRAFTS_AT_ONCE: Final = 20
_ROWS_AT_ONCE: Final = 200
_COUNTS_KEPT: Final = 7
_SHREDDED: Final = (*STATUSES_OF, Kept.DRAFT, Kept.ALARM, Kept.REPLY)
"""The classes that hold words of patients, which must also disappear from the disk."""


class Interrupted(Exception):
    """The run was stopped between two steps; the next run continues."""


def run(
    services: Services,
    actor: str,
    goes_on: Callable[[int], bool] = lambda _done: True,
    now: datetime | None = None,
    pace: Pace | None = None,
) -> dict[Kept, int]:
    """Delete everything that is due `now`, and return the numbers by class.

    `goes_on` is called after each step with how many were deleted so far, and may end the run by returning False. The
    caller must check that the clock is believed: see `store.believed_clock`.

    Raises:
        Interrupted: `goes_on` ended the run.
        StoreUnavailable, WrongKeys: the database failed. What was deleted stays so, and the run is recorded as failed.
        Forged: the rules, a hold or a restriction were written by hand, and nothing is deleted.
    """
    started = now or services.clock()
    with services.store.begin() as unit:
        run_id = retention_runs.begin(unit.db, actor, started)
    going = Counter[Kept]()
    error: str | None = Interrupted.__name__
    try:
        with closing(_steps(services, actor, started, pace or Pace())) as steps:
            for kept, count in steps:
                going[kept] += count
                _unless_stopped(goes_on(going.total()))
        error = None
    except Exception as problem:
        error = type(problem).__name__
        raise
    finally:
        if any(going[kept] for kept in _SHREDDED):
            services.store.scrub()
        _record_end(services, run_id, going, error)
    return dict(going)


def _unless_stopped(goes_on: bool) -> None:
    if not goes_on:
        raise Interrupted


def _steps(services: Services, actor: str, now: datetime, pace: Pace) -> Generator[tuple[Kept, int]]:
    """Yield, after each transaction, a class and how many of it were deleted.

    A record that cannot be erased, or a class, keeps no other back. The first failure is raised at the end.
    """
    batch = Batch(_is_of_one)
    for kept in STATUSES_OF:
        yield from _records(services, kept, actor, now, pace, batch)
    with batch.one():
        yield from _drafts(services, actor, now, pace, batch)
    for kept in ROWS:
        with batch.one():
            yield from _rows(services, kept, actor, now, pace)
    with batch.one():
        yield from _audit(services, actor, now, pace)
    batch.end()


def _is_of_one(failure: Exception) -> bool:
    """Return whether other rows may well be deleted."""
    return is_of_one(failure) and not isinstance(failure, Interrupted | Forged)


def _rules(services: Services, unit: Transaction) -> Rules:
    return rules_to_go_by(unit, services.settings.retention)


def _records(  # noqa: PLR0917  (which records, by what, and how)
    services: Services, kept: Kept, actor: str, now: datetime, pace: Pace, batch: Batch
) -> Iterator[tuple[Kept, int]]:
    passed: set[UUID] = set()
    while True:
        with services.store.read() as unit:
            before = due_since(kept, _rules(services, unit), now)
            found = expired_records.due(unit.db, STATUSES_OF[kept], before, _AT_ONCE + len(passed))
        waiting = [patient for patient in found if patient not in passed]
        if not waiting:
            return
        with services.store.named_together() as together:
            for patient in waiting:
                is_gone = False
                with batch.one(), pace.stretch():
                    is_gone = _erase(services, patient, kept, actor, now, together)
                if is_gone:
                    yield kept, 1
                else:
                    passed.add(patient)


def _erase(  # noqa: PLR0917  (whom, by what, and with whom)
    services: Services, patient: UUID, kept: Kept, actor: str, now: datetime, together: list[Erasure]
) -> bool:
    try:
        with services.store.begin(together) as unit:
            legal_holds.settle(unit.db)
            rules = _rules(services, unit)
            if not expired_records.is_due(unit.db, patient, STATUSES_OF[kept], due_since(kept, rules, now)):
                return False
            found = certificates.count(unit.db, patient)
            if not erasures.erase(unit.db, patient, ERASED_BY, actor, now):
                return False
            details = {"kept": kept.value, "days": getattr(rules, kept.field), "found": found}
            audit.record(unit.db, actor, _EXPIRED, "patient", patient, details, at=now)
    except OnHold:  # set a moment ago
        return False
    return True


def _drafts(
    services: Services, actor: str, now: datetime, pace: Pace, batch: Batch
) -> Iterator[tuple[Kept, int]]:
    last: Silent | None = None
    while True:
        with services.store.read() as unit:
            found = expired_drafts.due(
                unit.db, *_drafts_since(_rules(services, unit), now), _FOUND_AT_ONCE, after=last
            )
        if not found:
            break
        last, waiting = found[-1], deque(found)
        while waiting:
            tried = list[UUID]()
            try:
                with pace.stretch(), services.store.begin() as unit:
                    pace.admitted()
                    gone = _delete_drafts(services, unit, _some(waiting, pace, tried), actor, now)
            except Exception as failure:
                if not _is_of_one(failure):
                    raise
                gone = _delete_alone(services, tried, actor, now, pace, batch)
            yield Kept.DRAFT, gone
    with services.store.begin() as unit:
        legal_holds.settle(unit.db)
        before, _ = _drafts_since(_rules(services, unit), now)
        if lost := expired_drafts.remove_lost(unit.db, before):
            details = {"kept": Kept.DRAFT.value, "rows": lost}
            audit.record(unit.db, actor, _CLEARED, details=details, at=now)
    yield Kept.DRAFT, lost


def _delete_alone(  # noqa: PLR0917  (which drafts, by what, and how)
    services: Services, drafts: Iterable[UUID], actor: str, now: datetime, pace: Pace, batch: Batch
) -> int:
    """Delete drafts each in a transaction of its own, and count them."""
    gone = 0
    for draft in drafts:
        with batch.one(), pace.stretch(), services.store.begin() as unit:
            pace.admitted()
            gone += _delete_drafts(services, unit, [draft], actor, now)
    return gone


def _some(waiting: deque[Silent], pace: Pace, tried: list[UUID]) -> Iterator[UUID]:
    """Yield the few that go in one transaction, and note them in `tried`."""
    for _ in range(min(len(waiting), DRAFTS_AT_ONCE)):
        tried.append(waiting.popleft().conversation_id)
        yield tried[-1]
        if pace.is_over:
            return


def _delete_drafts(
    services: Services, unit: Transaction, some: Iterable[UUID], actor: str, now: datetime
) -> int:
    """Delete the drafts that are still due, and count them."""
    legal_holds.settle(unit.db)
    rules = _rules(services, unit)
    gone = 0
    for conversation in some:
        became = expired_drafts.remove(unit.db, conversation, *_drafts_since(rules, now))
        if became is not Draft.KEPT:
            gone += 1
            details = {"became": became.value, "days": rules.draft_days}
            audit.record(unit.db, actor, _DRAFT_EXPIRED, "conversation", conversation, details, at=now)
    return gone


def _drafts_since(rules: Rules, now: datetime) -> tuple[datetime, datetime]:
    """Return the last message dates that make a draft due, normally and after STOP."""
    return due_since(Kept.DRAFT, rules, now), due_since(Kept.STOPPED, rules, now)


def _rows(
    services: Services, kept: Kept, actor: str, now: datetime, pace: Pace
) -> Iterator[tuple[Kept, int]]:
    gone = 1
    while gone:
        with pace.stretch(), services.store.begin() as unit:
            pace.admitted()
            legal_holds.settle(unit.db)
            before = due_since(kept, _rules(services, unit), now)
            gone = expired_rows.clear(unit.db, kept.value, before, _ROWS_AT_ONCE)
            if gone:
                details = {"kept": kept.value, "rows": gone}
                audit.record(unit.db, actor, _CLEARED, details=details, at=now)
        yield kept, gone


def _audit(services: Services, actor: str, now: datetime, pace: Pace) -> Iterator[tuple[Kept, int]]:
    services.store.link_audit()
    gone = 1
    while gone:
        with services.store.read() as unit:
            before = due_since(Kept.AUDIT, _rules(services, unit), now)
        with pace.stretch():
            gone = services.store.trim_audit(before, actor, now)
        yield Kept.AUDIT, gone


def _record_end(services: Services, run_id: UUID, going: Counter[Kept], error: str | None) -> None:
    now = services.clock()
    counts = {kept.value: count for kept, count in going.items() if count}
    with services.store.begin() as unit:
        retention_runs.end(unit.db, run_id, counts, now, error)
        rules = rules_in(unit, services.settings.retention)
        retention_runs.forget(unit.db, due_since(Kept.AUDIT, rules, now))
        witnesses.forget(unit.db, due_since(Kept.AUDIT, rules, now))
        taken_records.forget(unit.db)
        storage_counts.forget(unit.db, day_of(now) - _COUNTS_KEPT, LINES, day_of(audit.begun(unit.db) or now))


# When the next run is due: a day after the last one began.

KIND: Final = "retention.daily"
"""The kind of the job that does a run."""
EVERY: Final = timedelta(days=1)
LATE: Final = timedelta(days=2)


def next_run(unit: Transaction, now: datetime) -> datetime:
    """Return when the next run is due; now, when there was none.

    A run dated later comes from a wrong clock.
    """
    latest = retention_runs.latest(unit.db, 1, now)
    if not latest:
        return now
    return max(now, latest[0].started_at + EVERY)


def note(unit: Transaction, doubt: Doubt, now: datetime) -> bool:
    """Record once that the due run waits for a person; return whether that is new."""
    latest = retention_runs.latest(unit.db, 1, now)
    if latest and latest[0].error == doubt.why:
        return False
    retention_runs.end(unit.db, retention_runs.begin(unit.db, "anteroom", now), {}, now, doubt.why)
    return True


def release(unit: Transaction, doubt: Doubt, goes: int, actor: str, now: datetime) -> None:
    """Record that someone confirmed the clock, and how much they let be deleted."""
    details = {"why": doubt.why.value, "since": doubt.since.date().isoformat(), "count": goes}
    audit.record(unit.db, actor, _RELEASED, details=details, at=now)


def failure(error: str | None) -> str | None:
    """Return the error of a run that failed.

    One that was only stopped continues later.
    """
    return None if error == Interrupted.__name__ else error
