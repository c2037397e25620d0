"""`/patients/<id>/edit`: staff put answers right. Two at once are both told, and neither loses a word."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from app.dashboard.correcting.answer_fields import field_of, keys_of
from app.dashboard.correcting.correction import Conflicting, Correction, Foreign, Mistaken, Saved, open_sheet
from app.dashboard.correcting.typed import Typing
from app.dashboard.record.answers import in_words, unreadable_columns
from app.dashboard.record.showing import may_be_shown
from app.dashboard.requests import corrections
from app.guard.doors import GuardedBlueprint
from app.guard.pace import count_shown
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, current_session, hold_member, signed_in
from app.guard.words import here, reference
from app.records.actors import Actors
from app.records.answer_labels import label
from app.records.parts import Part, part_of, parts_open_to
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.dashboard.correcting.correction import Outcome, Sheet
    from app.dashboard.correcting.typed import Problem
    from app.store import Unit

blueprint = GuardedBlueprint(
    "correcting",
    __name__,
    door=signed_in(May.WORK_ON_PATIENTS),
    url_prefix="/patients",
    largest_form=160 * 1024,  # two answers of 4,000 characters, each up to twelve bytes long in a form
)
_DAY: Final = "birth_date_meant"
_NO_ANSWERS: Final = frozenset({"csrf_token", "version", _DAY, corrections.FIELD})
_VERSION: Final = re.compile(r"[1-9][0-9]{0,8}")


@blueprint.get("/<uuid:patient_id>/edit")
def edit_page(patient_id: UUID) -> ResponseReturnValue:
    """Show the answers in boxes."""
    with current().store.begin() as unit:
        count_shown(unit, records=1)
        sheet = open_sheet(unit, patient_id, _parts())
        _audit_look(unit, patient_id)
        about = corrections.around(unit, patient_id)
    return _page(sheet, sheet.patient.version, {}, about=about)


@blueprint.post("/<uuid:patient_id>/edit")
def correct(patient_id: UUID) -> ResponseReturnValue:
    """Save the answers that were changed, unless somebody else has changed the record since the form was opened."""
    given = {key: text for key, text in request.form.items() if key not in _NO_ANSWERS}
    version = request.form.get("version", "")
    may_be_shown([part_of(key) for key in given])
    if not _VERSION.fullmatch(version):
        raise BadRequest
    now = current().clock()
    typing = Typing(here(now).date(), request.form.get(_DAY, ""))
    with current().store.begin() as unit:
        hold_member(unit)
        outcome = Correction(int(version), given, typing, actor(), now).save(unit, patient_id, _parts())
        if isinstance(outcome, Saved) and outcome.keys:
            details = {"fields": sorted(outcome.keys), "count": len(outcome.keys)}
            unit.audit.record(actor(), "patient.corrected", "patient", patient_id, details, at=now)
            corrections.answer(unit, patient_id, request.form.get(corrections.FIELD, ""))
        else:
            count_shown(unit, records=1)
            _audit_look(unit, patient_id)
        actors, about = Actors.of(unit), corrections.around(unit, patient_id)
    return _answer(patient_id, int(version), given, outcome, actors, about=about)


def _answer(
    patient_id: UUID,
    version: int,
    given: Mapping[str, str],
    outcome: Outcome,
    actors: Actors,
    *,
    about: corrections.Around,
) -> ResponseReturnValue:
    match outcome:
        case Foreign():
            raise BadRequest
        case Mistaken():
            page = _page(outcome.sheet, version, given, problems=outcome.problems, about=about)
            return page, HTTPStatus.UNPROCESSABLE_ENTITY
        case Conflicting():
            texts = {key: in_words(key, value) for key, value in outcome.proposal.items()}
            page = _page(
                outcome.sheet,
                outcome.sheet.patient.version,
                texts,
                conflict=_in_words(outcome, actors),
                about=about,
            )
            return page, HTTPStatus.CONFLICT
        case Saved(()):
            tell(_("Nothing was changed: the record says this already."))
        case Saved(keys):
            tell(ngettext("%(num)s answer was corrected.", "%(num)s answers were corrected.", len(keys)))
    return redirect(f"/patients/{patient_id}", 303)


def _page(
    sheet: Sheet,
    version: int,
    texts: Mapping[str, str],
    problems: Mapping[str, Problem] | None = None,
    conflict: Mapping[str, Any] | None = None,
    *,
    about: corrections.Around,
) -> str:
    """Return the form with these texts in its boxes, and with what the record says in all others."""
    problems = problems or {}
    boxes = [field_of(key) for key in keys_of(sheet.parts, sheet.answers) if key in sheet.answers]
    return render_template(
        "dashboard/edit.html",
        patient_id=sheet.patient.id,
        reference=reference(sheet.patient.id),
        version=version,
        boxes=boxes,
        texts={box.key: texts.get(box.key, box.show(sheet.answers[box.key])) for box in boxes},
        unreadable=[label(name) for name in unreadable_columns(sheet.patient)],
        problems=problems,
        sentences={key: each.sentence for key, each in problems.items()},
        days={
            key: [{"value": day, "label": in_words(key, day)} for day in each.days]
            for key, each in problems.items()
        },
        conflict=conflict,
        with_health=Part.HEALTH in sheet.parts,
        about=about,
    )


def _in_words(conflict: Conflicting, actors: Actors) -> dict[str, Any]:
    """Return what the page says of a conflict: who was there in between, and each answer in its three states."""
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


def _audit_look(unit: Unit, patient_id: UUID) -> None:
    details = {"parts": [part.value for part in _parts()]}
    unit.audit.record(actor(), "patient.edit_opened", "patient", patient_id, details, at=current().clock())
