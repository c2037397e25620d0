"""Serve `/news`: what has happened for a member and for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.guard.doors import GuardedBlueprint, May
from app.guard.session import actor, current_session, hold_member, scripts_ask_for, signed_in
from app.services import current
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import news
from app.store.work.news import MOST, MOST_COUNTED, Happening
from app.web.clinic import reference
from app.web.feature import HAPPENED, NavigationEntry
from app.web.news import KEPT_FOR, for_all, for_me, last_look, what_is_new

blueprint = GuardedBlueprint("news", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/news")
IN_NAVIGATION = NavigationEntry(
    "news.news_page", _l("News"), "bell", May.SEE_PATIENTS, 50, HAPPENED, _l("for you")
)
_LISTED = TrailEvent("news.listed", "Viewed the news: {news}", TrailGroup.PATIENT)
_MENTIONED: Final = 50
_RECORDS: Final[Mapping[str, tuple[str, str]]] = {
    "answered": ("new", _l("The patient has written, or sent something new")),
    "undelivered": ("warn", _l("Your message did not arrive")),
    "assigned": ("new", _l("A record was assigned to you")),
    "request": ("warn", _l("Request from a patient")),
}
_OF_A_TALK: Final = ("unfinished.conversation_page", "conversation_id")
_OTHERS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "wrote_back": ("new", _l("Someone still answering has written to you"), *_OF_A_TALK),
    "unfinished_undelivered": ("warn", _l("Your message did not arrive"), *_OF_A_TALK),
    "alarm": ("bad", _l("A message may be a cry for help"), "alarms.alarm_page", "conversation_id"),
    "call": ("warn", _l("Asked to be called"), "patients.callback_page", "callback_id"),
    "approval": ("warn", _l("An export waits for approval"), "exports.export_page", "export_id"),
    "job": ("warn", _l("A job failed"), "jobs.jobs_page", ""),
}
"""Kind -> how it looks, what happened, and the page about it with the name of its id."""


class Line(NamedTuple):
    """What happened once or several times, with the page that shows it."""

    look: str
    said: str
    at: datetime
    """When it happened last."""
    url: str
    reference: str
    """The record's; "" if it is about no record."""
    times: int


@blueprint.get("")
def news_page() -> ResponseReturnValue:
    """Show what has happened since this member last said that they have seen it.

    `earlier` shows what they have seen, too.
    """
    member, now = current_session().member, current().clock()
    seen, is_earlier = last_look(member), bool(request.args.get("earlier"))
    since = now - KEPT_FOR if is_earlier else seen
    mine, everybodys = for_me(member.role), for_all(member.role)
    with current().store.begin() as unit:
        hold_member(unit)
        happened = news.happened(unit.db, member.id, (*mine, *everybodys), since)
        counted = news.counted_since(unit.db, since)
        records = list(dict.fromkeys(each.subject for each in happened if each.kind in _RECORDS))
        details = {"news": len(happened)}
        audit.record(unit.db, actor(), _LISTED, details=details, at=now, mentions=records[:_MENTIONED])
    return render_template(
        "dashboard/news.html",
        for_me=_lines(happened, mine),
        for_all=_lines(happened, everybodys),
        counted=counted,
        most=MOST_COUNTED,
        is_full=len(happened) == MOST,
        earlier=is_earlier,
        since=since,
        now=now,
    )


@blueprint.post("/seen")
def seen() -> ResponseReturnValue:
    """Note that this member has seen what their page showed.

    What came since stays new.
    """
    try:
        until = datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        raise BadRequest from None
    now = current().clock()
    if until.tzinfo is None or until > now:
        raise BadRequest
    with current().store.begin() as unit:
        news.note_seen(unit.db, hold_member(unit).id, until)
    return redirect(url_for("news.news_page"), 303)


def _lines(happened: Iterable[Happening], kinds: Collection[str]) -> list[Line]:
    """Return a line for each page about happenings of a kind, the latest first."""
    of_page = [(each, _url(each)) for each in happened if each.kind in kinds]
    times = Counter((each.kind, url) for each, url in of_page)
    latest = {(each.kind, url): each for each, url in reversed(of_page)}
    lines = [_line(each, url, times[kind, url]) for (kind, url), each in latest.items()]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _url(happening: Happening) -> str:
    if happening.kind in _RECORDS:
        return url_for("record.record_page", patient_id=happening.subject)
    _look, _said, endpoint, name = _OTHERS[happening.kind]
    values: dict[str, Any] = {name: happening.subject} if name else {}
    return url_for(endpoint, **values)


def _line(happening: Happening, url: str, times: int) -> Line:
    look, said, *_others = _RECORDS.get(happening.kind) or _OTHERS[happening.kind]
    shown = reference(happening.subject) if happening.kind in _RECORDS else ""
    return Line(look, str(said), happening.at, url, shown, times)


@blueprint.get("/counts")
@scripts_ask_for
def counts() -> ResponseReturnValue:
    """Return the counts of the navigation and a mark of the alarms."""
    return what_is_new(current_session().member)
