"""Serve `/news`: what happened since a member last looked, by reference only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.guard.session import actor, current_session, hold_member, scripts_ask_for, signed_in
from app.services import current
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import news
from app.store.work.news import Happening
from app.web.clinic import reference
from app.web.feature import HAPPENED, NavigationEntry
from app.web.news import KEPT_FOR, happenings_for, last_look, note_seen, what_is_new

blueprint = GuardedBlueprint("news", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/news")
IN_NAVIGATION = NavigationEntry(
    "news.news_page", _l("News"), "bell", May.SEE_PATIENTS, 50, HAPPENED, _l("since you last looked")
)
_LISTED = TrailEvent("news.listed", "Viewed the news: {news}", TrailGroup.PATIENT)
_MENTIONED: Final = 50
_RECORDS: Final[Mapping[str, str]] = {
    "received": _l("New record"),
    "told": _l("New information from a patient"),
    "assigned": _l("A record was assigned to you"),
    "request": _l("Request from a patient"),
}
_OTHERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "alarm": (_l("A message may be a cry for help"), "alarms.alarm_page", "conversation_id"),
    "approval": (_l("An export waits for approval"), "exports.export_page", "export_id"),
    "job": (_l("A job failed"), "jobs.jobs_page", ""),
}
"""Kind -> what happened, and the page about it with the name of its id."""


class Line(NamedTuple):
    """One thing that happened, with the page that shows it."""

    said: str
    at: datetime
    url: str
    reference: str
    """The record's; "" if it is about no record."""
    is_new: bool
    kind: str


@blueprint.get("")
def news_page() -> ResponseReturnValue:
    """Show what happened lately, and note that this member has seen it."""
    services, member = current(), current_session().member
    now, seen = services.clock(), last_look(member)
    with services.store.begin() as unit:
        hold_member(unit)
        happened = news.happened(unit.db, member.id, happenings_for(member.role), now - KEPT_FOR)
        note_seen(unit, member, now)
        records = list(dict.fromkeys(each.subject for each in happened if each.kind in _RECORDS))
        details = {"news": len(happened)}
        audit.record(unit.db, actor(), _LISTED, details=details, at=now, mentions=records[:_MENTIONED])
    lines = [_line(each, seen) for each in happened]
    return render_template(
        "dashboard/news.html", lines=lines, new=sum(each.is_new for each in lines), seen=seen
    )


def _line(happening: Happening, seen: datetime) -> Line:
    is_new = happening.at > seen
    if said := _RECORDS.get(happening.kind):
        url = url_for("record.record_page", patient_id=happening.subject)
        return Line(str(said), happening.at, url, reference(happening.subject), is_new, happening.kind)
    said, endpoint, name = _OTHERS[happening.kind]
    values: dict[str, Any] = {name: happening.subject} if name else {}
    url = url_for(endpoint, **values)
    return Line(str(said), happening.at, url, "", is_new, happening.kind)


@blueprint.get("/counts")
@scripts_ask_for
def counts() -> ResponseReturnValue:
    """Return the counts of the navigation and a mark of the alarms."""
    return what_is_new(current_session().member)
