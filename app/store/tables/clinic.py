"""What the clinic says of itself, and what it says to have done."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, Table, Text, Uuid

from app.store import columns
from app.store.tables.shape import metadata, sealed
from app.store.types import ShortText, UtcDateTime

clinic_profiles: Final = Table(
    "clinic_profiles",
    metadata,
    # Every version is kept: what patients were told, and agreed to, can be shown.
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    Column("profile", Text, nullable=False),
    Column("id", Uuid, nullable=False, unique=True),  # what the seal is bound to
    sealed(columns.PROFILE_SEAL, nullable=True),  # none: from before there were seals, and never adopted
)

milestones: Final = Table(
    "milestones",
    metadata,
    # What somebody says to have done, where the software cannot see it.
    Column("name", ShortText(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
)
