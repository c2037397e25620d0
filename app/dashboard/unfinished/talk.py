"""Say what was written with somebody who is still answering.

It also says whether one can write to them. The messages stand on the page of their conversation. They become part of the record with the intake.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.dashboard.reply import Receiver
from app.dashboard.shown import SHOWN_FOR, reads_clinical_notes
from app.dashboard.thread import MessageThread, Place, Written, mark_of, thread_of
from app.guard.session import actor
from app.records.actors import Actors
from app.services import current
from app.store import Transaction
from app.store.conversations import conversations
from app.store.conversations.conversations import Conversation
from app.store.messages import outbound
from app.store.patients import left_notes
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup

_WRITTEN = TrailEvent(
    "conversation.message_written", "Wrote a message to someone still answering", TrailGroup.CONVERSATION
)
_TEMPLATE_WRITTEN = TrailEvent(
    "conversation.template_written",
    "Sent someone still answering an approved message: {template}",
    TrailGroup.CONVERSATION,
)
_SHOWN = TrailEvent(
    "conversation.messages_shown", "Showed the messages with someone still answering", TrailGroup.CONVERSATION
)

_NOT_AGREED: Final = _l(
    "They have not agreed to the privacy text yet, so nothing that they write may be kept. Call them, or wait."
)
_UNREADABLE: Final = _l(
    "What they have answered cannot be opened, so nobody can write to them here. Call them."
)


class Talk(NamedTuple):
    """Whether a member can write to somebody who is still answering."""

    receiver: Receiver | None
    why_not: str = ""
    on_file: UUID | None = None
    """The record that they are changing. Messages to them stand there."""


def talk_of(unit: Transaction, found: Conversation) -> Talk:
    """Return to whom a member writes in a conversation, or why to nobody."""
    progress = found.read()
    if progress is None:
        return Talk(None, str(_UNREADABLE))
    if progress.on_file is not None:
        return Talk(None, on_file=progress.on_file.id)
    if progress.unsent is None or progress.consent is None:
        return Talk(None, str(_NOT_AGREED))
    reach, subject = conversations.reach(unit.db, found.id), ("conversation", found.id)
    language = found.language or ""
    return Talk(Receiver(progress.unsent, reach, language, None, subject, _WRITTEN, _TEMPLATE_WRITTEN))


def thread_with(unit: Transaction, conversation_id: UUID, to: Receiver) -> MessageThread:
    """Return what was written with somebody who is still answering.

    Words are opened for a minute after this member asked for them.
    """
    until, clinical = _shown_until(unit, conversation_id), reads_clinical_notes()
    written = Written(
        to.about,
        outbound.unfinished(unit.db, conversation_id, opened=until is not None, clinical=clinical),
        left_notes.unfinished(unit.db, conversation_id),
        to.reach,
        to.language,
        until,
        mark_in(unit, conversation_id),
    )
    return thread_of(unit, written, _place_of(conversation_id), Actors.of(unit))


def _place_of(conversation_id: UUID) -> Place:
    return Place(
        url_for("unfinished.conversation_page", conversation_id=conversation_id),
        url_for("unfinished.mark", conversation_id=conversation_id),
        url_for("unfinished.reply", conversation_id=conversation_id),
        url_for("alarms.alarm_page", conversation_id=conversation_id),
    )


def _shown_until(unit: Transaction, conversation_id: UUID) -> datetime | None:
    """Return until when this member is shown the messages; None if they are not."""
    now = current().clock()
    asked = AuditFilters(_SHOWN.code, actor(), now - SHOWN_FOR, subject_id=conversation_id)
    shown = audit.page(unit.db, asked, 1)
    return shown[0].at + SHOWN_FOR if shown and shown[0].at <= now < shown[0].at + SHOWN_FOR else None


def mark_in(unit: Transaction, conversation_id: UUID) -> str:
    ours = outbound.unfinished_states(unit.db, conversation_id)
    return mark_of(ours, left_notes.unfinished_ids(unit.db, conversation_id))


def note_shown(unit: Transaction, conversation_id: UUID) -> None:
    """Write down that this member is shown the messages, for a minute."""
    audit.record(unit.db, actor(), _SHOWN, "conversation", conversation_id, at=current().clock())
