"""Handle each message in one transaction.

The message is claimed, takes the conversation one step, and is sealed and committed. Only then is it answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.config import IntakeMode, RetentionSettings
from app.intake.flow import Flow
from app.intake.keywords import Keyword
from app.intake.model import (
    Alarmed,
    Event,
    Full,
    LinkHandedOut,
    Message,
    NoteLeft,
    Submitted,
    Turn,
    Updated,
)
from app.intake.progress import Progress, dump
from app.records.effects import Effects, Origin
from app.retention.rules import Limit, room_met, rules_in, takes_a_record
from app.store import ClinicProfile, Conversation, Repeat, Rules, Store, Transaction
from app.store.conversations import WithPerson
from app.store.engine import Measured
from app.store.limits import ALL, day_of, hour_kind
from app.store.twilio_copies import EMPTY
from app.webhook import schema
from app.webhook.replies import Buttons, Links
from app.webhook.schema import Inbound

_PATIENT: Final = "patient"
_KEPT_HERE: Final = (Submitted, Updated, NoteLeft)
"""After these events the patient's words are in the record, and nobody needs Twilio's copy."""


# The database counts messages and records, in the transaction of each message.
#
# A reply costs the clinic money, so a flood is not answered message by message. A sender who was told once to slow down
# gets no other reply in that minute, except the emergency number and the answers to STOP, START and HELP. Beyond
# ANSWERED_A_MINUTE there are not even those. The replies of a day are counted too: those to one sender, and all of them.
# Beyond a limit of the day, a keyword is answered once an hour and a cry CRIES_AN_HOUR times. Both are always obeyed.

MESSAGES: Final = "messages"
NO_REPLY: Final = "no_reply"
MESSAGES_A_MINUTE: Final = 20
ANSWERED_A_MINUTE: Final = 2 * MESSAGES_A_MINUTE
"""Nobody types faster: beyond this, keywords are obeyed without a reply."""


CRIES_AN_HOUR: Final = 10
"""Beyond a limit, so many cries for help of a sender are answered. Each costs a few parts by SMS."""
LONGEST_CODE: Final = 13
"""Characters of what is counted by the hour."""


def _is_cry(turn: Turn) -> bool:
    return turn.progress.cry is not None or any(isinstance(event, Alarmed) for event in turn.events)


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


@dataclass(slots=True)
class Allowance:
    """Hold a message against the limits of its sender and of all patients.

    Messages of one sender wait for one another. All messages wait for the counts that they share.
    """

    unit: Transaction
    conversation: UUID
    rules: Rules
    room: Measured
    settings: RetentionSettings
    now: datetime
    there: datetime = field(init=False)
    """`now` in the clinic's time zone, whose date is the conversation's today."""
    exhausted: bool = field(default=False, init=False)
    """Whether only a bare receipt of the message is stored."""
    outcome: Outcome = field(default=Outcome.SAVED, init=False)
    met: Limit | None = field(default=None, init=False)
    """The limit of all patients that this message has met."""

    def turn(self, flow: Flow, progress: Progress, message: Message, in_this_minute: int) -> Turn:
        """Return what the message leads to, or what the sender is told if it is not kept.

        `in_this_minute` counts the sender's messages, including this one.
        """
        if met := room_met(self.room, self.rules):
            self.exhausted, self.met = True, met[0]
            is_told = in_this_minute > MESSAGES_A_MINUTE
            down = self._turned_down(flow, progress, message, Full.ROOM, quietly=is_told)
            turn = self._beyond(flow, progress, message, down, is_counted=False)
        else:
            turn = self._counted(flow, progress, message, in_this_minute)
        return replace(turn, replies=()) if in_this_minute > ANSWERED_A_MINUTE else turn

    def _counted(self, flow: Flow, progress: Progress, message: Message, in_this_minute: int) -> Turn:
        """Return the turn, unless the messages or the replies of the day are used up.

        One statement counts both, so the turn is worked out first, and dropped if there were too many messages.
        """
        turn, most, day = (
            self._judged(flow, progress, message, in_this_minute),
            self.rules.sender_messages,
            day_of(self.now),
        )
        replies = 0 if in_this_minute > ANSWERED_A_MINUTE else len(turn.replies)
        messages, own, together = self.unit.storage.add_message(self.conversation, MESSAGES, day, replies)
        if messages <= most:
            return self._within_costs(flow, progress, message, turn, own, together) if replies else turn
        if replies:
            self.unit.storage.add_reply(self.conversation, day, -replies)
        if messages == most + 1:  # once a day, so that a flood is one line of the trail
            self._note_flood(most)
        self.exhausted = True
        # The sender is told of the limit once a minute at most.
        is_told = in_this_minute > MESSAGES_A_MINUTE or (messages > most + 1 and in_this_minute > 1)
        down = self._turned_down(flow, progress, message, Full.MESSAGES, quietly=is_told)
        return self._beyond(flow, progress, message, down, is_counted=False)

    def _within_costs(  # noqa: PLR0917  (the message, and what was counted)
        self, flow: Flow, progress: Progress, message: Message, turn: Turn, own: int, together: int
    ) -> Turn:
        """Return the turn, unless the replies of the day are used up.

        The sender is told so once, and gets no reply afterwards but those of `_beyond`.
        """
        is_met = 0 < self.settings.replies_a_day < together
        if is_met:
            self.met = Limit.REPLIES
        if not (is_met or own > self.settings.sender_replies):
            return turn
        if _is_cry(turn):
            return self._beyond(flow, progress, message, turn, is_counted=True)
        self.exhausted = True
        is_told = self.unit.storage.add(self.conversation, NO_REPLY, day_of(self.now)) > 1
        if not is_told and own > self.settings.sender_replies:
            self._note_flood(self.settings.sender_replies)
        down = self._turned_down(flow, progress, message, Full.MESSAGES, quietly=is_told)
        return self._beyond(flow, progress, message, down, is_counted=True)

    def _beyond(
        self, flow: Flow, progress: Progress, message: Message, turn: Turn, *, is_counted: bool
    ) -> Turn:
        """Return a turn beyond a limit, which is answered now and then.

        Each keyword is answered once an hour, and so many cries for help. The next ones are obeyed, and told to staff, in
        silence. `is_counted` says whether the replies of the day have these already.
        """
        if not turn.replies:
            return turn
        day, keyword = day_of(self.now), flow.obeys(progress, message, self.there)
        is_cry = keyword is not Keyword.STOP and _is_cry(turn)
        code, most = ("cry", CRIES_AN_HOUR) if is_cry else (keyword.name.lower() if keyword else "", 1)
        if (
            code
            and self.unit.storage.add(self.conversation, hour_kind(self.now, code[:LONGEST_CODE]), day) > most
        ):
            asks = turn.progress.cry != progress.cry and not any(isinstance(e, Alarmed) for e in turn.events)
            # Nobody can answer a question that is not sent, so staff are told of a doubtful cry at once.
            silent = flow.turn_down(progress, message, self.there, Full.MESSAGES) if asks else turn
            return replace(silent, replies=())
        if is_counted:
            return turn
        own, together = self.unit.storage.add_reply(self.conversation, day, len(turn.replies))
        is_spent = own > self.settings.sender_replies or 0 < self.settings.replies_a_day < together
        return turn if code or not is_spent else replace(turn, replies=())

    def _judged(self, flow: Flow, progress: Progress, message: Message, in_this_minute: int) -> Turn:
        beyond = in_this_minute - MESSAGES_A_MINUTE
        if beyond > 0:
            self.outcome = Outcome.SLOWED
            return flow.slow_down(progress, message, self.there, quietly=beyond > 1)
        turn = flow.step(progress, message, self.there)
        hands_in = any(isinstance(event, Submitted) for event in turn.events)
        if hands_in and not self._takes_a_record():
            return self._turned_down(flow, progress, message, Full.RECORDS)
        return turn

    def _note_flood(self, messages: int) -> None:
        details = {"messages": messages}
        self.unit.audit.record(
            _PATIENT, "conversation.limited", "conversation", self.conversation, details, at=self.now
        )

    def _takes_a_record(self) -> bool:
        """Count a record that is about to be handed in, and return whether it may be."""
        is_taken, met = takes_a_record(self.unit, self.conversation, self.rules, self.now)
        self.met = met or self.met
        return is_taken

    def _turned_down(
        self, flow: Flow, progress: Progress, message: Message, full: Full, *, quietly: bool = False
    ) -> Turn:
        self.outcome = Outcome.OVER_LIMIT
        self.unit.storage.add(ALL, f"no_{full.value}", day_of(self.now))
        return flow.turn_down(progress, message, self.there, full, quietly=quietly)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one message leads to outside the database."""

    reply: str
    outcome: Outcome
    events: Sequence[Event] = ()
    is_sent: bool = False
    """Whether a worker sends the reply as a message of its own."""
    met: Limit | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one message led to, within its transaction."""

    conversation: UUID
    turn: Turn
    is_kept: bool
    """Whether more than a bare receipt of the message is kept."""
    met: Limit | None
    """The limit of all patients that the message has met."""
    outcome: Outcome
    began: bool
    """Whether it was the sender's first message."""


@dataclass(frozen=True, slots=True)
class Handler:
    """Answer messages for one app.

    `clinic` and `retention` are used until an admin saves others. Twilio reports deliveries to `status_callback`.
    """

    store: Store
    clinic: ClinicProfile
    status_callback: str
    rights_due: timedelta = timedelta(days=30)
    """How long the clinic has to answer a request under a patient's rights."""
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    together: timedelta = timedelta(0)
    """How soon after a question a message still continues the previous answer."""
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
            claim = unit.receipts.claim(inbound.message_sid, signature, inbound.kind.value, now)
            if isinstance(claim, Repeat):
                # Twilio repeats a message, or we do: an attempt was committed, and the connection lost before we knew.
                mine = attempts[-1] if attempts else _Answer(schema.NOTHING, outcome=Outcome.REPEAT)
                return replace(mine, reply=claim.reply) if isinstance(claim.reply, str) else mine
            attempts.append(self._take(unit, inbound, message, room, now))
            return attempts[-1]

        answer = self.store.perform(take)
        if answer.is_sent:
            self.ring()
        self.tell(answer.outcome, answer.events)
        if answer.met is not None:
            self.tell_met(answer.met)
        return answer.reply

    def _take(
        self, unit: Transaction, inbound: Inbound, message: Message, room: Measured, now: datetime
    ) -> _Answer:
        """Handle a message that was claimed, and return what its sender is told."""
        step = self.step(unit, inbound, message, room, now)
        is_sent = step.is_kept and self.buttons.send(unit, step.conversation, inbound, step.turn, now)
        reply = schema.NOTHING if is_sent else schema.render(step.turn.replies, self.status_callback)
        if step.is_kept:  # otherwise a full database would go on filling
            unit.receipts.answer(inbound.message_sid, step.conversation, reply)
        return _Answer(reply, step.outcome, step.turn.events, is_sent, step.met)

    def read(self, inbound: Inbound, new_id: UUID) -> Message:
        """Return the message as the conversation reads it.

        Call this before the transaction, so that nobody waits for the writer's lock meanwhile.
        """
        link = self.links.new()
        return Message(inbound.text, inbound.kind, new_id, inbound.tapped, link, inbound.stopped)

    def step(
        self, unit: Transaction, inbound: Inbound, message: Message, room: Measured, now: datetime
    ) -> Step:
        """Take the conversation one step, for a message that this transaction claimed."""
        conversation = unit.conversations.lock(
            inbound.address, inbound.external_user, inbound.written_at or now
        )
        allowance = Allowance(
            unit, conversation.id, rules_in(unit, self.retention), room, self.retention, now
        )
        turn = self._turn(unit, conversation, inbound, message, now, allowance)
        is_kept, began = not allowance.exhausted, conversation.created
        return Step(conversation.id, turn, is_kept, allowance.met, allowance.outcome, began)

    def _turn(  # noqa: PLR0917  (what the message meets, in that order)
        self,
        unit: Transaction,
        conversation: Conversation,
        inbound: Inbound,
        message: Message,
        now: datetime,
        allowance: Allowance,
    ) -> Turn:
        progress = self._progress(unit, conversation, now)
        heard_at = max(inbound.written_at, conversation.last_inbound_at) if inbound.written_at else now
        window = conversation.window.counting(inbound.written_at or now)
        profile = unit.clinic.counting(self.clinic)
        with_person = _with_person(unit, conversation, now)
        flow = Flow(
            self.links.offered_by(profile.clinic_on(inbound.channel)),
            together=self.together if inbound.written_at is None else timedelta(0),
            with_person=with_person.patient_id if with_person else None,
            written_at=inbound.written_at,
            unread=_is_unread(inbound, progress),
        )
        message = self.links.left_for(unit, conversation.id, progress, message, now)
        allowance.there = there = now.astimezone(profile.zone)
        if progress is None:
            turn = flow.start_over(message, there, opted_out=conversation.opted_out)
        else:
            turn = allowance.turn(flow, progress, message, window.count)
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
                inbound.written_at,
                with_person.clinical if with_person else True,
            )
            for event in turn.events:
                effects.apply(event)
            if LinkHandedOut() in turn.events and turn.replies:
                self.links.keep(unit, conversation.id, message.link, now)
            if effects.became_notes:
                turn = flow.with_note(turn)
            if effects.without_room:
                turn = flow.without_alarm(turn, effects.without_room)
        if self.emptied_after is not None and self._needs_no_copy_at_twilio(progress, turn):
            unit.outbox.add(EMPTY, conversation.id, "anteroom", now, now + self.emptied_after)
        unit.conversations.save(
            conversation.id,
            dump(turn.progress),
            turn.progress.step,
            turn.progress.language,
            turn.progress.opted_out,
            heard_at,
            window,
            inbound.to or None,
        )
        if conversation.created or progress is None or _open(progress) != _open(turn.progress):
            unit.steps.record(conversation.id, _in_hand(progress, turn), *_open(turn.progress), now)
        return turn

    def _needs_no_copy_at_twilio(self, before: Progress | None, turn: Turn) -> bool:
        """Return whether the patient's words are in the record, or must not be kept."""
        was_not_kept = before is not None and before.hinted_at != turn.progress.hinted_at
        is_here = any(isinstance(event, _KEPT_HERE) for event in turn.events)
        return is_here or (was_not_kept and self.links.mode is IntakeMode.LINK)

    def _progress(self, unit: Transaction, conversation: Conversation, now: datetime) -> Progress | None:
        """Return the progress of the conversation, or None if it cannot be read."""
        for another in conversation.wrong_owner:
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


def _with_person(unit: Transaction, conversation: Conversation, now: datetime) -> WithPerson | None:
    """Return which exchange with a member of staff is going on, if any."""
    found = conversation.with_person
    is_on = found is not None and found.until > now and unit.patients.get(found.patient_id, ()) is not None
    return found if is_on else None


def _is_unread(inbound: Inbound, progress: Progress | None) -> bool:
    """Return whether a fetched message was written before the open question was asked."""
    asked_at = progress.asked_at if progress else None
    return inbound.written_at is not None and asked_at is not None and inbound.written_at < asked_at


def _open(progress: Progress) -> tuple[str, str | None]:
    """Return what is open: a step, and the aside on top of it."""
    return progress.step, progress.aside


def _in_hand(before: Progress | None, turn: Turn) -> UUID | None:
    """Return whose intake the message belonged to, even if it ended that intake."""
    handed_in = (event.patient for event in turn.events if isinstance(event, Submitted | Updated))
    return next(handed_in, None) or turn.progress.patient or (before.patient if before else None)
