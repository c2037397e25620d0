"""Tell which of many records are on file, without opening one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.model import connection_of, table_of
from app.store.patients.patient import patients
from app.store.patients.tombstones import Tombstone

_AT_ONCE: Final = 500


def languages(db: Session, records: Collection[UUID]) -> dict[UUID, str]:
    """Return those that are on file, each with the language of the person."""
    found: dict[UUID, str] = {}
    for some in _batches(records):
        rows = select(patients.c.id, patients.c.language).where(patients.c.id.in_(some))
        found |= {record: language for record, language in connection_of(db).execute(rows)}  # noqa: C416  (rows are no pairs to mypy)
    return found


def erased(db: Session, records: Collection[UUID]) -> set[UUID]:
    """Return those that were erased and have a tombstone."""
    of = table_of(Tombstone).c.patient_id
    rows = (connection_of(db).execute(select(of).where(of.in_(some))) for some in _batches(records))
    return {record for some in rows for record in some.scalars()}


def count_before(db: Session, moment: datetime) -> int:
    """Count the records on file that came before a moment."""
    counted = select(func.count()).select_from(patients).where(patients.c.created_at < moment)
    return int(connection_of(db).execute(counted).scalar_one())


def _batches(records: Collection[UUID]) -> list[list[UUID]]:
    whole = sorted(records)
    return [whole[start : start + _AT_ONCE] for start in range(0, len(whole), _AT_ONCE)]
