"""Patients: creating, listing and changing them without forgetting what was there.

A change keeps the old answers as a sealed version. When two members change a record at once, one of them succeeds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from app.crypto import Unreadable
from app.intake.answers.dates import is_whole
from app.intake.questions import joined
from app.store import fragments, keys
from app.store.columns import ALLERGY, BIRTH_DATE, EXTRA, NAME, PATIENT, SENDER_ADDRESS, SNAPSHOT
from app.store.database import NoSuchPatient
from app.store.model import connection_of, keys_of
from app.store.patient import (
    ALL,
    EMERGENCY,
    EMERGENCY_ANSWERED,
    NEWEST_FIRST,
    OWN_COLUMNS,
    Extra,
    NewPatient,
    Patient,
    allergy_text,
    changed_values,
    dump_flags,
    flags_after,
    load_flags,
    open_list,
    open_one,
    selecting,
    with_news,
)
from app.store.patient_filters import (
    EVERYBODY,
    PatientFilters,
    Place,
    equal_to,
    every_status,
    narrowed,
    newer,
    older,
)
from app.store.rows import all_of, columns_of
from app.store.tables import conversations, patient_versions, patients
from app.store.vouched import Vouched

FOLLOW_UP: Final = "follow_up"
"""The status of a record that may have a day on which it is due."""
_table = patients.c
_versions = patient_versions.c
_vouched: Final = Vouched(patients)
_version: Final = Vouched(patient_versions)
_language: ColumnElement[str] = _table.language
_NAMES: Final = (NAME.name,)
_SEALED: Final = {column.name: column for column in (*PATIENT, ALLERGY)}
_BATCH: Final = 500
_NOTHING: Final[Mapping[str, str]] = {}
_READ: Final = {"news_since": None, "news_at": None}


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version whose answers were written over: when, and by whom."""

    version: int
    at: datetime
    actor: str


def create(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
    patient_id: UUID,
    conversation_id: UUID | None,
    language: str,
    answers: Mapping[str, str],
    emergency: bool,
    now: datetime,
    came_by: str = "chat",
) -> None:
    """Create a patient.

    Answers without a column of their own share the sealed `extra`.
    """
    new = NewPatient(patient_id, conversation_id, now, "new", language, answers, emergency, came_by=came_by)
    create_many(db, [new])


def create_many(db: Session, new: Sequence[NewPatient]) -> None:
    """Create patients with three statements, however many they are."""
    if new:
        connection_of(db).execute(insert(patients), [_row(db, patient) for patient in new])
        fragments.write(db, [(each.id, each.created_at, each.answers.get(NAME.name, "")) for each in new])


def get(db: Session, patient_id: UUID, columns: Collection[str] = ALL) -> Patient | None:
    """Return the patient, with these columns opened, one by one.

    Raises:
        KeyError: a patient has no such column.
    """
    vouched = selecting(columns).add_columns(_table.seal)
    row = db.execute(vouched.where(_table.id == patient_id)).one_or_none()
    return None if row is None else open_one(keys_of(db).sealer, row, columns)


def numbers(db: Session, listed: Collection[Patient]) -> dict[UUID, str | Unreadable]:
    """Map patient id to sender address, opened in bulk.

    Patients without a conversation are omitted.
    """
    table = conversations.c
    spoke = {patient.conversation_id for patient in listed if patient.conversation_id}
    rows = db.execute(select(table.id, table.address).where(table.id.in_(spoke))).all()
    opened = keys_of(db).sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
    addresses = {row.id: address for row, address in zip(rows, opened, strict=True)}
    return {
        patient.id: addresses[patient.conversation_id]
        for patient in listed
        if patient.conversation_id in addresses
    }


# Lists, page by page in either direction: each page is read off an index from where the last one ended.


def page(
    db: Session,
    limit: int,
    after: Place | None = None,
    columns: Collection[str] = _NAMES,
    filters: PatientFilters = EVERYBODY,
) -> list[Patient]:
    """Return patients, newest first, with only these columns opened.

    With `after`, only those that come after that place.

    Raises:
        KeyError: a patient has no such column.
    """
    listed = narrowed(selecting(columns), filters, after=after).order_by(*NEWEST_FIRST).limit(limit)
    return open_list(keys_of(db).sealer, db.execute(listed).all(), columns)


def counts(db: Session, filters: PatientFilters = EVERYBODY, cap: int = 1000) -> dict[str, int]:
    """Count those who pass the filters by status, with the sum under "".

    The filter's status and its day are ignored. A status is counted no further than `cap`, so there may be more than that.
    """
    if filters.flag:
        return _counts_of_few(db, filters, cap)
    statuses = every_status()
    # A member has few patients and a language many, so SQLite is kept from using the language's index then.
    language = func.coalesce(_language, "") if filters.assigned_to else _language
    passing = select(literal(1)).where(
        _table.status == statuses.c.status,
        *equal_to(replace(filters, status="", due_by=None), language),
        *older(filters.until),
        *newer(filters.since),
    )
    # Ordered by an index: otherwise PostgreSQL would read the whole table for a rare status.
    some = passing.order_by(*NEWEST_FIRST).limit(cap).correlate(statuses).subquery()
    how_many = select(func.count()).select_from(some).scalar_subquery()
    rows = db.execute(select(statuses.c.status, how_many).where(statuses.c.status.is_not(None)))
    counted: dict[str, int] = {status: count for status, count in rows}  # noqa: C416  (rows are no pairs to mypy)
    return {**counted, "": sum(counted.values())}


def _counts_of_few(db: Session, filters: PatientFilters, cap: int) -> dict[str, int]:
    """Count as `counts` does, from those who have a flag."""
    passing = narrowed(select(_table.status), replace(filters, status="", due_by=None)).subquery()
    counted = select(passing.c.status, func.count().label("many")).group_by(passing.c.status)
    found = {row.status: min(cap, row.many) for row in db.execute(counted)}
    return {**found, "": sum(found.values())}


def unread(
    db: Session, limit: int, columns: Collection[str] = _NAMES, filters: PatientFilters = EVERYBODY
) -> list[Patient]:
    """Return patients with news that no member has read, newest news first.

    Raises:
        KeyError: a patient has no such column.
    """
    listed = narrowed(selecting(columns), filters, few=True).where(_table.news_at.is_not(None))
    listed = listed.order_by(_table.news_at.desc(), _table.id.desc()).limit(limit)
    return open_list(keys_of(db).sealer, db.execute(listed).all(), columns)


def newest(db: Session, filters: PatientFilters = EVERYBODY) -> UUID | None:
    """Return the newest patient who passes the filters."""
    found = narrowed(select(_table.id), filters).order_by(*NEWEST_FIRST).limit(1)
    return db.execute(found).scalar_one_or_none()


# Changes.


def change(  # noqa: PLR0917  (what the patient's message holds)
    db: Session,
    patient_id: UUID,
    answers: Mapping[str, str],
    emergency: bool,
    actor: str,
    now: datetime,
    added: Mapping[str, str] = _NOTHING,
    way: str = "",
) -> dict[str, str]:
    """Write new answers over the old, and keep all the old ones as a sealed version.

    `added` is appended to the earlier answers. Return the additions that were not written, because the answer has no
    room for them or does not open. The record then has news, and counts as answered by this `way` too.

    Raises:
        NoSuchPatient: nobody has this id.
        WrongKeys: a value does not open, and other processes have a key that we lack.
    """
    row = _hold(db, patient_id)
    longer = _longer(db, row, added)
    if answers or longer or emergency:
        _write_over(db, row, {**answers, **longer}, emergency, actor, now)
    db.execute(with_news(patient_id, now, way))
    return {key: text for key, text in added.items() if key not in longer}


def correct(  # noqa: PLR0917  (what a form holds)
    db: Session, patient_id: UUID, version: int, answers: Mapping[str, str], actor: str, now: datetime
) -> int | None:
    """Update answers if the record is at this version, and return the new version.

    None when somebody else was first. Raises what `change` raises.
    """
    row = _hold(db, patient_id)
    return _write_over(db, row, answers, False, actor, now) if row.version == version else None


def answer_emergency(db: Session, patient_id: UUID, now: datetime) -> bool:
    """Note that the patient was called back about the emergency word.

    False when there was none, or somebody has called already. No answer changes, so nothing is opened, and the
    record keeps its version.

    Raises:
        NoSuchPatient: nobody has this id.
    """
    held = select(_table.flags).where(_table.id == patient_id).with_for_update()
    row = db.execute(held).one_or_none()
    if row is None:
        raise NoSuchPatient
    flags = load_flags(row.flags or "")
    if EMERGENCY not in flags:
        return False
    answered = dump_flags(EMERGENCY_ANSWERED if flag == EMERGENCY else flag for flag in flags)
    changed = update(patients).where(_table.id == patient_id)
    db.execute(changed.values(flags=answered, updated_at=now))
    return True


def set_status(  # noqa: PLR0917  (what a form holds)
    db: Session,
    patient_id: UUID,
    before: str,
    after: str,
    now: datetime,
    seen: int | None = None,
    due: date | None = None,
) -> bool:
    """Set the status if it is still `before`, and return whether it was.

    `due` is the day of the follow-up; without one, the record has none.
    `seen` is the number of `news` that the member was shown. With it, the status is set only if they have seen all
    news, which then counts as read.
    """
    if seen is None:
        return _set(db, patient_id, _table.status == before, status=after, due_on=due, updated_at=now)
    still = _table.status == before, or_(_table.news_at.is_(None), _table.news == seen)
    return _set(db, patient_id, *still, status=after, due_on=due, updated_at=now, **_READ)


def read_news(db: Session, patient_id: UUID, seen: int, now: datetime) -> bool:
    """Note that a member has read the news, and return whether they saw all of it."""
    still = _table.news_at.is_not(None), _table.news == seen
    return _set(db, patient_id, *still, updated_at=now, **_READ)


def assign(  # noqa: PLR0917  (what a form holds)
    db: Session,
    patient_id: UUID,
    before: UUID | None,
    after: UUID | None,
    now: datetime,
    by: UUID | None = None,
) -> bool:
    """Assign the record to a member or to nobody, if `before` still has it.

    Return whether they had it. The member is shown it as new until they open it, unless they assigned it themselves.
    """
    still = _table.assigned_to.is_not_distinct_from(before)
    news = now if after and after != by else None
    return _set(db, patient_id, still, assigned_to=after, assigned_news_at=news, updated_at=now)


def set_due(db: Session, patient_id: UUID, before: date | None, due: date | None, now: datetime) -> bool:
    """Set the day of a follow-up if it is still `before`, and return whether it was."""
    still = _table.status == FOLLOW_UP, _table.due_on.is_not_distinct_from(before)
    changed = update(patients).where(_table.id == patient_id, *still).values(due_on=due, updated_at=now)
    return db.execute(changed.returning(_table.id)).first() is not None


def count_due(db: Session, day: date, filters: PatientFilters = EVERYBODY, cap: int = 1000) -> int:
    """Count those who are due by a day and pass the filters, no further than `cap`.

    The filter's status is ignored.
    """
    due = narrowed(select(literal(1)), replace(filters, status="", due_by=day)).limit(cap).subquery()
    return int(db.execute(select(func.count()).select_from(due)).scalar_one())


def see(db: Session, patient_id: UUID, member_id: UUID) -> None:
    """Note that a member has opened a record, which is then no longer news to them."""
    news = _table.assigned_to == member_id, _table.assigned_news_at.is_not(None)
    db.execute(update(patients).where(_table.id == patient_id, *news).values(assigned_news_at=None))


# What a record said before each change.


def versions(db: Session, patient_id: UUID) -> list[KeptVersion]:
    """Return the versions that were written over, newest first. Opens nothing."""
    kept = select(*columns_of(KeptVersion, patient_versions)).where(_versions.patient_id == patient_id)
    return all_of(KeptVersion, db.execute(kept.order_by(_versions.version.desc())))


def values_at(db: Session, patient_id: UUID, version: int) -> dict[str, str] | Unreadable | None:
    """Return what the columns held at a version that was written over, by name.

    None when it is not kept. `extra` is what `Extra.load` takes. A column that no key opened then is left out,
    unless one opens it now.
    """
    kept = select(*_version.read, _versions.snapshot).where(
        _versions.patient_id == patient_id, _versions.version == version
    )
    row = db.execute(kept).one_or_none()
    if row is None:
        return None
    if not _version.is_genuine(keys_of(db).sealer, row):
        return Unreadable(SNAPSHOT, row.id)
    try:
        snapshot = json.loads(keys_of(db).sealer.open(SNAPSHOT, row.id, row.snapshot))
    except Unreadable as unreadable:
        return unreadable.with_traceback(None)  # a traceback would hold the frames in which the keys are
    regained, _ = _opened(db, patient_id, snapshot["unreadable"])
    return {**snapshot["values"], **regained}


def _row(db: Session, new: NewPatient) -> dict[str, Any]:
    values = {
        "id": new.id,
        "conversation_id": new.conversation_id,
        "created_at": new.created_at,
        "updated_at": new.created_at,
        "version": 1,
        "status": new.status,
        "language": new.language,
        "flags": new.flags,
        **_seal(db, new.id, new.values()),
        "birth_date_index": _birth_date_index(db, new.answers.get(BIRTH_DATE.name, "")),
        "starts_version": 1,
        "names_version": 1,
        "came_by": new.came_by,
    }
    return values | _vouched.by(keys_of(db).sealer, values)


def _seal(db: Session, row: UUID, values: Mapping[str, str]) -> dict[str, str]:
    return {name: keys_of(db).sealer.seal(_SEALED[name], row, value) for name, value in values.items()}


def _birth_date_index(db: Session, birth_date: str) -> bytes | None:
    """Return the index of a full date, else None.

    Years and ages are neither searched for nor a sign of a duplicate.
    """
    return keys_of(db).blind_index.of(BIRTH_DATE, birth_date) if is_whole(birth_date) else None


def _set(db: Session, patient_id: UUID, *still: ColumnElement[bool], **values: object) -> bool:
    changed = update(patients).where(_table.id == patient_id, *still).values(values)
    return db.execute(changed.returning(_table.id)).first() is not None


def _hold(db: Session, patient_id: UUID) -> Row[Any]:
    """Return the row, locked.

    A caller who waited for the lock reads what the other wrote.
    """
    locked = selecting(ALL).where(_table.id == patient_id).with_for_update()
    row = db.execute(locked).one_or_none()
    if row is None:
        raise NoSuchPatient
    return row


def _longer(db: Session, row: Row[Any], added: Mapping[str, str]) -> dict[str, str]:
    """Return the answers with what is added, where they open and have room."""
    if not added:
        return {}
    before, _ = _opened(db, row.id, {column.name: row._mapping[column.name] for column in PATIENT})  # noqa: SLF001  (SQLAlchemy's public name)
    others = Extra.load(before[EXTRA.name]).answers if EXTRA.name in before else None
    earlier = {
        key: before.get(key) if key in OWN_COLUMNS else None if others is None else others.get(key, "")
        for key in added
    }
    whole = {key: joined(key, text, added[key]) for key, text in earlier.items() if text is not None}
    return {key: text for key, text in whole.items() if text is not None}


def _write_over(  # noqa: PLR0917  (as `change`)
    db: Session, row: Row[Any], answers: Mapping[str, str], emergency: bool, actor: str, now: datetime
) -> int:
    before = _keep_version(db, row, actor, now)
    extra = Extra.load(before[EXTRA.name]) if EXTRA.name in before else Extra()
    flags = flags_after(row.flags, emergency=emergency)
    known = {**extra.answers, **answers} if EXTRA.name in before else None
    allergy = {ALLERGY.name: allergy_text(row.version + 1, known)}
    version = _replace(db, row, now, changed_values(answers, extra) | allergy, flags)
    if NAME.name in answers:
        fragments.replace(db, (row.id, row.created_at, answers[NAME.name]))
    return version


def _replace(db: Session, row: Row[Any], now: datetime, values: Mapping[str, str], flags: str | None) -> int:
    """Seal new values into these columns of a held row, and return its new version."""
    version = row.version + 1
    changed: dict[str, Any] = {"version": version, "updated_at": now, "flags": flags}
    changed["starts_version"] = changed["names_version"] = version
    changed |= _seal(db, row.id, values)
    if BIRTH_DATE.name in values:
        changed["birth_date_index"] = _birth_date_index(db, values[BIRTH_DATE.name])
    db.execute(update(patients).where(_table.id == row.id).values(changed))
    return int(version)


def _keep_version(db: Session, row: Row[Any], actor: str, now: datetime) -> dict[str, str]:
    """Keep the row's values as a version, and return them.

    Of values that do not open, the tokens are kept.

    Raises:
        WrongKeys: a value does not open, and other processes have a key that we lack.
    """
    tokens = {column.name: row._mapping[column.name] for column in PATIENT}  # noqa: SLF001  (SQLAlchemy's public name)
    values, unreadable = _opened(db, row.id, tokens)
    if unreadable:
        keys.check(db.connection(), keys_of(db).sealer, keys_of(db).blind_index)
    new = uuid4()
    snapshot = json.dumps({"values": values, "unreadable": unreadable}, ensure_ascii=False)
    kept = {"id": new, "patient_id": row.id, "version": row.version, "at": now, "actor": actor}
    kept |= {"snapshot": keys_of(db).sealer.seal(SNAPSHOT, new, snapshot)}
    db.execute(insert(patient_versions), kept | _version.by(keys_of(db).sealer, kept))
    return values


def _opened(db: Session, patient_id: UUID, tokens: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the values of the tokens that open, and the tokens that do not."""
    values, unreadable = {}, {}
    for column in PATIENT:
        if token := tokens.get(column.name):
            try:
                values[column.name] = keys_of(db).sealer.open(column, patient_id, token)
            except Unreadable:
                unreadable[column.name] = token
    return values, unreadable
