"""Serve `/patients/<id>/certificate`: what was erased, on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final, NamedTuple
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from app.dashboard.record import blueprint
from app.dashboard.record.tombstone import RecordErased, reason_in_words, tombstone_page
from app.guard.doors import May
from app.guard.forms import is_navigation
from app.guard.session import actor, hold_member, signed_in
from app.records.actors import Actors
from app.services import current
from app.store import Transaction
from app.store.backup.take import TAKEN
from app.store.messages import twilio_copies
from app.store.patients import certificates, patients, rights_requests, tombstones
from app.store.patients.certificates import Held
from app.store.patients.rights_requests import ERASURE
from app.store.patients.tombstones import Erasure
from app.store.trail import audit
from app.store.trail.audit import AuditEvent, AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import current_clinic, number, reference
from app.web.languages import LANGUAGES
from app.web.page import flash

CERTIFIED = TrailEvent(
    "patient.erasure_certified",
    "Issued a certificate of the erasure; backups are kept for {kept_days} days",
    TrailGroup.PATIENT,
)
_MOST_DAYS: Final = 3650
_MOST_BACKUPS: Final = 10_000
_MOST_AT_ONCE: Final = 20
_NO_KEY: Final = "left"
_HELD: Final[Mapping[str, str]] = {
    Held.ANSWERS: _l("Answers, with their earlier versions"),
    Held.NOTES: _l("Notes of the staff"),
    Held.OTHERS: _l("Messages, permissions, search index, and all else that named the record"),
}


class Backups(NamedTuple):
    """The backups that may hold the record, by the trail."""

    made: int
    first: datetime
    last: datetime
    until: datetime
    """When the last of them is deleted."""


@blueprint.post("/certificate", door=signed_in(May.ERASE_PATIENTS))
def issue_certificate(patient_id: UUID) -> ResponseReturnValue:
    """Search once more, write the certificate down, and go to it."""
    typed = request.form.get("kept_days", "")[:8]
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        erasure = _erased(unit, patient_id)
        if erasure is None:
            flash(_("This record is still here, so there is nothing to certify."), warns=True)
            return redirect(url_for("record.record_page", patient_id=patient_id), HTTPStatus.SEE_OTHER)
        searched = certificates.search(unit.db, patient_id)
        problems = _problems(typed, searched)
        if not problems:
            facts = {"kept_days": int(typed), "tables": searched.tables}
            audit.record(unit.db, actor(), CERTIFIED, "patient", patient_id, facts, at=services.clock())
    if not problems:
        address = url_for("record.certificate_page", patient_id=patient_id)
        return redirect(address, HTTPStatus.SEE_OTHER)
    if is_navigation():  # no form can be kept of a record that is gone, so its page says once what is wrong
        for problem in problems.values():
            flash(problem, warns=True)
        return redirect(url_for("record.record_page", patient_id=patient_id), HTTPStatus.SEE_OTHER)
    return tombstone_page(erasure, problems, typed), HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.get("/certificate", door=signed_in(May.ERASE_PATIENTS))
def certificate_page(patient_id: UUID) -> ResponseReturnValue:
    """Show the certificate that was issued last, in the page's language."""
    with current().store.read() as unit:
        erasure = _erased(unit, patient_id)
        if erasure is None:
            return redirect(url_for("record.record_page", patient_id=patient_id), HTTPStatus.SEE_OTHER)
        issued = audit.page(unit.db, AuditFilters(action=CERTIFIED.code, subject_id=patient_id), 1)
        if not issued:
            raise RecordErased(erasure)
        words = Markup(_words(unit, erasure, issued[0]))  # noqa: S704  (a template of ours)
    code = certificates.code_of(current().store.keys.blind_index, words.striptags())
    return render_template(
        "dashboard/record/certificate.html",
        words=words,
        code=code,
        reference=reference(patient_id),
        patient_id=patient_id,
        issued_at=issued[0].at,
        phone=current_clinic().phone,
    )


def titles() -> list[str]:
    """Return how a certificate begins, in each language."""
    found = []
    for language in LANGUAGES:
        with force_locale(language):
            found.append(str(_("Certificate of erasure")))
    return found


def _erased(unit: Transaction, patient_id: UUID) -> Erasure | None:
    """Return the erasure of a record; None while the record is there.

    Raises:
        NotFound: there never was one.
    """
    if patients.get(unit.db, patient_id, ()) is not None:
        return None
    erasure = tombstones.of(unit.db, patient_id)
    if erasure is None:
        raise NotFound
    return erasure


def _problems(typed: str, searched: certificates.Searched) -> Mapping[str, str]:
    if searched.left:
        tables = ", ".join(searched.left)
        return {
            "form": _(
                "Something of this record is still in the database (%(tables)s). Tell the operator.",
                tables=tables,
            )
        }
    if searched.waiting:
        return {
            "form": ngettext(
                "One message or row still has to be deleted at Twilio or in the spreadsheet. A certificate has to wait for it.",
                "%(num)s messages or rows still have to be deleted at Twilio or in the spreadsheet. A certificate has to wait for them.",
                searched.waiting,
            )
        }
    if not (typed.isascii() and typed.isdecimal() and int(typed) <= _MOST_DAYS):
        return {"kept_days": _("Write the number of days, from 0 to %(most)s.", most=number(_MOST_DAYS))}
    return {}


def _words(unit: Transaction, erasure: Erasure, issued: AuditEvent) -> str:
    """Return what the certificate says, as HTML: the code is over its text."""
    actors, asked = Actors.of(unit), rights_requests.of(unit.db, erasure.patient_id)
    return render_template(
        "dashboard/record/certificate_words.html",
        patient_id=erasure.patient_id,
        reference=reference(erasure.patient_id),
        erasure=erasure,
        reason=reason_in_words(erasure),
        by=actors.name(erasure.actor),
        asked_on=min((each.asked_on for each in asked if each.kind == ERASURE), default=None),
        issued=issued,
        issued_by=actors.name(issued.actor),
        scrub=twilio_copies.of(unit.db, erasure.patient_id),
        by_hand=_NO_KEY,
        held=_HELD,
        found=_found(unit, erasure),
        has_sheet=current().settings.google is not None,
        backups=_backups(unit, erasure, issued),
    )


def _found(unit: Transaction, erasure: Erasure) -> Mapping[str, int]:
    """Return what was found at the erasure.

    An earlier release, or a restore, did not count it.
    """
    lines = AuditFilters(
        subject_id=erasure.patient_id, since=erasure.at, until=erasure.at + timedelta(microseconds=1)
    )
    counted = (each.details.get("found") for each in audit.page(unit.db, lines, _MOST_AT_ONCE))
    found: Mapping[str, int] = next(filter(None, counted), {})
    return found


def _backups(unit: Transaction, erasure: Erasure, issued: AuditEvent) -> Backups | None:
    """Return the backups that may hold the record on the day of issue.

    One that was made without Anteroom is not seen.
    """
    kept = timedelta(days=issued.details["kept_days"])
    made = AuditFilters(action=TAKEN.code, since=issued.at - kept, until=erasure.at)
    found = audit.page(unit.db, made, _MOST_BACKUPS)
    return Backups(len(found), found[-1].at, found[0].at, found[0].at + kept) if found else None
