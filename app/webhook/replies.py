"""What a reply may bring besides its text: buttons, and a link to the form.

TwiML cannot carry buttons, so the worker sends them. They are off until `flask content push` has made them, while no
worker is alive, one has a long job or messages have waited for one for ten seconds, and for some minutes after Twilio
failed to send one. Then, as by SMS, TwiML answers with the text and its numbers. After a cry for help and after STOP it
always does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.config import IntakeMode
from app.guard.tokens import new_token, token_hash
from app.intake.choice_forms import Choices
from app.intake.clinic import Clinic
from app.intake.model import Alarmed, Message, Turn
from app.intake.progress import Progress
from app.store import Transaction
from app.store.clinic import milestones
from app.store.conversations import form_links
from app.store.conversations.form_links import PATIENT
from app.store.messages import contents, outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import BUTTONS_PAUSED, SEND
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import jobs
from app.webhook.step import Step

_LINK_MADE = TrailEvent("form.link_made", "Got a one-time link to the form", TrailGroup.FORM)

_READ_EVERY: Final = timedelta(minutes=1)
_WORKED_WITHIN: Final = timedelta(minutes=3)
_BEHIND: Final = timedelta(seconds=10)
"""If messages wait for longer than this, the webhook answers with TwiML: that is faster, and keeps the queue short."""


@dataclass(slots=True)
class Buttons:
    """The buttons that Twilio has from us, read at most a minute ago."""

    _sids: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    _read_at: datetime | None = None

    def send(self, unit: Transaction, step: Step, channel: str, now: datetime) -> bool:
        """Have a worker send the replies, and return whether one will.

        While an earlier reply waits to be sent, later ones are queued too, so that they arrive in order.
        """
        turn, conversation_id = step.turn, step.conversation
        if channel != "whatsapp" or not turn.replies or not self._known(unit, now):
            return False
        waits = outbound.waits(unit.db, conversation_id, Purpose.CHAT)
        sid = self._sid_of(turn.choices)
        if not sid and not waits:
            return False
        if is_urgent(turn) or not _is_working(unit, now):
            outbound.cancel(unit.db, conversation_id, Purpose.CHAT, now)
            return False
        for place, reply in enumerate(turn.replies):
            is_last = place == len(turn.replies) - 1
            message = NewMessage(
                Purpose.CHAT,
                "anteroom",
                conversation_id=conversation_id,
                body=reply,
                content_sid=sid if is_last else "",
                variables=variables_of(turn.choices) if is_last and sid and turn.choices else {},
            )
            row = step.reply_id if is_last else None
            outbound.send(unit.db, message, now + timedelta(microseconds=place), row)
        return True

    def _known(self, unit: Transaction, now: datetime) -> bool:
        """Return whether Twilio has any of our buttons."""
        if self._read_at is None or not timedelta() <= now - self._read_at < _READ_EVERY:
            self._sids, self._read_at = contents.session_sids(unit.db), now
        return bool(self._sids)

    def _sid_of(self, choices: Choices | None) -> str:
        if choices is None:
            return ""
        form = choices.form
        return self._sids.get((form.name, form.language, form.digest), "")


def variables_of(choices: Choices) -> dict[str, str]:
    """Return the variables of a message with buttons: words, token and titles."""
    values = (*choices.words, choices.token, *choices.titles)
    return {str(number): value for number, value in enumerate(values, 1)}


def is_urgent(turn: Turn) -> bool:
    """Return whether the reply must not wait for a worker."""
    is_cry = turn.progress.cry is not None or any(isinstance(event, Alarmed) for event in turn.events)
    return is_cry or turn.progress.opted_out


def _is_working(unit: Transaction, now: datetime) -> bool:
    """Return whether a worker lives and keeps up, and none has a long job."""
    if jobs.is_held(unit.db, now, but=SEND) or jobs.is_due(unit.db, now - _BEHIND, (SEND,)):
        return False
    paused = milestones.get(unit.db, BUTTONS_PAUSED)
    is_paused = paused is not None and paused.at > now
    return not is_paused and jobs.is_worked(unit.db, now, _WORKED_WITHIN)


# Make the one-time links to the form that a reply may hand out.

MOST_A_DAY: Final = 10
"""Each link closes the one before it, so nobody needs more."""
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one clinic.

    Where patients answer in the chat alone, there are none.
    """

    mode: IntakeMode = IntakeMode.CHAT
    public_url: str = ""
    last: timedelta = timedelta(hours=48)
    """How long one works."""

    def new(self) -> str:
        """Return the address of a new link, or ""."""
        return "" if self.mode is IntakeMode.CHAT else f"{self.public_url}/f/{new_token()}"

    def offered_by(self, clinic: Clinic) -> Clinic:
        """Return the clinic as its patients meet it."""
        if self.mode is IntakeMode.CHAT:
            return clinic
        return replace(clinic, intake_mode=self.mode.value, link_hours=self.last // timedelta(hours=1))

    def left_for(
        self,
        unit: Transaction,
        conversation_id: UUID,
        progress: Progress | None,
        message: Message,
        now: datetime,
    ) -> Message:
        """Return the message without a link if its sender has had enough of them today."""
        had = progress.linked_at if progress else None
        is_fresh = had is None or not timedelta(0) <= now - had < _A_DAY
        if not message.link or (progress and is_fresh):
            return message
        made = form_links.made_today(unit.db, conversation_id, now - _A_DAY)
        return replace(message, link="") if made >= MOST_A_DAY else message

    def keep(self, unit: Transaction, conversation_id: UUID, address: str, now: datetime) -> None:
        """Keep a link that was handed out, so that it opens the form."""
        digest = token_hash(address.rpartition("/")[2])
        if digest is not None:
            form_links.make(unit.db, conversation_id, digest, PATIENT, now, now + self.last)
            audit.record(unit.db, PATIENT, _LINK_MADE, "conversation", conversation_id, at=now)
