"""A clinic that writes back: a patient who has handed in, a fake Twilio, and a worker that sends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.messages import send
from app.reminders import run as reminders
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import SEND, SEND_ALERT
from app.store.work import jobs
from tests.messages.worker import do_jobs
from tests.people import status_fields
from tests.store_queries import database_clock_moves

if TYPE_CHECKING:
    from uuid import UUID

    from app.services import Services
    from app.store.messages.outbound import OutboundMessage
    from app.store.work.jobs import Job
    from tests.people import Clock, Patient
    from tests.twilio_api import FakeTwilioApi

WORDS = "Please bring your inhaler on Thursday."


@dataclass
class Clinic:
    services: Services
    api: FakeTwilioApi
    clock: Clock
    patient: Patient
    patient_id: UUID
    conversation: UUID

    def writes(self, purpose: Purpose = Purpose.REPLY, body: str = WORDS, **others: Any) -> UUID:
        """Ask for a message to the patient, and return its id."""
        about: dict[str, Any] = {"conversation_id": self.conversation, "patient_id": self.patient_id} | others
        words: dict[str, Any] = {} if "content_sid" in about else {"body": body}
        if "content_sid" in about:
            numbers = "".join(f" {{{{{number}}}}}" for number in about.get("variables", ()))
            self.api.contents.knows(about["content_sid"], f"Hello:{numbers}.")
        with self.services.store.begin() as unit:
            return outbound.send(unit.db, NewMessage(purpose, "anteroom", **words, **about), self.clock())

    def moves(self, **delta: float) -> None:
        """Move every clock: ours, and the one that leases go by."""
        self.clock.moves(**delta)
        database_clock_moves(self.services.store, timedelta(**delta))

    def works(self, **delta: float) -> int:
        """Do what is due, after that time; return how many attempts there were."""
        self.moves(**delta)
        return do_jobs(self.services, {SEND: send.run, SEND_ALERT: send.run, reminders.KIND: reminders.write})

    def message(self, message_id: UUID) -> OutboundMessage:
        with self.services.store.read() as unit:
            found = outbound.get(unit.db, message_id)
        assert found is not None
        return found

    def state(self, message_id: UUID) -> tuple[str, str | None]:
        message = self.message(message_id)
        return message.state, message.error

    def job(self, message_id: UUID) -> Job:
        with self.services.store.read() as unit:
            return next(job for job in jobs.page(unit.db, 200) if job.subject_id == message_id)

    def told(self, status: str, sid: str, code: str = "") -> None:
        """Have Twilio tell the status of a message."""
        error = {"ErrorCode": code} if code else {}
        fields = status_fields(status, self.patient.address, MessageSid=sid, **error)
        assert self.patient.twilio.post(fields, "/webhook/status").status_code == 204


def with_twilio(services: Services, url: str, **changed: Any) -> Services:
    """Return services that send through the fake."""
    twilio = replace(services.settings.twilio, base_url=url, **changed)
    return replace(services, settings=replace(services.settings, twilio=twilio))
