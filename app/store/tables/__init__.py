"""The tables as they are now, a module for each subject.

`migrations/` made them; a test compares the two.
"""

from __future__ import annotations

from typing import Final

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
    sheet_rows,
    storage_counts,
)
from app.store.tables.conversations import (
    AT_FIRST,
    AT_REST,
    WITH_NOBODY,
    consent_texts,
    consents,
    conversation_steps,
    conversations,
    deliveries,
    opted_out,
    receipts,
    undelivered,
)
from app.store.tables.patients import (
    alarmed,
    invitations,
    outbound_messages,
    patient_versions,
    patients,
    unsent,
)

__all__ = [
    "AT_FIRST",
    "AT_REST",
    "OF_PATIENTS",
    "WITH_NOBODY",
    "alarmed",
    "audit_anchors",
    "audit_events",
    "audit_links",
    "audit_mentions",
    "consent_texts",
    "consents",
    "conversation_steps",
    "conversations",
    "deliveries",
    "invitations",
    "key_anchors",
    "key_checks",
    "key_rotations",
    "limit_hits",
    "metadata",
    "of_staff",
    "opted_out",
    "outbound_messages",
    "patient_versions",
    "patients",
    "receipts",
    "refusals",
    "sheet_rows",
    "storage_counts",
    "undelivered",
    "unsent",
]

OF_PATIENTS: Final = (
    conversations,
    receipts,
    deliveries,
    patients,
    invitations,
    consents,
    sheet_rows,
)
"""The tables from which an erasure removes something; so it does from those that cascade: see `erased.py`."""
