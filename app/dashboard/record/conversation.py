"""Show the steps of the conversation that a record came from."""

from __future__ import annotations

from typing import Any

from app.dashboard.message_words import why
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.step_words import aside_label, step_kind, step_label
from app.store.messages import deliveries
from app.store.patients.patient_flags import UNDELIVERED


@section
def conversation(record: OpenRecord) -> dict[str, Any]:
    """Read the steps of the conversation, and why our last message did not arrive."""
    unit, patient = record.unit, record.patient
    if patient.conversation_id is None:
        return {"undelivered": None, "steps": ()}
    is_lost = UNDELIVERED in record.marks
    undelivered = deliveries.failure(unit.db, patient.conversation_id) if is_lost else None
    return {
        "undelivered": undelivered,
        "undelivered_why": why(undelivered.error_code) if undelivered else "",
        "steps": [
            {
                "label": step_label(step.step),
                "aside": aside_label(step.aside),
                "kind": step_kind(step.step, step.aside),
                "at": step.at,
            }
            for step in record.steps
        ],
    }
