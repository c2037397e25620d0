"""Handle each message in one transaction.

The message is claimed, takes the conversation one step, and is sealed and committed. Only then is it answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from app.config import IntakeMode, RetentionSettings
from app.intake.clinic import Clinic
from app.intake.flow import Flow
from app.intake.model import (
    Event,
    LinkHandedOut,
    Message,
    NoteLeft,
    Submitted,
    Turn,
    Updated,
)
from app.intake.progress import Progress, dump
from app.records import cries, threads
from app.records.effects import UNREADABLE, Effects, Origin
from app.records.quota import Quota
from app.retention.limits import Limit
from app.retention.rules import longest, rules_in
from app.store import Store, Transaction
from app.store.clinic import questionnaires, versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import conversation_steps, conversations, invitations, lost_drafts, senders
from app.store.conversations.conversations import Asked, Conversation, WithPerson
from app.store.engine.room import Measured
from app.store.messages import receipts
from app.store.messages.receipts import Repeat
from app.store.messages.twilio_copies import EMPTY
from app.store.patients import patients
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import jobs
from app.web.clinic import zone_of
from app.webhook import twiml
from app.webhook.replies import Buttons, Links
from app.webhook.schema import Inbound
from app.webhook.step import Step

_STARTED = TrailEvent("conversation.started", "Conversation started", TrailGroup.CONVERSATION)
_MISFILED = TrailEvent(
    "conversation.misfiled",
    "A conversation was stored under the wrong sender; it was not used",
    TrailGroup.CONVERSATION,
)

_KEPT_HERE: Final = (Submitted, Updated, NoteLeft)
"""After these events the patient's words are in the record, and nobody needs Twilio's copy."""


class Outcome(StrEnum):
    """What came of a message."""

    SAVED = "saved"
    REPEAT = "repeat"
    """It came before, and got the same answer again."""
    SLOWED = "slowed"
    """The sender writes faster than anybody types, so the message was not taken for an answer."""
    OVER_LIMIT = "over_limit"
    """It was not saved, because a limit was met."""
    AT_REST = "at_rest"
    """It came during maintenance, and the sender was asked to write again later."""

    @classmethod
    def of(cls, turn: Turn) -> Outcome:
        """Return what came of a message that took the conversation this turn."""
        return cls.OVER_LIMIT if turn.full else cls.SLOWED if turn.is_slowed else cls.SAVED


class _Answer(NamedTuple):
    """What one message leads to outside the database."""

    reply: str
    outcome: Outcome
    events: Sequence[Event] = ()
    is_sent: bool = False
    """Whether a worker sends the reply as a message of its own."""
    met: Limit | None = None


@dataclass(frozen=True, slots=True)
class Handler:
    """Answer messages for one app.

    `clinic` and `retention` are used until an admin saves others. Twilio reports deliveries to `status_callback`.
    """

    store: Store
    clinic: Clinic
    status_callback: str
    rights_due: timedelta = timedelta(days=30)
    """How long the clinic has to answer a request under a patient's rights."""
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    together: timedelta = timedelta(0)
    """How soon after a question no message can be its answer."""
    emptied_after: timedelta | None = None
    """How long after an intake Twilio is asked to delete the words of the chat. None: it is not asked."""
    tell_met: Callable[[Limit], None] = lambda _limit: None
    """Called with the limit when a message has met one of all patients."""
    ring: Callable[[], None] = lambda: None
    """Called when a worker has something to send."""
    buttons: Buttons = field(default_factory=Buttons)
    links: Links = field(default_factory=Links)
    tell: Callable[[Outcome, Sequence[Event]], None] = lambda _outcome, _events: None
    """Called with the outcome of each message and the events that it led to, once they are committed."""

    def answer(self, inbound: Inbound, signature: bytes, now: datetime, new_id: UUID) -> str:
        """Return the TwiML for a message, or the stored TwiML if the message came before.

        `signature` is the digest of Twilio's signature. `new_id` becomes the patient's id if an intake begins here.

        Raises:
            ReplayedSignature: the signature came before with another MessageSid.
            StoreUnavailable, WrongKeys: nothing of the message is stored.
        """
        room = self.store.room.measured()
        message = self.read(inbound, new_id)
        attempts: list[_Answer] = []

        def take(unit: Transaction) -> _Answer:
            receipt = receipts.claim(unit.db, inbound.message_sid, signature, inbound.kind.value, now)
            if isinstance(receipt, Repeat):
                # Twilio repeats a message, or we do: an attempt was committed, and the connection lost before we knew.
                mine = attempts[-1] if attempts else _Answer(twiml.NOTHING, outcome=Outcome.REPEAT)
                return mine._replace(reply=receipt.reply) if isinstance(receipt.reply, str) else mine
            attempts.append(self._take(unit, receipt, inbound, message, room, now))
            return attempts[-1]

        answer = self.store.perform(take)
        if answer.is_sent:
            self.ring()
        self.tell(answer.outcome, answer.events)
        if answer.met is not None:
            self.tell_met(answer.met)
        return answer.reply

    def _take(  # noqa: PLR0917  (the message, and what it meets)
        self,
        unit: Transaction,
        receipt: UUID,
        inbound: Inbound,
        message: Message,
        room: Measured,
        now: datetime,
    ) -> _Answer:
        """Handle a message that was claimed, and return what its sender is told."""
        step = self.step(unit, receipt, inbound, message, room, now)
        is_kept = step.turn.is_kept
        is_sent = is_kept and self.buttons.send(unit, step, inbound.channel, now)
        reply = twiml.NOTHING if is_sent else twiml.render(step.turn.replies, self.status_callback, receipt)
        if is_kept:  # otherwise a full database would go on filling
            receipts.answer(unit.db, receipt, step.conversation, reply)
        return _Answer(reply, Outcome.of(step.turn), step.turn.events, is_sent, step.met)

    def read(self, inbound: Inbound, new_id: UUID) -> Message:
        """Return the message as the conversation reads it.

        Call this before the transaction, so that nobody waits for the writer's lock meanwhile.
        """
        link = self.links.new()
        return Message(inbound.text, inbound.kind, new_id, inbound.tapped, link, inbound.stopped)

    def step(  # noqa: PLR0917  (the message, and what it meets)
        self,
        unit: Transaction,
        receipt: UUID,
        inbound: Inbound,
        message: Message,
        room: Measured,
        now: datetime,
    ) -> Step:
        """Take the conversation one step, for a message that this transaction claimed."""
        written_at = inbound.written_at
        conversation = senders.lock(unit.db, inbound.address, inbound.external_user, written_at or now)
        progress = self._progress(unit, conversation, now)
        asked = questionnaires.now_and_begun(unit.db, progress.asked_version if progress else 0)
        if conversation.created and progress and asked[0].definition.visits:
            progress = replace(progress, visit=invitations.visit_of(unit.db, inbound.address))
        window = conversation.window.counting(written_at or now)
        with_person = _with_person(unit, conversation, progress, now)
        message = self.links.left_for(unit, conversation.id, progress, message, now)
        clinic = versions.in_force(unit.db, ClinicVersion, self.clinic)
        there = now.astimezone(zone_of(clinic))
        rules = rules_in(unit, self.retention)
        flow = Flow(
            self.links.offered_by(clinic.keeping(longest(rules)).on(inbound.channel)),
            *asked,
            together=self.together if written_at is None else timedelta(0),
            with_person=with_person.patient_id if with_person else None,
            person_wrote_at=with_person.since if with_person else None,
            written_at=written_at,
            unread=_is_unread(inbound, progress, conversation.asked),
            seen_at=conversation.asked.seen_at,
        )
        quota = Quota(unit, conversation.id, rules, self.retention, room, now)
        if progress is None:
            turn = flow.start_over(message, there, opted_out=conversation.opted_out)
        else:
            allowance = quota.of_message(window.count, may_hand_in=flow.may_hand_in(progress))
            turn = flow.step(progress, message, there, allowance)
            quota.settle(turn)
        if turn.events:
            effects = Effects(
                unit,
                conversation.id,
                Origin(inbound.message_sid, inbound.channel, inbound.address),
                now,
                there.date(),
                self.rights_due,
                (progress or turn.progress).step,
                turn.progress.language,
                written_at,
                with_person.clinical if with_person else True,
            )
            turn = self._apply(effects, flow, turn, message)
        if self.emptied_after is not None and self._needs_no_copy_at_twilio(progress, turn):
            jobs.add(unit.db, EMPTY, conversation.id, "anteroom", now, now + self.emptied_after)
        asks = turn.asks_at(there)
        conversations.save(
            unit.db,
            conversation.id,
            dump(turn.progress),
            turn.progress.step,
            turn.progress.language,
            turn.progress.opted_out,
            max(written_at, conversation.last_inbound_at) if written_at else now,
            window,
            inbound.to or None,
            Asked(receipt) if asks else conversation.asked,
        )
        cries.follow(unit, conversation.id, progress, turn.progress, now)
        threads.follow(unit, conversation, progress, turn)
        if conversation.created or progress is None or _open(progress) != _open(turn.progress):
            conversation_steps.record(
                unit.db, conversation.id, _in_hand(progress, turn), *_open(turn.progress), now
            )
        return Step(conversation.id, turn, receipt, asks, quota.met, conversation.created)

    def _apply(self, effects: Effects, flow: Flow, turn: Turn, message: Message) -> Turn:
        """Write what the turn decided, and return it with what its sender is told of that."""
        for event in turn.events:
            effects.apply(event)
        if LinkHandedOut() in turn.events and turn.replies:
            self.links.keep(effects.unit, effects.conversation, message.link, effects.now)
        if effects.became_notes:
            turn = flow.with_note(turn)
        return flow.without_alarm(turn, effects.without_room) if effects.without_room else turn

    def _needs_no_copy_at_twilio(self, before: Progress | None, turn: Turn) -> bool:
        """Return whether the patient's words are in the record, or must not be kept."""
        was_not_kept = before is not None and before.hinted_at != turn.progress.hinted_at
        is_here = any(
            isinstance(event, _KEPT_HERE) and not (isinstance(event, NoteLeft) and event.is_unsent)
            for event in turn.events
        )
        return is_here or (was_not_kept and self.links.mode is IntakeMode.LINK)

    def _progress(self, unit: Transaction, conversation: Conversation, now: datetime) -> Progress | None:
        """Return the progress of the conversation, or None if it cannot be read."""
        for another in conversation.wrong_owner:
            audit.record(unit.db, "anteroom", _MISFILED, "conversation", another, at=now)
        if conversation.created:
            audit.record(unit.db, "patient", _STARTED, "conversation", conversation.id, at=now)
        progress = conversation.read()
        if progress is None:
            kept = lost_drafts.keep(unit.db, conversation.id, conversation.sealed_progress, now)
            audit.record(
                unit.db,
                "anteroom",
                UNREADABLE,
                "conversation",
                conversation.id,
                {"lost_draft": kept.hex},
                at=now,
            )
        return progress


def _with_person(
    unit: Transaction, conversation: Conversation, progress: Progress | None, now: datetime
) -> WithPerson | None:
    """Return which exchange with a member of staff is going on, if any."""
    found = conversation.with_person
    if found is None or found.until <= now:
        return None
    is_unsent = progress is not None and progress.unsent == found.patient_id
    return found if is_unsent or patients.get(unit.db, found.patient_id, ()) is not None else None


def _is_unread(inbound: Inbound, progress: Progress | None, asked: Asked) -> bool:
    """Return whether a fetched message was written before the question was seen."""
    seen = (asked.seen_at, progress.asked_at if progress else None)
    return inbound.written_at is not None and any(each and inbound.written_at < each for each in seen)


def _open(progress: Progress) -> tuple[str, str | None]:
    """Return what is open: a step, and the aside on top of it."""
    return progress.step, progress.aside


def _in_hand(before: Progress | None, turn: Turn) -> UUID | None:
    """Return whose intake the message belonged to, even if it ended that intake."""
    handed_in = (event.patient for event in turn.events if isinstance(event, Submitted | Updated))
    return next(handed_in, None) or turn.progress.patient or (before.patient if before else None)
