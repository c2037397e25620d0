"""Let the browser that began a link go on, and take each page in one transaction."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import UUID, uuid4

from flask import Response, g, render_template, request
from flask import session as form_cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app.crypto import Unreadable
from app.guard.doors import Door
from app.guard.session import remove_forged, token_hash
from app.intake.answers import Accepted, ReaderContext, dates
from app.intake.flow import Flow
from app.intake.form import Form, Page, Problem
from app.intake.model import FORM, Alarmed, Full, Submitted, Turn, Updated
from app.intake.phrases import FALLBACK, speak
from app.intake.progress import Progress, dump
from app.intake.received import received
from app.intake.stages import alarm
from app.intake.stages.review import reference
from app.records.effects import Effects, Origin
from app.retention.rules import room_met, rules_in, takes_a_record
from app.services import Services, current
from app.store import Conversation, Forged, NewMessage, Purpose, Transaction
from app.store.columns import FORM_BROWSER
from app.store.conversations import EMAIL
from app.store.form_links import FormLink
from app.store.limits import day_of
from app.store.outbound import SPARE, WINDOW
from app.store.twilio_copies import EMPTY
from app.web.clinic import clinic_profile, profile_in, zone_of
from app.web.page import page_language

COOKIE: Final = "__Host-intake"
BIRTH_DATE: Final = "birth_date"
CHECK: Final = "check"
"""The page that asks for the birth date before anything stored is touched."""
MARK: Final = "mark"
_ACTS: Final = "form"
"""The kind under which it is counted how often a day a sender sends pages."""
DRAFTS: Final = "draft"
"""The same for drafts, of which there may be more: a page that is typed sends some."""
_DRAFTS_A_PAGE: Final = 10
_LANGUAGE: Final = "lang"
_WORTH_TELLING: Final = timedelta(days=1)
"""A reference that comes later than this would only puzzle."""
_YEAR: Final = re.compile(r"[0-9]{4}")
Decision = Callable[[Form, Progress, datetime, UUID], Turn | Problem]


# The door: the browser that began a link, as long as it is in use.


def browser_hash() -> bytes | None:
    """Return the hash of this browser's cookie, or None."""
    return token_hash(request.cookies.get(COOKIE, ""))


def browser_of(token: str, *, is_own: bool) -> str:
    """Return the cookie for the browser that begins this link.

    It keeps the one with which it has begun the link. A new one comes from the page's own secret. So a button that is
    pressed twice begins once, and a cookie that somebody left in a shared browser opens nothing that is begun there later.
    """
    if is_own:
        return request.cookies.get(COOKIE, "")
    secret = str(form_cookie.get("csrf_token", ""))
    mac = current().store.keys.door.mac(FORM_BROWSER, ("begin", secret, token))
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def give_browser(response: Response, token: str, lasts: int) -> None:
    """Let this browser own the link for so many seconds.

    Lax: the link is opened from another app, and the page then has to know its browser.
    """
    response.set_cookie(COOKIE, token, max_age=lasts, secure=True, httponly=True, samesite="Lax", path="/")


def take_browser(response: Response) -> None:
    """Remove what the browser has of the form, and what we know of the browser.

    See ASVS 7.4.1 and 14.3.1.
    """
    services, browser, link = current(), browser_hash(), current_link()
    with services.store.begin() as unit:
        unit.conversations.hold(link.conversation_id)
        if browser is not None:
            unit.form_links.leave(browser)
            unit.audit.record(
                "patient", "form.closed", "conversation", link.conversation_id, at=services.clock()
            )
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def own_link() -> FormLink | None:
    """Return the link that this browser has begun, if it is in use."""
    browser, services = browser_hash(), current()
    if browser is None:
        return None
    try:
        with services.store.read() as unit:
            return unit.form_links.of_browser(browser, services.clock())
    except Forged as forged:
        remove_forged(services, forged)
        return None


def _admit() -> ResponseReturnValue | None:
    if (link := own_link()) is None:
        return render_template("form/closed.html"), HTTPStatus.FORBIDDEN
    g.form_link = link
    return None


own_form: Final = Door("the browser that began a form", _admit)


def current_link() -> FormLink:
    """Return the link of this request. The door has made sure that there is one."""
    return cast("FormLink", g.form_link)


# What a page shows.


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold a form as one page finds it."""

    form: Form
    progress: Progress
    there: datetime
    """The time now where the clinic is."""
    link: FormLink

    @property
    def page(self) -> str:
        """Return the page that is due: the birth date first, if there is one to tell."""
        return CHECK if self.must_check else self.form.page(self.progress, self.there)

    @property
    def must_check(self) -> bool:
        """Return whether a birth date has to be told before anything stored is touched."""
        return self.link.checked_at is None and has_birth_date(self.progress)

    @property
    def mark(self) -> str:
        """Return what tells a form about one person from one about another."""
        known = (self.link.id, self.progress.patient, *(person.id for person in self.progress.people))
        return sha256(" ".join(map(str, known)).encode()).hexdigest()[:16]

    def is_open(self, page: str) -> bool:
        """Return whether a page may be shown or sent now."""
        due, progress = self.page, self.progress
        if due in {page, CHECK, Page.HELP}:
            return page == due
        if page == Page.WHOM:
            return due in {Page.CONSENT, Page.DECLINED} or not (progress.on_file or due == Page.DONE)
        if page == Page.CONSENT:
            return due == Page.DECLINED and self.may_return
        return page not in set(Page) and self.form.is_reached(progress, page, self.there)

    @property
    def may_return(self) -> bool:
        """Return whether the privacy text may be read again: it is known whom it is about."""
        return self.progress.step == "declined" and self.progress.whom is not None

    def takes(self, page: str) -> bool:
        """Return whether the request is of an open page, about the same person."""
        return self.is_open(page) and request.form.get(MARK, self.mark) == self.mark

    @property
    def is_hidden(self) -> bool:
        """Return whether earlier answers are hidden: nobody has proved to know them."""
        return self.link.checked_at is None


def has_birth_date(progress: Progress) -> bool:
    """Return whether the sender has told a birth date before."""
    return bool(progress.people) or BIRTH_DATE in progress.answers


class Ended(HTTPException):
    """Report that the form has ended on this browser since its page was opened."""

    code = HTTPStatus.FORBIDDEN


def visit() -> Visit:
    """Return the form as it is now. Nothing is locked.

    Raises:
        Ended: its conversation was erased.
    """
    services, link = current(), current_link()
    with services.store.read() as unit:
        conversation = unit.conversations.get(link.conversation_id)
        if conversation is None:
            raise Ended
        return _visit(unit, services, conversation, link, services.clock())


def _visit(
    unit: Transaction, services: Services, conversation: Conversation, link: FormLink, now: datetime
) -> Visit:
    profile = profile_in(unit, services.settings.clinic)
    reach = unit.conversations.reach(conversation.id)
    holds_too = (reach.channel,) if reach and reach.channel not in {"", EMAIL} else ()
    clinic = replace(profile.clinic_on(FORM), holds_too=holds_too)
    progress = replace(conversation.read() or Progress(), language=_offered(clinic.languages))
    return Visit(Form(Flow(clinic)), progress, now.astimezone(zone_of(profile)), link)


def _offered(languages: Iterable[str]) -> str:
    """Return the language of this page, or the first one that the clinic offers."""
    offered = tuple(languages)
    own = page_language()
    return own if own in offered or not offered else offered[0]


def speak_as(language: str | None) -> None:
    """Let the pages speak the language of the chat, unless one was chosen here."""
    if language and _LANGUAGE not in form_cookie:
        form_cookie[_LANGUAGE] = language


def for_every_page() -> dict[str, Any]:
    """Return what the frame of each page shows: the clinic and its hours."""
    clinic = clinic_profile().clinic
    return {"intake_clinic": clinic, "intake_hours": clinic.hours_in(page_language())}


# What a page does: in one transaction, as a message.


def act(page: str, decide: Decision, kind: str = _ACTS) -> Turn | Problem:
    """Take what a page was sent, and return what it leads to, or why not.

    Nothing is taken from a page that is not open any more, or that was about somebody else.

    Raises:
        Ended: the link has ended since the door.
    """
    services, new_id = current(), uuid4()
    room = services.store.room.measured()
    now = services.clock()
    with services.store.begin() as unit:
        conversation, link = _held(unit, now)
        unit.form_links.see(link.id, now)
        there = _visit(unit, services, conversation, link, now)
        if not there.takes(page):
            return Turn(there.progress)
        rules = rules_in(unit, services.settings.retention)
        decided = decide(there.form, there.progress, there.there, new_id)
        if room_met(room, rules):
            return _keep_alarm(unit, services, conversation, there, decided, now) or _full(there, Full.ROOM)
        most = rules.sender_messages * (_DRAFTS_A_PAGE if kind == DRAFTS else 1)
        if (sent := unit.storage.add(conversation.id, kind, day_of(now))) > most:
            if sent == most + 1:
                details = {"messages": most}
                subject = "conversation", conversation.id
                unit.audit.record("patient", "conversation.limited", *subject, details, at=now)
            cried = _keep_alarm(unit, services, conversation, there, decided, now)
            return cried or _full(there, Full.MESSAGES)
        if isinstance(decided, Problem):
            return decided
        if (
            any(isinstance(event, Submitted) for event in decided.events)
            and not takes_a_record(unit, conversation.id, rules, now)[0]
        ):
            return _full(there, Full.RECORDS)
        _keep(unit, services, conversation, there, decided, now, page)
    return decided


def _keep_alarm(  # noqa: PLR0917  (as `_keep`)
    unit: Transaction,
    services: Services,
    conversation: Conversation,
    there: Visit,
    decided: Turn | Problem,
    now: datetime,
) -> Turn | None:
    """Keep a cry for help where nothing else is kept, or return None if there is none."""
    if isinstance(decided, Problem) or there.progress.aside == decided.progress.aside:
        return None
    if decided.progress.aside not in alarm.ASIDES or decided.progress.cry is None:
        return None
    after = decided.progress
    stopped = replace(
        there.progress, aside=after.aside, cry=replace(decided.progress.cry, beneath=None), heard=after.heard
    )
    alarms = tuple(event for event in decided.events if isinstance(event, Alarmed))
    cried = Turn(replace(stopped, last_at=after.last_at), events=alarms)
    _keep(unit, services, conversation, there, cried, now)
    return cried


def _held(unit: Transaction, now: datetime) -> tuple[Conversation, FormLink]:
    """Return this request's conversation and link, locked in that order.

    Raises:
        Ended: the link has ended, or is another browser's.
    """
    seen, browser = current_link(), browser_hash()
    conversation = unit.conversations.hold(seen.conversation_id)
    link = unit.form_links.hold(seen.id) if conversation else None
    if conversation is None or link is None or not link.is_good(now) or link.is_idle(now):
        raise Ended
    if browser is None or not unit.form_links.is_of(link, browser):
        raise Ended
    return conversation, link


def _full(there: Visit, what: Full) -> Problem:
    phrases = speak(there.progress.language or FALLBACK)
    return Problem(there.form.flow.clinic.fill(phrases.full[what]))


def _keep(  # noqa: PLR0917  (the transaction, and what it writes)
    unit: Transaction,
    services: Services,
    conversation: Conversation,
    there: Visit,
    turn: Turn,
    now: datetime,
    page: str = "",
) -> None:
    before, after, link = there.progress, turn.progress, there.link
    if link.checked_at is None and BIRTH_DATE in after.answers and BIRTH_DATE not in before.answers:
        # Nobody has proved to know what was answered before it, and from now on answers are shown.
        after = there.form.begun_with(after, BIRTH_DATE, there.there)
        unit.form_links.check(link.id, now)
    if conversation.unreadable:
        kept = unit.lost_drafts.keep(conversation.id, conversation.sealed_progress, now)
        details = {"lost_draft": kept.hex}
        unit.audit.record(
            "anteroom", "conversation.unreadable", "conversation", conversation.id, details, at=now
        )
    try:
        address = unit.conversations.stored_address(conversation.id) or ""
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
        unit.outbox.add(EMPTY, conversation.id, "anteroom", now, now + forgets)
    # Not now: the time of the last message decides whether WhatsApp lets us write.
    unit.conversations.save(
        conversation.id,
        dump(after),
        after.step,
        after.language,
        after.opted_out,
        conversation.last_inbound_at,
    )
    if (before.step, before.aside) != (after.step, after.aside):
        unit.steps.record(conversation.id, after.patient or before.patient, after.step, after.aside, now)
    handed_in = next((each for each in turn.events if isinstance(each, Submitted | Updated)), None)
    if handed_in is not None:
        if link.handed_in_at is None or isinstance(handed_in, Submitted):
            _confirm(unit, services, conversation, there, handed_in.patient, now)
        unit.form_links.hand_in(link.id, handed_in.patient, now)


def _confirm(  # noqa: PLR0917  (the transaction, and what was handed in)
    unit: Transaction,
    services: Services,
    conversation: Conversation,
    there: Visit,
    patient: UUID,
    now: datetime,
) -> None:
    """Have the sender told the reference to show at the desk.

    One who wrote STOP reads it on the page alone, and so does one to whom WhatsApp takes no free text now.
    """
    reach = unit.conversations.reach(conversation.id)
    if conversation.opted_out or reach is None or reach.channel in {"", EMAIL}:
        return
    if reach.channel == "whatsapp" and now >= reach.last_inbound_at + WINDOW - SPARE:
        return
    clinic = profile_in(unit, services.settings.clinic).name
    said = received(there.progress.language, clinic, reference(patient))
    message = NewMessage(
        *(Purpose.RECEIVED, "anteroom", conversation.id, patient), body=said, send_by=now + _WORTH_TELLING
    )
    unit.outbound.send(message, now)


# A birth date that is told before anything stored is touched.


def tell_birth_date(text: str) -> bool | None:
    """Return whether the birth date is right; None when it was the last try.

    Each is compared in full, whatever the others are, so that the time it takes tells nothing. What is no date is not
    counted as a try.
    """
    services = current()
    now = services.clock()
    said = _date_in(text, now)
    if said is None:
        return False
    with services.store.begin() as unit:
        conversation, link = _held(unit, now)
        there = _visit(unit, services, conversation, link, now)
        if not there.must_check:
            return True
        known = _birth_dates(unit, there)
        if not [each for each in known if _is_same(said, each)]:
            tries = unit.form_links.miss(link.id, now)
            is_over = not cast("FormLink", unit.form_links.hold(link.id)).is_good(now)
            details = {"tries": tries}
            unit.audit.record(
                "patient", "form.wrong_birth_date", "conversation", conversation.id, details, at=now
            )
            return None if is_over else False
        unit.form_links.check(link.id, now)
        unit.audit.record("patient", "form.birth_date_told", "conversation", conversation.id, at=now)
        trusted = replace(there.progress, doubted=(), tries=0)
        if link.patient_id and link.handed_in_at is None and not trusted.begun:
            trusted = there.form.change(trusted, link.patient_id, there.there).progress
        _keep(unit, services, conversation, there, Turn(trusted), now)
    return True


def _birth_dates(unit: Transaction, there: Visit) -> list[str]:
    """Return the birth dates that this sender has told."""
    progress, link = there.progress, there.link
    ids = [link.patient_id] if link.patient_id else [person.id for person in progress.people]
    stored = [unit.patients.get(each, ("birth_date",)) for each in ids]
    on_file = [each.birth_date for each in stored if each and isinstance(each.birth_date, str)]
    own = progress.answers.get(BIRTH_DATE)
    return [*on_file, own] if own and not link.patient_id else on_file


def _date_in(text: str, now: datetime) -> str | None:
    """Return the date that was told, or a year alone, as a question's page takes them."""
    if _YEAR.fullmatch(text):
        return text
    reading = dates.BIRTH_DATE.read(text, ReaderContext(speak(FALLBACK), now.date(), len(text)))
    return reading.value if isinstance(reading, Accepted) else None


def _is_same(told: str, known: str) -> bool:
    """Return whether a date is the known one, or of its year if no day is known."""
    if dates.is_whole(known):
        return hmac.compare_digest(told.encode(), known.encode())
    year = told[: len("1990")].encode()
    fits = [hmac.compare_digest(year, f"{each}".encode()) for each in dates.born_in(known)]
    return any(fits)


def sorry() -> str:
    """Say that a birth date is wrong, and nothing about the right one."""
    return str(_("That is not the date of birth we have. Check it and try again."))
