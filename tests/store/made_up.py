"""A made-up row for each class of which the examples hold none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, ForeignKey, Integer, LargeBinary, Uuid, inspect, select

from app.store.engine.database import UtcDateTime
from app.store.model import Sealed, models, table_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.orm import Session

    from app.store.model import Base


def fill(db: Session, tables: Collection[Table], patient: UUID, words: str, now: datetime) -> None:
    """Add a row about a patient to each of these tables that is a class's, and empty."""
    db.flush()
    for kind in models():
        if table_of(kind) in tables and db.execute(select(table_of(kind)).limit(1)).first() is None:
            db.add(_row(db, kind, patient, words, now))
            db.flush()


def _row(db: Session, kind: type[Base], patient: UUID, words: str, now: datetime) -> Base:
    sealed = {name: words for name, each in vars(kind).items() if isinstance(each, Sealed)}
    plain = {
        each.key: _value(db, each.columns[0], patient, now)
        for each in inspect(kind).column_attrs
        if "sealed" not in each.columns[0].info and each.columns[0].default is None
    }
    return kind(**plain, **sealed)


def _value(db: Session, column: ColumnElement[Any], patient: UUID, now: datetime) -> Any:
    for key in column.foreign_keys:
        return patient if _is_patient(key) else db.scalar(select(key.column).limit(1))
    if column.key == "patient_id":
        return patient
    for kind, value in (
        (UtcDateTime, now),
        (Boolean, True),
        (Integer, 1),
        (LargeBinary, b"x"),
        (Uuid, patient),
    ):
        if isinstance(column.type, kind):
            return value
    return "x"


def _is_patient(key: ForeignKey) -> bool:
    return key.column.table.name == "patients"
