"""Find records by a choice that reception may read, without opening any.

Each choice is a blind index beside its record, as the words of a name are. What is about health has none.
docs/security/sealing.md says what a reader of the tables learns from them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import BlindIndex, Column
from app.store.model import Base, NoSeal, connection_of, keys_of, table_of
from app.store.patients.fragments import SIZE, STEP, Candidates
from app.store.patients.patient import CHOSEN, patients

CHOICE: Final = Column("patient_choices", "choice")


class PatientChoice(Base):
    """A choice of a record, or padding."""

    __tablename__ = "patient_choices"
    __table_args__ = (Index(None, "choice_index", "patient_id"), {"sqlite_with_rowid": False})

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True)
    choice_index: Mapped[bytes] = mapped_column(LargeBinary(SIZE), primary_key=True)

    seal = NoSeal(
        "Keyed hashes, and a hint: as with a status, a list is narrowed by it, and nothing is opened."
    )


_choices: Final = table_of(PatientChoice)


class Choice(NamedTuple):
    """A choice that records are looked for by."""

    key: str
    code: str
    found_by: Candidates = ()
    """Its index under each key that we have; () as long as nobody has looked: see `indexed`."""

    @property
    def written(self) -> str:
        """Return it as addresses and the trail have it."""
        return f"{self.key}.{self.code}"


def choice(index: BlindIndex, key: str, code: str) -> Choice:
    """Return what a choice is found by."""
    return Choice(key, code, _candidates(index, f"{key} {code}"))


def chose(wanted: Choice) -> ColumnElement[bool]:
    """Return the condition that a record has the choice.

    Raises:
        LookupError: nobody has asked what it is found by.
    """
    if not wanted.found_by:
        raise LookupError("a choice is found by its index")
    # Of a record at a time: a list reads few, and a choice may have half of all.
    theirs = select(literal(1)).where(
        _choices.c.patient_id == patients.c.id, _choices.c.choice_index.in_(wanted.found_by)
    )
    return theirs.correlate(patients).exists()


def choice_indexes(index: BlindIndex, patient_id: UUID, particulars: str) -> list[Candidates]:
    """Return the index of each row of a patient, under every key.

    `particulars` is what the column says that reception reads. The rows are padded, so that their number tells less.
    """
    said = json.loads(particulars) if particulars else {}
    found = {f"{key} {code}" for key in said.get(CHOSEN, ()) for code in said["answers"][key].splitlines()}
    padding = (f"{patient_id.hex} {number}" for number in range(-len(found) % STEP))
    return [_candidates(index, value) for value in (*sorted(found), *padding)]


def _candidates(index: BlindIndex, value: str) -> Candidates:
    return tuple(each[:SIZE] for each in index.candidates(CHOICE, value))


def write(db: Session, told: Iterable[tuple[UUID, str]]) -> None:
    """Store the choices of records that have none yet, by what their column says."""
    index = keys_of(db).blind_index
    new = [
        {"patient_id": patient, "choice_index": newest}
        for patient, particulars in told
        for newest, *_older in choice_indexes(index, patient, particulars)
    ]
    if new:
        connection_of(db).execute(insert(_choices), new)


def replace(db: Session, patient_id: UUID, particulars: str) -> None:
    """Replace the choices of a record."""
    db.execute(delete(_choices).where(_choices.c.patient_id == patient_id))
    write(db, [(patient_id, particulars)])


_COUNTED: Final = (
    select(_choices.c.choice_index, func.count())
    .join(patients, patients.c.id == _choices.c.patient_id)
    .where(
        _choices.c.choice_index.in_(bindparam("found_by", expanding=True)),
        patients.c.created_at >= bindparam("since"),
        patients.c.created_at < bindparam("until"),
    )
    .group_by(_choices.c.choice_index)
)


def counts(db: Session, wanted: Collection[Choice], since: datetime, until: datetime) -> Mapping[Choice, int]:
    """Count the records of a time that have each of these choices. Opens none."""
    index = keys_of(db).blind_index
    found_by = {each: choice(index, each.key, each.code).found_by for each in wanted}
    rows: list[Any] = []
    if found_by:
        values = {
            "found_by": [each for all_ in found_by.values() for each in all_],
            "since": since,
            "until": until,
        }
        rows = list(connection_of(db).execute(_COUNTED, values))
    many = {bytes(held): count for held, count in rows}
    return {each: sum(many.get(held, 0) for held in found_by[each]) for each in wanted}
