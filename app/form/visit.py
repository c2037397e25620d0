"""Show the browser that began a link the form as it is now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from flask import request
from flask import session as form_cookie
from werkzeug.exceptions import HTTPException

from app.form.door import current_link
from app.intake.flow import Flow
from app.intake.form import Form, Page
from app.intake.model import FORM
from app.intake.progress import Progress
from app.retention.rules import longest, rules_in
from app.services import Services, current
from app.store import Transaction
from app.store.clinic import questionnaires
from app.store.conversations import conversations
from app.store.conversations.conversations import EMAIL, Conversation
from app.store.conversations.form_links import FormLink
from app.web.clinic import clinic_in, current_clinic, zone_of
from app.web.languages import page_language

BIRTH_DATE: Final = "birth_date"
CHECK: Final = "check"
"""The page that asks for the birth date before anything stored is touched."""
MARK: Final = "mark"
_LANGUAGE: Final = "lang"


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
        """Return a mark that differs between forms about different people."""
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
        """Return whether the privacy text may be read again.

        It may, once it is known whom the form is about.
        """
        return self.progress.step == "declined" and self.progress.whom is not None

    def takes(self, page: str) -> bool:
        """Return whether the request is of an open page, about the same person."""
        return self.is_open(page) and request.form.get(MARK, self.mark) == self.mark

    @property
    def has_log(self) -> bool:
        """Return whether the sender may see who saw their record.

        They have one, its birth date was told on this link, and the number is no other person's by now.
        """
        is_theirs = bool(self.progress.people) and not self.progress.doubted
        return is_theirs and self.link.checked_at is not None

    @property
    def is_hidden(self) -> bool:
        """Return whether earlier answers are hidden: no right birth date was given yet."""
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
        conversation = conversations.get(unit.db, link.conversation_id)
        if conversation is None:
            raise Ended
        return visit_in(unit, services, conversation, link, services.clock())


def visit_in(
    unit: Transaction, services: Services, conversation: Conversation, link: FormLink, now: datetime
) -> Visit:
    """Return the form as this transaction finds it."""
    clinic = clinic_in(unit, services.settings.clinic)
    reach = conversations.reach(unit.db, conversation.id)
    holds_too = (reach.channel,) if reach and reach.channel not in {"", EMAIL} else ()
    kept_days = longest(rules_in(unit, services.settings.retention))
    on_form = replace(clinic.keeping(kept_days).on(FORM), holds_too=holds_too)
    progress = replace(conversation.read() or Progress(), language=_offered(on_form.languages))
    asked = questionnaires.now_and_begun(unit.db, progress.asked_version)
    return Visit(Form(Flow(on_form, *asked)), progress, now.astimezone(zone_of(clinic)), link)


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
    clinic = current_clinic()
    return {"intake_clinic": clinic, "intake_hours": clinic.hours_in(page_language())}
