"""`/retention/release`: after a gap, or when the clock has leapt, an admin says that it is right; until then nothing goes."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.dashboard.retention.words import KEPT_WORDS, why_in_doubt
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, hold_member, recently_confirmed
from app.retention import schedule
from app.retention.current import rules_in
from app.retention.due import of_patients, what_is_due
from app.services import current

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from app.retention.rule import Kept
    from app.store import Doubt, Expired, Unit

blueprint = GuardedBlueprint(
    "retention_release",
    __name__,
    door=recently_confirmed(May.CHANGE_SETTINGS),
    url_prefix="/retention/release",
)
_COUNT: Final = re.compile(r"[0-9]{1,9}")


@blueprint.get("")
def release_page() -> ResponseReturnValue:
    """Say what time it is by the server's clock, why that is in doubt, and what would go."""
    services = current()
    now = services.clock()
    with services.store.read() as unit:
        doubt = unit.clock.doubt(now, services.uptime())
        due = _due(unit, now)
    return _page(doubt, due, now) if doubt else redirect("/retention", HTTPStatus.SEE_OTHER)


@blueprint.post("")
def release() -> ResponseReturnValue:
    """Have what is due go, unless more would go by now than the page said."""
    if not _COUNT.fullmatch(agreed := request.form.get("agreed", "")):
        raise BadRequest
    services = current()
    now, uptime = services.clock(), services.uptime()
    with services.store.begin() as unit:
        hold_member(unit)
        doubt, due = unit.clock.doubt(now, uptime), _due(unit, now)
        if is_agreed := of_patients(due) <= int(agreed):
            unit.clock.believe(now, uptime)
            unit.outbox.add(schedule.KIND, None, actor(), now)
            if doubt:
                schedule.release(unit, doubt, of_patients(due), actor(), now)
    if doubt and not is_agreed:
        return _page(doubt, due, now, more=True), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("The rules go on: what is over its time is erased within minutes."))
    return redirect("/retention", HTTPStatus.SEE_OTHER)


def _due(unit: Unit, now: datetime) -> dict[Kept, Expired]:
    return what_is_due(unit, rules_in(unit, current().settings.retention), now)


def _page(doubt: Doubt, due: dict[Kept, Expired], now: datetime, *, more: bool = False) -> str:
    return render_template(
        "dashboard/retention_release.html",
        why=why_in_doubt(doubt, now),
        goes=of_patients(due),
        due=[(KEPT_WORDS[kept.value], each.count) for kept, each in due.items() if each.count],
        more=more,
    )
