"""Patients: everything that the store does with them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from app.crypto import Unreadable
from app.intake.answers.dates import is_whole
from app.intake.answers.names import name_words
from app.store import keys
from app.store.columns import BIRTH_DATE, EXTRA, NAME, NAME_WORD, NOTE, PATIENT, SENDER_ADDRESS, SNAPSHOT
from app.store.patient import (
    ALL,
    EMERGENCY,
    EMERGENCY_ANSWERED,
    Extra,
    NewPatient,
    NoSuchPatient,
    Opened,
    PatientRows,
    changed_values,
    dump_flags,
    flags_in,
    load_flags,
    open_one,
    selecting,
)
from app.store.patient_search import LookAlikes, PatientFinding, PatientList, PatientMarks
from app.store.rows import SealedRows
from app.store.tables import conversations, patient_name_words, patient_notes, patient_versions, patients

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from app.store.patient import Patient


# Writing new patients down: sealed, and indexed so that they are found again.

_SEALED: Final = {column.name: column for column in PATIENT}


class PatientWriting(PatientRows):
    """What writes new patients down."""

    __slots__ = ()

    def create(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        patient_id: UUID,
        conversation_id: UUID | None,
        language: str,
        answers: Mapping[str, str],
        emergency: bool,
        now: datetime,
    ) -> None:
        """Write down a new patient. Answers without a column of their own share the sealed `extra`."""
        self.create_many([NewPatient(patient_id, conversation_id, now, "new", language, answers, emergency)])

    def create_many(self, new: Sequence[NewPatient]) -> None:
        """Write down new patients: two statements for them all."""
        if new:
            self._connection.execute(insert(patients), [self._row(patient) for patient in new])
            self._insert_words([row for patient in new for row in self._words(patient)])

    def _row(self, new: NewPatient) -> dict[str, Any]:
        return {
            "id": new.id,
            "conversation_id": new.conversation_id,
            "created_at": new.created_at,
            "updated_at": new.created_at,
            "version": 1,
            "status": new.status,
            "language": new.language,
            "flags": new.flags,
            **self._sealed(new.id, new.values()),
            "birth_date_index": self._born(new.answers.get(BIRTH_DATE.name, "")),
        }

    def _words(self, new: NewPatient) -> Iterator[dict[str, Any]]:
        return self._name_words(new.id, new.created_at, new.answers.get(NAME.name, ""))

    def _sealed(self, row: UUID, values: Mapping[str, str]) -> dict[str, str]:
        return {name: self._sealer.seal(_SEALED[name], row, value) for name, value in values.items()}

    def _born(self, birth_date: str) -> bytes | None:
        """Return the index of a day. Nobody looks for a year or an age, and who shares one is not alike for it."""
        return self._index.of(BIRTH_DATE, birth_date) if is_whole(birth_date) else None

    def _name_words(self, patient_id: UUID, created_at: datetime, name: str) -> Iterator[dict[str, Any]]:
        for word in name_words(name):
            yield {
                "patient_id": patient_id,
                "word_index": self._index.of(NAME_WORD, word),
                "created_at": created_at,
            }

    def _insert_words(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(patient_name_words), rows)


# What a patient's record said before each change of its answers, sealed.

_patient_versions = patient_versions.c


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """That the answers of this version were written over: when, and by whom."""

    version: int
    at: datetime
    actor: str


class PatientVersions(PatientRows):
    """What keeps and shows the versions."""

    __slots__ = ()

    def versions(self, patient_id: UUID) -> list[KeptVersion]:
        """Return the versions that were written over, newest first. Opens nothing."""
        kept = select(_patient_versions.version, _patient_versions.at, _patient_versions.actor).where(
            _patient_versions.patient_id == patient_id
        )
        return [
            KeptVersion(*row)
            for row in self._connection.execute(kept.order_by(_patient_versions.version.desc()))
        ]

    def values_at(self, patient_id: UUID, version: int) -> dict[str, str] | Unreadable | None:
        """Return what the columns held at a version that was written over, by their names; None when it is not kept.

        `extra` is what `Extra.load` takes. A column that no key opened then is left out, unless one opens it now.
        """
        kept = select(_patient_versions.id, _patient_versions.snapshot).where(
            _patient_versions.patient_id == patient_id, _patient_versions.version == version
        )
        row = self._connection.execute(kept).one_or_none()
        if row is None:
            return None
        try:
            snapshot = json.loads(self._sealer.open(SNAPSHOT, row.id, row.snapshot))
        except Unreadable as unreadable:
            return unreadable.with_traceback(None)  # a traceback would hold the frames in which the keys are
        regained, _ = self._opened(patient_id, snapshot["unreadable"])
        return {**snapshot["values"], **regained}

    def _keep_version(self, row: Row[Any], actor: str, now: datetime) -> dict[str, str]:
        """Keep the row's values, with the tokens of those that do not open, and return the values.

        Raises:
            WrongKeys: a value does not open, and others have a key that we lack.
        """
        tokens = {column.name: row._mapping[column.name] for column in PATIENT}  # noqa: SLF001  (SQLAlchemy's public name)
        values, unreadable = self._opened(row.id, tokens)
        if unreadable:
            keys.check(self._connection, self._sealer, self._index)
        new = uuid4()
        snapshot = json.dumps({"values": values, "unreadable": unreadable}, ensure_ascii=False)
        self._connection.execute(
            insert(patient_versions).values(
                id=new,
                patient_id=row.id,
                version=row.version,
                at=now,
                actor=actor,
                snapshot=self._sealer.seal(SNAPSHOT, new, snapshot),
            )
        )
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


# Changing a patient without forgetting: what was there is kept, and of two who change it at once one is
# told.

_patients = patients.c


class PatientChanging(PatientWriting, PatientVersions):
    """What changes answers and states."""

    __slots__ = ()

    def update(
        self, patient_id: UUID, answers: Mapping[str, str], emergency: bool, actor: str, now: datetime
    ) -> None:
        """Write new answers over the old, and keep all the old ones as a sealed version.

        Raises:
            NoSuchPatient: see there.
            WrongKeys: a value does not open, and others have a key that we lack.
        """
        self._write_over(self._hold(patient_id), answers, emergency, actor, now)

    def correct(
        self, patient_id: UUID, version: int, answers: Mapping[str, str], actor: str, now: datetime
    ) -> int | None:
        """Do as `update` if the record is still at this version. Return its new one; None when others were first.

        Raises as `update` does.
        """
        row = self._hold(patient_id)
        return self._write_over(row, answers, False, actor, now) if row.version == version else None

    def answer_emergency(self, patient_id: UUID, now: datetime) -> bool:
        """Note that the patient was rung about the emergency word; False when there was none, or it was answered.

        No answer changes, so nothing is opened, and the record keeps its version.

        Raises:
            NoSuchPatient: see there.
        """
        held = select(_patients.flags).where(_patients.id == patient_id).with_for_update()
        row = self._connection.execute(held).one_or_none()
        if row is None:
            raise NoSuchPatient
        flags = load_flags(row.flags or "")
        if EMERGENCY not in flags:
            return False
        answered = dump_flags(EMERGENCY_ANSWERED if flag == EMERGENCY else flag for flag in flags)
        changed = update(patients).where(_patients.id == patient_id)
        self._connection.execute(changed.values(flags=answered, updated_at=now))
        return True

    def set_status(self, patient_id: UUID, before: str, after: str, now: datetime) -> bool:
        """Set the status if it is still what it was, and return whether it was: one conditional UPDATE."""
        return self._set(patient_id, _patients.status == before, status=after, updated_at=now)

    def assign(self, patient_id: UUID, before: UUID | None, after: UUID | None, now: datetime) -> bool:
        """Give the record to a member, or to nobody, if it is still whose it was. Return whether it was."""
        still = _patients.assigned_to.is_not_distinct_from(before)
        return self._set(patient_id, still, assigned_to=after, updated_at=now)

    def _set(self, patient_id: UUID, still: ColumnElement[bool], **values: object) -> bool:
        changed = update(patients).where(_patients.id == patient_id, still).values(values)
        return self._connection.execute(changed.returning(_patients.id)).first() is not None

    def _hold(self, patient_id: UUID) -> Row[Any]:
        """Return the row, locked: whoever waited for it reads what the other left."""
        locked = selecting(ALL).where(_patients.id == patient_id).with_for_update()
        row = self._connection.execute(locked).one_or_none()
        if row is None:
            raise NoSuchPatient
        return row

    def _write_over(
        self, row: Row[Any], answers: Mapping[str, str], emergency: bool, actor: str, now: datetime
    ) -> int:
        before = self._keep_version(row, actor, now)
        extra = Extra.load(before[EXTRA.name]) if EXTRA.name in before else Extra()
        flags = _flags(row.flags, before.get(EXTRA.name), emergency=emergency)
        version = self._replace(row, now, changed_values(answers, extra), flags)
        if NAME.name in answers:
            words = patient_name_words
            self._connection.execute(delete(words).where(words.c.patient_id == row.id))
            self._insert_words([*self._name_words(row.id, row.created_at, answers[NAME.name])])
        return version

    def _replace(self, row: Row[Any], now: datetime, values: Mapping[str, str], flags: str | None) -> int:
        """Seal these columns of a held row anew, and return the version that it is at then."""
        born = {"birth_date_index": self._born(values[BIRTH_DATE.name])} if BIRTH_DATE.name in values else {}
        self._connection.execute(
            update(patients)
            .where(_patients.id == row.id)
            .values(
                version=row.version + 1,
                updated_at=now,
                flags=flags,
                **self._sealed(row.id, values),
                **born,
            )
        )
        return int(row.version) + 1


def _flags(kept: str | None, extra: str | None, *, emergency: bool) -> str | None:
    """Return the flags of a record that is written over; one once set stays, for the clinic to take away.

    None: they are still to be found in an `extra` that no key of ours opens, and no news make up for them.
    """
    if kept is None and extra is None and not emergency:
        return None
    flags = load_flags(kept) if kept is not None else flags_in(extra) if extra is not None else ()
    return dump_flags((*flags, *([EMERGENCY] if emergency else [])))


class Patients(PatientList, PatientFinding, LookAlikes, PatientMarks, PatientChanging):
    """The patients of one transaction."""

    __slots__ = ()

    def get(self, patient_id: UUID, columns: Collection[str] = ALL) -> Patient | None:
        """Return the patient, with these columns opened, one by one.

        Raises:
            KeyError: a patient has no such column.
        """
        row = self._connection.execute(selecting(columns).where(patients.c.id == patient_id)).one_or_none()
        return None if row is None else open_one(self._sealer, row, columns)

    def numbers(self, listed: Collection[Patient]) -> dict[UUID, str | Unreadable]:
        """Return by patient the channel address that spoke for them, opened in bulk. Who has no conversation is left out."""
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


# Notes of the staff on a patient, sealed. They are added and read, and never changed.

_patient_notes = patient_notes.c
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Note:
    """A note, and who wrote it."""

    id: UUID
    at: datetime
    staff_id: UUID
    text: Opened = field(repr=False)


class Notes(SealedRows):
    """The notes of one transaction."""

    def add(self, patient_id: UUID, staff_id: UUID, text: str, now: datetime) -> UUID:
        """Add a note, and return its id.

        Raises:
            NoSuchPatient: see there.
            ValueError: the text holds a lone surrogate.
        """
        # A note is work on the record, whose days count anew. Held by it, or an erasure would make the note fail instead.
        worked_on = update(patients).where(patients.c.id == patient_id).values(updated_at=now)
        if self._connection.execute(worked_on.returning(patients.c.id)).first() is None:
            raise NoSuchPatient
        new = uuid4()
        sealed = self._sealer.seal(NOTE, new, text)
        values = {"id": new, "patient_id": patient_id, "at": now, "staff_id": staff_id, "text": sealed}
        self._connection.execute(insert(patient_notes), values)
        return new

    def count(self, patient_id: UUID) -> int:
        """Return how many notes there are on a patient. Opens none."""
        counted = select(func.count()).where(_patient_notes.patient_id == patient_id)
        return int(self._connection.execute(counted).scalar_one())

    def of(self, patient_id: UUID, limit: int = _SHOWN) -> list[Note]:
        """Return a patient's notes, newest first, opened."""
        newest = (
            select(_patient_notes.id, _patient_notes.at, _patient_notes.staff_id, _patient_notes.text)
            .where(_patient_notes.patient_id == patient_id)
            .order_by(_patient_notes.at.desc(), _patient_notes.id.desc())
            .limit(limit)
        )
        rows = self._connection.execute(newest).all()
        texts = self._sealer.open_many(NOTE, ((row.id, row.text) for row in rows))
        return [Note(row.id, row.at, row.staff_id, text) for row, text in zip(rows, texts, strict=True)]
