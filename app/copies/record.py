"""Everything that is kept about one patient, read in one transaction.

Staff are named by their role: who they are is theirs (CJEU C-579/21). Of a chat that several people share, only what
names this patient is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from app.intake.phrases import speak
from app.intake.questions import QUESTIONS, words_of, written_out
from app.retention.rules import class_of, kept_until, rules_in
from app.services import current
from app.store import (
    Alarm,
    AuditEvent,
    Chat,
    ClinicProfile,
    Extra,
    KeptConsent,
    KeptVersion,
    Left,
    Member,
    OnSheet,
    OutboundMessage,
    Patient,
    Restriction,
    RightsRequest,
    Transaction,
    alarms,
    left_notes,
    patient_chats,
    patient_notes,
    patients,
    recipients,
    restrictions,
    rights_requests,
    staff,
)
from app.store.left_notes import LeftNote
from app.store.patient import OWN_COLUMNS, Opened
from app.store.patient_notes import EarlierNote, Note
from app.store.recorded import ASSIGNED
from app.web.clinic import profile_in

_EVENTS_AT_ONCE: Final = 200
_ALL: Final = 100_000
"""More than there are: a page shows the latest, a copy holds every one."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the answers said before a change; None where no key of ours opens it."""

    kept: KeptVersion
    answers: Mapping[str, str] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gathered:
    """One patient, whole."""

    at: datetime
    clinic: ClinicProfile
    patient: Patient
    address: Opened = field(repr=False)
    """The channel address that spoke for them."""
    earlier: tuple[Earlier, ...]
    notes: tuple[Note, ...] = field(repr=False)
    alarms: tuple[Alarm, ...] = field(repr=False)
    """The alarms that name this patient. One that names nobody may belong to another person with the same phone."""
    consents: tuple[KeptConsent, ...]
    chat: Chat | None
    exports: tuple[Left, ...]
    sheets: tuple[OnSheet, ...]
    requests: tuple[RightsRequest, ...] = field(repr=False)
    restrictions: tuple[Restriction, ...]
    events: tuple[AuditEvent, ...]
    kept_until: datetime
    """When the retention rule erases the record, if nobody puts it on hold or changes it."""
    roles: Mapping[str, str]
    """Actor -> role."""
    left_notes: tuple[LeftNote, ...] = field(default=(), repr=False)
    """What the patient wrote after handing in."""
    earlier_notes: Mapping[UUID, Sequence[EarlierNote]] = field(default_factory=dict, repr=False)
    """A note's id -> what it said before, the latest first."""
    written: tuple[OutboundMessage, ...] = field(default=(), repr=False)
    """What the clinic sent them. The words of messages that no person wrote are forgotten once they arrive."""

    def by(self, actor: str) -> str:
        """Return who acted: `patient`, `operator`, `anteroom` or a role of the staff."""
        return self.roles.get(actor, "staff" if actor.startswith("staff:") else actor)

    @property
    def answers(self) -> dict[str, Opened]:
        """Return every answer by its key, in the order of the columns.

        One that none of our keys opens is None.
        """
        own = {key: _text(getattr(self.patient, key)) for key in OWN_COLUMNS}
        extra = self.patient.extra.answers if isinstance(self.patient.extra, Extra) else {}
        return {**own, **extra}

    @property
    def flags(self) -> tuple[str, ...]:
        """Return the flags of the record, such as `emergency`."""
        return self.patient.flags or ()

    @property
    def answered_at(self) -> datetime:
        """Return when the answers got their present values.

        Other work on the record, such as a new status, does not count: it is not the patient's word.
        """
        return self.earlier[-1].kept.at if self.earlier else self.patient.created_at

    @property
    def on_behalf(self) -> bool:
        """Return whether somebody answered for them, as far as that is known."""
        return any(each.on_behalf for each in self.consents)


def gather(unit: Transaction, patient_id: UUID, now: datetime) -> Gathered | None:
    """Return everything about a patient, or None if there is no patient with this id."""
    patient = patients.get(unit.db, patient_id)
    if patient is None:
        return None
    settings = current().settings
    notes = tuple(reversed(patient_notes.of(unit.db, patient_id, _ALL)))
    return Gathered(
        at=now,
        clinic=profile_in(unit, settings.clinic),
        patient=patient,
        address=patients.numbers(unit.db, [patient]).get(patient.id),
        earlier=tuple(_earlier(unit, patient_id)),
        notes=notes,
        earlier_notes=patient_notes.earlier(unit.db, [note.id for note in notes]),
        alarms=tuple(reversed(alarms.about(unit.db, patient_id, _ALL))),
        written=tuple(reversed(unit.outbound.of(patient_id, _ALL))),
        left_notes=tuple(reversed(left_notes.of(unit.db, patient_id, _ALL))),
        consents=tuple(reversed(unit.consents.of(patient_id, _ALL))),
        chat=patient_chats.of(unit.db, patient),
        exports=tuple(recipients.exports_of(unit.db, patient)),
        sheets=tuple(recipients.sheets_of(unit.db, patient)),
        requests=tuple(reversed(rights_requests.with_notes(unit.db, patient_id, limit=_ALL))),
        restrictions=tuple(reversed(restrictions.of(unit.db, patient_id))),
        events=tuple(reversed(list(_events(unit, patient_id)))),
        kept_until=kept_until(
            class_of(patient.status), patient.updated_at, rules_in(unit, settings.retention)
        ),
        roles={_actor(member): member.role for member in staff.all_members(unit.db)},
    )


def _earlier(unit: Transaction, patient_id: UUID) -> Iterator[Earlier]:
    for kept in reversed(patients.versions(unit.db, patient_id)):
        values = patients.values_at(unit.db, patient_id, kept.version)
        yield Earlier(kept, _answers(values) if isinstance(values, dict) else None)


def _answers(values: Mapping[str, str]) -> dict[str, str]:
    own = {key: values[key] for key in OWN_COLUMNS if key in values}
    extra = Extra.load(values["extra"]).answers if "extra" in values else {}
    return {**own, **extra}


def _events(unit: Transaction, patient_id: UUID) -> Iterator[AuditEvent]:
    """Yield what the trail says of them, newest first."""
    before: int | None = None
    while page := unit.audit.about(patient_id, _EVENTS_AT_ONCE, before):
        yield from page
        before = page[-1].seq


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _actor(member: Member) -> str:
    return f"staff:{member.id}"


# What a question is called in the patient's own language.


def title(key: str, language: str) -> str:
    """Return a question's title, or its key if the question no longer exists."""
    question = next((question for question in QUESTIONS if question.key == key), None)
    return words_of(question, speak(language)).title if question else key


# The whole copy as JSON, in a schema of our own: `docs/copy-v1.schema.json` says what each name means.

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
        "answers": [_answer(copy, key, text) for key, text in copy.answers.items()],
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
        (note.at, {"at": _moment(note.at), "by": "patient", "text": _text(note.text)})
        for note in copy.left_notes
    ]
    return [note for _, note in sorted([*theirs, *own], key=itemgetter(0))]


def _written(copy: Gathered, message: OutboundMessage) -> dict[str, Any]:
    return {
        "at": _moment(message.created_at),
        "by": copy.by(message.actor),
        "purpose": message.purpose,
        "text": _text(message.body),
        "template": message.content_sid,
        "variables": _text(message.variables),
        "state": message.state,
    }


def _note(copy: Gathered, note: Note) -> dict[str, Any]:
    return {
        "at": _moment(note.at),
        "by": copy.by(f"staff:{note.staff_id}"),
        "text": _text(note.text),
        "for": "clinicians" if note.clinical else "everyone",
        "changed_at": note.changed_at and _moment(note.changed_at),
        "deleted_at": note.deleted_at and _moment(note.deleted_at),
        "earlier": [
            {"until": _moment(each.until), "text": _text(each.text)}
            for each in reversed(copy.earlier_notes.get(note.id, ()))
        ],
    }


def _answer(copy: Gathered, key: str, text: object) -> dict[str, Any]:
    return {"key": key, "question": title(key, copy.patient.language), "answer": _shown(copy, key, text)}


def _shown(copy: Gathered, key: str, text: object) -> str | None:
    return written_out(key, text, copy.patient.language) if isinstance(text, str) else None


def _unreadable(copy: Gathered) -> list[str]:
    columns = [key for key, text in copy.answers.items() if text is None]
    others = {
        "extra": copy.patient.extra,
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
        "answers": each.answers and {key: _shown(copy, key, text) for key, text in each.answers.items()},
    }


def _alarm(copy: Gathered, each: Alarm) -> dict[str, Any]:
    return {
        "at": _moment(each.raised_at),
        **({"written_at": _moment(each.written_at)} if each.written_at else {}),
        "step": each.step,
        "words": _text(each.words),
        "taken_at": each.acknowledged_at and _moment(each.acknowledged_at),
        "taken_by": each.acknowledged_by and copy.by(each.acknowledged_by),
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
        **_details(copy, event),
    }


def _details(copy: Gathered, event: AuditEvent) -> dict[str, Any]:
    told = {name: event.details[name] for name in _DETAILS if name in event.details}
    if event.action != _ASSIGNED:
        return told
    return {name: copy.by(f"staff:{member}") if member else "" for name, member in told.items()}


def _moment(value: datetime) -> str:
    return value.isoformat()
