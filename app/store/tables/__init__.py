"""The tables as they are now, a module for each subject.

`migrations/` made them; a test compares the two.
"""

from __future__ import annotations

from app.store.tables.base import metadata
from app.store.tables.clinic import (
    audit_anchors,
    audit_events,
    audit_links,
    audit_mentions,
    key_anchors,
    key_checks,
    key_rotations,
    limit_hits,
    of_staff,
    refusals,
    storage_counts,
)
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
    "audit_anchors",
    "audit_events",
    "audit_links",
    "audit_mentions",
    "conversations",
    "invitations",
    "key_anchors",
    "key_checks",
    "key_rotations",
    "limit_hits",
    "metadata",
    "of_staff",
    "opted_out",
    "refusals",
    "storage_counts",
]
