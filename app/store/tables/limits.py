"""How often somebody tried."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, Table

from app.store.tables.shape import metadata
from app.store.types import ShortText, UtcDateTime

limit_hits: Final = Table(
    "limit_hits",
    metadata,
    Column("key", ShortText(255), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
Index(None, limit_hits.c.expires_at)
