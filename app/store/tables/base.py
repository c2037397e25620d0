"""What the tables share: the names of constraints, and recurring columns.

A column made by `sealed` holds Fernet tokens bound to the row's UUID, `id`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, LargeBinary, MetaData, Text, Uuid

from app import crypto

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def sealed(column: crypto.Column, *, nullable: bool = False) -> Column[str]:
    return Column(column.name, Text, nullable=nullable, info={"sealed": column})


def row_id() -> Column[object]:
    return Column("id", Uuid, primary_key=True)


def digest(name: str, *, unique: bool = False, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary(32), unique=unique, nullable=nullable)
