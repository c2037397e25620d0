"""Serve `/patients/views`: a member's own views of the list, filters under a name."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.session import current_session, hold_member, signed_in
from app.records.filters import Asked, queue_fields, write_queue
from app.services import current
from app.store import Transaction
from app.store.patient_lists import LONGEST_VIEW_NAME, MOST_VIEWS, SavedView
from app.web.page import flash
from app.web.words import day

blueprint = GuardedBlueprint(
    "saved_views", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients/views"
)
_PLACES = ("before", "after", "at")


@dataclass(frozen=True, slots=True)
class View:
    """A saved view on the page of the list."""

    id: UUID
    name: str
    url: str
    current: bool


def views_for(unit: Transaction, asked: Asked) -> list[View]:
    """Return the member's views; the one that is shown is current."""
    shown = write_queue(asked.view)
    return [
        View(view.id, _name(view), _url(view.query), view.query == shown)
        for view in unit.saved_views.of(current_session().member.id)
    ]


@blueprint.post("")
def save() -> ResponseReturnValue:
    """Save the filters and the order of the list under a name."""
    fields = _posted()
    query = write_queue({name: text for name, text in fields.items() if name not in _PLACES})
    name = " ".join("".join(filter(_is_kept, request.form.get("name", "")[:400])).split())
    if not name or len(name) > LONGEST_VIEW_NAME:
        flash(_("Give the view a name of at most %(most)s characters.", most=LONGEST_VIEW_NAME), warns=True)
        return _back(fields)
    with current().store.begin() as unit:
        is_saved = unit.saved_views.save(hold_member(unit).id, name, query, current().clock())
    if is_saved:
        flash(_("The view is saved."))
    else:
        flash(_("You have %(most)s views. Delete one first.", most=MOST_VIEWS), warns=True)
    return _back(fields)


@blueprint.post("/<uuid:view_id>/forget")
def forget(view_id: UUID) -> ResponseReturnValue:
    """Delete one of one's own views."""
    with current().store.begin() as unit:
        was_theirs = unit.saved_views.forget(hold_member(unit).id, view_id)
    flash(_("The view is deleted.") if was_theirs else _("There is no such view any more."))
    return _back(_posted())


def _name(view: SavedView) -> str:
    if isinstance(view.name, str):
        return view.name
    return str(_("View of %(day)s", day=day(view.created_at)))


def _posted() -> dict[str, str]:
    return queue_fields(request.form.get("queue", "")) or {}


def _back(fields: dict[str, Any]) -> ResponseReturnValue:
    fields.pop("at", None)
    return redirect(url_for("patients.patients_page", **fields), HTTPStatus.SEE_OTHER)


def _url(query: str) -> str:
    fields: dict[str, Any] = queue_fields(query) or {}
    return url_for("patients.patients_page", **fields)


def _is_kept(char: str) -> bool:
    return char.isprintable() or char.isspace()
