"""Serve `/patients/<id>/copy`: a copy of one record, for the patient.

It asks for a fresh code and a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.copies.made import FORMATS, make
from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import come_back, refill
from app.guard.pace import count_shown
from app.guard.session import actor, hold_member, recently_confirmed
from app.records.vocabulary import COPY_REASONS
from app.services import current
from app.store import Transaction
from app.store.patients import patients
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import COPY_MADE, EXPORT_LIMITED
from app.web.clinic import current_clinic, reference, to_clinic_time

_COPY_OPENED = TrailEvent(
    "patient.opened", "Opened the page that copies the record", TrailGroup.PATIENT, page="copy"
)
blueprint = GuardedBlueprint(
    "copies", __name__, door=recently_confirmed(May.EXPORT), url_prefix="/patients/<uuid:patient_id>/copy"
)
_NOTHING: Final[Mapping[str, str]] = {}
_WINDOW: Final = timedelta(hours=1)
_LONGEST_ECHO: Final = 32


@blueprint.get("", confirms=_l("Make a copy for a patient"))
def copy_page(patient_id: UUID) -> ResponseReturnValue:
    """Say what a copy holds. Of the patient, nothing is opened."""
    with current().store.begin() as unit:
        is_there = _look(unit, patient_id)
    typed = refill()
    return _page(patient_id, typed.problems, typed.values) if is_there else _to_the_record(patient_id)


@blueprint.post("")
def hand_out(patient_id: UUID) -> ResponseReturnValue:
    """Send the file, once the audit trail says so.

    Copies per hour are limited, as exports are.
    """
    typed = {name: request.form.get(name, "")[:_LONGEST_ECHO] for name in ("format", "reason")}
    problems = _problems(typed)
    if problems and (elsewhere := come_back(problems)) is not None:
        return elsewhere
    now, most = current().clock(), current_clinic().exports_per_hour
    with current().store.begin() as unit:
        hold_member(unit)
        is_too_much = not problems and _made_lately(unit) >= most
        if is_too_much:
            audit.record(unit.db, actor(), EXPORT_LIMITED, details={"begun": most}, at=now)
        is_sent = not problems and not is_too_much
        count_shown(unit, records=1 if is_sent else 0)
        content = make(unit, patient_id, typed["format"], typed["reason"], actor(), now) if is_sent else None
        is_there = content is not None or _look(unit, patient_id)
    if not is_there:
        return _to_the_record(patient_id)
    if content is not None:
        return _sent(content, typed["format"])
    if is_too_much:
        problems = {"form": _("You have made %(most)s copies within an hour. Try again later.", most=most)}
        return come_back(problems) or (_page(patient_id, problems, typed), HTTPStatus.TOO_MANY_REQUESTS)
    return _page(patient_id, problems, typed), HTTPStatus.UNPROCESSABLE_ENTITY


def _sent(content: bytes, kind: str) -> Response:
    """Return the response. The file's name says nothing about the patient."""
    chosen = FORMATS[kind]
    answer = Response(content, content_type=chosen.media_type)
    name = f"anteroom-copy-{to_clinic_time(current().clock()):%Y-%m-%d-%H%M}{chosen.ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _made_lately(unit: Transaction) -> int:
    """Return how many copies this member, who is held, has made within the hour."""
    since = current().clock() - _WINDOW
    lately = AuditFilters(action=COPY_MADE.code, actor=actor(), since=since)
    return len(audit.page(unit.db, lately, current_clinic().exports_per_hour))


def _look(unit: Transaction, patient_id: UUID) -> bool:
    """Return whether there is such a record; the look is written down."""
    if patients.get(unit.db, patient_id, ()) is None:
        return False
    audit.record(unit.db, actor(), _COPY_OPENED, "patient", patient_id, at=current().clock())
    return True


def _to_the_record(patient_id: UUID) -> ResponseReturnValue:
    """Redirect to the record, which shows its tombstone or is not found."""
    return redirect(url_for("record.record_page", patient_id=patient_id), HTTPStatus.SEE_OTHER)


def _problems(typed: Mapping[str, str]) -> dict[str, str]:
    problems = {}
    if typed["format"] not in FORMATS:
        problems["format"] = _("Choose a format.")
    if typed["reason"] not in COPY_REASONS:
        problems["reason"] = _("Choose what the copy is for.")
    return problems


def _page(
    patient_id: UUID, problems: Mapping[str, str] = _NOTHING, typed: Mapping[str, str] = _NOTHING
) -> str:
    return render_template(
        "copies/copy.html",
        patient_id=patient_id,
        reference=reference(patient_id),
        formats={code: each.label for code, each in FORMATS.items()},
        reasons=COPY_REASONS,
        problems=problems,
        typed=typed,
    )
