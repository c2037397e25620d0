"""Carry out a form of a record in one transaction.

If something is wrong, the page comes again and says what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record.page import Wanted, open_record, render_record
from app.dashboard.record.tombstone import find_or_tombstone, gone
from app.guard.forms import come_back, come_back_with_typed, is_navigation
from app.guard.session import hold_member
from app.intake.keywords import is_blank
from app.records.actors import Actors
from app.services import current
from app.store import NoSuchPatient, Transaction
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import TrailEvent
from app.store.trail.recorded import RECORD_OPENED
from app.web.page import flash

NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Again:
    """The page as it is now, with what was wrong with a form, and what was typed.

    `page` is None for a browser, which is redirected to the page instead.
    """

    page: Mapping[str, Any] | None = field(repr=False)
    problems: Mapping[str, str]
    values: Mapping[str, str] = field(repr=False)
    status: HTTPStatus


@dataclass(frozen=True, slots=True)
class Onward:
    """What to tell on another page, and its address: that of the next record."""

    said: str
    url: str


def carry_out(
    patient_id: UUID, act: Callable[[Transaction, Member], str | Again | Onward], place: str = ""
) -> ResponseReturnValue:
    """Act on a record in one transaction, and return to the same place on its page.

    `act` returns what to tell them, `Again` or `Onward`. `place` is the id of a heading on the page.

    Raises:
        RecordErased: there was such a record.
        NotFound: there never was.
    """
    try:
        with current().store.begin() as unit:
            member = hold_member(unit)
            find_or_tombstone(unit, patient_id)
            outcome = act(unit, member)
    except NoSuchPatient:  # erased between the look and the act
        with current().store.read() as unit:
            raise gone(unit, patient_id) from None
    if isinstance(outcome, Again):
        return answer_again(patient_id, outcome)
    if isinstance(outcome, Onward):
        flash(outcome.said)
        return redirect(outcome.url, 303)
    flash(outcome, place=place)
    return to_the_page(patient_id, place)


def to_the_page(patient_id: UUID, place: str | None) -> ResponseReturnValue:
    """Redirect to a place on the page, with what was being typed there."""
    typed = come_back_with_typed(url_for("record.record_page", patient_id=patient_id))
    return typed or redirect(
        url_for("record.record_page", patient_id=patient_id, _anchor=place or None), HTTPStatus.SEE_OTHER
    )


def again(
    unit: Transaction,
    patient_id: UUID,
    problems: Mapping[str, str],
    values: Mapping[str, str] = NOTHING,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> Again:
    """Return the page once more: that is one more look at the record."""
    page = None if is_navigation() else open_record(unit, patient_id, Wanted(), RECORD_OPENED)
    return Again(page, problems, values, status)


def answer_again(patient_id: UUID, outcome: Again) -> ResponseReturnValue:
    """Redirect a browser to the page; answer another program with the page itself."""
    address = url_for("record.record_page", patient_id=patient_id)
    if (elsewhere := come_back(outcome.problems, address)) is not None:
        return elsewhere
    page = outcome.page
    if page is None:  # a browser's form that is too long to be kept
        with current().store.begin() as unit:
            page = open_record(unit, patient_id, Wanted(), RECORD_OPENED)
    return render_record(page, outcome.problems, outcome.values, outcome.status)


def problem_of_words(text: str, missing: str, too_long: str | None) -> str | None:
    """Return what is wrong with what somebody wrote, or None."""
    return missing if is_blank(text) else too_long


def too_late(
    unit: Transaction, patient_id: UUID, event: TrailEvent, values: Mapping[str, str] = NOTHING
) -> Again:
    """Return the page as it is now, with who did this before."""
    who = name_of_last(unit, patient_id, event) or _("Someone")
    sentence = _("%(who)s saved first. The page shows the record as it is now.", who=who)
    return again(unit, patient_id, {"form": sentence}, values, HTTPStatus.CONFLICT)


def name_of_last(unit: Transaction, patient_id: UUID, event: TrailEvent) -> str | None:
    """Return the name of who did this to the record the last time; None for nobody."""
    who = who_last(unit, patient_id, event)
    return Actors.of(unit).name(who) if who else None


def who_last(unit: Transaction, patient_id: UUID, event: TrailEvent) -> str | None:
    """Return the actor who did this to the record the last time; None for nobody."""
    newest = audit.page(unit.db, AuditFilters(action=event.code, subject_id=patient_id), 1)
    return newest[0].actor if newest else None
