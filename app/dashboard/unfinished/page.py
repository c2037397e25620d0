"""List the intakes that are not handed in yet: a step and a silence each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.config import IntakeMode
from app.dashboard.person import initials, is_right_to_left, last_digits
from app.dashboard.reach import CLOSED, may_write
from app.dashboard.step_words import step_label
from app.dashboard.unfinished import blueprint
from app.guard.doors import May
from app.guard.forms import refill
from app.guard.session import actor, signed_in
from app.records.cursor import read_cursor
from app.records.vocabulary import language_name
from app.reminders.rules import may_be_reminded
from app.services import current
from app.store.conversations import reminders, unfinished
from app.store.conversations.conversations import Reach
from app.store.conversations.reminders import Reminded
from app.store.conversations.unfinished import Answering
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.web.clinic import clinic_in
from app.web.feature import Words

LISTED = TrailEvent(
    "conversations.listed",
    Counted(
        "conversations",
        "Viewed who is still answering: one conversation",
        "Viewed who is still answering: {conversations} conversations",
    ),
    TrailGroup.CONVERSATION,
)

NUMBER_REASONS: Final = Words(
    "number_reason",
    {
        "helping": _l("Helping them finish"),
        "asked": _l("They asked to be called"),
        "other": _l("Another reason"),
    },
)
"""Why the number of somebody who is still answering is shown."""
PAGE: Final = 50
UNFOLDED: Final = 5
"""The most emergencies that stand above the others: all of them are on the page of alarms."""
MOST_REMINDED: Final = 50


@blueprint.get("", door=signed_in(May.SEE_PATIENTS))
def unfinished_page() -> ResponseReturnValue:
    """Show the step and silence of each conversation, and nothing that was said."""
    return show_unfinished(refill().problems)


def show_unfinished(problems: Mapping[str, str]) -> str:
    services = current()
    now = services.clock()
    after = read_cursor(request.args.get("after", ""))
    with services.store.begin() as unit:
        found = unfinished.page(unit.db, PAGE + 1, after, alarmed=False)
        shown = found[:PAGE]
        alarmed = [] if after else unfinished.page(unit.db, PAGE, alarmed=True)
        called = alarmed[:UNFOLDED]
        count, ids = unfinished.count(unit.db), [each.id for each in (*called, *shown)]
        reminded, unanswered = reminders.of(unit.db, ids), unfinished.unanswered(unit.db, ids)
        clinic = clinic_in(unit, services.settings.clinic)
        to_remind = [] if after else may_be_reminded(unit, clinic, now, MOST_REMINDED)
        details = {"conversations": len(called) + len(shown)}
        audit.record(unit.db, actor(), LISTED, details=details, at=now)
    return render_template(
        "dashboard/unfinished/page.html",
        people=[
            row_of(each, now, reminded.get(each.id))
            | {"alarmed": each in called, "unanswered": each.id in unanswered}
            for each in (*called, *shown)
        ],
        more_alarmed=len(alarmed) - len(called),
        to_remind=len(to_remind),
        number_reasons=NUMBER_REASONS,
        by_link=services.settings.intake_mode is IntakeMode.LINK,
        count=count,
        problems=problems,
        first_url=url_for("unfinished.unfinished_page") if after else None,
        next_url=url_for("unfinished.unfinished_page", after=_cursor(shown[-1]))
        if len(found) > PAGE
        else None,
    )


def row_of(one: Answering, now: datetime, reminded: Reminded | None = None) -> dict[str, Any]:
    """Return what a page shows of a sender."""
    return {
        "id": one.id,
        "version": one.version,
        "digits": last_digits(one.address) if isinstance(one.address, str) else None,
        "readable": isinstance(one.address, str),
        "language": language_name(one.language) if one.language else None,
        "code": one.language,
        "at": step_label(one.step),
        "began": one.created_at,
        "last": one.last_inbound_at,
        "free": _free(one, now),
        "initials": initials(one.name),
        "direction": "rtl" if is_right_to_left(one.name) else "ltr",
        "reminded": reminded.reminded_at if reminded else None,
        "no_reminders": reminded is not None and reminded.no_reminders,
    }


def _free(one: Answering, now: datetime) -> str:
    """Return how long WhatsApp still takes free text to a sender, if it does."""
    channel = one.address.partition(":")[0] if isinstance(one.address, str) else ""
    blocked, until = may_write(Reach(one.id, channel, False, one.last_inbound_at, None), now)
    if until is None:
        return str(_("Over")) if blocked == CLOSED else ""
    hours, minutes = divmod(int((until - now).total_seconds()) // 60, 60)
    return str(_("%(hours)s h left", hours=hours) if hours else _("%(minutes)s min left", minutes=minutes))


def _cursor(last: Answering) -> str:
    return f"{last.last_inbound_at:%Y%m%dT%H%M%S.%f}_{last.id.hex}"
