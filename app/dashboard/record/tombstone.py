"""Show what is left of an erased patient: when, by whom and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final
from uuid import UUID

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from app.guard.doors import May, allows
from app.guard.forms import is_navigation
from app.guard.session import current_session
from app.records.actors import Actors
from app.services import current
from app.store import Transaction
from app.store.messages import twilio_copies
from app.store.patients import patients, tombstones
from app.store.patients.patient import Patient
from app.store.patients.tombstones import Erasure
from app.web.clinic import reference
from app.web.feature import Words
from app.web.page import flash

REASONS: Final = Words(
    "reason",
    {
        "patient_asked": _l("The patient asked for it"),
        "wrong_number": _l("Wrong number, or not our patient"),
        "duplicate": _l("Duplicate of another record"),
        "test_entry": _l("Test entry"),
        "other": _l("Another reason"),
    },
)
BY_ITSELF: Final = Words("reason", {"retention": _l("Its retention period ended")})
"""The reasons that nobody chooses."""


class RecordErased(Exception):
    """The record of a request was erased; raised in a transaction, to undo it."""

    def __init__(self, erasure: Erasure) -> None:
        super().__init__()
        self.erasure = erasure


def init_tombstones(app: Flask) -> None:
    """Answer every request about an erased record with its tombstone."""
    app.register_error_handler(RecordErased, _answer)


def find_or_tombstone(unit: Transaction, patient_id: UUID, columns: Collection[str] = ()) -> Patient:
    """Return the patient, with only these columns opened.

    Raises:
        RecordErased: there was one; the request is answered with a page that says so, status 410.
        NotFound: there never was.
    """
    found = patients.get(unit.db, patient_id, columns)
    if found is None:
        raise gone(unit, patient_id)
    return found


def gone(unit: Transaction, patient_id: UUID) -> RecordErased | NotFound:
    """Return what to raise about a record that was erased, or that never was."""
    erasure = tombstones.of(unit.db, patient_id)
    return NotFound() if erasure is None else RecordErased(erasure)


def reason_in_words(erasure: Erasure) -> str:
    """Return why a record was erased."""
    return {**REASONS, **BY_ITSELF}.get(erasure.reason, erasure.reason)


def _answer(error: RecordErased) -> ResponseReturnValue:
    erasure = error.erasure
    if request.method == "POST" and is_navigation():
        flash(_("Nothing you just sent was saved."), warns=True)
        return redirect(url_for("record.record_page", patient_id=erasure.patient_id), HTTPStatus.SEE_OTHER)
    return tombstone_page(erasure), HTTPStatus.GONE


def tombstone_page(
    erasure: Erasure, problems: Mapping[str, str] = MappingProxyType({}), kept_days: str = ""
) -> str:
    """Return the page that says what is left of an erased patient.

    `kept_days` is what was typed for a certificate.
    """
    with current().store.read() as unit:
        left = twilio_copies.count(unit.db, erasure.patient_id)
        by, scrub = Actors.of(unit).name(erasure.actor), twilio_copies.of(unit.db, erasure.patient_id)
    return render_template(
        "dashboard/record/tombstone.html",
        reference=reference(erasure.patient_id),
        patient_id=erasure.patient_id,
        at=erasure.at,
        by=by,
        reason=reason_in_words(erasure),
        scrub=scrub,
        left=left,
        by_hand=current().settings.twilio.api is None,
        unsaved=request.method == "POST" and not problems,
        may_certify=allows(current_session().member.role, May.ERASE_PATIENTS),
        problems=problems,
        kept_days=kept_days,
    )
