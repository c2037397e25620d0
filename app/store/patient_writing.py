"""Writing new patients down: sealed, and indexed so that they are found again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert

from app.intake.answers.birthdate import is_whole
from app.intake.answers.names import name_words
from app.store.columns import BIRTH_DATE, NAME, NAME_WORD, PATIENT
from app.store.patient import NewPatient
from app.store.patient_rows import PatientRows
from app.store.tables import patient_name_words, patients

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

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
