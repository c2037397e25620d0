"""Serve the form in which staff correct answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.dashboard.record import blueprint, requests
from app.dashboard.record.age import CARER_AGREES
from app.dashboard.record.answer_fields import Problem, Typing, field_of, keys_of
from app.dashboard.record.correction import (
    Conflicting,
    Correction,
    InvalidAnswers,
    Saved,
    Sheet,
    WrongForm,
    open_sheet,
)
from app.dashboard.record.page import unreadable_columns
from app.dashboard.record.show import may_be_shown
from app.dashboard.shown import keep_corrected
from app.guard.doors import May
from app.guard.forms import come_back, is_navigation, is_refilled, refill
from app.guard.pace import SEE_MORE, count_shown
from app.guard.session import actor, current_session, hold_member, signed_in
from app.records.actors import Actors
from app.records.parts import Part, part_of, parts_open_to
from app.records.vocabulary import in_words, label
from app.services import current
from app.store import Transaction
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import ANSWERS_CORRECTED
from app.web.clinic import reference, to_clinic_time
from app.web.page import flash

_EDIT_OPENED = TrailEvent(
    "patient.edit_opened", "Opened the answers to correct them: {parts}", TrailGroup.PATIENT, says_why=True
)

_LARGEST_FORM: Final = 160 * 1024  # two answers of 4,000 characters, each up to twelve bytes long in a form
_DAY: Final = "birth_date_meant"
_CARER: Final = "carer_agrees"
_NO_ANSWERS: Final = frozenset({"csrf_token", "version", _DAY, _CARER, requests.FIELD})
_VERSION: Final = re.compile(r"[1-9][0-9]{0,8}")


@blueprint.get("/edit", door=signed_in(May.WORK_ON_PATIENTS), confirms=SEE_MORE)
def edit_page(patient_id: UUID) -> ResponseReturnValue:
    """Show the answers in boxes, with what was typed there and not saved yet."""
    sent, outcome = refill(), None
    correction = _correction(sent.fields) if sent.fields else None
    with current().store.begin() as unit:
        count_shown(unit, records=1)
        sheet = open_sheet(unit, patient_id, _parts())
        if correction is not None:
            outcome = correction.check(unit, patient_id, _parts())
        _audit_look(unit, patient_id)
        actors, about = Actors.of(unit), requests.context_of(unit, patient_id)
    if correction is None or isinstance(outcome, WrongForm):
        return _page(sheet, sheet.patient.version, {}, about=about)
    if isinstance(outcome, InvalidAnswers | Conflicting):
        return _again(outcome, correction, actors, about=about)
    return _page(sheet, correction.version, correction.given, about=about)


def _correction(form: MultiDict[str, str]) -> Correction:
    """Return what a form asks for.

    Raises:
        BadRequest: it does not say which version it follows.
        Forbidden: one of the answers is closed to the member's role.
    """
    given = {key: "\n".join(filter(None, form.getlist(key))) for key in form if key not in _NO_ANSWERS}
    version = form.get("version", "")
    may_be_shown([part_of(key) for key in given])
    if not _VERSION.fullmatch(version):
        raise BadRequest
    now = current().clock()
    typing = Typing(to_clinic_time(now).date(), form.get(_DAY, ""))
    return Correction(int(version), given, typing, actor(), now, carer_agrees=_CARER in form)


@blueprint.post("/edit", door=signed_in(May.WORK_ON_PATIENTS), largest_form=_LARGEST_FORM)
@is_refilled
def correct(patient_id: UUID) -> ResponseReturnValue:
    """Save the changed answers, unless someone else has changed the record since."""
    correction = _correction(request.form)
    now = correction.now  # the version and its audit event have the same time, by which a page matches them
    with current().store.begin() as unit:
        hold_member(unit)
        outcome = correction.save(unit, patient_id, _parts())
        if isinstance(outcome, Saved) and outcome.keys:
            details = {"fields": sorted(outcome.keys), "count": len(outcome.keys)}
            audit.record(unit.db, actor(), ANSWERS_CORRECTED, "patient", patient_id, details, at=now)
            if correction.carer_agrees:
                audit.record(unit.db, actor(), CARER_AGREES, "patient", patient_id, at=now)
            # The member has just seen these parts in the form, and the trail says so.
            keep_corrected(unit, patient_id, {part_of(key) for key in outcome.keys})
            requests.answer(unit, patient_id, request.form.get(requests.FIELD, ""))
        elif not is_navigation():
            count_shown(unit, records=1)
            _audit_look(unit, patient_id)
        actors, about = Actors.of(unit), requests.context_of(unit, patient_id)
    match outcome:
        case WrongForm():
            raise BadRequest
        case InvalidAnswers() | Conflicting():
            status = (
                HTTPStatus.CONFLICT if isinstance(outcome, Conflicting) else HTTPStatus.UNPROCESSABLE_ENTITY
            )
            return come_back({}) or (_again(outcome, correction, actors, about=about), status)
        case Saved(()):
            flash(_("Nothing was changed: the record already says this."))
        case Saved(keys):
            flash(ngettext("%(num)s answer was corrected.", "%(num)s answers were corrected.", len(keys)))
    return redirect(url_for("record.record_page", patient_id=patient_id), 303)


def _again(
    outcome: InvalidAnswers | Conflicting,
    correction: Correction,
    actors: Actors,
    *,
    about: requests.RecordContext,
) -> str:
    if isinstance(outcome, InvalidAnswers):
        return _page(
            outcome.sheet, correction.version, correction.given, problems=outcome.problems, about=about
        )
    texts = {key: field_of(key).text_of(value) for key, value in outcome.proposal.items()}
    version, conflict = outcome.sheet.patient.version, _in_words(outcome, actors)
    return _page(outcome.sheet, version, texts, conflict=conflict, about=about)


def _page(
    sheet: Sheet,
    version: int,
    texts: Mapping[str, str],
    problems: Mapping[str, Problem] | None = None,
    conflict: Mapping[str, Any] | None = None,
    *,
    about: requests.RecordContext,
) -> str:
    """Return the form with these texts in its boxes, and the record's in all others."""
    problems = problems or {}
    answered = [key for key, text in sheet.answers.items() if text or key in texts]
    boxes = [field_of(key) for key in keys_of(sheet.parts, answered) if key in sheet.answers]
    return render_template(
        "dashboard/record/edit.html",
        patient_id=sheet.patient.id,
        reference=reference(sheet.patient.id),
        version=version,
        boxes=boxes,
        texts={box.key: texts.get(box.key, box.text_of(sheet.answers[box.key])) for box in boxes},
        unreadable=[label(name) for name in unreadable_columns(sheet.patient)],
        problems=problems,
        sentences={key: each.sentence for key, each in problems.items()},
        days={
            key: [{"value": day, "label": in_words(key, day)} for day in each.days]
            for key, each in problems.items()
        },
        asks_for_carer=any(each.asks_for_carer for each in problems.values()),
        conflict=conflict,
        with_health=Part.HEALTH in sheet.parts,
        about=about,
    )


def _in_words(conflict: Conflicting, actors: Actors) -> dict[str, Any]:
    """Return what the page says of a conflict: who else saved, and each answer."""
    since = {each.version: each for each in conflict.history.ended_by.values()}
    return {
        "others": [
            {"who": actors.name(each.actor), "at": each.at}
            for each in (since[version] for version in sorted(since))
        ],
        "differences": {
            each.key: {
                "overlaps": each.overlaps,
                "opened": None if each.opened is None else in_words(each.key, each.opened),
                "now": in_words(each.key, each.now),
                "typed": in_words(each.key, each.typed),
                "who": actors.name(conflict.history.ended_by[each.key].actor),
                "at": conflict.history.ended_by[each.key].at,
            }
            for each in conflict.merged.differences
        },
    }


def _parts() -> tuple[Part, ...]:
    """Return the parts with answers in them that the member may see, and so correct."""
    return tuple(part for part in parts_open_to(current_session().member.role) if part is not Part.NOTES)


def _audit_look(unit: Transaction, patient_id: UUID) -> None:
    details = {"parts": [part.value for part in _parts()]}
    audit.record(unit.db, actor(), _EDIT_OPENED, "patient", patient_id, details, at=current().clock())
