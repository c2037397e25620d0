"""Make a one-time link to the form, and have it sent to the patient.

Only the message holds the link, sealed, until it has arrived. No page and no line of a log has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from flask import url_for

from app.dashboard.reach import BY_MAIL, CLOSED, may_write
from app.guard.tokens import new_token
from app.intake.form_words import CLINIC, LASTS, LINK, MAIL, SENT_LINK, VARIABLES, lasts_in
from app.intake.progress import dump
from app.services import current
from app.store import Transaction
from app.store.conversations import conversations, form_links
from app.store.conversations.conversations import EMAIL, Reach
from app.store.messages import contents, outbound
from app.store.messages.contents import Template
from app.store.messages.new_message import NewMessage, Purpose
from app.web.clinic import clinic_in
from app.web.quiet import quiet_until

TEMPLATE: Final = "form"
"""The name of the template that holds a link."""
_FALLBACK: Final = "en"
_HOUR: Final = timedelta(hours=1)
_Words = TypeVar("_Words")


class ToSend(NamedTuple):
    """The language of a link, who sends it, about which record, and what it asks."""

    language: str
    actor: str
    patient_id: UUID | None = None
    keys: Sequence[str] = ()
    visit: str | None = None
    """The type of visit that it asks for; None leaves the one from before."""


class SentLink(NamedTuple):
    """The ids of a link and of the message that holds it."""

    link: UUID
    message: UUID


def why_not(unit: Transaction, reach: Reach | None, language: str, now: datetime) -> str:
    """Return why no link can be sent, as `may_write` says it; "" where one can."""
    blocked = _blocked(unit, reach, now)
    by_template = blocked == CLOSED and contents.approved(unit.db, TEMPLATE, language) is not None
    by_mail = blocked == BY_MAIL and current().settings.alerts.mail is not None
    return "" if by_template or by_mail else blocked


def send_link(unit: Transaction, reach: Reach, to: ToSend, now: datetime) -> SentLink:
    """Make a link, and queue the message that holds it. Ask `why_not` before.

    Messages with earlier links that still wait are not sent.
    """
    settings, clinic = current().settings, clinic_in(unit, current().settings.clinic)
    token, ends = new_token(), now + settings.form_link
    digest = hashlib.sha256(token.encode()).digest()
    link = form_links.make(
        unit.db, reach.conversation_id, digest, to.actor, now, ends, to.patient_id, tuple(to.keys)
    )
    if to.visit is not None:
        _ask_for(unit, reach.conversation_id, to.visit)
    outbound.cancel(unit.db, reach.conversation_id, Purpose.FORM, now)
    values = {
        CLINIC: clinic.name,
        LINK: settings.public_url + url_for("form_link.link_page", token=token),
        LASTS: lasts_in(to.language, settings.form_link // _HOUR),
    }
    if reach.channel == EMAIL:
        words: dict[str, Any] = {"body": _mail(to.language, {**values, "phone": clinic.phone})}
    else:
        only_template = _blocked(unit, reach, now) == CLOSED
        template = contents.approved(unit.db, TEMPLATE, to.language) if only_template else None
        said = template or Template(TEMPLATE, _FALLBACK, "", _in(SENT_LINK, to.language), VARIABLES)
        words = {"body": said.shown(values), "content_sid": said.sid, "variables": said.filled(values)}
    message = NewMessage(
        Purpose.FORM,
        to.actor,
        conversation_id=reach.conversation_id,
        patient_id=to.patient_id,
        send_by=ends,
        **words,
    )
    return SentLink(link, outbound.send(unit.db, message, now))


def _ask_for(unit: Transaction, conversation_id: UUID, visit: str) -> None:
    """Note the type of visit that a sender is asked for from now on."""
    held = conversations.hold(unit.db, conversation_id)
    progress = held.read() if held else None
    if held is None or progress is None or progress.visit == visit:
        return
    asked = dump(replace(progress, visit=visit))
    conversations.save(
        *(unit.db, held.id, asked, progress.step, progress.language),
        progress.opted_out,
        held.last_inbound_at,
    )


def _blocked(unit: Transaction, reach: Reach | None, now: datetime) -> str:
    """Return what `may_write` says about the time at which the message is sent.

    The message waits for the end of quiet hours, and the 24 hours may be over by then.
    """
    clinic = clinic_in(unit, current().settings.clinic)
    blocked, _until = may_write(reach, quiet_until(clinic, now) or now)
    return blocked


def _mail(language: str, values: dict[str, str]) -> str:
    """Return an e-mail: its subject, an empty line, and its words."""
    return "\n\n".join(part.format(**values) for part in _in(MAIL, language))


def _in(words: Mapping[str, _Words], language: str) -> _Words:
    return words.get(language, words[_FALLBACK])
