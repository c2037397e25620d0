"""Say what was written with a patient, and what each of their messages set off.

It is that of a record, or of an intake that is not handed in yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Final
from uuid import UUID

from flask_babel import gettext as _

from app.config import IntakeMode
from app.dashboard.message_words import BESIDES, state_of, why_of
from app.dashboard.reach import BLOCKED, CLOSED, LAW, may_write_freely
from app.dashboard.settings.replies import replies_for
from app.dashboard.shown import reads_clinical_notes, seconds_left
from app.dashboard.template_words import NAMES
from app.guard.session import actor
from app.intake import channel, handover
from app.records.actors import Actors
from app.records.vocabulary import language_within
from app.services import current
from app.store import Transaction
from app.store.conversations.conversations import Reach
from app.store.messages import contents
from app.store.messages.new_message import LONGEST, Purpose
from app.store.messages.outbound import OutboundMessage
from app.store.messages.saved_replies import SavedReply
from app.store.model import opened as open_all
from app.store.patients.left_notes import LeftNote
from app.store.patients.patient import Opened
from app.web.clinic import clinic_in, cost

OFFERED: Final = ("call_us", "news")
"""The templates that fit somebody whom a member writes to."""
NONE_SEEN: Final = "none"
"""What the form says of the last message that a member has seen, where there was none."""


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One message, ours or theirs.

    `text` is None as long as it is hidden, or where it was forgotten; "" if they sent no words.
    """

    id: UUID
    at: datetime
    who: str
    ours: bool
    text: Opened = field(repr=False)
    clinical: bool = False
    new: bool = False
    tag: str = ""
    state: str = ""
    why: str = ""
    parts: int = 0
    """How many SMS the message takes, if it went by SMS and its words are shown."""
    besides: tuple[tuple[str, str], ...] = ()
    """What it was besides its words, and what it set off: the tags' kinds, and their words."""
    alarms: bool = False
    failed: bool = False
    """Whether it did not reach the patient, and will not."""
    again: bool = False
    """Whether its words can be sent once more."""

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if isinstance(self.text, str) else []


@dataclass(frozen=True, slots=True)
class Offer:
    """A template that may be sent, and what the patient would read."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """The addresses of a thread: of its page, and of what one can do there."""

    page: str
    news: str
    reply: str
    alarm: str = ""
    """Where the alarms of the conversation are; "" if there is none."""
    handover: str = ""
    """Where the chat is taken over and given back; "" where the form goes on meanwhile."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written with one patient, as it was found. Both sides are newest first."""

    about: UUID
    """The patient, or the one to be."""
    ours: Sequence[OutboundMessage]
    theirs: Sequence[LeftNote]
    reach: Reach | None
    language: str
    shown_until: datetime | None
    """Until when the words are shown. None if they are not."""
    mark: str
    news_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageThread:
    """The messages with a patient, oldest first, and how one can write to them."""

    about: UUID
    place: Place
    shown_until: datetime | None
    seconds: int
    """How long the words are still shown."""
    messages: tuple[ThreadMessage, ...]
    blocked: str
    """Why nobody can write to them now: a key of BLOCKED, or "" if staff can."""
    until: datetime | None
    """Until when WhatsApp takes free text. None if it always or never does."""
    left: str
    """The time until then, in words."""
    minutes: int
    person_until: datetime | None
    """Until when the form is paused, because a person writes with them."""
    mark: str
    """Changes whenever a message is added, or its state changes."""
    by_sms: bool
    by_link: bool
    """Whether patients answer on our own page, so that the chat keeps nothing of their answers."""
    code: str
    """The patient's language."""
    language: str
    """The same, as it is written within a sentence."""
    seen: str
    """The newest reply of staff, by its id: a member who writes now has seen it."""
    clinical: bool
    """Whether the next reply is for clinicians only, unless its writer says otherwise."""
    asked_by: str
    """Another member who waits for an answer that everyone may read; "" if there is none."""
    replies: tuple[SavedReply, ...] = ()
    """The saved replies to choose from, if staff can write."""
    offers: tuple[Offer, ...] = ()
    """The templates that may be sent while free text may not."""

    @property
    def unanswered(self) -> tuple[ThreadMessage, ...]:
        """What the patient wrote since the clinic last did."""
        since = takewhile(lambda each: not each.ours or each.failed, reversed(self.messages))
        return tuple(each for each in since if not each.ours)[::-1]

    def since(self, seen: str | None) -> list[ThreadMessage]:
        """Return what staff have written since the reply that a member has seen."""
        ours = [each for each in self.messages if each.ours]
        ids = [str(each.id) for each in ours]
        if not seen or seen == self.seen:
            return []
        return ours[ids.index(seen) + 1 :] if seen in ids else ours


def said_of(thread: MessageThread) -> dict[str, Any]:
    """Return what a page says of a thread, and of the form to write."""
    return {
        "thread": thread,
        "blocked_why": BLOCKED,
        "longest_reply": LONGEST,
        "cost": cost(current().settings.twilio.price),
        "gsm": ("".join(sorted(channel.GSM)), "".join(sorted(channel.GSM_DOUBLE))),
    }


def thread_of(unit: Transaction, written: Written, place: Place, actors: Actors) -> MessageThread:
    """Return what was written with a patient, as this member may read it.

    Words are opened only while they are shown.
    """
    now, clinical, opened = current().clock(), reads_clinical_notes(), written.shown_until is not None
    ours, theirs = [each for each in written.ours if _is_shown(each)], written.theirs
    readable = [each for each in theirs if opened and (clinical or not each.clinical)]
    words = {each.id: each.text for each in open_all(readable, LeftNote.text)}
    reach = written.reach
    by_sms = reach is not None and reach.channel == "sms"
    blocked, until = may_write_freely(reach, now)
    again = set() if blocked else set(_to_send_again(ours))
    messages = [_ours(each, actors, by_sms=by_sms, again=each.id in again) for each in ours]
    messages += [_theirs(each, words.get(each.id), written.news_since) for each in theirs]
    with_person = reach.with_person if reach else None
    is_on = with_person is not None and with_person.patient_id == written.about and with_person.until > now
    last = _last_reply(ours)
    return MessageThread(
        written.about,
        place,
        written.shown_until,
        seconds_left(written.shown_until) if written.shown_until else 0,
        tuple(sorted(messages, key=lambda each: each.at)),
        blocked,
        until,
        _left(until - now) if until else "",
        int((until - now).total_seconds() // 60) if until else 0,
        with_person.until if with_person and is_on else None,
        written.mark,
        by_sms,
        current().settings.intake_mode is IntakeMode.LINK,
        written.language,
        language_within(written.language),
        str(last.id) if last else NONE_SEEN,
        last.clinical if last else clinical,
        actors.name(last.actor) if last and _waits_for_an_answer(last, theirs) else "",
        ()
        if blocked
        else tuple(each for each in replies_for(unit, written.language) if isinstance(each.text, str)),
        offers_for(unit, written.language) if blocked in {CLOSED, LAW} else (),
    )


def _last_reply(ours: Sequence[OutboundMessage]) -> OutboundMessage | None:
    return next((each for each in ours if each.purpose == Purpose.REPLY), None)


def _waits_for_an_answer(last: OutboundMessage, theirs: Sequence[LeftNote]) -> bool:
    """Return whether a colleague waits for an answer that everyone may read."""
    is_answered = bool(theirs) and theirs[0].at >= last.created_at
    return not (last.clinical or last.failed or is_answered) and last.actor != actor()


def _to_send_again(ours: Sequence[OutboundMessage]) -> Iterator[UUID]:
    """Yield the replies that did not arrive, and whose words were not sent since.

    `ours` are newest first.
    """
    sent_since = set[str]()
    for each in ours:
        if each.purpose == Purpose.REPLY and isinstance(each.body, str) and each.body:
            if each.failed and each.is_genuine and each.body not in sent_since:
                yield each.id
            sent_since.add(each.body)


def _is_shown(message: OutboundMessage) -> bool:
    """Return whether a message is part of the thread.

    Links to the form have a place of their own. A reference that was not sent is on the form's last page all the same.
    """
    is_vain = message.purpose == Purpose.RECEIVED and message.state == "given_up"
    return message.purpose != Purpose.FORM and not is_vain


def offers_for(unit: Transaction, language: str) -> tuple[Offer, ...]:
    """Return the templates that WhatsApp has approved, as a patient reads them."""
    approved = [each for each in contents.templates(unit.db, language) if each.name in OFFERED]
    values = template_values(unit) if approved else {}
    return tuple(Offer(each.name, str(NAMES[each.name]), each.shown(values)) for each in approved)


def template_values(unit: Transaction) -> dict[str, str]:
    """Return what a template's variables stand for."""
    clinic = clinic_in(unit, current().settings.clinic)
    return {"clinic": clinic.name, "phone": clinic.phone}


def _left(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))


def mark_of(ours: Iterable[tuple[UUID, str]], theirs: Iterable[UUID]) -> str:
    """Return a mark that changes with each message, and with the state of ours."""
    seen = [*(f"{message}{state}" for message, state in ours), *map(str, theirs)]
    return hashlib.sha256(" ".join(seen).encode()).hexdigest()[:16]


def _ours(message: OutboundMessage, actors: Actors, *, by_sms: bool, again: bool) -> ThreadMessage:
    tag, state = state_of(message)
    text = message.body if message.body is not None else message.variables
    return ThreadMessage(
        message.id, message.created_at, actors.name(message.actor), True, text, message.clinical,
        tag=tag, state=state, why=why_of(message), failed=message.failed, again=again,
        parts=channel.sms_parts(text) if by_sms and isinstance(text, str) else 0,
    )  # fmt: skip


def _theirs(note: LeftNote, words: Opened, news_since: datetime | None) -> ThreadMessage:
    new = news_since is not None and note.at >= news_since
    codes = (note.besides or "").split()
    besides = tuple((kind, str(said)) for kind, said in (BESIDES[code] for code in codes if code in BESIDES))
    return ThreadMessage(
        note.id, note.at, str(_("The patient")), False, words, note.clinical, new,
        besides=besides, alarms=handover.ALARM in codes,
    )  # fmt: skip
