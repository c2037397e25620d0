"""Why a message, or what it would hand in, is not kept: too much came, and the patient is told so."""

from __future__ import annotations

from enum import StrEnum


class Full(StrEnum):
    """What is full."""

    MESSAGES = "messages"
    """So many messages of this sender are not kept in a day."""
    RECORDS = "records"
    """So many records are not taken in a day, from this sender or from all. The answers stay where they are."""
    ROOM = "room"
    """The clinic has no room left."""
