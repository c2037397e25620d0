"""Confirm after a gap or a jump of the clock that erasing may go on."""

from __future__ import annotations

import re
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.checks.host import why_in_doubt
from app.dashboard.retention import blueprint
from app.dashboard.retention.words import KEPT_WORDS
from app.guard.doors import May
from app.guard.forms import come_back, refill
from app.guard.session import actor, hold_member, recently_confirmed
from app.retention import run
from app.retention.rules import Kept, of_patients, rules_in, what_is_due
from app.services import current
from app.store import Transaction
from app.store.clinic import believed_clock
from app.store.clinic.believed_clock import Doubt
from app.store.clinic.expired_rows import Expired
from app.store.work import jobs
from app.web.page import flash

_COUNT: Final = re.compile(r"[0-9]{1,9}")


@blueprint.get(
    "/release", door=recently_confirmed(May.CHANGE_SETTINGS), confirms=_l("Confirm that the clock is right")
)
def release_page() -> ResponseReturnValue:
    """Show the server's time, why it is in doubt, and what would be erased."""
    services = current()
    now = services.clock()
    with services.store.read() as unit:
        doubt = believed_clock.doubt(unit.db, now, services.uptime())
        due = _due(unit, now)
    return (
        _release_page(doubt, due, now, more=bool(refill().fields))
        if doubt
        else redirect(url_for("retention.retention_page"), HTTPStatus.SEE_OTHER)
    )


@blueprint.post("/release", door=recently_confirmed(May.CHANGE_SETTINGS))
def release() -> ResponseReturnValue:
    """Let the rules erase what is due, unless that is more than the page said."""
    if not _COUNT.fullmatch(agreed := request.form.get("agreed", "")):
        raise BadRequest
    services = current()
    now, uptime = services.clock(), services.uptime()
    with services.store.begin() as unit:
        hold_member(unit)
        doubt, due = believed_clock.doubt(unit.db, now, uptime), _due(unit, now)
        if is_agreed := of_patients(due) <= int(agreed):
            believed_clock.believe(unit.db, now, uptime)
            jobs.add(unit.db, run.KIND, None, actor(), now)
            if doubt:
                run.release(unit, doubt, of_patients(due), actor(), now)
    if doubt and not is_agreed:
        return come_back({}) or (
            _release_page(doubt, due, now, more=True),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    flash(_("The rules resume: data past its limit is erased within minutes."))
    return redirect(url_for("retention.retention_page"), HTTPStatus.SEE_OTHER)


def _due(unit: Transaction, now: datetime) -> dict[Kept, Expired]:
    return what_is_due(unit, rules_in(unit, current().settings.retention), now)


def _release_page(doubt: Doubt, due: dict[Kept, Expired], now: datetime, *, more: bool = False) -> str:
    return render_template(
        "dashboard/retention/release.html",
        why=why_in_doubt(doubt, now),
        goes=of_patients(due),
        due=[(KEPT_WORDS[kept.value], each.count) for kept, each in due.items() if each.count],
        more=more,
    )
