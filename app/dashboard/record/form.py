"""A form on a record's page, carried out in one transaction: done, or the page once more with what stood in the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import redirect
from flask_babel import gettext as _

from app.dashboard.erasing.tombstone import find_or_tombstone, gone
from app.dashboard.record.page import Wanted, open_record, render_record
from app.guard.page import tell
from app.guard.signed_in import hold_member
from app.records.actors import Actors
from app.services import current
from app.store import AuditFilters, NoSuchPatient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Member, Unit

NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Again:
    """The page as it is now, with what was wrong with a form, and what was typed into it."""

    page: Mapping[str, Any] = field(repr=False)
    problems: Mapping[str, str]
    values: Mapping[str, str] = field(repr=False)
    status: HTTPStatus


def carry_out(patient_id: UUID, act: Callable[[Unit, Member], str | Again]) -> ResponseReturnValue:
    """Do something with a record that is there, for a member who may. `act` returns what to tell them, or `Again`.

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
        return render_record(outcome.page, outcome.problems, outcome.values, outcome.status)
    tell(outcome)
    return redirect(f"/patients/{patient_id}", 303)


def again(
    unit: Unit,
    patient_id: UUID,
    problems: Mapping[str, str],
    values: Mapping[str, str] = NOTHING,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> Again:
    """Return the page once more: that is one more look at the record."""
    return Again(open_record(unit, patient_id, Wanted(), "patient.opened"), problems, values, status)


def too_late(unit: Unit, patient_id: UUID, action: str, values: Mapping[str, str] = NOTHING) -> Again:
    """Return the page as it is now, with who did this before."""
    who = who_last(unit, patient_id, action) or _("Somebody")
    sentence = _("%(who)s was faster. The page shows the record as it is now.", who=who)
    return again(unit, patient_id, {"form": sentence}, values, HTTPStatus.CONFLICT)


def who_last(unit: Unit, patient_id: UUID, action: str) -> str | None:
    """Return who did this to the record the last time; None when nobody ever did."""
    newest = unit.audit.page(AuditFilters(action=action, subject_id=patient_id), 1)
    return Actors.of(unit).name(newest[0].actor) if newest else None
