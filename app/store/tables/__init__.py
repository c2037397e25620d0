"""The tables as they are now, one file for each subject.

`migrations/` made them; a test compares the two.
"""

from __future__ import annotations

from typing import Final

from app.store.tables.audit import (
    audit_anchors,
    audit_events,
    audit_links,
    audit_mentions,
    key_anchors,
    legal_holds,
    refusals,
    retention_rules,
    retention_runs,
    storage_counts,
)
from app.store.tables.export import export_files, export_presets, exports, jobs, sheet_rows
from app.store.tables.member import (
    clinic_profiles,
    key_checks,
    key_rotations,
    limit_hits,
    milestones,
    staff,
    staff_devices,
    staff_links,
    staff_recovery_codes,
    staff_sessions,
    twilio_tokens,
)
from app.store.tables.patient import (
    AT_REST,
    consent_texts,
    consents,
    conversation_steps,
    conversations,
    deliveries,
    erasures,
    lost_drafts,
    patient_name_words,
    patient_notes,
    patient_versions,
    patients,
    patients_told_apart,
    receipts,
    restrictions,
    rights_requests,
    twilio_scrub_messages,
    twilio_scrubs,
)
from app.store.tables.shape import metadata

__all__ = [
    "AT_REST",
    "OF_PATIENTS",
    "SCRUBBED",
    "audit_anchors",
    "audit_events",
    "audit_links",
    "audit_mentions",
    "clinic_profiles",
    "consent_texts",
    "consents",
    "conversation_steps",
    "conversations",
    "deliveries",
    "erasures",
    "export_files",
    "export_presets",
    "exports",
    "jobs",
    "key_anchors",
    "key_checks",
    "key_rotations",
    "legal_holds",
    "limit_hits",
    "lost_drafts",
    "metadata",
    "milestones",
    "patient_name_words",
    "patient_notes",
    "patient_versions",
    "patients",
    "patients_told_apart",
    "receipts",
    "refusals",
    "restrictions",
    "retention_rules",
    "retention_runs",
    "rights_requests",
    "sheet_rows",
    "staff",
    "staff_devices",
    "staff_links",
    "staff_recovery_codes",
    "staff_sessions",
    "storage_counts",
    "twilio_scrub_messages",
    "twilio_scrubs",
    "twilio_tokens",
]

OF_PATIENTS: Final = (
    conversations,
    receipts,
    deliveries,
    patients,
    patient_name_words,
    patient_versions,
    patient_notes,
    patients_told_apart,
    lost_drafts,
    conversation_steps,
    consents,
    export_files,
    sheet_rows,
    rights_requests,
    legal_holds,
)
"""The tables from which an erasure takes something away."""
SCRUBBED: Final = (*OF_PATIENTS, exports)
"""The tables that hold what is to be gone for good: of an export, its passphrase."""
