"""Take messages that were fetched from Twilio, because it could not deliver them.

All messages of one sender are taken in one transaction. They were written without an answer in between, so the sender gets
one answer. A worker sends it, because no request of Twilio's waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from app.intake.flow import Flow
from app.intake.model import Alarmed, Event, LinkHandedOut, Message, OptedOut
from app.store import Transaction
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import conversations
from app.store.engine.room import Measured
from app.store.messages import outbound, receipts
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import SPARE, WINDOW
from app.store.messages.receipts import unsigned
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.webhook.handler import Handler, Outcome
from app.webhook.replies import is_urgent
from app.webhook.schema import Inbound
from app.webhook.step import Step
from app.webhook.twiml import NOTHING

_RECOVERED = TrailEvent(
    "conversation.recovered",
    "Took a message that Twilio could not deliver when it was written, {written}: {message_kind}",
    TrailGroup.CONVERSATION,
    moments=("written",),
)

_IN_ORDER: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message from Twilio's list, and what the conversation reads of it."""

    inbound: Inbound
    message: Message
    written_at: datetime


class Taken(NamedTuple):
    """What became of the messages of one sender."""

    messages: int
    known: int
    """How many the webhook, or another run, had taken meanwhile."""
    alarms: int
    is_answered: bool
    is_too_late: bool
    """Whether the answer could not be sent any more, because their last message is a day old."""


def take(handler: Handler, fetched: Sequence[Fetched], actor: str, now: datetime) -> Taken:
    """Take messages of one sender in order, except those that were taken before.

    Raises:
        StoreUnavailable, WrongKeys: nothing of them is stored.
    """
    room = handler.store.room.measured()
    taken, steps = handler.store.perform(lambda unit: _take(unit, handler, fetched, room, actor, now))
    if taken.is_answered:
        handler.ring()
    for step in steps:
        handler.tell(Outcome.of(step.turn), step.turn.events)
    return taken


def _take(  # noqa: PLR0917  (the messages, and what they meet)
    unit: Transaction,
    handler: Handler,
    fetched: Sequence[Fetched],
    room: Measured,
    actor: str,
    now: datetime,
) -> tuple[Taken, list[Step]]:
    """Take those that this transaction can claim, and queue the answer to them."""
    ours = _claimed(unit, fetched, now)
    steps = [
        _step(unit, handler, each, receipt, room, actor, now)
        for each in fetched
        if (receipt := ours.get(each.inbound.message_sid))
    ]
    replies = _replies(unit, handler, fetched[-1].inbound, steps)
    is_open = bool(steps) and _is_open(unit, steps[-1].conversation, fetched[-1].inbound, now)
    if replies and is_open:
        asked = next((step.reply_id for step in reversed(steps) if step.asks), None)
        _send(unit, steps[-1].conversation, replies, asked, now)
    taken = Taken(
        len(steps),
        len(fetched) - len(steps),
        sum(isinstance(event, Alarmed) for step in steps for event in step.turn.events),
        is_answered=bool(replies) and is_open,
        is_too_late=bool(replies) and not is_open,
    )
    return taken, steps


def _step(  # noqa: PLR0917  (the message, and what it meets)
    unit: Transaction,
    handler: Handler,
    each: Fetched,
    receipt: UUID,
    room: Measured,
    actor: str,
    now: datetime,
) -> Step:
    step = handler.step(unit, receipt, each.inbound, each.message, room, now)
    if step.turn.is_kept:  # should Twilio still deliver it: the answer is on its way
        receipts.answer(unit.db, receipt, step.conversation, NOTHING)
    details = {"message_kind": each.inbound.kind.value, "written": each.written_at.isoformat()}
    audit.record(unit.db, actor, _RECOVERED, "conversation", step.conversation, details, at=now)
    return step


def _claimed(unit: Transaction, fetched: Sequence[Fetched], now: datetime) -> dict[str, UUID]:
    """Claim messages as the webhook does; return the receipts of those that were free.

    All are claimed before the conversation is held, and in one order. So a transaction that waits for one of these claims
    does not hold the conversation.
    """
    claims = {}
    for each in sorted(fetched, key=lambda each: each.inbound.message_sid):
        sid = each.inbound.message_sid
        claims[sid] = receipts.claim(unit.db, sid, unsigned(sid), each.inbound.kind.value, now)
    return {sid: claim for sid, claim in claims.items() if isinstance(claim, UUID)}


def _is_open(unit: Transaction, conversation: UUID, inbound: Inbound, now: datetime) -> bool:
    """Return whether WhatsApp still takes free text for them."""
    held = conversations.get(unit.db, conversation)
    return inbound.channel != "whatsapp" or held is None or now < held.last_inbound_at + WINDOW - SPARE


def _send(
    unit: Transaction, conversation: UUID, replies: Sequence[str], asked: UUID | None, now: datetime
) -> None:
    """Have the answer sent, in place of an earlier one that waits.

    `asked` is the id of the reply that asks the open question, which is the last.
    """
    outbound.cancel(unit.db, conversation, Purpose.LATE, now)
    for place, reply in enumerate(replies):
        message = NewMessage(Purpose.LATE, "anteroom", conversation_id=conversation, body=reply)
        row = asked if place == len(replies) - 1 else None
        outbound.send(unit.db, message, now + _IN_ORDER * place, row)


def _replies(unit: Transaction, handler: Handler, inbound: Inbound, steps: Sequence[Step]) -> tuple[str, ...]:
    """Return the last answer, which asks what is open now, with an apology.

    The welcome, and a link that still works, are kept before it. The answer to a cry for help comes first of all.
    """
    said = [step for step in _wanted(steps) if step.turn.replies]
    if not said:
        return ()
    *earlier, last = said
    cries = [step for step in earlier if _has(step, Alarmed)][-1:]
    links = [step for step in said if _has(step, LinkHandedOut)]
    needed = [step for step in earlier if step in links[-1:] or (step.began and step not in (*links, *cries))]
    replies = tuple(reply for step in (*cries, *needed, last) for reply in step.turn.replies)
    if cries or is_urgent(last.turn):
        return replies
    clinic = handler.links.offered_by(
        versions.in_force(unit.db, ClinicVersion, handler.clinic).on(inbound.channel)
    )
    return Flow(clinic).apologising(replace(last.turn, replies=replies)).replies


def _wanted(steps: Sequence[Step]) -> Sequence[Step]:
    """Return the steps of which something is still to be said.

    A sender whose last word is STOP gets its confirmation and the numbers to call, and nothing that they asked for before.
    """
    stops = [place for place, step in enumerate(steps) if _has(step, OptedOut)]
    if not stops or not steps[-1].turn.progress.opted_out:
        return steps
    return [step for place, step in enumerate(steps) if place >= stops[-1] or _has(step, Alarmed)]


def _has(step: Step, kind: type[Event]) -> bool:
    return any(isinstance(event, kind) for event in step.turn.events)
