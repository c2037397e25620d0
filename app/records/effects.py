"""Write what the conversation decided, with an entry in the trail for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID, uuid4

from app.intake.model import (
    Alarmed,
    CallbackAsked,
    ConsentGiven,
    ConsentRefused,
    DraftDiscarded,
    Event,
    NoteLeft,
    NoteTakenBack,
    OptedIn,
    OptedOut,
    RemindersRefused,
    RightAsked,
    Submitted,
    Updated,
)
from app.intake.questionnaire import titled
from app.store import NoSuchPatient, Transaction
from app.store.clinic import questionnaires
from app.store.conversations import callbacks, consents, lost_drafts, reminders
from app.store.messages import outbound, receipts
from app.store.patients import left_notes, patients, rights_requests
from app.store.patients.left_notes import LeftNote
from app.store.patients.rights_requests import RightsRequest, due_on
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import ANSWERS_CHANGED, OPTED_OUT
from app.store.work import alarms, jobs
from app.store.work.alarms import ALERT, Alarm

CREATED = TrailEvent("patient.created", "Intake submitted", TrailGroup.PATIENT)
DRAFT_DISCARDED = TrailEvent(
    "conversation.draft_discarded", "The sender deleted answers they had not sent", TrailGroup.CONVERSATION
)
_OPTED_IN = TrailEvent(
    "conversation.opted_in", "The sender asked for messages again", TrailGroup.CONVERSATION
)
_REMINDERS_REFUSED = TrailEvent(
    "conversation.reminders_refused", "The sender asked for no reminders", TrailGroup.CONVERSATION
)
_NOTE_LEFT = TrailEvent("patient.note_left", "The patient left a note", TrailGroup.PATIENT)
_NOTE_TAKEN_BACK = TrailEvent("patient.note_taken_back", "The patient took a note back", TrailGroup.PATIENT)
_CALLBACK_ASKED = TrailEvent("callback.asked", "Asked to be called", TrailGroup.REQUEST)
REQUEST_NOTED = TrailEvent(
    "request.noted", "Request received: {request_kind}. How it came: {channel}", TrailGroup.REQUEST
)
_ALARM_RAISED = TrailEvent("alarm.raised", "A message may be a cry for help", TrailGroup.ALARM)
ALARM_UNANSWERED = TrailEvent(
    "alarm.unanswered", "Asked whether they need help now, and did not answer", TrailGroup.ALARM
)
_CONSENT_GIVEN = TrailEvent("consent.given", "Agreed to privacy text {version}", TrailGroup.CONSENT)
_CONSENT_REFUSED = TrailEvent("consent.refused", "Declined privacy text {version}", TrailGroup.CONSENT)
_CONSENTS: Final = {"given": _CONSENT_GIVEN, "refused": _CONSENT_REFUSED}
UNREADABLE = TrailEvent(
    "conversation.unreadable",
    "A draft could not be opened; the conversation started again",
    TrailGroup.CONVERSATION,
)

_PATIENT: Final = "patient"


@dataclass(frozen=True, slots=True)
class Origin:
    """Say where a message or a page came from.

    `name` is a message's sid, or a form's id. `channel` is the sender's: whatsapp or sms.
    """

    name: str
    channel: str
    address: str = field(repr=False)
    way: Literal["chat", "form"] = "chat"


@dataclass(frozen=True, slots=True)
class Effects:
    """Apply the events of one message, or of one page, within one transaction."""

    unit: Transaction
    conversation: UUID
    origin: Origin
    now: datetime
    today: date
    """The day in the clinic's time zone."""
    due: timedelta
    """How long the clinic has to answer a request under a patient's rights."""
    step: str
    """The step that the conversation was at when it came."""
    language: str | None = None
    """The sender's."""
    written_at: datetime | None = None
    """When the message was written, if Twilio could not deliver it then."""
    talk_is_clinical: bool = True
    """Whether only clinicians read what they write to a person."""
    became_notes: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    """Additions that became notes, because their answers had no room for them."""
    without_room: list[str] = field(default_factory=list, init=False, repr=False)
    """The words of alarms that were not added, because too many of this sender wait."""

    def apply(self, event: Event) -> None:
        """Write what the event means, and an entry in the trail."""
        match event:
            case ConsentGiven():
                self._consent(event, "given")
            case ConsentRefused():
                self._consent(event, "refused")
            case Submitted(patient, language, answers, emergency, came_by, asked_version):
                patients.create(
                    self.unit.db,
                    patient,
                    self.conversation,
                    language,
                    answers,
                    emergency,
                    self.now,
                    came_by,
                    asked_version,
                )
                self._audit(CREATED, patient, {"answers": len(answers)})
            case Updated() | NoteLeft() | NoteTakenBack() | CallbackAsked():
                self._pass_on(event)
            case RightAsked(patient, kind):
                self._ask(patient, kind)
            case Alarmed():
                self._alarm(event)
            case OptedOut() | OptedIn() | RemindersRefused():
                self._heed(event)
            case DraftDiscarded():
                # The patient is told that answers are gone, so replies that read them back and older drafts go too.
                receipts.forget_replies(self.unit.db, self.conversation)
                outbound.forget_chat(self.unit.db, self.conversation)
                lost_drafts.forget(self.unit.db, self.conversation)
                self._audit(DRAFT_DISCARDED)

    def _heed(self, event: OptedOut | OptedIn | RemindersRefused) -> None:
        """Write what the sender wants to get from us."""
        match event:
            case OptedOut():
                self._audit(OPTED_OUT)
            case OptedIn():
                self._audit(_OPTED_IN)
            case RemindersRefused() if reminders.refuse(self.unit.db, self.conversation):
                self._audit(_REMINDERS_REFUSED)

    def _pass_on(self, event: Updated | NoteLeft | NoteTakenBack | CallbackAsked) -> None:
        """Write what was sent after handing in."""
        match event:
            case Updated():
                self._update(event)
            case NoteLeft(patient, note, text, to_person, besides):
                clinical = not to_person or self.talk_is_clinical or event.about_health
                left = LeftNote(
                    id=note,
                    patient_id=None if event.is_unsent else patient,
                    conversation_id=self.conversation if event.is_unsent else None,
                    at=self.now,
                    text=text,
                    to_person=to_person,
                    clinical=clinical,
                    besides=" ".join(besides) or None,
                )
                left_notes.add(self.unit.db, left)
                self._audit(_NOTE_LEFT, left.patient_id, {"note": note.hex})
            case NoteTakenBack(patient, note):
                if left_notes.take_back(self.unit.db, patient, note):
                    self._audit(_NOTE_TAKEN_BACK, patient, {"note": note.hex})
            case CallbackAsked(patient):
                if callbacks.ask(self.unit.db, self.conversation, patient, self.now):
                    self._audit(_CALLBACK_ASKED, patient)

    def _update(self, event: Updated) -> None:
        """Write the new answers. What is added without room for it becomes a note."""
        patient, answers, added = event.patient, event.answers, event.added
        left = patients.change(
            self.unit.db,
            patient,
            answers,
            event.emergency,
            _PATIENT,
            self.now,
            added,
            self.origin.way,
            event.gone,
            event.asked_version,
        )
        if changed := {*answers, *added, *event.gone}.difference(left):
            self._audit(ANSWERS_CHANGED, patient, {"fields": sorted(changed)})
        if left:
            self.became_notes.update(left)
            words = titled(left, self.language, questionnaires.in_force(self.unit.db))
            self._pass_on(NoteLeft(patient, uuid4(), words))

    def _ask(self, patient: UUID, kind: str) -> None:
        """Note the request, unless one is open or the patient was erased meanwhile."""
        asked = RightsRequest(
            patient_id=patient,
            kind=kind,
            channel=self.origin.way,
            asked_on=self.today,
            due_on=due_on(self.today, self.due),
            noted_at=self.now,
            noted_by=_PATIENT,
        )
        try:
            noted = rights_requests.add(self.unit.db, asked)
        except NoSuchPatient:
            return
        if noted:
            self._audit(REQUEST_NOTED, patient, {"request_kind": kind, "channel": self.origin.way})

    def _alarm(self, event: Alarmed) -> None:
        """Keep the alarm and have staff alerted, whatever becomes of the intake."""
        patient = event.patient or alarms.only_record(self.unit.db, self.conversation)
        alarm = Alarm(
            conversation_id=self.conversation,
            patient_id=patient,
            danger=event.danger.value,
            step=self.step,
            words=event.words,
            raised_at=self.now,
            written_at=self.written_at,
            asked_at=event.asked_at,
        )
        if alarms.add(self.unit.db, alarm):
            raised = ALARM_UNANSWERED if event.asked_at else _ALARM_RAISED
            self._audit(raised, patient, {"alarm": alarm.id.hex, "step": self.step})
            jobs.add(self.unit.db, ALERT, alarm.id, "anteroom", self.now)
        else:
            self.without_room.append(event.words)

    def _consent(self, event: ConsentGiven | ConsentRefused, decision: Literal["given", "refused"]) -> None:
        consents.record(
            self.unit.db,
            conversation_id=self.conversation,
            patient_id=event.patient,
            decision=decision,
            version=event.version,
            language=event.language,
            text_hash=event.text_hash,
            message_sid=self.origin.name,
            channel=self.origin.channel,
            sender=self.origin.address,
            now=self.now,
            on_behalf=event.on_behalf,
            text=event.text,
        )
        self._audit(
            _CONSENTS[decision], event.patient, {"version": event.version, "language": event.language}
        )

    def _audit(
        self, event: TrailEvent, patient: UUID | None = None, details: Mapping[str, object] | None = None
    ) -> None:
        kind, subject = ("conversation", self.conversation) if patient is None else (_PATIENT, patient)
        audit.record(self.unit.db, _PATIENT, event, kind, subject, details or {}, at=self.now)


COUNTED_AS: Final[Mapping[type[Event], str]] = {
    ConsentGiven: "begun",
    Submitted: "handed_in",
    Updated: "changed",
    Alarmed: "alarm",
}
"""What an event means for an intake, in words that operations count by."""
