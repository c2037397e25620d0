"""Make a one-time link to the form, and have it sent to the patient.

Only the message holds the link, sealed, until it has arrived. No page and no line of a log has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.dashboard.record_messages import CLOSED, may_write
from app.guard.session import new_token
from app.intake.sent_link import CLINIC, LASTS, LINK, SENT_LINK, VARIABLES, lasts_in
from app.services import current
from app.store import ClinicProfile, NewMessage, Purpose, Transaction
from app.store.content import Template
from app.store.conversations import Reach
from app.web.clinic import profile_in
from app.web.quiet import quiet_until

TEMPLATE = "form"
"""The name of the template that holds a link."""
FALLBACK = "en"
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ToSend:
    """Whom a link is for, in which language, and what it asks."""

    patient_id: UUID
    language: str
    actor: str
    keys: Sequence[str] = field(default=())


def why_not(unit: Transaction, reach: Reach | None, language: str, now: datetime) -> str:
    """Return why no link can be sent, as `may_write` says it; "" where one can.

    The message waits for the end of quiet hours, and the 24 hours may be over by then.
    """
    profile = profile_in(unit, current().settings.clinic)
    blocked, _until = may_write(reach, quiet_until(profile, now) or now)
    if blocked == CLOSED and unit.content.approved(TEMPLATE, language) is not None:
        return ""
    return blocked


def send_link(unit: Transaction, reach: Reach, to: ToSend, now: datetime) -> UUID:
    """Make a link, queue the message that holds it, and return the link's id.

    Messages with earlier links that still wait are not sent. Ask `why_not` before.
    """
    services = current()
    profile = profile_in(unit, services.settings.clinic)
    token, ends = new_token(), now + services.settings.form_link
    digest = hashlib.sha256(token.encode()).digest()
    link = unit.form_links.make(
        reach.conversation_id, digest, to.actor, now, ends, to.patient_id, tuple(to.keys)
    )
    unit.outbound.cancel(reach.conversation_id, Purpose.FORM, now)
    address = f"{services.settings.public_url}/f/{token}"
    template = _approved(unit, reach, to.language, profile, now)
    said = template or Template(
        TEMPLATE, FALLBACK, "", SENT_LINK.get(to.language, SENT_LINK[FALLBACK]), VARIABLES
    )
    hours = services.settings.form_link // _HOUR
    values = {CLINIC: profile.name, LINK: address, LASTS: lasts_in(to.language, hours)}
    message = NewMessage(
        Purpose.FORM,
        to.actor,
        conversation_id=reach.conversation_id,
        patient_id=to.patient_id,
        body=said.shown(values),
        content_sid=said.sid,
        variables=said.filled(values),
        send_by=ends,
    )
    unit.outbound.send(message, now)
    return link


def _approved(
    unit: Transaction, reach: Reach, language: str, profile: ClinicProfile, now: datetime
) -> Template | None:
    """Return the approved template, where free text will not reach them."""
    blocked, _until = may_write(reach, quiet_until(profile, now) or now)
    return unit.content.approved(TEMPLATE, language) if blocked == CLOSED else None
