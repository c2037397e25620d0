"""Save a member's own views of the list: filters under a name."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.patients import blueprint
from app.dashboard.patients.address import address_of_queue, read_own_queue
from app.guard.doors import May
from app.guard.session import current_session, hold_member, signed_in
from app.records.asked_list import EVERY
from app.records.filters import Asked
from app.records.queue import ALL, Queue, write_queue
from app.services import current
from app.store import Transaction
from app.store.patients.patient_filters import OPEN
from app.store.staff import saved_views
from app.store.staff.saved_views import LONGEST_VIEW_NAME, MOST_VIEWS, SavedView
from app.web.clinic import day
from app.web.page import flash


@dataclass(frozen=True, slots=True)
class View:
    """A saved view on the page of the list."""

    id: UUID
    name: str
    url: str
    """ "" for a view that cannot be read any more: it can only be deleted."""
    current: bool


def views_for(unit: Transaction, asked: Asked) -> list[View]:
    """Return the member's views; the one that is shown is current."""
    shown = _whole(asked)
    return [
        View(view.id, _name(view), _url(view), _query(view) == shown)
        for view in saved_views.views_of(unit.db, current_session().member.id)
    ]


@blueprint.post("/views", door=signed_in(May.SEE_PATIENTS))
def save_view() -> ResponseReturnValue:
    """Save the filters and the order of the list under a name."""
    queue = read_own_queue(request.form.get("queue", ""))
    query = _whole(queue.asked) if queue else f"status:{EVERY}"
    name = " ".join("".join(filter(_is_kept, request.form.get("name", "")[:400])).split())
    if not name or len(name) > LONGEST_VIEW_NAME:
        flash(_("Give the view a name of at most %(most)s characters.", most=LONGEST_VIEW_NAME), warns=True)
        return _back(queue)
    with current().store.begin() as unit:
        member, now = hold_member(unit), current().clock()
        view = SavedView(staff_id=member.id, name=name, query=query, created_at=now)
        is_saved = saved_views.save(unit.db, view)
    if is_saved:
        flash(_("The view is saved."))
    else:
        flash(_("You have %(most)s views. Delete one first.", most=MOST_VIEWS), warns=True)
    return _back(queue)


@blueprint.post("/views/<uuid:view_id>/forget", door=signed_in(May.SEE_PATIENTS))
def forget_view(view_id: UUID) -> ResponseReturnValue:
    """Delete one of one's own views."""
    with current().store.begin() as unit:
        was_theirs = saved_views.forget(unit.db, hold_member(unit).id, view_id)
    flash(_("The view is deleted.") if was_theirs else _("This view no longer exists."))
    return _back(read_own_queue(request.form.get("queue", "")))


def _name(view: SavedView) -> str:
    if isinstance(view.name, str):
        return view.name
    return str(_("View of %(day)s", day=day(view.created_at)))


def _back(queue: Queue | None) -> ResponseReturnValue:
    return redirect(address_of_queue(queue), HTTPStatus.SEE_OTHER)


def _whole(asked: Asked) -> str:
    """Return what a list is narrowed to, with the status that it need not name."""
    status = OPEN if asked.filters.status == OPEN else EVERY
    return write_queue(({} if asked.filters.due_by else {"status": status}) | asked.view)


def _url(view: SavedView) -> str:
    queue = read_own_queue(_query(view))
    return address_of_queue(queue) if queue else ""


def _query(view: SavedView) -> str:
    """Return what a view narrows the list to.

    One of the release before names no status, and is of all.
    """
    if any(each in f",{view.query}" for each in (",status:", ",due:")):
        return view.query
    return f"status:{EVERY}" if view.query == ALL else f"status:{EVERY},{view.query}"


def _is_kept(char: str) -> bool:
    return char.isprintable() or char.isspace()
