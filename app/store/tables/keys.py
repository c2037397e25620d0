"""Which keys the database is written with."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, LargeBinary, Table

from app.store.tables.shape import metadata
from app.store.types import ShortText

key_checks: Final = Table(
    "key_checks",
    metadata,
    Column("fingerprint", LargeBinary(32), primary_key=True),
    Column("purpose", ShortText(16), nullable=False),
)
