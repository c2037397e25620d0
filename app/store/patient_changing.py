"""Changing a patient without forgetting: what was there is kept, and of two who change it at once one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, delete, select, update

from app.store.columns import BIRTH_DATE, EXTRA, NAME
from app.store.patient import (
    EMERGENCY,
    EMERGENCY_ANSWERED,
    Extra,
    NoSuchPatient,
    changed_values,
    dump_flags,
    flags_in,
    load_flags,
)
from app.store.patient_rows import ALL, selecting
from app.store.patient_versions import PatientVersions
from app.store.patient_writing import PatientWriting
from app.store.tables import patient_name_words, patients

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

_table = patients.c


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

    def set_status(self, patient_id: UUID, before: str, after: str, now: datetime) -> bool:
        """Set the status if it is still what it was, and return whether it was: one conditional UPDATE."""
        return self._set(patient_id, _table.status == before, status=after, updated_at=now)

    def assign(self, patient_id: UUID, before: UUID | None, after: UUID | None, now: datetime) -> bool:
        """Give the record to a member, or to nobody, if it is still whose it was. Return whether it was."""
        still = _table.assigned_to.is_not_distinct_from(before)
        return self._set(patient_id, still, assigned_to=after, updated_at=now)

    def _set(self, patient_id: UUID, still: ColumnElement[bool], **values: object) -> bool:
        changed = update(patients).where(_table.id == patient_id, still).values(values)
        return self._connection.execute(changed.returning(_table.id)).first() is not None

    def _hold(self, patient_id: UUID) -> Row[Any]:
        """Return the row, locked: whoever waited for it reads what the other left."""
        locked = selecting(ALL).where(_table.id == patient_id).with_for_update()
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
            .where(_table.id == row.id)
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
