"""Everything that is kept about one patient, read in one transaction.

Staff are named by their role: who they are is theirs (CJEU C-579/21). Of a chat that several people share, only what
names this patient is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from app.intake.answered import show
from app.intake.answers.kinds import fits
from app.intake.clinic import Clinic
from app.intake.phrases import speak
from app.intake.questionnaire import Questionnaire
from app.intake.questions import Question, words_of
from app.records.own_log import Look, looks_at
from app.retention.rules import class_of, kept_until, rules_in
from app.services import current
from app.store import Transaction
from app.store.clinic import questionnaires
from app.store.conversations import consents
from app.store.conversations.consents import Consent
from app.store.messages import outbound
from app.store.messages.outbound import OutboundMessage
from app.store.patients import (
    left_notes,
    patient_chats,
    patient_notes,
    patients,
    recipients,
    restrictions,
    rights_requests,
)
from app.store.patients.left_notes import LeftNote
from app.store.patients.patient import OWN_COLUMNS, KeptVersion, Opened, Patient, others_in
from app.store.patients.patient_chats import Chat
from app.store.patients.patient_notes import EarlierNote, Note
from app.store.patients.recipients import Left, OnSheet
from app.store.patients.restrictions import Restriction
from app.store.patients.rights_requests import RightsRequest
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditEvent
from app.store.work import alarms
from app.store.work.alarms import Alarm
from app.web.clinic import clinic_in

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
    clinic: Clinic
    patient: Patient
    address: Opened = field(repr=False)
    """The channel address that spoke for them."""
    earlier: tuple[Earlier, ...]
    notes: tuple[Note, ...] = field(repr=False)
    alarms: tuple[Alarm, ...] = field(repr=False)
    """The alarms that name this patient. One that names nobody may belong to another person with the same phone."""
    public_url: str
    asked: Questionnaire
    """The version that was asked; the newest if a later answer is in none but that one."""
    newest: Questionnaire
    """It knows every answer that was ever asked for."""
    consents: tuple[Consent, ...]
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
    looks: tuple[Look, ...] = ()
    """The looks at the record, also those by a file."""
    written: tuple[OutboundMessage, ...] = field(default=(), repr=False)
    """What the clinic sent them. The words of messages that no person wrote are forgotten once they arrive."""

    def by(self, actor: str) -> str:
        """Return who acted: `patient`, `operator`, `anteroom` or a role of the staff."""
        return self.roles.get(actor, "staff" if actor.startswith("staff:") else actor)

    @property
    def answers(self) -> dict[str, Opened]:
        """Return every answer by its key, in the order in which they were asked.

        One that none of our keys opens is None.
        """
        own: dict[str, Opened] = {key: text_of(getattr(self.patient, key)) for key in OWN_COLUMNS}
        found = own | self.patient.others_that_open
        asked = [question.key for question in self.asked.known if question.key in found]
        return {key: found[key] for key in dict.fromkeys((*asked, *found))}

    def question(self, key: str) -> Question | None:
        """Return what an answer answers, as it was asked."""
        return self.asked.question(key) or self.newest.question(key)

    def title(self, key: str) -> str:
        """Return what an answer is called, in the patient's language."""
        question = self.question(key)
        return words_of(question, speak(self.patient.language)).title if question else key

    def words(self, key: str) -> str:
        """Return the words in which the patient, or somebody on their behalf, was asked."""
        question = self.question(key)
        if question is None:
            return key
        return words_of(question, speak(self.patient.language), of_other=self.on_behalf).ask

    def shown(self, key: str, text: Opened) -> str | None:
        """Return an answer as people read it; None if it does not open.

        A birth date is as it is stored.
        """
        question = self.question(key)
        if not isinstance(text, str):
            return None
        return (
            text if question is None or key == "birth_date" else show(question, text, self.patient.language)
        )

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
    newest = questionnaires.in_force(unit.db)
    asked = questionnaires.at(unit.db, patient.asked_version)
    notes = tuple(reversed(patient_notes.of(unit.db, patient_id, _ALL)))
    return Gathered(
        at=now,
        clinic=clinic_in(unit, settings.clinic),
        patient=patient,
        address=patients.numbers(unit.db, [patient]).get(patient.id),
        earlier=tuple(_earlier(unit, patient_id)),
        notes=notes,
        earlier_notes=patient_notes.earlier(unit.db, [note.id for note in notes]),
        alarms=tuple(reversed(alarms.about(unit.db, patient_id, _ALL))),
        written=tuple(reversed(outbound.of(unit.db, patient_id, _ALL))),
        left_notes=tuple(reversed(left_notes.of(unit.db, patient_id, _ALL))),
        public_url=settings.public_url,
        asked=asked if _knows(asked, patient.others_that_open) else newest,
        newest=newest,
        consents=tuple(reversed(consents.of(unit.db, patient_id, _ALL))),
        chat=patient_chats.of(unit.db, patient),
        exports=tuple(recipients.exports_of(unit.db, patient)),
        sheets=tuple(recipients.sheets_of(unit.db, patient)),
        requests=tuple(reversed(rights_requests.with_notes(unit.db, patient_id, limit=_ALL))),
        restrictions=tuple(reversed(restrictions.of(unit.db, patient_id))),
        events=tuple(reversed(list(_events(unit, patient_id)))),
        looks=tuple(looks_at(unit, patient_id)),
        kept_until=kept_until(
            class_of(patient.status), patient.updated_at, rules_in(unit, settings.retention)
        ),
        roles={_actor(member): member.role for member in staff.all_members(unit.db)},
    )


def _knows(asked: Questionnaire, answers: Mapping[str, str]) -> bool:
    """Return whether each answer is one to a question of this version."""
    return all(
        (question := asked.question(key)) is not None
        and (question.item is None or fits(question.item, answer))
        for key, answer in answers.items()
    )


def _earlier(unit: Transaction, patient_id: UUID) -> Iterator[Earlier]:
    for kept in reversed(patients.versions(unit.db, patient_id)):
        values = patients.values_at(unit.db, patient_id, kept.version)
        yield Earlier(kept, _answers(values) if isinstance(values, dict) else None)


def _answers(values: Mapping[str, str]) -> dict[str, str]:
    own = {key: values[key] for key in OWN_COLUMNS if key in values}
    return own | others_in(values)


def _events(unit: Transaction, patient_id: UUID) -> Iterator[AuditEvent]:
    """Yield what the trail says of them, newest first."""
    before: int | None = None
    while page := audit.about(unit.db, patient_id, _EVENTS_AT_ONCE, before):
        yield from page
        before = page[-1].seq


def text_of(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _actor(member: Member) -> str:
    return f"staff:{member.id}"
