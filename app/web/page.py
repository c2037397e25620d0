"""Give every page the clinic, the member, the session's end and the navigation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from flask import Flask, current_app, request, url_for
from flask import session as form_cookie
from flask_babel import get_locale

from app.guard.doors import allows, role_name
from app.guard.session import find_session
from app.services import Services, current
from app.store.staff.sessions import StaffSession
from app.web import clinic, phone
from app.web.clinic import clinic_zone, current_clinic
from app.web.feature import NavigationEntry, brought
from app.web.languages import other_languages
from app.web.news import before_title, glance_of, nav_count

_ASK: Final = "news.counts"
_NOTICE: Final = "notice"
_WARNING: Final = "warning"
_PLACE: Final = "notice_place"


def init_pages(app: Flask) -> None:
    """Give every template its common words and filters."""
    app.jinja_env.globals.pop("config", None)  # a template must not be able to print a key
    app.jinja_env.filters["day"] = clinic.day
    app.jinja_env.filters["moment"] = lambda value: clinic.moment(value, current().clock())
    app.jinja_env.filters["moment_within"] = lambda value: clinic.moment(
        value, current().clock(), begins=False
    )
    app.jinja_env.filters["near_day"] = lambda value: clinic.near_day(value, current().clock())
    app.jinja_env.filters["time_of_day"] = clinic.time_of_day
    app.jinja_env.filters["number"] = clinic.number
    app.jinja_env.filters["size"] = clinic.size
    app.jinja_env.filters["phone"] = phone.grouped
    app.jinja_env.filters["role_name"] = role_name
    app.context_processor(_common)


def flash(notice: str, *, warns: bool = False, place: str = "") -> None:
    """Show one sentence on the next page: on top, or under a heading by its id.

    Never a patient's words: it travels in a cookie.
    """
    if place:
        form_cookie[_PLACE] = place
    form_cookie[_WARNING if warns else _NOTICE] = str(notice)  # a lazy text would come back as markup


def _common() -> dict[str, Any]:
    """Return what every template gets; more for a member who is signed in."""
    common: dict[str, Any] = {
        "clinic": current_clinic().name,
        "zone": clinic_zone().key,
        "lang": str(locale := get_locale()),
        "direction": locale.text_direction,
        "notice": form_cookie.pop(_NOTICE, None) if _NOTICE in form_cookie else None,
        "warning": form_cookie.pop(_WARNING, None) if _WARNING in form_cookie else None,
        "notice_place": form_cookie.pop(_PLACE, None) if _PLACE in form_cookie else None,
        "member": None,
        "nav": [],
        "before_title": "",
        "other_languages": {},
    }
    services = current()
    if (found := find_session()) is None:
        idle = round(services.settings.sessions.idle.total_seconds())
        return common | {"idle_seconds": idle, "other_languages": other_languages()}
    left = seconds_left(found, services)
    counts = glance_of(found.member).counts
    return common | {
        "member": found.member,
        "signed_in_until": services.clock() + timedelta(seconds=left),
        "idle_seconds": left,
        "nav": _nav(found.member.role, counts),
        "before_title": before_title(counts),
        "nav_news_url": url_for(_ASK) if counts and _ASK in current_app.view_functions else None,
    }


def _nav(role: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the pages that this app has and this role may see, in their order."""
    places = [each for each in brought().places if allows(role, each.act)]
    here = _current(places)
    return [
        {
            "url": url_for(each.endpoint, **each.query),
            "label": each.label,
            "icon": each.icon,
            "current": each is here,
            "kind": each.waits,
            "count": "" if each.waits is None else nav_count(counts.get(each.waits, 0)),
            "counted": each.counted,
            "if_some": each.if_some,
        }
        for each in places
    ]


def _current(places: list[NavigationEntry]) -> NavigationEntry | None:
    """Return the entry of the current page, or the one that the page is below.

    If several entries lead to this view, it is the one with the most of the page's query.
    """
    exact = [
        each
        for each in places
        if each.endpoint == request.endpoint and each.query.items() <= request.args.to_dict().items()
    ]
    if exact:
        return max(exact, key=lambda each: len(each.query))
    return next(
        (each for each in places if not each.query and request.path.startswith(_beginnings(each))),
        None,
    )


def _beginnings(place: NavigationEntry) -> tuple[str, ...]:
    return tuple(map(url_for, (place.endpoint, *place.also)))


def seconds_left(session: StaffSession, services: Services) -> int:
    """Return the seconds until a session ends when nothing more is done in it."""
    ends_at = min(session.last_seen_at + services.settings.sessions.idle, session.ends_at)
    return max(0, int((ends_at - services.clock()).total_seconds()))
