"""`/patients/<id>/compare/<other>`: whether two records are one person. Nothing is merged: one of them is erased, or both stay."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from uuid import UUID

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from app.dashboard.comparing.comparison import Pair, heads, lines, open_pair
from app.dashboard.erasing.tombstone import find_or_tombstone, gone
from app.dashboard.reasons import REASONS, read_reason
from app.dashboard.record.page import SHOWN_FOR
from app.guard.doors import GuardedBlueprint
from app.guard.pace import count_shown
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, current_session, hold_member, signed_in
from app.guard.words import reference
from app.records.parts import Part, parts_open_to
from app.services import current
from app.store import NoSuchPatient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue

    from app.store import Unit

blueprint = GuardedBlueprint(
    "comparing",
    __name__,
    door=signed_in(May.WORK_ON_PATIENTS),
    url_prefix="/patients/<uuid:patient_id>",
)
_AGREEMENT: Final = ("agreement",)
"""How the trail names a look in which nothing was shown but what agrees."""
_NOTHING: Final[Mapping[str, str]] = {}


@blueprint.get("/compare/<uuid:other>")
def compare_page(patient_id: UUID, other: UUID) -> ResponseReturnValue:
    """Show what two records have in common, and neither."""
    _two(patient_id, other)
    with current().store.begin() as unit:
        pair = open_pair(unit, patient_id, other, ())
        _audit(unit, pair, _AGREEMENT)
    return _page(pair, ())


@blueprint.post("/compare/<uuid:other>/show")
def show_both(patient_id: UUID, other: UUID) -> ResponseReturnValue:
    """Show both, as far as the role may see, in the answer to this very request."""
    _two(patient_id, other)
    reason = read_reason(request.form.get("reason", ""))
    shown = _open_parts() if reason else ()
    with current().store.begin() as unit:
        hold_member(unit)
        count_shown(unit, records=2 if shown else 0)
        pair = open_pair(unit, patient_id, other, shown)
        _audit(unit, pair, shown or _AGREEMENT, reason)
    if reason is None:
        problems = {"reason": _("Choose why both are shown.")}
        return _page(pair, (), problems), HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(pair, shown, reason=reason)


@blueprint.post("/not-same")
def tell_apart(patient_id: UUID) -> ResponseReturnValue:
    """Keep that two records are not the same person: they are not offered for comparing any more."""
    other, services = _uuid(request.form.get("other", "")), current()
    _two(patient_id, other)
    try:
        with services.store.begin() as unit:
            hold_member(unit)
            for each in (patient_id, other):
                find_or_tombstone(unit, each)
            unit.patients.tell_apart(patient_id, other, actor(), services.clock())
            unit.audit.record(
                actor(),
                "patient.told_apart",
                "patient",
                patient_id,
                at=services.clock(),
                mentions=[other],
            )
    except NoSuchPatient:  # erased between the look and the act
        with services.store.read() as unit:
            missing = next(each for each in (patient_id, other) if unit.patients.get(each, ()) is None)
            raise gone(unit, missing) from None
    tell(
        _(
            "%(one)s and %(other)s are not the same person. They are not held to one another any more.",
            one=reference(patient_id),
            other=reference(other),
        )
    )
    return redirect(f"/patients/{patient_id}", 303)


def _page(pair: Pair, shown: Sequence[Part], problems: Mapping[str, str] = _NOTHING, reason: str = "") -> str:
    open_parts = _open_parts()
    return render_template(
        "dashboard/compare.html",
        heads=heads(pair),
        lines=lines(pair, open_parts, shown),
        shown=shown,
        shown_until=current().clock() + SHOWN_FOR if shown else None,
        with_health=Part.HEALTH in open_parts,
        reasons=REASONS,
        reason=reason,
        problems=problems,
    )


def _audit(unit: Unit, pair: Pair, parts: Sequence[str], reason: str | None = None) -> None:
    one, other = pair.patients
    details: dict[str, object] = {"parts": [str(part) for part in parts]}
    if reason:
        details["reason"] = reason
    unit.audit.record(
        actor(), "patient.compared", "patient", one.id, details, at=current().clock(), mentions=[other.id]
    )


def _open_parts() -> tuple[Part, ...]:
    """Return the parts with answers in them that the member may see."""
    return tuple(part for part in parts_open_to(current_session().member.role) if part is not Part.NOTES)


def _two(one: UUID, other: UUID) -> None:
    """A record is not compared with itself."""
    if one == other:
        raise NotFound


def _uuid(text: str) -> UUID:
    try:
        return UUID(text[:64])
    except ValueError:
        raise BadRequest from None
