"""What is new for the member of this request, by what their role may do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, cast

from flask import g

from app.guard.doors import May, allows
from app.services import current
from app.store.staff.staff import Member
from app.store.work import alarm_takings, news
from app.store.work.news import MOST, Glance
from app.web.clinic import number

_WAITS: Final[Mapping[str, May]] = {
    "new": May.SEE_PATIENTS,
    "mine": May.SEE_PATIENTS,
    "unfinished": May.SEE_PATIENTS,
    "alarms": May.SEE_PATIENTS,
    "held": May.SEE_PATIENTS,
    "lost": May.SEE_PATIENTS,
    "requests": May.SEE_PATIENTS,
    "approvals": May.EXPORT,
    "failed": May.CHANGE_SETTINGS,
}
_IN_HAND: Final = frozenset({"held", "lost"})
"""What the line of the alarms counts, and the navigation does not."""
_FOR_ME: Final[Mapping[str, May]] = {
    "answered": May.SEE_PATIENTS,
    "undelivered": May.SEE_PATIENTS,
    "wrote_back": May.WORK_ON_PATIENTS,
    "unfinished_undelivered": May.WORK_ON_PATIENTS,
    "assigned": May.SEE_PATIENTS,
}
_FOR_ALL: Final[Mapping[str, May]] = {
    "alarm": May.SEE_PATIENTS,
    "request": May.SEE_PATIENTS,
    "call": May.WORK_ON_PATIENTS,
    "approval": May.EXPORT,
    "job": May.CHANGE_SETTINGS,
}
"""What a member is told of -> what they may do. The navigation counts what is for them alone."""
KEPT_FOR: Final = timedelta(days=14)
"""Anything older is not new, even to a member who has been away for longer."""


def for_me(role: str) -> list[str]:
    """Return the kinds of happenings that are a member's own."""
    return [kind for kind, act in _FOR_ME.items() if allows(role, act)]


def for_all(role: str) -> list[str]:
    """Return the kinds of happenings that everybody of a role is told of."""
    return [kind for kind, act in _FOR_ALL.items() if allows(role, act)]


def last_look(member: Member) -> datetime:
    """Return the time since which things are new to a member."""
    seen = member.news_seen_at or member.enrolled_at or member.created_at
    return max(seen, current().clock() - KEPT_FOR)


def glance_of(member: Member) -> Glance:
    """Return what waits for a member and has happened to them, read once a request."""
    if "glance" not in g:
        g.glance = _read(member)
    return cast("Glance", g.glance)


def count_nothing() -> None:
    """Have this request count nothing: the database may have just failed."""
    g.glance = Glance({})


def _read(member: Member) -> Glance:
    kinds = [kind for kind, act in _WAITS.items() if allows(member.role, act)]
    if not kinds:
        return Glance({})
    with current().store.read() as unit:
        told, now = for_me(member.role), current().clock()
        return news.glance(unit.db, member.id, kinds, told, last_look(member), now)


def what_is_new(member: Member) -> dict[str, object]:
    """Return what an open page asks for: counts in words, and a mark of the alarms.

    The mark changes with each alarm, and when one is to be called about again. The trail records no look, because nothing is said about anybody.
    """
    counted, alarms = glance_of(member)
    shown = {kind: nav_count(count) for kind, count in counted.items() if kind not in _IN_HAND}
    mark = alarms.mark if alarms else alarm_takings.NOTHING
    return {"counts": shown, "title": title_count(counted), "alarms": mark}


def nav_count(count: int) -> str:
    """Return a count for the navigation: "" for 0, and "99+" for many."""
    return "" if count == 0 else f"{number(MOST - 1)}+" if count >= MOST else number(count)


def title_count(counts: Mapping[str, int]) -> str:
    """Return the count before a page's title: alarms that wait, else new records."""
    return nav_count(counts.get("alarms", 0) or counts.get("new", 0))


def before_title(counts: Mapping[str, int]) -> str:
    """Return what a page's title begins with."""
    count = title_count(counts)
    return f"({count}) " if count else ""
