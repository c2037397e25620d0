"""One message, one transaction: claim it, take the conversation one step, seal, commit, and only then answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.config import RetentionSettings
from app.guard.clinic import profile_in, zone_of
from app.intake.flow import Flow
from app.intake.message import Message
from app.intake.progress import dump
from app.intake.turn import Submitted, Updated
from app.retention.current import rules_in
from app.store import Repeat
from app.webhook import twiml
from app.webhook.allowance import Allowance
from app.webhook.effects import Effects

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from app.config import ClinicSettings
    from app.intake.progress import Progress
    from app.intake.turn import Turn
    from app.retention.limits import Limit
    from app.store import Conversation, Store, Unit
    from app.webhook.schema import DeliveryStatus, Inbound

_REFUSED_BY_RECIPIENT: Final = frozenset({"21610", "63014"})
"""Twilio: the recipient has opted out, or has blocked us. Both mean STOP."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers for one app. `clinic` and `retention` count until an admin has written others; Twilio reports to `status_callback`."""

    store: Store
    clinic: ClinicSettings
    status_callback: str
    rights_due: timedelta = timedelta(days=30)
    """The time that the clinic has for what a patient asks for under their rights."""
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    tell_met: Callable[[Limit], None] = lambda _limit: None
    """Called when a message was not saved at a limit of all patients."""

    def answer(self, inbound: Inbound, signature: bytes, now: datetime, new_id: UUID) -> str:
        """Return the TwiML for a message: of its one effect, or the stored one when it has come before.

        `signature` is the digest of Twilio's signature; `new_id` the id of the patient, should one begin here.

        Raises:
            ReplayedSignature: the signature has come before with another MessageSid.
            StoreUnavailable, WrongKeys: nothing of the message is stored.
        """
        room = self.store.room.measured()
        # Read here, while nobody waits for the writer's lock.
        message = Message(inbound.text, inbound.kind, new_id)
        with self.store.begin() as unit:
            claim = unit.receipts.claim(inbound.message_sid, signature, inbound.kind.value, now)
            if isinstance(claim, Repeat):
                return claim.reply if isinstance(claim.reply, str) else twiml.NOTHING
            conversation = unit.conversations.lock(inbound.address, inbound.external_user, now)
            allowance = Allowance(unit, conversation.id, rules_in(unit, self.retention), room, now)
            turn = self._turn(unit, conversation, inbound, message, now, allowance)
            reply = twiml.render(turn.replies, self.status_callback)
            if not allowance.exhausted:  # or what is full would go on filling
                unit.receipts.answer(inbound.message_sid, conversation.id, reply)
        if allowance.met is not None:
            self.tell_met(allowance.met)
        return reply

    def note_status(self, status: DeliveryStatus, now: datetime) -> None:
        """Keep what became of a message that we sent to somebody we know; move up the ladder only."""
        with self.store.begin() as unit:
            conversation_id = unit.conversations.find(status.address)
            if conversation_id is None or status.status not in unit.deliveries.STATUSES:
                return
            if unit.conversations.hold(conversation_id) is None:
                return  # erased a moment ago
            moved = unit.deliveries.advance(
                status.message_sid, conversation_id, status.status, status.error_code, now
            )
            if moved and status.error_code in _REFUSED_BY_RECIPIENT:
                unit.conversations.set_opted_out(conversation_id, opted_out=True)
                unit.audit.record("twilio", "conversation.opted_out", "conversation", conversation_id, at=now)

    def _turn(  # noqa: PLR0917  (what the message meets, in that order)
        self,
        unit: Unit,
        conversation: Conversation,
        inbound: Inbound,
        message: Message,
        now: datetime,
        allowance: Allowance,
    ) -> Turn:
        progress = self._progress(unit, conversation, now)
        in_this_minute = unit.conversations.count_message(conversation.id, now)
        profile = profile_in(unit, self.clinic)
        flow = Flow(profile.clinic)
        if progress is None:
            turn = flow.start_over(message, now, opted_out=conversation.opted_out)
        else:
            turn = allowance.turn(flow, progress, message, in_this_minute)
        effects = Effects(
            unit, conversation.id, inbound, now, now.astimezone(zone_of(profile)).date(), self.rights_due
        )
        for event in turn.events:
            effects.apply(event)
        unit.conversations.save(
            conversation.id,
            dump(turn.progress),
            turn.progress.step,
            turn.progress.language,
            turn.progress.opted_out,
            now,
        )
        if conversation.created or progress is None or _open(progress) != _open(turn.progress):
            unit.steps.record(conversation.id, _in_hand(progress, turn), *_open(turn.progress), now)
        return turn

    def _progress(self, unit: Unit, conversation: Conversation, now: datetime) -> Progress | None:
        """Return where the conversation stands, or None when its draft cannot be read."""
        for another in conversation.misfiled:
            unit.audit.record("anteroom", "conversation.misfiled", "conversation", another, at=now)
        if conversation.created:
            unit.audit.record("patient", "conversation.started", "conversation", conversation.id, at=now)
        progress = conversation.read()
        if progress is None:
            kept = unit.lost_drafts.keep(conversation.id, conversation.sealed_progress, now)
            unit.audit.record(
                "anteroom",
                "conversation.unreadable",
                "conversation",
                conversation.id,
                {"lost_draft": kept.hex},
                at=now,
            )
        return progress


def _open(progress: Progress) -> tuple[str, str | None]:
    """Return what is open: a step, and the aside on top of it."""
    return progress.step, progress.aside


def _in_hand(before: Progress | None, turn: Turn) -> UUID | None:
    """Return whose intake the message belonged to. Once it is handed in, or left, it is in hand no more."""
    handed_in = (event.patient for event in turn.events if isinstance(event, Submitted | Updated))
    return next(handed_in, None) or turn.progress.patient or (before.patient if before else None)
