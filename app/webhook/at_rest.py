"""Answer patients while somebody works on the system.

A message is not taken: it gets no receipt, so `messages.recover` fetches it from Twilio afterwards, and its sender is told
so. STOP, HELP and the like are obeyed as ever, and so is a cry for help. Without the database nothing is obeyed, and a
cry is answered with the numbers to call.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from app.intake.flow import Flow
from app.intake.model import Message
from app.intake.progress import Progress
from app.store import Repeat, StoreUnavailable, Transaction, WrongKeys
from app.store.maintenance import Maintenance, Sign
from app.web.clinic import profile_in, profile_of
from app.webhook import schema
from app.webhook.handler import Handler, Outcome
from app.webhook.schema import Inbound


class _Undone(Exception):
    """Undoes the transaction."""


def answer(  # noqa: PLR0917  (as `Handler.answer`, and what goes on)
    handler: Handler,
    inbound: Inbound,
    signature: bytes,
    now: datetime,
    new_id: UUID,
    sign: Sign,
    maintenance: Maintenance,
) -> str:
    """Return the TwiML for a message.

    Raises:
        ReplayedSignature: the signature came before with another MessageSid.
    """
    if not sign.is_blind:
        try:
            message = handler.read(inbound, new_id)
            replies = _asked_to_wait(handler, inbound, signature, message, now, maintenance)
            if replies is None:
                return handler.answer(inbound, signature, now, new_id)
            handler.tell(Outcome.AT_REST, ())
            return schema.render(replies, handler.status_callback)
        except (StoreUnavailable, WrongKeys):
            sign.ask_again()
    handler.tell(Outcome.AT_REST, ())
    replies = _flow(handler, inbound).rest_alone(handler.read(inbound, new_id), now, maintenance.told)
    return schema.render(replies, handler.status_callback)


def _asked_to_wait(  # noqa: PLR0917
    handler: Handler,
    inbound: Inbound,
    signature: bytes,
    message: Message,
    now: datetime,
    maintenance: Maintenance,
) -> Sequence[str] | None:
    """Return what to answer a message with; None if it is taken as ever.

    The transaction is undone, so nothing is left of a claim that only looks for a replay.
    """
    replies: Sequence[str] | None = None

    def look(unit: Transaction) -> None:
        nonlocal replies
        if isinstance(unit.receipts.claim(inbound.message_sid, signature, inbound.kind.value, now), Repeat):
            return
        conversation = unit.conversations.lock(inbound.address, inbound.external_user, now)
        progress = conversation.read() or Progress(opted_out=conversation.opted_out)
        replies = _flow(handler, inbound, unit).rest(progress, message, now, maintenance.told)
        raise _Undone

    with suppress(_Undone):
        handler.store.perform(look)
    return replies


def _flow(handler: Handler, inbound: Inbound, unit: Transaction | None = None) -> Flow:
    profile = profile_of(handler.clinic) if unit is None else profile_in(unit, handler.clinic)
    return Flow(handler.links.offered_by(profile.clinic_on(inbound.channel)))
