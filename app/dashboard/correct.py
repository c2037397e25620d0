"""Staff correct answers, even if two do so at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from app.dashboard import requests
from app.dashboard.correct_fields import (
    Problem,
    Typing,
    answers_in,
    answers_of,
    columns_of,
    field_of,
    keys_of,
)
from app.dashboard.erase import find_or_tombstone, gone
from app.dashboard.record_parts import in_words, unreadable_columns
from app.dashboard.record_show import may_be_shown
from app.dashboard.shown import keep_corrected
from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import come_back, is_navigation, is_refilled, refill
from app.guard.pace import count_shown
from app.guard.session import actor, current_session, hold_member, signed_in
from app.records.vocabulary import Actors, Part, label, part_of, parts_open_to
from app.services import current
from app.store import KeptVersion, NoSuchPatient, Patient, Transaction
from app.web.clinic import reference, to_clinic_time
from app.web.page import flash

# What happens, answer by answer, when two people change one record. Nothing that somebody typed is lost.


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that someone else changed: as opened, as it is now, and as typed."""

    key: str
    opened: str | None = field(repr=False)
    now: str = field(repr=False)
    typed: str = field(repr=False)

    @property
    def overlaps(self) -> bool:
        """Whether both changed it, and to different values."""
        return self.typed not in {self.opened, self.now}


@dataclass(frozen=True, slots=True)
class Merged:
    """What would be saved, and what others changed meanwhile."""

    changes: Mapping[str, str] = field(repr=False)
    """The answers that the record does not hold yet."""
    differences: tuple[Difference, ...]

    def proposal(self, typed: Mapping[str, str]) -> dict[str, str]:
        """Return the form for a second look: what was typed, else the newer answers."""
        theirs = {each.key: each.now for each in self.differences if not each.overlaps}
        return {**typed, **theirs}


def merge(opened: Mapping[str, str], now: Mapping[str, str], typed: Mapping[str, str]) -> Merged:
    """Compare what was typed with the record as opened and as it is now.

    All three are stored values by key. A value may be missing from `opened`, if no key of ours opens it any more. Then
    the member is asked to look at it again, because it cannot be known whether it was changed.
    """
    mine = {key: text for key, text in typed.items() if text != opened.get(key)}
    changes = {key: text for key, text in mine.items() if text != now[key]}
    differences = tuple(
        Difference(key, opened.get(key), now[key], text)
        for key, text in typed.items()
        if now[key] != opened.get(key)
    )
    return Merged(changes, differences)


# What a record said when a form was opened, and who has changed which answer since.


@dataclass(frozen=True, slots=True)
class History:
    """The answers as opened, and by key the version of each answer's latest change.

    An answer is missing from `opened` when no key of ours opens it any more.
    """

    opened: Mapping[str, str] = field(repr=False)
    ended_by: Mapping[str, KeptVersion]


def history_since(
    unit: Transaction, patient_id: UUID, version: int, now: Mapping[str, str], parts: Collection[Part]
) -> History | None:
    """Return what happened to these answers since a version; None if it is unknown."""
    kept = [each for each in unit.patients.versions(patient_id) if each.version >= version]
    if not kept or kept[-1].version != version:
        return None
    later: Mapping[str, str] = now
    ended_by: dict[str, KeptVersion] = {}
    for each in kept:
        values = unit.patients.values_at(patient_id, each.version)
        earlier = answers_in(values, parts) if isinstance(values, dict) else {}
        for key in now:
            if key not in ended_by and earlier.get(key) != later.get(key):
                ended_by[key] = each
        later = earlier
    return History(later, ended_by)


# One correction within its transaction: read what was typed, compare it with what others did meanwhile, and
# save it or hand it back.


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers of one patient that a member may correct, as they are now."""

    patient: Patient
    parts: tuple[Part, ...]
    answers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """The answers that were changed; none, if the record said the same already."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvalidAnswers:
    """Nothing was saved: some of what was typed is not an answer."""

    sheet: Sheet
    problems: Mapping[str, Problem]


@dataclass(frozen=True, slots=True)
class Conflicting:
    """Nothing was saved: someone else changed the record since the form was opened."""

    sheet: Sheet
    merged: Merged
    history: History
    proposal: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrongForm:
    """Nothing was saved: the form does not belong to any version of this record."""


@dataclass(frozen=True, slots=True)
class Ready:
    """These answers can be saved."""

    sheet: Sheet
    changes: Mapping[str, str] = field(repr=False)


Outcome = Saved | InvalidAnswers | Conflicting | WrongForm


def open_sheet(unit: Transaction, patient_id: UUID, parts: tuple[Part, ...]) -> Sheet:
    """Return the answers of these parts.

    Raises:
        RecordErased, NotFound: there is no such patient.
    """
    patient = find_or_tombstone(unit, patient_id, columns_of(parts))
    return Sheet(patient, parts, answers_of(patient, parts))


@dataclass(frozen=True, slots=True)
class Correction:
    """What a member wants changed: the typed texts, in a form opened at a version."""

    version: int
    given: Mapping[str, str] = field(repr=False)
    typing: Typing
    actor: str
    now: datetime

    def save(self, unit: Transaction, patient_id: UUID, parts: tuple[Part, ...]) -> Outcome:
        """Write what was changed and nothing else.

        What others changed outside these parts is no conflict: it stays, and is not shown.

        Raises:
            RecordErased, NotFound: there is no such patient.
        """
        outcome = self.check(unit, patient_id, parts)
        if not isinstance(outcome, Ready):
            return outcome
        if not outcome.changes or self._write(unit, outcome.sheet.patient, outcome.changes):
            return Saved(tuple(outcome.changes))
        # Someone else saved first. By now we hold the row, so the second attempt is the last.
        return self.save(unit, patient_id, parts)

    def check(
        self, unit: Transaction, patient_id: UUID, parts: tuple[Part, ...]
    ) -> Ready | InvalidAnswers | Conflicting | WrongForm:
        """Compare what was typed with the record as it is now, and write nothing.

        Raises:
            RecordErased, NotFound: there is no such patient.
        """
        sheet = open_sheet(unit, patient_id, parts)
        history = self._history(unit, sheet)
        if history is None or not self.given.keys() <= sheet.answers.keys():
            return WrongForm()
        typed, problems = self._read(sheet.answers, history.opened)
        if problems:
            return InvalidAnswers(sheet, problems)
        merged = merge(history.opened, sheet.answers, typed)
        if merged.changes and merged.differences:
            return Conflicting(sheet, merged, history, merged.proposal(typed))
        return Ready(sheet, merged.changes)

    def _write(self, unit: Transaction, patient: Patient, changes: Mapping[str, str]) -> bool:
        """Write the changes; False when someone else has written in the meantime."""
        try:
            new = unit.patients.correct(patient.id, patient.version, changes, self.actor, self.now)
        except NoSuchPatient:
            raise gone(unit, patient.id) from None
        return new is not None

    def _history(self, unit: Transaction, sheet: Sheet) -> History | None:
        if self.version == sheet.patient.version:
            return History(sheet.answers, {})
        return history_since(unit, sheet.patient.id, self.version, sheet.answers, sheet.parts)

    def _read(
        self, now: Mapping[str, str], opened: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, Problem]]:
        read = {
            key: self.typing.read(field_of(key), text, known(key, opened, now))
            for key, text in self.given.items()
        }
        problems = {key: found for key, found in read.items() if isinstance(found, Problem)}
        return {key: found.text for key, found in read.items() if not isinstance(found, Problem)}, problems


def known(key: str, *versions: Mapping[str, str]) -> Collection[str]:
    """Return the values of an answer in these versions, where it could be opened."""
    return [version[key] for version in versions if key in version]


# `/patients/<id>/edit`: staff correct answers. If two do so at once, both are told, and neither loses a word.

blueprint = GuardedBlueprint(
    "correct", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients"
)
_LARGEST_FORM: Final = 160 * 1024  # two answers of 4,000 characters, each up to twelve bytes long in a form
_DAY: Final = "birth_date_meant"
_NO_ANSWERS: Final = frozenset({"csrf_token", "version", _DAY, requests.FIELD})
_VERSION: Final = re.compile(r"[1-9][0-9]{0,8}")


@blueprint.get("/<uuid:patient_id>/edit")
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


def _correction(form: Mapping[str, str]) -> Correction:
    """Return what a form asks for.

    Raises:
        BadRequest: it does not say which version it follows.
        Forbidden: one of the answers is closed to the member's role.
    """
    given = {key: text for key, text in form.items() if key not in _NO_ANSWERS}
    version = form.get("version", "")
    may_be_shown([part_of(key) for key in given])
    if not _VERSION.fullmatch(version):
        raise BadRequest
    now = current().clock()
    typing = Typing(to_clinic_time(now).date(), form.get(_DAY, ""))
    return Correction(int(version), given, typing, actor(), now)


@blueprint.post("/<uuid:patient_id>/edit", largest_form=_LARGEST_FORM)
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
            unit.audit.record(actor(), "patient.corrected", "patient", patient_id, details, at=now)
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
    texts = {key: in_words(key, value) for key, value in outcome.proposal.items()}
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
    unit.audit.record(actor(), "patient.edit_opened", "patient", patient_id, details, at=current().clock())
