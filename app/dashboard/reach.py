"""Say whether staff can write to a sender now, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _l

from app.services import current
from app.store import Transaction
from app.store.conversations import conversations
from app.store.conversations.conversations import EMAIL, Reach
from app.store.messages.outbound import SPARE, WINDOW
from app.store.patients.patient import Patient

OPTED_OUT: Final = "opted_out"
CLOSED: Final = "closed"
NOBODY: Final = "nobody"
BY_MAIL: Final = "by_mail"
LAW: Final = "law"
BLOCKED: Final[Mapping[str, str]] = {
    OPTED_OUT: _l("They have written STOP, so nothing can be sent to them. Call them instead."),
    CLOSED: _l(
        "They have not written for 24 hours, so WhatsApp takes no free text any more. Call them, or wait until they write."
    ),
    BY_MAIL: _l("They came by e-mail, and no free text is sent there. Send them the form, or call them."),
    LAW: _l(
        "The clinic’s law allows no word about health on WhatsApp, so no free text is sent there. Send them the form, or call them."
    ),
    NOBODY: _l("There is no chat with this patient. Call them instead."),
}
"""Why nobody can write to a patient -> what to do."""


def reach_of(unit: Transaction, patient: Patient) -> Reach | None:
    """Return how to reach the sender who wrote for a patient, or None if nobody did."""
    conversation = patient.conversation_id
    return None if conversation is None else conversations.reach(unit.db, conversation)


def may_write(reach: Reach | None, now: datetime) -> tuple[str, datetime | None]:
    """Return why nobody can write to a sender now, or "", and until when staff can."""
    if reach is None or not reach.channel:
        return NOBODY, None
    if reach.opted_out:
        return OPTED_OUT, None
    if reach.channel == EMAIL:
        return BY_MAIL, None
    if reach.channel != "whatsapp":
        return "", None
    until = reach.last_inbound_at + WINDOW - SPARE
    return ("", until) if now < until else (CLOSED, None)


def may_write_freely(reach: Reach | None, now: datetime) -> tuple[str, datetime | None]:
    """Return the same for free text, which the clinic's law may forbid on WhatsApp."""
    blocked, until = may_write(reach, now)
    is_barred = reach is not None and reach.channel == "whatsapp"
    if not blocked and is_barred and current().settings.compliance.profile.bars_whatsapp:
        return LAW, None
    return blocked, until
