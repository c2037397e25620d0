"""Serve `/alarms/<id>/copied`: what is copied from an open alarm is in the trail."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from app.dashboard.alarms import blueprint
from app.dashboard.alarms.page import holder, record
from app.guard.doors import May
from app.guard.session import hold_member, signed_in
from app.services import current
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarm_takings, alarms

_COPIED = TrailEvent("alarm.copied", "Copied from an alarm: {answer}", TrailGroup.ALARM)
COPIED: Final = ("number", "address")
"""What a button copies, to be typed nowhere: into a telephone, or for an ambulance."""


@blueprint.post("/<uuid:conversation_id>/copied", door=signed_in(May.SEE_PATIENTS))
def copied(conversation_id: UUID) -> ResponseReturnValue:
    """Record what is copied, before the browser does, as long as the alarm is open."""
    answer = request.form.get("answer", "")
    if answer not in COPIED:
        raise BadRequest
    with current().store.begin() as unit:
        hold_member(unit)
        if not (cries := alarms.of(unit.db, conversation_id)):
            raise NotFound
        taking = holder(alarm_takings.of(unit.db, conversation_id), cries[0])
        if not any(each.waits for each in cries) and not (taking is not None and taking.is_open):
            return "", HTTPStatus.CONFLICT
        record(unit, conversation_id, cries, _COPIED, {"answer": answer})
    return "", HTTPStatus.NO_CONTENT
