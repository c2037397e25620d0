"""What the conversation decided, made lasting: each event's rows and its line in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from app.intake.rights_due import due_on
from app.intake.turn import (
    ConsentGiven,
    ConsentRefused,
    DraftDiscarded,
    OptedIn,
    OptedOut,
    RightAsked,
    Submitted,
    Updated,
)
from app.store import NewRequest, NoSuchPatient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timedelta
    from uuid import UUID

    from app.intake.turn import Event
    from app.store import Unit
    from app.webhook.schema import Inbound

_PATIENT: Final = "patient"


@dataclass(frozen=True, slots=True)
class Effects:
    """Applies events within one transaction, for one message of one conversation."""

    unit: Unit
    conversation: UUID
    inbound: Inbound
    now: datetime
    today: date
    """As the clinic counts days."""
    due: timedelta
    """The time that the clinic has for what a patient asks for under their rights."""

    def apply(self, event: Event) -> None:
        """Write what the event means, and that it happened."""
        match event:
            case ConsentGiven():
                self._consent(event, "given")
            case ConsentRefused():
                self._consent(event, "refused")
            case Submitted(patient, language, answers, emergency):
                self.unit.patients.create(patient, self.conversation, language, answers, emergency, self.now)
                self._audit("patient.created", patient, {"answers": len(answers)})
            case Updated(patient, answers, emergency):
                self.unit.patients.update(patient, answers, emergency, _PATIENT, self.now)
                self._audit("patient.updated", patient, {"fields": sorted(answers)})
            case RightAsked(patient, kind):
                self._ask(patient, kind)
            case OptedOut():
                self._audit("conversation.opted_out")
            case OptedIn():
                self._audit("conversation.opted_in")
            case DraftDiscarded():
                # What is told to be gone is gone from the replies too, which read answers back, and from older drafts.
                self.unit.receipts.forget_replies(self.conversation)
                self.unit.lost_drafts.forget(self.conversation)
                self._audit("conversation.draft_discarded")

    def _ask(self, patient: UUID, kind: str) -> None:
        """Note the request; one that is open already stands, and who was erased a moment ago has nothing to ask for."""
        asked = NewRequest(patient, kind, "chat", self.today, due_on(self.today, self.due))
        try:
            noted = self.unit.rights.note(asked, _PATIENT, self.now)
        except NoSuchPatient:
            return
        if noted:
            self._audit("request.noted", patient, {"request_kind": kind, "channel": "chat"})

    def _consent(self, event: ConsentGiven | ConsentRefused, decision: Literal["given", "refused"]) -> None:
        self.unit.consents.record(
            conversation_id=self.conversation,
            patient_id=event.patient,
            decision=decision,
            version=event.version,
            language=event.language,
            text_hash=event.text_hash,
            message_sid=self.inbound.message_sid,
            channel=self.inbound.channel,
            sender=self.inbound.address,
            now=self.now,
            on_behalf=event.on_behalf,
            text=event.text,
        )
        self._audit(
            f"consent.{decision}", event.patient, {"version": event.version, "language": event.language}
        )

    def _audit(
        self, action: str, patient: UUID | None = None, details: Mapping[str, object] | None = None
    ) -> None:
        kind, subject = ("conversation", self.conversation) if patient is None else (_PATIENT, patient)
        self.unit.audit.record(_PATIENT, action, kind, subject, details or {}, at=self.now)
