"""Serve `/patients/<id>/show` and `/hide`: what this session sees of a record."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest, Forbidden

from app.dashboard.record import blueprint
from app.dashboard.record.acts import again, answer_again, to_the_page
from app.dashboard.record.tombstone import find_or_tombstone
from app.dashboard.shown import COPIED, NAME, REASONS, all_names_until, end, keep, remember, shown_of
from app.guard.doors import May
from app.guard.session import DOOR_REFUSED, actor, current_session, hold_member, signed_in
from app.records.parts import NEEDS, Part, parts_open_to
from app.services import current
from app.store import Transaction
from app.store.trail import audit
from app.store.trail.events import Sight, TrailEvent, TrailGroup
from app.web.feature import Words

SHOWN = TrailEvent("patient.shown", "Showed {parts}", TrailGroup.PATIENT)
_COPIED = TrailEvent(
    "patient.copied",
    "Copied from the record: {answer}",
    TrailGroup.PATIENT,
    sight=Sight.IDENTITY,
    says_why=True,
)
ANSWERS: Final = Words(
    "answer",
    {
        "name": _l("name"),
        "birth_date": _l("date of birth"),
        "address": _l("address"),
        "number": _l("number"),
    },
)
PARTS: Final = Words(
    "parts",
    {
        "name": _l("name"),
        "identity": _l("who they are"),
        "health": _l("health answers"),
        "notes": _l("notes"),
        "agreement": _l("what agrees"),
        "number": _l("the number"),
        "words": _l("what the patient wrote"),
    },
)

_PLACES: Final = {
    Part.IDENTITY.value: "h-who",
    Part.HEALTH.value: "h-health",
    Part.NOTES.value: "h-notes",
    "messages": "h-talk-with",
}
"""Button of a part -> the id of the heading to return to."""


@blueprint.post("/show", door=signed_in(May.SEE_PATIENTS))
def show(patient_id: UUID) -> ResponseReturnValue:
    """Show the requested parts in this session for a minute, and write that down."""
    asked, reason = request.form.get("part", ""), request.form.get("reason", "")
    parts = asked_for(asked)
    problems = {}
    if not parts:
        problems["part"] = _("Choose what to show.")
    if reason and reason not in REASONS:
        problems["reason"] = _("Choose one of the reasons.")
    may_be_shown(parts)
    refused = None
    with current().store.begin() as unit:
        hold_member(unit)
        if problems:
            refused = again(unit, patient_id, problems)
        else:
            show_parts(unit, patient_id, parts, SHOWN, reason)
    if refused is not None:
        return answer_again(patient_id, refused)
    remember(reason)
    return to_the_page(patient_id, _PLACES.get(asked))


@blueprint.post("/hide", door=signed_in(May.SEE_PATIENTS))
def hide(patient_id: UUID) -> ResponseReturnValue:
    """Hide what this session shows of the record, before its minute is over."""
    with current().store.begin() as unit:
        hold_member(unit)
        end(unit, patient_id)
    return to_the_page(patient_id, _PLACES.get(request.form.get("part", "")))


@blueprint.post("/copied", door=signed_in(May.SEE_PATIENTS))
def copied(patient_id: UUID) -> ResponseReturnValue:
    """Record that a shown answer is copied, before the browser copies it."""
    answer = request.form.get("answer", "")
    if answer not in COPIED:
        raise BadRequest
    with current().store.begin() as unit:
        hold_member(unit)
        find_or_tombstone(unit, patient_id)
        if not _is_shown(unit, patient_id, answer):
            return "", HTTPStatus.CONFLICT
        details = {"answer": answer}
        audit.record(unit.db, actor(), _COPIED, "patient", patient_id, details, at=current().clock())
    return "", HTTPStatus.NO_CONTENT


def _is_shown(unit: Transaction, patient_id: UUID, answer: str) -> bool:
    until = shown_of(unit, patient_id)
    if Part.IDENTITY in until:
        return True
    is_named = NAME in until or all_names_until(current_session()) is not None
    return is_named and answer in {"name", "number"}


_ALL: Final = "all"
MESSAGES: Final = "messages"


_OTHER_BUTTONS: Final = {MESSAGES: Part.NOTES.value}
"""Messages are shown by the rules of notes."""
_WITH: Final = {Part.HEALTH: (Part.HEALTH, Part.NOTES)}
"""A member who reads health answers is about to judge them, and the notes say what was done about them."""


def asked_for(name: str) -> tuple[Part, ...]:
    """Return the parts that a button shows, "all" for all allowed; none if unknown."""
    if name == _ALL:
        return parts_open_to(current_session().member.role)
    name = _OTHER_BUTTONS.get(name, name)
    if name not in set(Part):
        return ()
    return _WITH.get(Part(name), (Part(name),))


def may_be_shown(parts: Collection[Part]) -> None:
    """Refuse parts that the member's role may not see, and record the refusal.

    Raises:
        Forbidden: one of the parts is closed to the member's role.
    """
    open_to_them = parts_open_to(current_session().member.role)
    closed = next((part for part in parts if part not in open_to_them), None)
    if closed is None:
        return
    services = current()
    with services.store.begin() as unit:
        details = {"route": request.url_rule.rule if request.url_rule else "", "needs": NEEDS[closed].value}
        audit.record(unit.db, actor(), DOOR_REFUSED, details=details, at=services.clock())
    raise Forbidden


def show_parts(
    unit: Transaction, patient_id: UUID, parts: Collection[Part], event: TrailEvent, why: str = ""
) -> None:
    """Show parts of a record in this session for a minute, and write that down.

    Raises:
        RecordErased, NotFound: there is no such patient.
        TooMuchShown: the member has been shown as many as an hour allows.
    """
    find_or_tombstone(unit, patient_id)
    keep(unit, patient_id, parts, why)
    details: dict[str, object] = {"parts": [part.value for part in parts]}
    if why:
        details["reason"] = why
    audit.record(unit.db, actor(), event, "patient", patient_id, details, at=current().clock())
