"""Records that may be about the same person, until a member tells them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ForeignKey,
    Index,
    LargeBinary,
    Uuid,
    bindparam,
    cast,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import NoSuchPatient, ShortText
from app.store.model import Base, NoSeal, add_once, connection_of
from app.store.patients.fragments import NameWord
from app.store.patients.patient import NEWEST_FIRST, patients

_table = patients.c
_SHOWN: Final = 5
_LOOKED_AT: Final = 500
"""How many of the newest with one birth date are compared. Fewer share one, unless it stands for unknown ones."""


class ToldApart(Base):
    """Two who look alike and are not the same person: the smaller id first."""

    __tablename__ = "patients_told_apart"
    __table_args__ = (Index(None, "other_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(ShortText(64))

    seal = NoSeal("Hides a hint that two records look alike.")


# Built once: every list and every record needs them, and building one takes as long as running it.
_those: Final[BindParameter[Any]] = bindparam("patients", expanding=True)
_all: Final[BindParameter[Any]] = bindparam("all", expanding=True)
_DATED: Final = select(_table.birth_date_index, _table.id, _table.created_at)
_OF_THOSE: Final = _DATED.where(_table.id.in_(_those), _table.birth_date_index.is_not(None))
_days = _OF_THOSE.with_only_columns(_table.birth_date_index).correlate(None)
_BORN_THEN: Final = _DATED.where(_table.birth_date_index.in_(_days)).limit(_LOOKED_AT + 1)
_COMPARED: Final = union_all(
    select(NameWord.patient_id, NameWord.word_index, cast(null(), Uuid)).where(NameWord.patient_id.in_(_all)),
    select(ToldApart.patient_id, cast(null(), LargeBinary), ToldApart.other_id).where(
        ToldApart.patient_id.in_(_those) | ToldApart.other_id.in_(_those)
    ),
)
"""The words of names, and the pairs that were told apart."""


def of(db: Session, patient_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Map each patient to at most five who may be the same person, newest first.

    They were born on the same day and share a word of their names; patients told apart do not look alike.
    Patients without any are omitted. Nothing is opened, because indexes are compared. Ask for one page at most.
    """
    born = _born_with(db, patient_ids)
    if not born:
        return {}
    words, apart = _compared(db, born, {*born, *(each for some in born.values() for each in some)})

    def alike(one: UUID) -> Iterator[UUID]:
        for other in born[one]:
            if other != one and words[one] & words[other] and _pair(one, other) not in apart:
                yield other

    found = {one: tuple(islice(alike(one), _SHOWN)) for one in born}
    return {one: others for one, others in found.items() if others}


def tell_apart(db: Session, one: UUID, other: UUID, actor: str, now: datetime) -> bool:
    """Record that two patients are not the same person. Return whether that is news.

    Raises:
        NoSuchPatient: one of them is gone.
        ValueError: both are the same record.
    """
    if one == other:
        raise ValueError("a patient cannot be told apart from themselves")
    both = select(_table.id).where(_table.id.in_((one, other))).order_by(_table.id)
    if len(db.execute(both.with_for_update(read=True, key_share=True)).all()) < 2:  # noqa: PLR2004  (both)
        raise NoSuchPatient
    first, second = _pair(one, other)
    return add_once(db, ToldApart(patient_id=first, other_id=second, at=now, actor=actor))


def _born_with(db: Session, patient_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Map patients who share a birth date to the newest who do, newest first.

    If all of them together exceed the bound, each date is bounded separately, so that one shared by hundreds takes
    nothing from the others.
    """
    connection, asked = connection_of(db), set(patient_ids)
    rows = connection.execute(_BORN_THEN, {"patients": [*asked]}).all()
    born = {patient: day for day, patient, _ in rows if patient in asked}
    if len(rows) > _LOOKED_AT:  # seldom, and fifty statements in one take long to write
        born = {patient: day for day, patient, _ in connection.execute(_OF_THOSE, {"patients": [*asked]})}
        newest_of = _DATED.order_by(*NEWEST_FIRST).limit(_LOOKED_AT)
        each = (newest_of.where(_table.birth_date_index == day) for day in set(born.values()))
        rows = connection.execute(union_all(*(select(some.subquery()) for some in each))).all()
    newest: defaultdict[bytes, list[UUID]] = defaultdict(list)
    for day, patient, _ in sorted(rows, key=itemgetter(2, 1), reverse=True):
        newest[day].append(patient)
    return {one: newest[day] for one, day in born.items() if len(newest[day]) > 1}


def _compared(
    db: Session, those: Collection[UUID], everybody: Collection[UUID]
) -> tuple[Mapping[UUID, set[bytes]], set[tuple[UUID, UUID]]]:
    """Return everybody's name indexes, and the pairs told apart with one of those.

    They are compared in Python, because PostgreSQL would read all patients who have a word, however common it is.
    """
    words: defaultdict[UUID, set[bytes]] = defaultdict(set)
    apart = set()
    asked = {"patients": list(those), "all": list(everybody)}
    for patient, word, other in connection_of(db).execute(_COMPARED, asked):
        if other is None:
            words[patient].add(word)
        else:
            apart.add((patient, other))
    return words, apart


def _pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Return both in the order of their row: the smaller id first."""
    return min(one, other), max(one, other)
