"""Make the one-time links to the form that a reply may hand out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.config import IntakeMode
from app.guard.session import new_token, token_hash
from app.intake.model import Clinic, Message
from app.intake.progress import Progress
from app.store import Transaction
from app.store.form_links import PATIENT

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
        made = unit.form_links.made_today(conversation_id, now - _A_DAY)
        return replace(message, link="") if made >= MOST_A_DAY else message

    def keep(self, unit: Transaction, conversation_id: UUID, address: str, now: datetime) -> None:
        """Keep a link that was handed out, so that it opens the form."""
        digest = token_hash(address.rpartition("/")[2])
        if digest is not None:
            unit.form_links.make(conversation_id, digest, PATIENT, now, now + self.last)
            unit.audit.record(PATIENT, "form.link_made", "conversation", conversation_id, at=now)
