"""Take the fields that a page sends in one transaction, as a message is taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from flask_babel import gettext as _

from app.crypto import Unreadable
from app.form.door import browser_hash, current_link
from app.form.visit import BIRTH_DATE, Ended, Visit, visit_in
from app.intake.form import Form, Page, Problem
from app.intake.form_words import received
from app.intake.kept import is_lost, left_behind
from app.intake.model import FORM, Alarmed, Submitted, Turn, Updated
from app.intake.progress import Progress, dump
from app.intake.stages.review import reference
from app.observe import tally
from app.records import cries, threads
from app.records.effects import COUNTED_AS, UNREADABLE, Effects, Origin
from app.records.quota import Quota
from app.retention.rules import rules_in
from app.services import Services, current
from app.store import Transaction
from app.store.conversations import conversation_steps, conversations, form_links, lost_drafts
from app.store.conversations.conversations import EMAIL, Conversation
from app.store.conversations.form_links import FormLink
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import SPARE, WINDOW
from app.store.messages.twilio_copies import EMPTY
from app.store.trail import audit
from app.store.work import jobs
from app.web.clinic import clinic_in
from app.web.page import flash

_ACTS: Final = "form"
"""The kind of limit that counts how many pages one sender sends in a day."""
DRAFTS: Final = "draft"
"""The same for drafts. More of them are allowed, because one page sends several while somebody types."""
_DRAFTS_A_PAGE: Final = 10
_WORTH_TELLING: Final = timedelta(days=1)
"""A message with a reference that arrives later than this would only puzzle the patient."""
Decision = Callable[[Form, Progress, datetime, UUID], Turn | Problem]


def act(page: str, decide: Decision, kind: str = _ACTS) -> Turn | Problem | None:
    """Take what a page sends, and return what it leads to, or the problem with it.

    Return None for a page that is no longer open, or that was about somebody else. `decide` gets the form, the progress,
    the clinic's time and an id for a new patient. `kind` is the limit that counts the page.

    Raises:
        Ended: the link has ended since the door.
    """
    services, new_id = current(), uuid4()
    room = services.store.room.measured()
    now = services.clock()
    kept: list[tuple[Turn, bool]] = []

    def take(unit: Transaction) -> Turn | Problem | None:
        """Decide within the limits, and write what was decided."""
        conversation, link = held(unit, now)
        form_links.see(unit.db, link.id, now)
        there = visit_in(unit, services, conversation, link, now)
        if not there.takes(page):
            return None
        rules = rules_in(unit, services.settings.retention)
        quota = Quota(unit, conversation.id, rules, services.settings.retention, room, now)
        most = rules.sender_messages * (_DRAFTS_A_PAGE if kind == DRAFTS else 1)
        allowance = quota.of_page(kind, most, may_hand_in=page == Page.REVIEW)
        decided = decide(there.form, there.progress, there.there, new_id)
        decided = there.form.within(allowance, there.progress, decided)
        if isinstance(decided, Problem):
            quota.settle(None)
            return decided
        quota.settle(decided)
        kept.append((decided, keep(unit, services, conversation, there, decided, now, page)))
        return decided

    answer = services.store.perform(take)  # a page that was taken already is no longer open
    for turn, drops in kept[-1:]:
        _say_and_count(turn, drops=drops)
    return answer


def _say_and_count(turn: Turn, *, drops: bool) -> None:
    for said in turn.replies:
        flash(said.replace("*", ""))
    if drops:
        tell_of_dropped()
    for event in turn.events:
        if step := COUNTED_AS.get(type(event)):
            tally.count("anteroom_intakes", step, "form")


def overhear(page: str, text: str) -> None:
    """Hear a cry for help in what comes from a page that is no longer open.

    Nothing else of it is taken.
    """
    services, new_id = current(), uuid4()
    now = services.clock()

    def take(unit: Transaction) -> Turn | None:
        conversation, link = held(unit, now)
        there = visit_in(unit, services, conversation, link, now)
        heard = there.form.overhear(there.progress, page, text, there.there, new_id)
        if heard is not None:
            keep(unit, services, conversation, there, heard, now, page)
        return heard

    if (heard := services.store.perform(take)) is not None:
        _say_and_count(heard, drops=False)


def tell_of_dropped() -> None:
    """Say on the next page that words from before are kept nowhere now."""
    flash(
        _("Something that you wrote before was not saved. If it is missing here, write it again."), warns=True
    )


def held(unit: Transaction, now: datetime) -> tuple[Conversation, FormLink]:
    """Return this request's conversation and link, locked in that order.

    Raises:
        Ended: the link has ended, or is another browser's.
    """
    seen, browser = current_link(), browser_hash()
    conversation = conversations.hold(unit.db, seen.conversation_id)
    link = form_links.hold(unit.db, seen.id) if conversation else None
    if conversation is None or link is None or not link.is_good(now) or link.is_idle(now):
        raise Ended
    if browser is None or not form_links.is_of(unit.db, link, browser):
        raise Ended
    return conversation, link


def keep(  # noqa: PLR0917  (the transaction, and what it writes)
    unit: Transaction,
    services: Services,
    conversation: Conversation,
    there: Visit,
    turn: Turn,
    now: datetime,
    page: str = "",
) -> bool:
    """Write what a page has decided, and seal the draft.

    Return whether words from before are kept nowhere now.
    """
    before, after, link = there.progress, turn.progress, there.link
    if link.checked_at is None and BIRTH_DATE in after.answers and BIRTH_DATE not in before.answers:
        # From now on answers are shown. This sender has not proved to know those given before, so they are left out.
        after = there.form.begun_with(after, BIRTH_DATE, there.there)
        form_links.check(unit.db, link.id, now)
    if conversation.unreadable:
        kept = lost_drafts.keep(unit.db, conversation.id, conversation.sealed_progress, now)
        details = {"lost_draft": kept.hex}
        audit.record(unit.db, "anteroom", UNREADABLE, "conversation", conversation.id, details, at=now)
    try:
        address = conversations.stored_address(unit.db, conversation.id) or ""
    except Unreadable:
        address = ""
    origin = Origin(link.id.hex, FORM, address, way="form")
    effects = Effects(
        unit,
        conversation.id,
        origin,
        now,
        there.there.date(),
        services.settings.rights_due,
        page if there.form.is_reached(before, page, there.there) else before.step,
        after.language,
    )
    for event in turn.events:
        effects.apply(event)
    forgets = services.settings.twilio.emptied_after
    if forgets is not None and any(isinstance(event, Submitted | Updated) for event in turn.events):
        jobs.add(unit.db, EMPTY, conversation.id, "anteroom", now, now + forgets)
    # Not now: the time of the last message decides whether WhatsApp lets us write.
    conversations.save(
        unit.db,
        conversation.id,
        dump(after),
        after.step,
        after.language,
        after.opted_out,
        conversation.last_inbound_at,
    )
    cries.follow(unit, conversation.id, before, after, now)
    threads.follow(unit, conversation, before, turn)
    if (before.step, before.aside) != (after.step, after.aside):
        conversation_steps.record(
            unit.db, conversation.id, after.patient or before.patient, after.step, after.aside, now
        )
    handed_in = next((each for each in turn.events if isinstance(each, Submitted | Updated)), None)
    if handed_in is not None:
        if link.handed_in_at is None or isinstance(handed_in, Submitted):
            _confirm(unit, services, conversation, there, handed_in.patient, now)
        form_links.hand_in(unit.db, link.id, handed_in.patient, now)
    no_room = effects.without_room
    passed_on = [event for event in turn.events if not (no_room and isinstance(event, Alarmed))]
    is_dropped = any(is_lost(text, after, passed_on) for text in no_room)
    # What is deleted because nobody needs it any more is said as such.
    return is_dropped or (not turn.replies and left_behind(before, after, passed_on, page))


def _confirm(  # noqa: PLR0917  (the transaction, and what was handed in)
    unit: Transaction,
    services: Services,
    conversation: Conversation,
    there: Visit,
    patient: UUID,
    now: datetime,
) -> None:
    """Have the sender told the reference to show at the desk.

    A sender who wrote STOP, or whom WhatsApp takes no free text for now, reads it on the page alone.
    """
    reach = conversations.reach(unit.db, conversation.id)
    if conversation.opted_out or reach is None or reach.channel in {"", EMAIL}:
        return
    if reach.channel == "whatsapp" and now >= reach.last_inbound_at + WINDOW - SPARE:
        return
    clinic = clinic_in(unit, services.settings.clinic).name
    said = received(there.progress.language, clinic, reference(patient))
    message = NewMessage(
        *(Purpose.RECEIVED, "anteroom", conversation.id, patient), body=said, send_by=now + _WORTH_TELLING
    )
    outbound.send(unit.db, message, now)
