"""Show the messages with a patient on their record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from app.dashboard.record.page import OpenRecord, section
from app.dashboard.shown import reads_clinical_notes
from app.dashboard.thread import Place, Written, mark_of, said_of, thread_of
from app.records.parts import Part
from app.store import Transaction
from app.store.messages import outbound
from app.store.patients import left_notes
from app.store.patients.patient import Patient


@section
def messages(record: OpenRecord) -> dict[str, Any]:
    """Read the messages with the patient, and what their form says.

    Words are opened only where notes are shown.
    """
    unit, patient = record.unit, record.patient
    there, clinical = record.contents, reads_clinical_notes()
    shown_until = record.until[Part.NOTES] if Part.NOTES in record.shown else None
    opened = shown_until is not None
    ours = outbound.of(unit.db, patient.id, opened=opened, clinical=clinical) if there.sent else []
    theirs = left_notes.to_person(unit.db, patient.id) if there.left else ()
    written = Written(
        patient.id,
        ours,
        theirs,
        record.reach,
        patient.language,
        shown_until,
        mark_of(((each.id, each.state) for each in ours), (each.id for each in theirs)),
        patient.news_since,
    )
    return said_of(thread_of(unit, written, _place_of(patient), record.actors))


def _place_of(patient: Patient) -> Place:
    """Return the addresses of the messages with a patient."""
    talk = patient.conversation_id
    return Place(
        url_for("record.record_page", patient_id=patient.id),
        url_for("record.mark", patient_id=patient.id),
        url_for("record.reply", patient_id=patient.id),
        url_for("alarms.alarm_page", conversation_id=talk) if talk else "",
        url_for("record.hand_over", patient_id=patient.id),
    )


def mark_in(unit: Transaction, patient_id: UUID) -> str:
    """Return a mark that changes with each message of a record, and with its state."""
    return mark_of(outbound.states(unit.db, patient_id), left_notes.ids_to_person(unit.db, patient_id))
