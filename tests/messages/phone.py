"""A patient's phone: what arrives by TwiML and through the API, and buttons that can be tapped."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.intake.choices import forms
from app.messages import send
from app.messages.content import form_wanted
from app.store.clinic import milestones
from app.store.clinic.milestones import WORKER
from app.store.messages.contents import Content, State
from app.store.messages.outbound import SEND
from tests.messages.clinic import with_twilio
from tests.messages.worker import do_jobs

if TYPE_CHECKING:
    from datetime import datetime

    from app.messages.content import Wanted
    from app.services import Services
    from tests.people import Clock, Patient
    from tests.twilio_api import FakeTwilioApi


_WANTED = [*map(form_wanted, forms())]


def _row(wanted: Wanted, now: datetime) -> Content:
    """Return the row of a content that Twilio has."""
    row = wanted.as_row(now)
    row.sid, row.state, row.checked_at = "HX" + row.id.hex, State.SESSION, now
    return row


@dataclass
class Phone:
    patient: Patient
    services: Services
    api: FakeTwilioApi
    clock: Clock
    read: list[str] = field(default_factory=list)
    """What arrived, oldest first."""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Of the last message: title and id."""
    by_twiml: int = 0

    @classmethod
    def of(cls, patient: Patient, services: Services, api: FakeTwilioApi, clock: Clock) -> Phone:
        """Return the phone of a patient whose clinic has pushed its contents."""
        phone = cls(patient, with_twilio(services, api.url), api, clock)
        rows = [_row(each, clock()) for each in _WANTED]
        with services.store.begin() as unit:
            unit.db.add_all(rows)
        for each, row in zip(_WANTED, rows, strict=True):
            api.contents.knows(str(row.sid), **each.types)
        phone.works()
        return phone

    def works(self) -> None:
        """Report a live worker, and send what waits."""
        self._lives()
        before = len(self.api.sent)
        do_jobs(self.services, {SEND: send.run})
        for sent in self.api.sent[before:]:
            self._shows(sent.fields)

    def _lives(self) -> None:
        with self.services.store.begin() as unit:
            milestones.mark(unit.db, WORKER, "anteroom", self.clock())

    def _shows(self, fields: dict[str, str]) -> None:
        if "ContentSid" not in fields:
            self.read, self.buttons = [*self.read, fields["Body"]], []
            return
        variables = json.loads(fields["ContentVariables"])
        text, self.buttons = self.api.contents.shown_on_phone(fields["ContentSid"], variables)
        self.read.append(text)

    def says(self, text: str, **fields: str) -> str:
        """Send a message, and return what is on the phone then."""
        self.clock.moves(seconds=30)
        self._lives()
        if reply := self.patient.says(text, **fields):
            self.by_twiml += 1
            self.read.append(reply)
            self.buttons = []
        self.works()
        return self.read[-1]

    def taps(self, number: int) -> str:
        """Tap a button or a row, as WhatsApp tells it: the title is the body too."""
        title, payload = self.buttons[number - 1]
        return self.says(title, MessageType="interactive", ButtonText=title, ButtonPayload=payload)

    def picks_from_list(self, number: int) -> str:
        title, row = self.buttons[number - 1]
        return self.says(title, MessageType="interactive", ListId=row, ListTitle=title)
