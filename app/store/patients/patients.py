"""Patients: creating, listing and changing them without forgetting what was there.

A change keeps the old answers as a sealed version. When two members change a record at once, one of them succeeds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session, undefer, with_expression
from sqlalchemy.orm.attributes import set_committed_value

from app.crypto import BlindIndex, Unreadable
from app.intake.answers.birth_date import is_whole
from app.intake.questionnaire import FIRST
from app.intake.questions import LONGEST, joined
from app.store import keys
from app.store.clinic import questionnaires
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.engine.database import NoSuchPatient
from app.store.model import as_found, connection_of, keys_of, opened, ours, table_of
from app.store.patients import fragments, patient_choices
from app.store.patients.patient import (
    ALL,
    ANSWERS,
    AT_WORK,
    EMERGENCY,
    EMERGENCY_ANSWERED,
    EXTRA,
    NEWEST_FIRST,
    OWN_COLUMNS,
    PARTICULARS,
    SYNTHETIC,
    KeptVersion,
    NewPatient,
    Patient,
    allergy_text,
    dump_others,
    load_others,
    patients,
    shared_of,
    with_news,
)
from app.store.patients.patient_filters import (
    EVERYBODY,
    OPEN,
    PatientFilters,
    Place,
    built_once,
    equal_to,
    every_status,
    narrowed,
    newer,
    older,
)
from app.store.patients.patient_flags import alarm_waits, call_asked_at
from app.store.vouched import Vouched

FOLLOW_UP: Final = "follow_up"
"""The status of a record that may have a day on which it is due."""
_table = patients.c
_vouched: Final = Vouched(patients)
_language: ColumnElement[str] = _table.language
_NAMES: Final = ("name",)
_SEALED: Final = {**{name: each.column for name, each in ANSWERS.items()}, "allergy": Patient.allergy.column}
_NOTHING: Final[Mapping[str, str]] = {}
_READ: Final = {"news_since": None, "news_at": None}
_spoke: Final = table_of(ConversationRow).c
_ADDRESSES: Final = select(_spoke.id, _spoke.address).where(_spoke.id.in_(bindparam("spoke", expanding=True)))


def selecting(columns: Collection[str]) -> Select[Patient]:
    """Return a SELECT of patients with these sealed columns.

    Raises:
        KeyError: a patient has no such column.
    """
    return _selecting(tuple(columns))


@cache
def _selecting(columns: tuple[str, ...]) -> Select[Patient]:
    asked = (undefer(getattr(Patient, ANSWERS[name].token)) for name in columns)
    return select(Patient).options(
        with_expression(Patient.alarm_waits, alarm_waits()),
        with_expression(Patient.call_asked_at, call_asked_at()),
        *asked,
    )


def opened_by_name(found: Iterable[Patient], columns: Collection[str]) -> list[Patient]:
    """Return what a SELECT by `selecting` found, with these columns opened in bulk."""
    return as_found(found, *(ANSWERS[name] for name in columns))


def create(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
    patient_id: UUID,
    conversation_id: UUID | None,
    language: str,
    answers: Mapping[str, str],
    emergency: bool,
    now: datetime,
    came_by: str = "chat",
    asked_version: int = FIRST,
) -> None:
    """Create a patient, who was asked that version of the questions.

    Answers without a column of their own share two: see `shared_columns`.
    """
    asked = questionnaires.at(db, asked_version)
    new = NewPatient(
        patient_id, conversation_id, now, "new", language, answers, emergency, came_by=came_by, asked=asked
    )
    create_many(db, [new])


def create_many(db: Session, new: Sequence[NewPatient]) -> None:
    """Create patients with three statements, however many they are."""
    if new:
        values = [patient.values() for patient in new]
        rows = [_row(db, patient, held) for patient, held in zip(new, values, strict=True)]
        connection_of(db).execute(insert(patients), rows)
        patient_choices.write(
            db, [(patient.id, held[PARTICULARS]) for patient, held in zip(new, values, strict=True)]
        )
        fragments.write(db, [(each.id, each.created_at, each.answers.get("name", "")) for each in new])


def get(db: Session, patient_id: UUID, columns: Collection[str] = ALL) -> Patient | None:
    """Return the patient, with these columns opened, one by one.

    Raises:
        KeyError: a patient has no such column.
    """
    found = _one(db, _by_id(tuple(columns)), patient_id)
    return opened_by_name([found], columns)[0] if found else None


@cache
def _by_id(columns: tuple[str, ...], *, held: bool = False) -> Select[Patient]:
    this = selecting(columns).where(_table.id == bindparam("patient"))
    return this.with_for_update() if held else this


def _one(db: Session, this: Select[Patient], patient_id: UUID) -> Patient | None:
    fresh = {"populate_existing": True}
    found = db.scalars(this, {"patient": patient_id}, execution_options=fresh).one_or_none()
    if found and not ours([found]):
        # Somebody else may have written it: nobody is written to.
        set_committed_value(found, "conversation_id", None)
    return found


def numbers(db: Session, those: Collection[Patient]) -> dict[UUID, str | Unreadable]:
    """Map patient id to sender address, opened in bulk.

    Patients without a conversation are omitted.
    """
    spoke = {patient.conversation_id for patient in those if patient.conversation_id}
    rows = connection_of(db).execute(_ADDRESSES, {"spoke": list(spoke)}).all()
    opened = keys_of(db).sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
    addresses = {row.id: address for row, address in zip(rows, opened, strict=True)}
    return {
        patient.id: addresses[patient.conversation_id]
        for patient in those
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
    found = narrowed(selecting(columns), filters, after=after).order_by(*NEWEST_FIRST).limit(limit)
    return opened_by_name(db.scalars(found), columns)


def counts(db: Session, filters: PatientFilters = EVERYBODY, cap: int = 1000) -> dict[str, int]:
    """Count those who pass the filters by status, with the sum under "".

    The filter's status and its day are ignored. A status is counted no further than `cap`, so there may be more than that.
    """
    return with_sum(connection_of(db).execute(by_status(filters, cap)), cap)


def with_sum(rows: Iterable[Sequence[Any]], cap: int) -> dict[str, int]:
    """Return what `by_status` counts, with the sum under ""."""
    counted: dict[str, int] = {status: min(cap, many) for status, many in rows}
    return {**counted, "": sum(counted.values())}


def by_status(filters: PatientFilters, cap: int) -> Select[str, int]:
    """Return the SELECT of what `counts` counts."""
    of_all = replace(filters, status="", due_by=None)
    return _by_status_of_few(of_all) if filters.flag else _by_status(of_all, cap)


def how_many(counted: Mapping[str, int], status: str) -> int:
    """Return how many of those that `counts` counted have a status, or are OPEN."""
    return sum(counted.get(each, 0) for each in (AT_WORK if status == OPEN else (status,)))


@built_once
def _by_status(filters: PatientFilters, cap: int) -> Select[str, int]:
    statuses = every_status()
    # A member has few patients and a language many, so SQLite is kept from using the language's index then.
    language = func.coalesce(_language, "") if filters.assigned_to else _language
    passing = select(literal(1)).where(
        _table.status == statuses.c.status,
        *equal_to(filters, language),
        *older(filters.until),
        *newer(filters.since),
    )
    # Ordered by an index: otherwise PostgreSQL would read the whole table for a rare status.
    some = passing.order_by(*NEWEST_FIRST).limit(cap).correlate(statuses).subquery()
    how_many = select(func.count()).select_from(some).scalar_subquery()
    return select(statuses.c.status, how_many).where(statuses.c.status.is_not(None))


@built_once
def _by_status_of_few(filters: PatientFilters) -> Select[str, int]:
    """Return the SELECT that counts those who have a flag, from these."""
    passing = narrowed(select(_table.status), filters).subquery()
    return select(passing.c.status, func.count()).group_by(passing.c.status)


def latest(db: Session, filters: PatientFilters = EVERYBODY) -> tuple[UUID | None, UUID | None, int | None]:
    """Return the newest patient, the one with the newest news, and how much it is."""
    newest, unread, news = connection_of(db).execute(latest_of(filters)).one()
    return newest, unread, news


@built_once
def latest_of(filters: PatientFilters) -> Select[UUID | None, UUID | None, int | None]:
    """Return the SELECT of `latest`."""
    # What is new is open, so any newest record will do, and the newest news too.
    whatever = replace(filters, status="") if filters.status == OPEN else filters
    newest = narrowed(select(_table.id), whatever).order_by(*NEWEST_FIRST).limit(1)
    on_any_day = replace(whatever, since=None, until=None)  # so that the index of the few with news is used
    having = narrowed(select(patients), on_any_day, few=True).where(_table.news_at.is_not(None))
    unread = having.order_by(_table.news_at.desc(), _table.id.desc()).limit(1)
    return select(
        newest.scalar_subquery(),
        unread.with_only_columns(_table.id).scalar_subquery(),
        unread.with_only_columns(_table.news).scalar_subquery(),
    )


def samples(db: Session, limit: int) -> list[UUID]:
    """Return patients who were made up, at most `limit`."""
    is_sample = type_coerce(_table.flags, String).contains(SYNTHETIC)
    return list(db.scalars(select(_table.id).where(is_sample).limit(limit)))


def change(  # noqa: PLR0917  (what the patient's message holds)
    db: Session,
    patient_id: UUID,
    answers: Mapping[str, str],
    emergency: bool,
    actor: str,
    now: datetime,
    added: Mapping[str, str] = _NOTHING,
    way: str = "",
    gone: Collection[str] = (),
    asked_version: int = FIRST,
) -> dict[str, str]:
    """Write new answers over the old, and keep all the old ones as a sealed version.

    Those that are `gone` are deleted. The record then says the newest version of the questions that was asked.
    `added` is appended to the earlier answers. Return the additions that were not written, because the answer has no
    room for them or does not open. The record then has news, and counts as answered by this `way` too.

    Raises:
        NoSuchPatient: nobody has this id.
        WrongKeys: a value does not open, and other processes have a key that we lack.
    """
    patient = _hold(db, patient_id)
    longer = _longer(db, patient, added)
    if answers or longer or emergency or gone:
        patient.asked_version = max(asked_version, patient.asked_version)
        patient.news, patient.news_at = patient.news + 1, now
        patient.news_since = patient.news_since or now
        if way:
            patient.came_by = way if patient.came_by == way else "both"
        _write_over(db, patient, {**answers, **longer, **dict.fromkeys(gone, "")}, emergency, actor, now)
    else:
        db.execute(with_news(patient_id, now, way))
    return {key: text for key, text in added.items() if key not in longer}


def correct(  # noqa: PLR0917  (what a form holds)
    db: Session, patient_id: UUID, version: int, answers: Mapping[str, str], actor: str, now: datetime
) -> int | None:
    """Update answers if the record is at this version, and return the new version.

    None when somebody else was first. Raises what `change` raises.
    """
    patient = _hold(db, patient_id)
    return _write_over(db, patient, answers, False, actor, now) if patient.version == version else None


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
    flags = row.flags or ()
    if EMERGENCY not in flags:
        return False
    answered = [EMERGENCY_ANSWERED if flag == EMERGENCY else flag for flag in flags]
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
    return connection_of(db).execute(due(filters, cap), {"day": day}).scalar_one()


@built_once
def due(filters: PatientFilters, cap: int) -> Select[int]:
    """Return the SELECT of `count_due`, which is told the `day`."""
    filters = replace(filters, status="", due_by=None)
    some = narrowed(select(literal(1)), filters).where(_table.due_on <= bindparam("day")).limit(cap)
    return select(func.count()).select_from(some.subquery())


def see(db: Session, patient_id: UUID, member_id: UUID) -> None:
    """Note that a member has opened a record, which is then no longer news to them."""
    connection_of(db).execute(_SEEN, {"patient": patient_id, "member": member_id})


_SEEN: Final = (
    update(patients)
    .where(
        _table.id == bindparam("patient"),
        _table.assigned_to == bindparam("member"),
        _table.assigned_news_at.is_not(None),
    )
    .values(assigned_news_at=None)
)


def versions(db: Session, patient_id: UUID) -> Sequence[KeptVersion]:
    """Return the versions that were written over, newest first. Opens nothing."""
    return db.scalars(_VERSIONS, {"patient": patient_id}).all()


_VERSIONS: Final = (
    select(KeptVersion)
    .where(KeptVersion.patient_id == bindparam("patient"))
    .order_by(KeptVersion.version.desc())
)


def values_at(db: Session, patient_id: UUID, version: int) -> dict[str, str] | Unreadable | None:
    """Return what the columns held at a version that was written over, by name.

    None when it is not kept. `extra` is what `load_others` takes. A column that no key opened then is left out, unless one
    opens it now.
    """
    this = select(KeptVersion).where(KeptVersion.patient_id == patient_id, KeptVersion.version == version)
    found = db.scalars(this.options(undefer(getattr(KeptVersion, KeptVersion.snapshot.token)))).all()
    for kept in opened(found, KeptVersion.snapshot):
        if not isinstance(kept.snapshot, str):
            return kept.snapshot
        said = json.loads(kept.snapshot)
        regained = {
            name: keys_of(db).sealer.open_many(ANSWERS[name].column, [(patient_id, token)])[0]
            for name, token in said["unreadable"].items()
        }
        return {**said["values"], **{name: text for name, text in regained.items() if isinstance(text, str)}}
    return None


def _row(db: Session, new: NewPatient, held: Mapping[str, str]) -> dict[str, Any]:
    sealer, index, _ = keys_of(db)
    values = {
        "id": new.id,
        "conversation_id": new.conversation_id,
        "created_at": new.created_at,
        "updated_at": new.created_at,
        "version": 1,
        "status": new.status,
        "language": new.language,
        "flags": new.flags,
        **{name: sealer.seal(_SEALED[name], new.id, value) for name, value in held.items()},
        "birth_date_index": _birth_date_index(index, new.answers.get("birth_date", "")),
        "starts_version": 1,
        "names_version": 1,
        "came_by": new.came_by,
        "asked_version": new.asked.version,
    }
    return values | _vouched.by(sealer, values)


def _birth_date_index(index: BlindIndex, birth_date: str) -> bytes | None:
    """Return the index of a full date, else None.

    Years and ages are neither searched for nor a sign of a duplicate.
    """
    return index.of(Patient.birth_date.column, birth_date) if is_whole(birth_date) else None


def _set(db: Session, patient_id: UUID, *still: ColumnElement[bool], **values: object) -> bool:
    changed = update(patients).where(_table.id == patient_id, *still).values(values)
    return db.execute(changed.returning(_table.id)).first() is not None


def _hold(db: Session, patient_id: UUID) -> Patient:
    """Return the patient, locked.

    A caller who waited for the lock reads what the other wrote.
    """
    patient = _one(db, _by_id(ALL, held=True), patient_id)
    if patient is None:
        raise NoSuchPatient
    return patient


def _longer(db: Session, patient: Patient, added: Mapping[str, str]) -> dict[str, str]:
    """Return the answers with what is added, where they open and have room."""
    if not added:
        return {}
    others = opened_by_name([patient], ALL)[0].others
    own = {key: getattr(patient, key) for key in OWN_COLUMNS}
    earlier = own | (
        {key: others.get(key, "") for key in added.keys() - own} if isinstance(others, dict) else {}
    )
    known = questionnaires.in_force(db)
    limits = {key: question.limit for key in added if (question := known.question(key))}
    whole = {
        key: joined(limits.get(key, LONGEST), text, added[key])
        for key in added
        if isinstance(text := earlier.get(key), str)
    }
    return {key: text for key, text in whole.items() if text is not None}


def _write_over(  # noqa: PLR0917  (as `change`)
    db: Session, patient: Patient, answers: Mapping[str, str], emergency: bool, actor: str, now: datetime
) -> int:
    """Write answers over a held record, and return its new version.

    Raises:
        WrongKeys: a value does not open, and other processes have a key that we lack.
    """
    _keep_version(db, patient, actor, now)
    others = patient.others
    known = {**others, **answers} if isinstance(others, dict) else None
    for key in OWN_COLUMNS:
        if key in answers:
            setattr(patient, key, answers[key])
    shared = _shared(db, patient, answers)
    for name, text in shared.items():
        setattr(patient, name, text)
    if "birth_date" in answers:
        patient.birth_date_index = _birth_date_index(keys_of(db).blind_index, answers["birth_date"])
    if emergency:
        patient.flags = tuple(dict.fromkeys((*(patient.flags or ()), EMERGENCY)))
    patient.updated_at = now
    new = patient.starts_version = patient.names_version = patient.version + 1
    patient.allergy = allergy_text(new, known)
    db.flush()
    if PARTICULARS in shared:
        patient_choices.replace(db, patient.id, shared[PARTICULARS])
    if "name" in answers:
        fragments.replace(db, (patient.id, patient.created_at, answers["name"]))
    return new


def _shared(db: Session, patient: Patient, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the shared columns that change, as they will be.

    One that does not open is written over only by answers of its own.
    """
    said = {name: getattr(patient, name) for name in (EXTRA, PARTICULARS)}
    held = {name: load_others(text) if isinstance(text, str) else {} for name, text in said.items()}
    asked = questionnaires.in_force(db)
    new = shared_of(answers, asked)
    whole = {
        # An answer that reception reads may have been kept among those about health by an earlier release.
        EXTRA: {key: text for key, text in held[EXTRA].items() if key not in new[PARTICULARS]} | new[EXTRA],
        PARTICULARS: held[PARTICULARS] | new[PARTICULARS],
    }
    return {
        name: dump_others({key: text for key, text in said.items() if text}, asked)
        for name, said in whole.items()
        if said != held[name]
    }


def _keep_version(db: Session, patient: Patient, actor: str, now: datetime) -> None:
    """Keep what the record says as a version; of values that do not open, the tokens."""
    opened_by_name([patient], ALL)
    said = {name: getattr(patient, name) for name in ALL}
    values = {name: text for name, text in said.items() if isinstance(text, str)}
    tokens = {name: getattr(patient, each.token) for name, each in ANSWERS.items() if name not in values}
    unreadable = {name: token for name, token in tokens.items() if token is not None}
    if unreadable:
        keys.check(db.connection(), keys_of(db).sealer, keys_of(db).blind_index)
    snapshot = json.dumps({"values": values, "unreadable": unreadable}, ensure_ascii=False)
    db.add(
        KeptVersion(patient_id=patient.id, version=patient.version, at=now, actor=actor, snapshot=snapshot)
    )
