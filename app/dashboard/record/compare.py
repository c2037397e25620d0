"""Compare two records side by side, to see whether they are of one person.

Either only their agreement is shown, or also the answers that a role may see. Nothing is merged: one of them is erased, or
both stay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.dashboard.person import age_band, initials, is_right_to_left, last_digits
from app.dashboard.record import blueprint
from app.dashboard.record.answer_fields import answers_of, keys_of
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.record.tombstone import find_or_tombstone, gone
from app.dashboard.shown import REASONS, end, keep, read_reason, remember, remembered, seconds_left, shown_of
from app.guard.doors import May
from app.guard.forms import come_back, posted_id, refill
from app.guard.pace import SEE_MORE
from app.guard.session import actor, current_session, hold_member, signed_in
from app.intake.answers.names import name_words
from app.intake.keywords import plain
from app.records.parts import Part, answer_columns, part_of, parts_open_to
from app.records.status import STATUSES
from app.records.vocabulary import in_words, label, language_name
from app.services import current
from app.store import NoSuchPatient, Transaction
from app.store.patients import look_alikes, patients, restrictions
from app.store.patients.patient import Patient
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import clinics_today, reference
from app.web.page import flash

_TOLD_APART = TrailEvent("patient.told_apart", "Marked two records as different people", TrailGroup.PATIENT)
_COMPARED = TrailEvent(
    "patient.compared", "Compared it with a possible duplicate: {parts}", TrailGroup.PATIENT, says_why=True
)


class Agreement(StrEnum):
    """How far two answers to one question agree."""

    SAME = "same"
    PARTLY = "partly"
    """Names with a word in common."""
    DIFFERENT = "different"
    ONE_IS_MISSING = "one is missing"
    BOTH_ARE_MISSING = "both are missing"
    UNKNOWN = "unknown"
    """One of them was not opened, or does not open."""


def agreement_of(key: str, one: object, other: object) -> Agreement:
    """Compare two answers: texts without case, accents and punctuation; names by word."""
    if not isinstance(one, str) or not isinstance(other, str):
        return Agreement.UNKNOWN
    if not one and not other:
        return Agreement.BOTH_ARE_MISSING
    if not one or not other:
        return Agreement.ONE_IS_MISSING
    return _names(one, other) if key == "name" else _texts(one, other, _compared(key))


def _names(one: str, other: str) -> Agreement:
    mine, theirs = set(name_words(one)), set(name_words(other))
    if mine == theirs:
        return Agreement.SAME
    return Agreement.PARTLY if mine & theirs else Agreement.DIFFERENT


def _texts(one: str, other: str, compared: Callable[[str], str]) -> Agreement:
    return Agreement.SAME if compared(one) == compared(other) else Agreement.DIFFERENT


def _compared(key: str) -> Callable[[str], str]:
    """Return what normalises an answer; birth dates and numbers stay as they are."""
    return str if key in {"birth_date", "number"} else plain


_NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two patients, with what was opened of them."""

    patients: tuple[Patient, Patient]
    numbers: Mapping[UUID, object] = field(repr=False)
    resting: Collection[UUID]
    """Those that are restricted."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of one record: `text` is None when hidden, and `mask` stands for it."""

    text: str | None = field(repr=False)
    mask: Any = field(default="", repr=False)
    unreadable: bool = False

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if self.text else []


@dataclass(frozen=True, slots=True)
class Line:
    """One question, both answers, and how they go together."""

    key: str
    label: str
    cells: tuple[Cell, Cell]
    agreement: Agreement


def open_pair(unit: Transaction, one: UUID, other: UUID, shown: Collection[Part]) -> Pair:
    """Return both records, with identity opened only to compare it.

    No health answer is opened unless it is shown.

    Raises:
        RecordErased, NotFound: one of them is not there.
    """
    columns = answer_columns({Part.IDENTITY, *shown})
    found = find_or_tombstone(unit, one, columns), find_or_tombstone(unit, other, columns)
    resting = [each for each in (one, other) if restrictions.in_force(unit.db, each)]
    return Pair(found, patients.numbers(unit.db, found), resting)


def heads(pair: Pair) -> list[dict[str, Any]]:
    """Return what is known of each without opening anything."""
    return [
        {
            "id": patient.id,
            "reference": reference(patient.id),
            "received": patient.created_at,
            "language": language_name(patient.language),
            "status": STATUSES.get(patient.status),
            "at_rest": patient.id in pair.resting,
        }
        for patient in pair.patients
    ]


def lines(pair: Pair, open_parts: Collection[Part], shown: Collection[Part]) -> list[Line]:
    """Return each question that the member may see, hidden unless in `shown`."""
    values = [_values(patient, pair.numbers.get(patient.id, "")) for patient in pair.patients]
    answered = [key for each in values for key, value in each.items() if value and key != _NUMBER]
    keys = [*keys_of([Part.IDENTITY], answered), _NUMBER]
    keys += keys_of([part for part in open_parts if part is Part.HEALTH], answered)
    return [
        _line(key, values[0].get(key), values[1].get(key), _part(key) in shown) for key in dict.fromkeys(keys)
    ]


def _values(patient: Patient, number: object) -> dict[str, object]:
    """Return the answers that were opened. None: not opened, or it does not open."""
    number = number.rpartition(":")[2] if isinstance(number, str) else number
    return {**answers_of(patient, list(Part)), _NUMBER: number}


def _line(key: str, one: object, other: object, shown: bool) -> Line:
    name = _("WhatsApp") if key == _NUMBER else label(key)
    return Line(key, name, (_cell(key, one, shown), _cell(key, other, shown)), agreement_of(key, one, other))


def _cell(key: str, value: object, shown: bool) -> Cell:
    if shown:
        return Cell(in_words(key, value)) if isinstance(value, str) else Cell(None, unreadable=True)
    return Cell(None, _mask(key, value) if isinstance(value, str) else "")


def _mask(key: str, value: str) -> Any:
    """Return the part of an answer that anybody near the screen may see, if any."""
    match key:
        case "name":
            return {"initials": initials(value), "right_to_left": is_right_to_left(value)}
        case "birth_date":
            return age_band(value, clinics_today())
        case "number":
            return last_digits(value)
        case _other:
            return ""


def _part(key: str) -> Part:
    return Part.IDENTITY if key == _NUMBER else part_of(key)


_AGREEMENT: Final = ("agreement",)
"""How the trail names a look that showed only which answers agree."""
_NOTHING: Final[Mapping[str, str]] = {}


@section
def alike(record: OpenRecord) -> dict[str, Any]:
    """Read which records may be of the same person."""
    found = look_alikes.of(record.unit.db, [record.patient.id]) if record.contents.twins else {}
    return {"look_alikes": found.get(record.patient.id, ())}


@blueprint.get("/compare/<uuid:other>", door=signed_in(May.WORK_ON_PATIENTS), confirms=SEE_MORE)
def compare_page(patient_id: UUID, other: UUID) -> ResponseReturnValue:
    """Show what two records have in common, and the parts that this session shows."""
    _refuse_the_same(patient_id, other)
    with current().store.begin() as unit:
        until = _shown_of_both(unit, patient_id, other)
        shown = tuple(part for part in _open_parts() if part in until)
        pair = open_pair(unit, patient_id, other, shown)
        _audit(unit, pair, shown or _AGREEMENT)
    return _page(pair, until, refill().problems)


@blueprint.post("/compare/<uuid:other>/show", door=signed_in(May.WORK_ON_PATIENTS))
def show_both(patient_id: UUID, other: UUID) -> ResponseReturnValue:
    """Show both for a minute, as far as the role may see, or hide both again."""
    _refuse_the_same(patient_id, other)
    both, reason = (patient_id, other), read_reason(request.form.get("reason", ""))
    is_hiding = "hide" in request.form
    problems = {} if reason or is_hiding else {"reason": _("Choose why both are shown.")}
    if problems and (elsewhere := come_back(problems)) is not None:
        return elsewhere
    with current().store.begin() as unit:
        hold_member(unit)
        pair = open_pair(unit, patient_id, other, ())
        if is_hiding:
            for each in both:
                end(unit, each)
        elif reason:
            for each in both:
                keep(unit, each, _open_parts(), reason)
        _audit(unit, pair, _open_parts() if reason and not is_hiding else _AGREEMENT, reason)
    if reason:
        remember(reason)
    elif not is_hiding:
        return _page(pair, {}, problems), HTTPStatus.UNPROCESSABLE_ENTITY
    address = url_for("record.compare_page", patient_id=patient_id, other=other)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _shown_of_both(unit: Transaction, one: UUID, other: UUID) -> dict[str, datetime]:
    """Return the parts that the session shows of both records, each until its end."""
    ends, others = shown_of(unit, one), shown_of(unit, other)
    return {part: min(end, others[part]) for part, end in ends.items() if part in others}


@blueprint.post("/not-same", door=signed_in(May.WORK_ON_PATIENTS))
def tell_apart(patient_id: UUID) -> ResponseReturnValue:
    """Record that two records are different people, so they are not compared again."""
    other, services = posted_id(request.form.get("other", "")), current()
    _refuse_the_same(patient_id, other)
    try:
        with services.store.begin() as unit:
            hold_member(unit)
            for each in (patient_id, other):
                find_or_tombstone(unit, each)
            look_alikes.tell_apart(unit.db, patient_id, other, actor(), services.clock())
            audit.record(
                unit.db,
                actor(),
                _TOLD_APART,
                "patient",
                patient_id,
                at=services.clock(),
                mentions=[other],
            )
    except NoSuchPatient:  # erased between the look and the act
        with services.store.read() as unit:
            missing = next(each for each in (patient_id, other) if patients.get(unit.db, each, ()) is None)
            raise gone(unit, missing) from None
    flash(
        _(
            "%(one)s and %(other)s are marked as different people. They won’t be compared again.",
            one=reference(patient_id),
            other=reference(other),
        )
    )
    return redirect(url_for("record.record_page", patient_id=patient_id), 303)


def _page(pair: Pair, until: Mapping[str, datetime], problems: Mapping[str, str] = _NOTHING) -> str:
    open_parts = _open_parts()
    shown = [part for part in open_parts if part in until]
    ends = min((until[part] for part in shown), default=None)
    return render_template(
        "dashboard/record/compare.html",
        heads=heads(pair),
        lines=lines(pair, open_parts, shown),
        shown=shown,
        shown_until=ends,
        seconds=None if ends is None else seconds_left(ends),
        with_health=Part.HEALTH in open_parts,
        reasons=REASONS,
        why=remembered(),
        problems=problems,
    )


def _audit(unit: Transaction, pair: Pair, parts: Sequence[str], reason: str | None = None) -> None:
    one, other = pair.patients
    details: dict[str, object] = {"parts": [str(part) for part in parts]}
    if reason:
        details["reason"] = reason
    audit.record(
        unit.db, actor(), _COMPARED, "patient", one.id, details, at=current().clock(), mentions=[other.id]
    )


def _open_parts() -> tuple[Part, ...]:
    """Return the parts with answers in them that the member may see."""
    return tuple(part for part in parts_open_to(current_session().member.role) if part is not Part.NOTES)


def _refuse_the_same(one: UUID, other: UUID) -> None:
    """Refuse to compare a record with itself."""
    if one == other:
        raise NotFound
