"""Give every page the clinic, the member, the session's end and the navigation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask import session as form_cookie
from flask_babel import Babel, get_locale, get_translations

from app.guard.doors import May, allows, role_name
from app.guard.own_pages import own_path
from app.guard.session import find_session
from app.services import Services, current
from app.store import Transaction
from app.store.staff.sessions import StaffSession
from app.store.staff.staff import Member
from app.store.work import alarms, news
from app.store.work.news import MOST
from app.web import clinic, phone
from app.web.clinic import clinic_profile, clinic_zone, number
from app.web.feature import NavigationEntry, brought

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
        "clinic": clinic_profile().name,
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
        return common | {"idle_seconds": idle, "other_languages": _other_languages()}
    left = seconds_left(found, services)
    counts = counts_for(found.member)
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


# The language of a page: the member's own choice; in front of the door what somebody chose there, else what their
# browser asks for.

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "es": "Español"}
"""Code -> its own name. English is what the code is written in; each other one has a catalogue in `translations/`."""
SOURCE: Final = "en"
_LANGUAGE: Final = "lang"


def init_languages(app: Flask) -> None:
    """Show every page in the language of its reader."""
    Babel(app, default_locale=SOURCE, locale_selector=page_language)
    _read_catalogues_quickly(app)
    # A text may be written over several lines; `make catalogues` reads it the same way.
    app.jinja_env.policies["ext.i18n.trimmed"] = True


def _read_catalogues_quickly(app: Flask) -> None:
    """Have templates find the catalogue by the page's language alone.

    Flask-Babel looks up the request three times for each text, and a page has a hundred texts.
    """
    catalogues: dict[str, Any] = {}

    def catalogue() -> Any:
        locale = get_locale()
        if locale is None:
            return get_translations()
        found = catalogues.get(locale.language)
        if found is None:
            found = catalogues[locale.language] = get_translations()
        return found

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue().ugettext(text),
        lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def page_language() -> str:
    """Return the language of the current page; commands speak English."""
    if not has_request_context():
        return SOURCE
    if (chosen := request.args.get(_LANGUAGE)) in LANGUAGES:
        form_cookie[_LANGUAGE] = chosen  # kept until somebody signs in
    session = find_session()
    if session is not None and session.member.language in LANGUAGES:
        return session.member.language
    kept = str(form_cookie.get(_LANGUAGE, ""))
    return kept if kept in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or SOURCE


def _other_languages() -> dict[str, tuple[str, str]]:
    """Return code -> its own name, and the address of this page in it."""
    if request.endpoint is None or request.method != "GET":
        return {}
    here: dict[str, Any] = dict(request.view_args or {})
    if wanted := own_path(request.args.get("next", ""), otherwise=""):
        here["next"] = wanted
    others = {code: name for code, name in LANGUAGES.items() if code != page_language()}
    endpoint = request.endpoint
    return {code: (name, url_for(endpoint, **(here | {_LANGUAGE: code}))) for code, name in others.items()}


# What is new for the member of this request, by what their role may do.

_WAITS: Final[Mapping[str, May]] = {
    "new": May.SEE_PATIENTS,
    "mine": May.SEE_PATIENTS,
    "unfinished": May.SEE_PATIENTS,
    "alarms": May.SEE_PATIENTS,
    "requests": May.SEE_PATIENTS,
    "approvals": May.EXPORT,
    "failed": May.CHANGE_SETTINGS,
}
_HAPPENINGS: Final[Mapping[str, May]] = {
    "alarm": May.SEE_PATIENTS,
    "received": May.SEE_PATIENTS,
    "told": May.SEE_PATIENTS,
    "assigned": May.SEE_PATIENTS,
    "request": May.SEE_PATIENTS,
    "approval": May.EXPORT,
    "job": May.CHANGE_SETTINGS,
}
KEPT_FOR: Final = timedelta(days=14)
"""Anything older is not new, even to a member who has been away for longer."""


def happenings_for(role: str) -> list[str]:
    """Return the kinds of happenings that a role is told of."""
    return [kind for kind, act in _HAPPENINGS.items() if allows(role, act)]


def note_seen(unit: Transaction, member: Member, now: datetime) -> None:
    """Note that a member has looked, also for the rest of this request."""
    news.note_seen(unit.db, member.id, now)
    g.news_seen_at = now


def last_look(member: Member) -> datetime:
    """Return the time since which things are new to a member."""
    seen = g.get("news_seen_at") or member.news_seen_at or member.enrolled_at or member.created_at
    return max(seen, current().clock() - KEPT_FOR)


def counts_for(member: Member) -> dict[str, int]:
    """Count what waits for a member, and what has happened, once a request."""
    if "news_counts" not in g:
        g.news_counts = _counts(member)
    return cast("dict[str, int]", g.news_counts)


def count_nothing() -> None:
    """Have this request count nothing: the database may have just failed."""
    g.setdefault("news_counts", {})


def _counts(member: Member) -> dict[str, int]:
    kinds = [kind for kind, act in _WAITS.items() if allows(member.role, act)]
    if not kinds:
        return {}
    with current().store.read() as unit:
        return news.waiting(unit.db, member.id, kinds, happenings_for(member.role), last_look(member))


def what_is_new(member: Member) -> dict[str, object]:
    """Return what an open page asks for: counts in words, and a mark of the alarms.

    The mark changes with each alarm. The trail records no look, because nothing is said about anybody.
    """
    counted = counts_for(member)
    with current().store.read() as unit:
        mark = alarms.mark(unit.db)
    shown = {kind: nav_count(count) for kind, count in counted.items()}
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
