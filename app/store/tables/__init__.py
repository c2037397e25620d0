"""The tables as they are now, a module for each subject.

`migrations/` made them; a test compares the two.
"""

from __future__ import annotations

from app.store.tables.base import metadata
from app.store.tables.conversations import (
    AT_FIRST,
    AT_REST,
    WITH_NOBODY,
    conversations,
    opted_out,
)
from app.store.tables.patients import (
    invitations,
)

__all__ = [
    "AT_FIRST",
    "AT_REST",
    "WITH_NOBODY",
    "conversations",
    "invitations",
    "metadata",
    "opted_out",
]
