"""Which keys the database is written with, how far a rotation is, and which of Twilio's tokens still signs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, LargeBinary, SmallInteger, Table, Uuid

from app.store.tables.shape import metadata
from app.store.types import ShortText, UtcDateTime

key_checks: Final = Table(
    "key_checks",
    metadata,
    Column("fingerprint", LargeBinary(32), primary_key=True),
    Column("purpose", ShortText(16), nullable=False),
    Column("since", UtcDateTime),  # none: from before this was recorded
    Column("seen_at", UtcDateTime),  # when a process last proved that it writes with this key
    Column("retired_at", UtcDateTime),
    Column("seen_on", ShortText(64)),  # the name of that process's machine
)

key_rotations: Final = Table(
    "key_rotations",
    metadata,
    # A stretch of a part's rows, `first` to `last`, of which those up to `reached` are done.
    Column("target", LargeBinary(32), primary_key=True),
    Column("part", ShortText(64), primary_key=True),
    Column("first", Uuid, primary_key=True),
    Column("last", Uuid, nullable=False),
    Column("reached", Uuid),
    Column("purpose", ShortText(16), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unreadable", Integer, nullable=False),
    Column("finished_at", UtcDateTime),
)

twilio_tokens: Final = Table(
    "twilio_tokens",
    metadata,
    # By the place in the list and the list's length: nothing of a token is kept.
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("listed", SmallInteger, primary_key=True, autoincrement=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("hours", Integer, nullable=False),  # in how many it was seen
)
