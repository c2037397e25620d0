"""Write the whole copy as JSON, in a schema of our own.

`docs/copy-v1.schema.json` says what each name means.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final

from app.copies.record import Earlier, Gathered, text_of
from app.intake.answered import Typed, typed
from app.intake.definition import Item
from app.records.scores import scores_of
from app.store.conversations.consents import Consent
from app.store.messages.outbound import OutboundMessage
from app.store.patients.patient import Opened
from app.store.patients.patient_notes import Note
from app.store.patients.rights_requests import RightsRequest
from app.store.trail.audit import AuditEvent
from app.store.trail.recorded import ASSIGNED
from app.store.work.alarms import Alarm

FORMAT: Final = "anteroom-patient-copy"
VERSION: Final = 1
_DETAILS: Final = ("parts", "fields", "from", "to", "reason", "format")
"""The details of an event that say what was done, and nothing of anybody else."""
_ASSIGNED: Final = ASSIGNED.code
"""The event whose `from` and `to` are ids of staff."""


def write(copy: Gathered) -> bytes:
    """Return the file.

    What none of our keys opens is null, and listed under `unreadable`.
    """
    return json.dumps(document(copy), ensure_ascii=False, indent=2).encode()


def document(copy: Gathered) -> dict[str, Any]:
    """Return the content of the file."""
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
            **({"follow_up_on": patient.due_on.isoformat()} if patient.due_on else {}),
        },
        "asked_version": copy.asked.version,
        "answers": [_answer(copy, key, text) for key, text in copy.answers.items()],
        **({"scores": scores} if (scores := _scores(copy)) else {}),
        "unreadable": _unreadable(copy),
        "spoken_for": {
            "address": copy.address if isinstance(copy.address, str) else None,
            "on_behalf": copy.on_behalf,
        },
        "earlier": [_earlier_answers(copy, each) for each in copy.earlier],
        "notes": _notes(copy),
        "messages": [_written(copy, each) for each in copy.written],
        "alarms": [_alarm(copy, each) for each in copy.alarms],
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


def _notes(copy: Gathered) -> list[dict[str, Any]]:
    """Return the notes of staff and of the patient, oldest first."""
    theirs = [(note.at, _note(copy, note)) for note in copy.notes]
    own = [
        (note.at, {"at": _moment(note.at), "by": "patient", "text": text_of(note.text)})
        for note in copy.left_notes
    ]
    return [note for _, note in sorted([*theirs, *own], key=itemgetter(0))]


def _written(copy: Gathered, message: OutboundMessage) -> dict[str, Any]:
    return {
        "at": _moment(message.created_at),
        "by": copy.by(message.actor),
        "purpose": message.purpose,
        "text": text_of(message.body),
        "template": message.content_sid,
        "variables": text_of(message.variables),
        "state": message.state,
    }


def _note(copy: Gathered, note: Note) -> dict[str, Any]:
    return {
        "at": _moment(note.at),
        "by": copy.by(f"staff:{note.staff_id}"),
        "text": text_of(note.text),
        "for": "clinicians" if note.clinical else "everyone",
        "changed_at": note.changed_at and _moment(note.changed_at),
        "deleted_at": note.deleted_at and _moment(note.deleted_at),
        "earlier": [
            {"until": _moment(each.until), "text": text_of(each.text)}
            for each in reversed(copy.earlier_notes.get(note.id, ()))
        ],
    }


def _answer(copy: Gathered, key: str, text: Opened) -> dict[str, Any]:
    """Return an answer; to an own question with its words, and as what it is."""
    question = copy.question(key)
    said = {"key": key, "question": copy.title(key), "answer": copy.shown(key, text)}
    if question is None or question.item is None:
        return said
    value = _value(question.item, typed(question, text)) if isinstance(text, str) else None
    unit = {"unit": question.item.unit} if question.item.unit else {}
    return {**said, "asked": copy.words(key), "kind": question.item.kind.value, "value": value, **unit}


def _value(item: Item, value: Typed) -> Any:
    """Return a typed answer as JSON has it: a row is an object by the columns' keys."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case tuple():
            return [each if isinstance(each, str) else _row(item, each) for each in value]
        case _:
            return value


def _row(item: Item, cells: Sequence[str]) -> dict[str, str]:
    return {column.key: cell for column, cell in zip(item.columns, cells, strict=False)}


def _scores(copy: Gathered) -> list[dict[str, Any]]:
    """Return the scores of what was asked, as clinicians see them."""
    found = scores_of(copy.asked.definition, copy.patient.others_that_open, copy.patient.language)
    return [{"key": each.key, "name": each.label, "points": each.points} for each in found]


def _unreadable(copy: Gathered) -> list[str]:
    columns = [key for key, text in copy.answers.items() if text is None]
    others = {
        "extra": copy.patient.extra,
        "particulars": copy.patient.particulars,
        "channel address": copy.address,
        **{f"note {each.id}": each.text for each in copy.notes},
        **{f"alarm {each.id}": each.words for each in copy.alarms},
        **{
            f"note {note} until {_moment(each.until)}": each.text
            for note, earlier in copy.earlier_notes.items()
            for each in earlier
        },
        **{f"note {each.id}": each.text for each in copy.left_notes},
        **{f"message {each.id}": each.body for each in copy.written},
    }
    return columns + [name for name, value in others.items() if _is_unreadable(value)]


def _is_unreadable(value: object) -> bool:
    return isinstance(value, Exception)


def _earlier_answers(copy: Gathered, each: Earlier) -> dict[str, Any]:
    return {
        "version": each.kept.version,
        "until": _moment(each.kept.at),
        "changed_by": copy.by(each.kept.actor),
        "answers": each.answers and {key: copy.shown(key, text) for key, text in each.answers.items()},
    }


def _alarm(copy: Gathered, each: Alarm) -> dict[str, Any]:
    return {
        "at": _moment(each.raised_at),
        **({"written_at": _moment(each.written_at)} if each.written_at else {}),
        "step": each.step,
        "words": text_of(each.words),
        "taken_at": each.acknowledged_at and _moment(each.acknowledged_at),
        "taken_by": each.acknowledged_by and copy.by(each.acknowledged_by),
    }


def _consent(each: Consent) -> dict[str, Any]:
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
            {"at": _moment(each.updated_at), "status": each.status, "error_code": each.error_code}
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
        "note": text_of(each.note),
    }


def _event(copy: Gathered, event: AuditEvent) -> dict[str, Any]:
    return {
        "at": _moment(event.at),
        "what": event.action,
        "by": copy.by(event.actor),
        **_details(copy, event),
    }


def _details(copy: Gathered, event: AuditEvent) -> dict[str, Any]:
    told: dict[str, Any] = {name: event.details[name] for name in _DETAILS if name in event.details}
    if event.action != _ASSIGNED:
        return told
    return {name: copy.by(f"staff:{member}") if member else "" for name, member in told.items()}


def _moment(value: datetime) -> str:
    return value.isoformat()
