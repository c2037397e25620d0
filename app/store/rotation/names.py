"""The words of names, their beginnings, and choices: blind indexes, by patient."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from app import crypto
from app.crypto import BlindIndex, Unreadable
from app.intake.answers.names import name_words
from app.store.model import table_of
from app.store.patients.fragments import NAME_WORD, NameStart, NameWord, start_indexes
from app.store.patients.patient import Patient, patients
from app.store.patients.patient_choices import PatientChoice, choice_indexes
from app.store.rotation.part import Apart, Part, Reading, RotationKeys, Swap, next_rows, running

_Row = Row[*tuple[Any, ...]]


def _words_of(index: BlindIndex, _patient: UUID, name: str) -> list[tuple[bytes, ...]]:
    return [index.candidates(NAME_WORD, word) for word in name_words(name)]


Wanted = Callable[[BlindIndex, UUID, str], list[tuple[bytes, ...]]]
"""A function that makes a patient's indexes under every key: of NAME_WORD, of NAME_START, or of CHOICE."""


class Indexed(NamedTuple):
    """What a table of indexes is made of."""

    of: crypto.Column
    """The sealed column that they are of."""
    wanted: Wanted


OF_PATIENTS: Final[dict[sa.Column[bytes], Indexed]] = {
    table_of(NameWord).c.word_index: Indexed(Patient.name.column, _words_of),
    table_of(NameStart).c.start_index: Indexed(Patient.name.column, start_indexes),
    table_of(PatientChoice).c.choice_index: Indexed(Patient.particulars.column, choice_indexes),
}


class PatientIndexes(Part):
    """The indexes in one table of a value of all patients, a patient at a time.

    A patient who lacks an index, or has one too many, is indexed again.
    """

    table = patients

    def __init__(self, stored: sa.Column[bytes], indexed: Indexed) -> None:
        self.name = stored.table.name
        self._of = indexed.of
        self._value = patients.c[indexed.of.name]
        self._stored = stored
        self._column = str(stored)
        self._indexes = stored.table
        self._wanted = indexed.wanted
        this = (self._indexes.c.patient_id == bindparam("row"), stored == bindparam("held"))
        self._swap = running(update(self._indexes).where(*this).values({stored.name: bindparam("new")}))

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None) -> Reading:
        """Read the next patients, and see under which key each index of their names is."""
        wanted = select(patients.c.id, self._value, patients.c.created_at)
        rows = next_rows(connection, wanted, patients.c.id, after)
        reading = Reading.of(rows)
        held = self._held(connection, rows)
        swaps: list[Swap] = []
        tokens = [(row.id, row[1]) for row in rows if row[1] is not None]
        values = iter(keys.sealer.open_many(self._of, tokens))
        for row in rows:
            value = "" if row[1] is None else next(values)
            if isinstance(value, Unreadable):
                reading.note(self._column, Apart.UNREADABLE, row.id)
            else:
                own = self._wanted(keys.index, row.id, value)
                swaps += self._settled(reading, row, own, held[row.id])
        reading.swaps = lambda: swaps
        return reading

    def _held(self, connection: Connection, rows: Sequence[_Row]) -> defaultdict[UUID, set[bytes]]:
        held: defaultdict[UUID, set[bytes]] = defaultdict(set)
        if rows:
            patient_id = self._indexes.c.patient_id
            found = select(patient_id, self._stored).where(patient_id.between(rows[0].id, rows[-1].id))
            for patient, index in connection.execute(found):
                held[patient].add(index)
        return held

    def _settled(
        self, reading: Reading, row: _Row, wanted: list[tuple[bytes, ...]], held: set[bytes]
    ) -> list[Swap]:
        """Note where each index is, and return what brings them under the newest key."""
        known = {each: (place, own[0]) for own in wanted for place, each in enumerate(own)}
        astray = len(held - known.keys()) + sum(held.isdisjoint(own) for own in wanted)
        for place in [known[index][0] for index in held & known.keys()] + [Apart.ASTRAY] * astray:
            reading.note(self._column, place, row.id)
        newest = {own[0] for own in wanted}
        if astray or len(held) > len(newest):  # more: one is there under two keys
            return [Swap(self._index_again, {"row": row.id, "read": row, "newest": newest})]
        old = held - newest
        return [Swap(self._swap, {"row": row.id, "held": index, "new": known[index][1]}) for index in old]

    def _index_again(self, connection: Connection, values: list[dict[str, Any]]) -> int:
        """Replace all indexes of these patients, held as for a correction."""
        made = 0
        for each in values:
            patient, token, created_at = each["read"]
            held = self._value.is_not_distinct_from(token)
            this = select(patients.c.id).where(patients.c.id == patient, held)
            if connection.execute(this.with_for_update()).first() is None:
                continue
            connection.execute(delete(self._indexes).where(self._indexes.c.patient_id == patient))
            for index in each["newest"]:
                row = {"patient_id": patient, self._stored.name: index}
                if "created_at" in self._indexes.c:
                    row["created_at"] = created_at
                connection.execute(insert(self._indexes).values(row))
            made += 1
        return made
