"""A clinic with a chain, and everybody who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.config import load
from app.store.messages.statuses import Told, note_status
from app.store.work import alarm_tellings, alarms
from tests.messages.worker import do_jobs
from tests.people import SENDER
from tests.settings import complete_environment
from tests.store_queries import database_clock_moves

if TYPE_CHECKING:
    from pathlib import Path

    from app.services import Services
    from app.store.work.alarms import Alarm
    from tests.messages.mail_server import MailBox
    from tests.people import Clock, Patient
    from tests.twilio_api import FakeTwilioApi, Sent

CRY = "zzcanary chest pain and I cannot breathe"
DESK, PHONE, DOCTOR = "desk@clinic.example.org", "+15005550061", "dr.ortega@clinic.example.org"
OPERATOR = "it@clinic.example.org"
CHAIN = f"{DESK} 0, {PHONE} 5, {DOCTOR} 10, again 15"
INES, OMAR = "staff:00000000-0000-4000-8000-00000000000a", "staff:00000000-0000-4000-8000-00000000000b"


class Ward:
    """A clinic with a chain, and everybody who is told, in the order in which they were."""

    def __init__(
        self,
        services: Services,
        clock: Clock,
        patient: Patient,
        box: MailBox,
        api: FakeTwilioApi,
        folder: Path,
    ) -> None:
        self._bare, self._folder = services, folder
        self.clock, self.patient, self.box, self.api = clock, patient, box, api
        self.services = self.with_chain(CHAIN)

    def with_chain(self, chain: str) -> Services:
        environment = complete_environment(
            ALARM_CHAIN=chain,
            ALERT_EMAIL_TO=OPERATOR,
            SMTP_URL=self.box.url,
            TWILIO_SENDERS=f"{SENDER},+15005550100",
        )
        settings = load(environment, self._folder)
        twilio = replace(settings.twilio, base_url=self.api.url)
        return replace(self._bare, settings=replace(settings, twilio=twilio))

    @property
    def told(self) -> list[str]:
        """Whom the servers were handed a message for; SMS and mails each in their order."""
        return [to for to, *_ in self.box.recipients] + [sent.to for sent in self.api.sent]

    def cries(self) -> Alarm:
        self.patient.says(CRY)
        do_jobs(self.services)
        return self.alarms()[0]

    def alarms(self) -> list[Alarm]:
        with self.services.store.read() as unit:
            return [*alarms.latest(unit.db)]

    def waits(self, **delta: float) -> list[str]:
        """Have time pass while the worker works, and return who was told meanwhile."""
        before = self.told
        self.moves(**delta)
        do_jobs(self.services)
        after = self.told
        for each in before:
            after.remove(each)
        return after

    def moves(self, **delta: float) -> None:
        self.clock.moves(**delta)
        database_clock_moves(self.services.store, timedelta(**delta))

    def takes(self, who: str = INES) -> int:
        alarm = self.alarms()[0]
        with self.services.store.begin() as unit:
            return len(alarms.take(unit.db, alarm.conversation_id, alarm.id, who, self.clock()))

    def steps(self) -> list[tuple[int, int, str | None]]:
        """What the chain says it told, first to last: round, place, and what went wrong."""
        with self.services.store.read() as unit:
            told = alarm_tellings.of(unit.db, [each.id for each in alarms.latest(unit.db)])
            return sorted((each.round, each.place, each.error) for each in told)

    def is_not_delivered(self, sms: Sent) -> None:
        with self.services.store.begin() as unit:
            note_status(unit, Told(sms.sid, sms.to, "undelivered", "30003"), self.clock())


class Killed(BaseException):
    """Ends a worker as a kill does: nothing that it would write down afterwards is written."""
