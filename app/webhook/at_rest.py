"""Answer patients while somebody works on the system.

A message is not taken: it gets no receipt, so `messages.recover` fetches it from Twilio afterwards, and its sender is told
so. STOP, HELP and the like are obeyed as ever, and so is a cry for help. Without the database nothing is obeyed, and a
cry is answered with the numbers to call.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.intake.flow import Flow
from app.intake.model import Message
from app.intake.progress import Progress
from app.store import StoreUnavailable, Transaction, WrongKeys
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import senders
from app.store.engine.maintenance import Maintenance, Sign
from app.store.messages import receipts
from app.store.messages.receipts import Repeat
from app.webhook import twiml
from app.webhook.handler import Handler, Outcome
from app.webhook.schema import Inbound

_TOLD_EVERY: Final = timedelta(minutes=5)
_MOST_REMEMBERED: Final = 10_000


class _Undone(Exception):
    """Undoes the transaction."""


@dataclass(frozen=True, slots=True)
class AtRest:
    """Answer messages for one app during maintenance.

    It remembers whom it told, because each reply costs the clinic money.
    """

    handler: Handler
    sign: Sign
    _told: dict[str, datetime] = field(default_factory=dict, repr=False)

    def answer(
        self, inbound: Inbound, signature: bytes, now: datetime, new_id: UUID, maintenance: Maintenance
    ) -> str:
        """Return the TwiML for a message.

        Raises:
            ReplayedSignature: the signature came before with another MessageSid.
        """
        handler, message = self.handler, self.handler.read(inbound, new_id)
        replies: Sequence[str] | None = ()
        is_known = False
        if not self.sign.is_blind:
            try:
                replies = _asked_to_wait(handler, inbound, signature, message, now, maintenance)
                if replies is None:
                    return handler.answer(inbound, signature, now, new_id)
                is_known = True
            except (StoreUnavailable, WrongKeys):
                self.sign.ask_again()
        if not is_known:
            replies = _flow(handler, inbound).rest_alone(message, now, maintenance.told)
        handler.tell(Outcome.AT_REST, ())
        if not (message.dangers or self._is_time(inbound.address, now)):
            return twiml.NOTHING
        return twiml.render(replies or (), handler.status_callback)

    def _is_time(self, address: str, now: datetime) -> bool:
        """Return whether this sender has not been told for some minutes.

        Then they count as told.
        """
        last = self._told.get(address)
        if last is not None and timedelta() <= now - last < _TOLD_EVERY:
            return False
        if len(self._told) >= _MOST_REMEMBERED:
            self._told.clear()
        self._told[address] = now
        return True


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
        if isinstance(
            receipts.claim(unit.db, inbound.message_sid, signature, inbound.kind.value, now), Repeat
        ):
            return
        conversation = senders.lock(unit.db, inbound.address, inbound.external_user, now)
        progress = conversation.read() or Progress(opted_out=conversation.opted_out)
        replies = _flow(handler, inbound, unit).rest(progress, message, now, maintenance.told)
        raise _Undone

    with suppress(_Undone):
        handler.store.perform(look)
    return replies


def _flow(handler: Handler, inbound: Inbound, unit: Transaction | None = None) -> Flow:
    clinic = versions.in_force(unit.db, ClinicVersion, handler.clinic) if unit else handler.clinic
    return Flow(handler.links.offered_by(clinic.on(inbound.channel)))
