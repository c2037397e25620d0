"""Tell a page of the list whether the list has changed."""

from __future__ import annotations

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from app.dashboard.patients import blueprint
from app.dashboard.patients.address import asked_in
from app.guard.doors import May
from app.guard.session import current_session, scripts_ask_for, signed_in
from app.services import current
from app.store.conversations import callbacks
from app.store.patients import patients
from app.store.patients.patient_filters import indexed
from app.store.patients.patient_flags import ALLERGY
from app.web.news import what_is_new


@blueprint.get("/news", door=signed_in(May.SEE_PATIENTS))
@scripts_ask_for
def news() -> ResponseReturnValue:
    """Return what is new, and the ids of the newest patient and news of this list.

    The trail records no look, because nothing about a patient is read or shown. If an id differs from the page's own, the
    list has changed, and the page loads it. That is a look at the list, and is recorded as one.
    """
    asked = asked_in(request.args)
    if asked.problems or asked.filters.flag == ALLERGY:
        raise BadRequest
    with current().store.read() as unit:
        mark = mark_of_list(
            *patients.latest(unit.db, indexed(unit.db, asked.filters)), callbacks.count_waiting(unit.db)
        )
    return {**what_is_new(current_session().member), "mark": mark}


def mark_of_list(newest: UUID | None, unread: UUID | None, news: int | None, calls: int) -> str:
    """Return what changes with the list: newest record, newest news, waiting calls."""
    told = [f"{unread.hex}.{news}"] if unread else []
    return "-".join([newest.hex if newest else "", *told, *([str(calls)] if calls else [])])
