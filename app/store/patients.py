"""Patients: creating, listing and changing them without forgetting what was there.

A change keeps the old answers as a sealed version. When two members change a record at once, one of them succeeds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, func, insert, literal, or_, select, update

from app.crypto import Unreadable
from app.intake.answers.dates import is_whole
from app.intake.questions import joined
from app.store import keys
from app.store.columns import ALLERGY, BIRTH_DATE, EXTRA, NAME, PATIENT, SENDER_ADDRESS, SNAPSHOT
from app.store.fragments import Fragments
from app.store.patient import (
    ALL,
    EMERGENCY,
    EMERGENCY_ANSWERED,
    EVERYBODY,
    NEWEST_FIRST,
    OWN_COLUMNS,
    Extra,
    NewPatient,
    NoSuchPatient,
    Patient,
    PatientFilters,
    Place,
    allergy_text,
    changed_values,
    dump_flags,
    equal_to,
    every_status,
    flags_after,
    load_flags,
    narrowed,
    newer,
    older,
    open_list,
    open_one,
    selecting,
    with_news,
)
from app.store.rows import Part, SealedRows, all_of, columns_of
from app.store.tables import (
    conversations,
    patient_name_starts,
    patient_name_words,
    patient_versions,
    patients,
)
from app.store.vouched import Vouched

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


class Patients(SealedRows):
    """The patients of one transaction."""

    _fragments = Part(Fragments)

    def create(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
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
        new = NewPatient(
            patient_id, conversation_id, now, "new", language, answers, emergency, came_by=came_by
        )
        self.create_many([new])

    def create_many(self, new: Sequence[NewPatient]) -> None:
        """Create patients with three statements, however many they are."""
        if new:
            self._connection.execute(insert(patients), [self._row(patient) for patient in new])
            self._insert_words([row for each in new for row in self._words(each)])
            self._connection.execute(
                insert(patient_name_starts), [row for each in new for row in self._starts(each)]
            )

    def get(self, patient_id: UUID, columns: Collection[str] = ALL) -> Patient | None:
        """Return the patient, with these columns opened, one by one.

        Raises:
            KeyError: a patient has no such column.
        """
        vouched = selecting(columns).add_columns(_table.seal)
        row = self._connection.execute(vouched.where(_table.id == patient_id)).one_or_none()
        return None if row is None else open_one(self._sealer, row, columns)

    def numbers(self, listed: Collection[Patient]) -> dict[UUID, str | Unreadable]:
        """Map patient id to sender address, opened in bulk.

        Patients without a conversation are omitted.
        """
        table = conversations.c
        spoke = {patient.conversation_id for patient in listed if patient.conversation_id}
        rows = self._connection.execute(select(table.id, table.address).where(table.id.in_(spoke))).all()
        opened = self._sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
        addresses = {row.id: address for row, address in zip(rows, opened, strict=True)}
        return {
            patient.id: addresses[patient.conversation_id]
            for patient in listed
            if patient.conversation_id in addresses
        }

    # Lists, page by page in either direction: each page is read off an index from where the last one ended.

    def page(
        self,
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
        return open_list(self._sealer, self._connection.execute(listed).all(), columns)

    def counts(self, filters: PatientFilters = EVERYBODY, cap: int = 1000) -> dict[str, int]:
        """Count those who pass the filters by status, with the sum under "".

        The filter's status and its day are ignored. A status is counted no further than `cap`, so there may be more than that.
        """
        if filters.flag:
            return self._counts_of_few(filters, cap)
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
        rows = self._connection.execute(
            select(statuses.c.status, how_many).where(statuses.c.status.is_not(None))
        )
        counted: dict[str, int] = {status: count for status, count in rows}  # noqa: C416  (rows are no pairs to mypy)
        return {**counted, "": sum(counted.values())}

    def _counts_of_few(self, filters: PatientFilters, cap: int) -> dict[str, int]:
        """Count as `counts` does, from those who have a flag."""
        passing = narrowed(select(_table.status), replace(filters, status="", due_by=None)).subquery()
        counted = select(passing.c.status, func.count().label("many")).group_by(passing.c.status)
        found = {row.status: min(cap, row.many) for row in self._connection.execute(counted)}
        return {**found, "": sum(found.values())}

    def unread(
        self, limit: int, columns: Collection[str] = _NAMES, filters: PatientFilters = EVERYBODY
    ) -> list[Patient]:
        """Return patients with news that no member has read, newest news first.

        Raises:
            KeyError: a patient has no such column.
        """
        listed = narrowed(selecting(columns), filters, few=True).where(_table.news_at.is_not(None))
        listed = listed.order_by(_table.news_at.desc(), _table.id.desc()).limit(limit)
        return open_list(self._sealer, self._connection.execute(listed).all(), columns)

    def newest(self, filters: PatientFilters = EVERYBODY) -> UUID | None:
        """Return the newest patient who passes the filters."""
        found = narrowed(select(_table.id), filters).order_by(*NEWEST_FIRST).limit(1)
        return self._connection.execute(found).scalar_one_or_none()

    # Changes.

    def update(  # noqa: PLR0917  (what the patient's message holds)
        self,
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
        row = self._hold(patient_id)
        longer = self._longer(row, added)
        if answers or longer or emergency:
            self._write_over(row, {**answers, **longer}, emergency, actor, now)
        self._connection.execute(with_news(patient_id, now, way))
        return {key: text for key, text in added.items() if key not in longer}

    def correct(
        self, patient_id: UUID, version: int, answers: Mapping[str, str], actor: str, now: datetime
    ) -> int | None:
        """Update answers if the record is at this version, and return the new version.

        None when somebody else was first. Raises what `update` raises.
        """
        row = self._hold(patient_id)
        return self._write_over(row, answers, False, actor, now) if row.version == version else None

    def answer_emergency(self, patient_id: UUID, now: datetime) -> bool:
        """Note that the patient was called back about the emergency word.

        False when there was none, or somebody has called already. No answer changes, so nothing is opened, and the
        record keeps its version.

        Raises:
            NoSuchPatient: nobody has this id.
        """
        held = select(_table.flags).where(_table.id == patient_id).with_for_update()
        row = self._connection.execute(held).one_or_none()
        if row is None:
            raise NoSuchPatient
        flags = load_flags(row.flags or "")
        if EMERGENCY not in flags:
            return False
        answered = dump_flags(EMERGENCY_ANSWERED if flag == EMERGENCY else flag for flag in flags)
        changed = update(patients).where(_table.id == patient_id)
        self._connection.execute(changed.values(flags=answered, updated_at=now))
        return True

    def set_status(  # noqa: PLR0917  (what a form holds)
        self,
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
            return self._set(patient_id, _table.status == before, status=after, due_on=due, updated_at=now)
        still = _table.status == before, or_(_table.news_at.is_(None), _table.news == seen)
        return self._set(patient_id, *still, status=after, due_on=due, updated_at=now, **_READ)

    def read_news(self, patient_id: UUID, seen: int, now: datetime) -> bool:
        """Note that a member has read the news, and return whether they saw all of it."""
        still = _table.news_at.is_not(None), _table.news == seen
        return self._set(patient_id, *still, updated_at=now, **_READ)

    def assign(
        self,
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
        return self._set(patient_id, still, assigned_to=after, assigned_news_at=news, updated_at=now)

    # What a record said before each change.

    def versions(self, patient_id: UUID) -> list[KeptVersion]:
        """Return the versions that were written over, newest first. Opens nothing."""
        kept = select(*columns_of(KeptVersion, patient_versions)).where(_versions.patient_id == patient_id)
        return all_of(KeptVersion, self._connection.execute(kept.order_by(_versions.version.desc())))

    def values_at(self, patient_id: UUID, version: int) -> dict[str, str] | Unreadable | None:
        """Return what the columns held at a version that was written over, by name.

        None when it is not kept. `extra` is what `Extra.load` takes. A column that no key opened then is left out,
        unless one opens it now.
        """
        kept = select(*_version.read, _versions.snapshot).where(
            _versions.patient_id == patient_id, _versions.version == version
        )
        row = self._connection.execute(kept).one_or_none()
        if row is None:
            return None
        if not _version.is_genuine(self._sealer, row):
            return Unreadable(SNAPSHOT, row.id)
        try:
            snapshot = json.loads(self._sealer.open(SNAPSHOT, row.id, row.snapshot))
        except Unreadable as unreadable:
            return unreadable.with_traceback(None)  # a traceback would hold the frames in which the keys are
        regained, _ = self._opened(patient_id, snapshot["unreadable"])
        return {**snapshot["values"], **regained}

    def _row(self, new: NewPatient) -> dict[str, Any]:
        values = {
            "id": new.id,
            "conversation_id": new.conversation_id,
            "created_at": new.created_at,
            "updated_at": new.created_at,
            "version": 1,
            "status": new.status,
            "language": new.language,
            "flags": new.flags,
            **self._seal(new.id, new.values()),
            "birth_date_index": self._birth_date_index(new.answers.get(BIRTH_DATE.name, "")),
            "starts_version": 1,
            "names_version": 1,
            "came_by": new.came_by,
        }
        return values | _vouched.by(self._sealer, values)

    def _words(self, new: NewPatient) -> Iterator[dict[str, Any]]:
        return self._fragments.words(new.id, new.created_at, new.answers.get(NAME.name, ""))

    def _starts(self, new: NewPatient) -> Iterator[dict[str, Any]]:
        return self._fragments.rows(new.id, new.created_at, new.answers.get(NAME.name, ""))

    def _seal(self, row: UUID, values: Mapping[str, str]) -> dict[str, str]:
        return {name: self._sealer.seal(_SEALED[name], row, value) for name, value in values.items()}

    def _birth_date_index(self, birth_date: str) -> bytes | None:
        """Return the index of a full date, else None.

        Years and ages are neither searched for nor a sign of a duplicate.
        """
        return self._index.of(BIRTH_DATE, birth_date) if is_whole(birth_date) else None

    def _insert_words(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(patient_name_words), rows)

    def _set(self, patient_id: UUID, *still: ColumnElement[bool], **values: object) -> bool:
        changed = update(patients).where(_table.id == patient_id, *still).values(values)
        return self._connection.execute(changed.returning(_table.id)).first() is not None

    def _hold(self, patient_id: UUID) -> Row[Any]:
        """Return the row, locked.

        A caller who waited for the lock reads what the other wrote.
        """
        locked = selecting(ALL).where(_table.id == patient_id).with_for_update()
        row = self._connection.execute(locked).one_or_none()
        if row is None:
            raise NoSuchPatient
        return row

    def _longer(self, row: Row[Any], added: Mapping[str, str]) -> dict[str, str]:
        """Return the answers with what is added, where they open and have room."""
        if not added:
            return {}
        before, _ = self._opened(row.id, {column.name: row._mapping[column.name] for column in PATIENT})  # noqa: SLF001  (SQLAlchemy's public name)
        others = Extra.load(before[EXTRA.name]).answers if EXTRA.name in before else None
        earlier = {
            key: before.get(key) if key in OWN_COLUMNS else None if others is None else others.get(key, "")
            for key in added
        }
        whole = {key: joined(key, text, added[key]) for key, text in earlier.items() if text is not None}
        return {key: text for key, text in whole.items() if text is not None}

    def _write_over(
        self, row: Row[Any], answers: Mapping[str, str], emergency: bool, actor: str, now: datetime
    ) -> int:
        before = self._keep_version(row, actor, now)
        extra = Extra.load(before[EXTRA.name]) if EXTRA.name in before else Extra()
        flags = flags_after(row.flags, emergency=emergency)
        known = {**extra.answers, **answers} if EXTRA.name in before else None
        allergy = {ALLERGY.name: allergy_text(row.version + 1, known)}
        version = self._replace(row, now, changed_values(answers, extra) | allergy, flags)
        if NAME.name in answers:
            self._fragments.write(row.id, row.created_at, answers[NAME.name])
        return version

    def _replace(self, row: Row[Any], now: datetime, values: Mapping[str, str], flags: str | None) -> int:
        """Seal new values into these columns of a held row, and return its new version."""
        version = row.version + 1
        changed: dict[str, Any] = {"version": version, "updated_at": now, "flags": flags}
        changed["starts_version"] = changed["names_version"] = version
        changed |= self._seal(row.id, values)
        if BIRTH_DATE.name in values:
            changed["birth_date_index"] = self._birth_date_index(values[BIRTH_DATE.name])
        self._connection.execute(update(patients).where(_table.id == row.id).values(changed))
        return int(version)

    def _keep_version(self, row: Row[Any], actor: str, now: datetime) -> dict[str, str]:
        """Keep the row's values as a version, and return them.

        Of values that do not open, the tokens are kept.

        Raises:
            WrongKeys: a value does not open, and other processes have a key that we lack.
        """
        tokens = {column.name: row._mapping[column.name] for column in PATIENT}  # noqa: SLF001  (SQLAlchemy's public name)
        values, unreadable = self._opened(row.id, tokens)
        if unreadable:
            keys.check(self._connection, self._sealer, self._index)
        new = uuid4()
        snapshot = json.dumps({"values": values, "unreadable": unreadable}, ensure_ascii=False)
        kept = {"id": new, "patient_id": row.id, "version": row.version, "at": now, "actor": actor}
        kept |= {"snapshot": self._sealer.seal(SNAPSHOT, new, snapshot)}
        self._connection.execute(insert(patient_versions), kept | _version.by(self._sealer, kept))
        return values

    def _opened(self, patient_id: UUID, tokens: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the values of the tokens that open, and the tokens that do not."""
        values, unreadable = {}, {}
        for column in PATIENT:
            if token := tokens.get(column.name):
                try:
                    values[column.name] = self._sealer.open(column, patient_id, token)
                except Unreadable:
                    unreadable[column.name] = token
        return values, unreadable
