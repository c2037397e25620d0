"""The whole copy as JSON, in a schema of our own: `docs/copy-v1.schema.json` says what each name means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from app.copies.titles import title

if TYPE_CHECKING:
    from datetime import datetime

    from app.copies.gathering import Earlier, Gathered
    from app.store import AuditEvent, KeptConsent, RightsRequest

FORMAT: Final = "anteroom-patient-copy"
VERSION: Final = 1
_TOLD: Final = ("parts", "fields", "from", "to", "reason", "format")
"""The details of an event that say what was done, and nothing of anybody else."""
_ASSIGNED: Final = "patient.assigned"
"""The event whose `from` and `to` are ids of staff."""


def write(copy: Gathered) -> bytes:
    """Return the file. What no key of ours opens is null, and named under `unreadable`."""
    return json.dumps(document(copy), ensure_ascii=False, indent=2).encode()


def document(copy: Gathered) -> dict[str, Any]:
    """Return what stands in the file."""
    patient = copy.patient
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _moment(copy.at),
        "clinic": {"name": copy.clinic.name, "phone": copy.clinic.phone},
        "record": {
            "id": str(patient.id),
            "language": patient.language,
            "status": patient.status,
            "received_at": _moment(patient.created_at),
            "changed_at": _moment(patient.updated_at),
            "kept_until": _moment(copy.kept_until),
            "flags": list(copy.flags),
            "looked_after_by": copy.by(f"staff:{patient.assigned_to}") if patient.assigned_to else None,
        },
        "answers": [_answer(copy, key, text) for key, text in copy.answers.items()],
        "unreadable": _unreadable(copy),
        "spoken_for": {
            "address": copy.address if isinstance(copy.address, str) else None,
            "on_behalf": copy.on_behalf,
        },
        "earlier": [_earlier(copy, each) for each in copy.earlier],
        "notes": [
            {"at": _moment(note.at), "by": copy.by(f"staff:{note.staff_id}"), "text": _text(note.text)}
            for note in copy.notes
        ],
        "consents": [_consent(each) for each in copy.consents],
        "conversation": _conversation(copy),
        "recipients": _recipients(copy),
        "requests": [_request(copy, each) for each in copy.requests],
        "restrictions": [
            {"at": _moment(each.at), "lifted_at": each.lifted_at and _moment(each.lifted_at)}
            for each in copy.restrictions
        ],
        "events": [_event(copy, each) for each in copy.events],
        "sources": ["the chat", "corrections and notes by the clinic's staff"],
    }


def _answer(copy: Gathered, key: str, text: object) -> dict[str, Any]:
    return {"key": key, "question": title(key, copy.patient.language), "answer": _text(text)}


def _unreadable(copy: Gathered) -> list[str]:
    columns = [key for key, text in copy.answers.items() if text is None]
    others = {
        "extra": copy.patient.extra,
        "channel address": copy.address,
        **{f"note {each.id}": each.text for each in copy.notes},
    }
    return columns + [name for name, value in others.items() if _is_unreadable(value)]


def _is_unreadable(value: object) -> bool:
    return isinstance(value, Exception)


def _earlier(copy: Gathered, each: Earlier) -> dict[str, Any]:
    return {
        "version": each.kept.version,
        "until": _moment(each.kept.at),
        "changed_by": copy.by(each.kept.actor),
        "answers": None if each.answers is None else dict(each.answers),
    }


def _consent(each: KeptConsent) -> dict[str, Any]:
    return {
        "decision": each.decision,
        "at": _moment(each.decided_at),
        "text_version": each.version,
        "text_language": each.language,
        "text_sha256": each.text_hash,
        "text": each.text,
        "channel": each.channel,
        "on_behalf": each.on_behalf,
    }


def _conversation(copy: Gathered) -> dict[str, Any] | None:
    if copy.chat is None:
        return None
    return {
        "shared": copy.chat.shared,
        "steps": [
            {"at": _moment(step.at), "step": step.step, "aside": step.aside} for step in copy.chat.steps
        ],
        "deliveries": [
            {"at": _moment(each.at), "status": each.status, "error_code": each.error_code}
            for each in copy.chat.deliveries
        ],
    }


def _recipients(copy: Gathered) -> dict[str, Any]:
    return {
        "exports": [
            {
                "at": _moment(each.at),
                "to": each.target,
                "columns": list(each.columns),
                "certain": each.certain,
            }
            for each in copy.exports
        ],
        "spreadsheets": [{"id": each.spreadsheet_id, "at": _moment(each.pushed_at)} for each in copy.sheets],
        "processors": ["Twilio", "Meta (WhatsApp)", *(["Google (Sheets)"] if copy.sheets else [])],
    }


def _request(copy: Gathered, each: RightsRequest) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "channel": each.channel,
        "asked_on": each.asked_on.isoformat(),
        "due_on": each.due_on.isoformat(),
        "state": each.state,
        "reason": each.reason,
        "closed_at": each.closed_at and _moment(each.closed_at),
        "noted_by": copy.by(each.noted_by),
        "note": _text(each.note),
    }


def _event(copy: Gathered, event: AuditEvent) -> dict[str, Any]:
    return {
        "at": _moment(event.at),
        "what": event.action,
        "by": copy.by(event.actor),
        **_told(copy, event),
    }


def _told(copy: Gathered, event: AuditEvent) -> dict[str, Any]:
    told = {name: event.details[name] for name in _TOLD if name in event.details}
    if event.action != _ASSIGNED:
        return told
    return {name: copy.by(f"staff:{member}") if member else "" for name, member in told.items()}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _moment(value: datetime) -> str:
    return value.isoformat()
