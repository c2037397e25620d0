"""Put every route behind a named door.

An app with an unguarded route does not start. A door is declared with the route, `@blueprint.get("/print",
door=signed_in(May.WORK_ON_PATIENTS))`, or with a blueprint whose routes are all behind the same one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, send_from_directory
from flask.typing import ResponseReturnValue, RouteCallable
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import Forbidden, HTTPException, SecurityError
from werkzeug.routing import RequestRedirect

from app.guard.address import raw_target
from app.guard.admission import IS_LATE, Overloaded
from app.services import current
from app.store.maintenance import Maintenance


class PlainHttp(Enum):
    """Name what a door does with a request that did not come over TLS."""

    REDIRECT = "redirect"
    """Redirect to the same page over https. Not for a form: its fields were already readable."""
    REFUSE = "refuse"
    """The door's own `admit` answers 403, and counts it. A redirect would turn Twilio's POST into a GET without its
    fields (ASVS 4.1.2)."""
    SERVE = "serve"
    """Answer. Only for what holds no data, such as a load balancer's health check."""


@dataclass(frozen=True, slots=True)
class Door:
    """Decide who may come in.

    `admit` returns None to let the request through, or the answer that refuses it.
    """

    name: str
    admit: Callable[[], ResponseReturnValue | None]
    plain_http: PlainHttp = PlainHttp.REDIRECT
    for_members: bool = False
    """Whether only signed-in members come in."""


def _welcome() -> None:
    return None


anyone = Door("anyone", _welcome)
anyone_in_clear = Door("anyone, over plain http too", _welcome, PlainHttp.SERVE)


class UnguardedRoute(Exception):
    """Report a route that is behind no door."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What stands before a view: its door, and how large a form may come through it.

    `largest_form` is in bytes, as the browser encodes it.
    """

    door: Door
    largest_form: int


class GuardedBlueprint(Blueprint):
    """Put every route behind its own `door`, or else behind the blueprint's."""

    LARGEST_FORM: Final = 64 * 1024

    def __init__(self, name: str, import_name: str, *, door: Door | None = None, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.entrances: dict[str, Entrance] = {}
        """Name of a view -> what stands before it."""
        self._door = door
        self.before_request(self._admit)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        *,
        door: Door | None = None,
        largest_form: int = LARGEST_FORM,
        **options: Any,
    ) -> None:
        """Add a route behind `door`.

        Raises:
            UnguardedRoute: it is behind none, or its view is behind another one already.
        """
        view = endpoint or str(getattr(view_func, "__name__", ""))
        if (behind := door or self._door) is None:
            raise UnguardedRoute(f"{rule} ({self.name}.{view}) is behind no door: name one")
        entrance = Entrance(behind, largest_form)
        if self.entrances.setdefault(view, entrance) != entrance:
            raise UnguardedRoute(f"{rule} ({self.name}.{view}) is behind two doors")
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)

    def _admit(self) -> ResponseReturnValue | None:
        door = self.entrances[(request.endpoint or "").rpartition(".")[2]].door
        if door.plain_http is PlainHttp.REDIRECT and (elsewhere := _over_tls()) is not None:
            return elsewhere
        return door.admit()


def _over_tls() -> ResponseReturnValue | None:
    if request.is_secure:
        return None
    if request.method in {"GET", "HEAD"}:
        # The address comes from the settings, because a forged Host must not choose the target.
        return redirect(current().settings.public_url + raw_target(request.environ), 301)
    raise Forbidden


def door_of(app: Flask, endpoint: str) -> Door | None:
    """Return the door of an endpoint, or None."""
    entrance = _entrance_of(app, endpoint)
    return entrance.door if entrance else None


def _entrance_of(app: Flask, endpoint: str) -> Entrance | None:
    name, _, view = endpoint.rpartition(".")
    blueprint = app.blueprints.get(name)
    return blueprint.entrances.get(view) if isinstance(blueprint, GuardedBlueprint) else None


def refuse_unguarded(app: Flask) -> None:
    """Stop the start if a route is behind no door, and shut any that is added later.

    Raises:
        UnguardedRoute: naming the first such route.
    """
    for rule in app.url_map.iter_rules():
        if door_of(app, rule.endpoint) is None:
            raise UnguardedRoute(f"{rule.rule} ({rule.endpoint}) is behind no door: use a GuardedBlueprint")

    @app.before_request
    def shut_what_came_later() -> None:
        if request.endpoint is not None and door_of(app, request.endpoint) is None:
            abort(404)


# What is decided about a request before its door is asked.

_FOREIGN: Final = "anteroom.foreign_host"
_OPEN_IN_MAINTENANCE: Final = {"webhook", "health", "metrics", "static"}
"""Blueprints that answer in their own way, or with what never changes."""


class UnderMaintenance(Exception):
    """Nothing was done, because somebody works on the system."""

    def __init__(self, maintenance: Maintenance, seconds: int) -> None:
        super().__init__(maintenance.told)
        self.until = maintenance.told
        self.seconds = seconds


def init_doors(app: Flask) -> None:
    """Turn away what cannot be answered now, before any door, and bound what is read.

    A form is read before its sender is known, because the CSRF token is one of its fields. So initialise before CSRF.
    """
    app.extensions[_FOREIGN] = {}
    app.before_request(_receive)


def answer_foreign_host(app: Flask, path: str, answer: Callable[[], Response]) -> None:
    """Give a path an answer of its own to requests that name a foreign Host.

    They are refused before any route is found.
    """
    app.extensions[_FOREIGN][path] = answer


def _receive() -> Response | None:
    if isinstance(request.routing_exception, SecurityError):
        # The Host is not one of TRUSTED_HOSTS. It is answered here, because no address can be built for it, and so no page.
        answer: Callable[[], Response] = current_app.extensions[_FOREIGN].get(request.path, _not_here)
        return answer()
    if request.environ.get(IS_LATE):
        raise Overloaded
    if request.endpoint is None:
        return None
    if request.blueprint not in _OPEN_IN_MAINTENANCE:
        _turn_away_in_maintenance()
    if (entrance := _entrance_of(current_app, request.endpoint)) is not None:
        request.max_content_length = entrance.largest_form
    return None


def _not_here() -> Response:
    return Response("This is not the address of this service.\n", 400, mimetype="text/plain")


def _turn_away_in_maintenance() -> None:
    services = current()
    now = services.clock()
    if maintenance := services.sign.now(now):
        raise UnderMaintenance(maintenance, max(1, round((maintenance.until - now).total_seconds())))


# A person is only sent back to our own pages (ASVS 3.7.2).

_PATH: Final = re.compile(r"/[A-Za-z0-9._/-]{0,200}")


def own_path(candidate: str, otherwise: str) -> str:
    """Return `candidate` if it is the path of a page of this app, else `otherwise`.

    A query is dropped: no page needs one to return to, and only the path has to be checked.
    """
    return candidate if endpoint_of(candidate) else otherwise


def endpoint_of(path: str) -> str | None:
    """Return the endpoint of the page that a path leads to, or None."""
    if not _PATH.fullmatch(path) or "//" in path or "/." in path:
        return None
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="GET")
    except (RequestRedirect, HTTPException):
        return None
    # Public pages are not pages to return to: one of them may be somebody else's enrolment link.
    door = door_of(current_app, endpoint)
    return endpoint if door is not None and door.for_members else None


def page_of(path: str) -> str:
    """Return the page that a form was on, or "".

    It is the form's own path, or the nearest one above it that is a page.
    """
    while path:
        if page := own_path(path, otherwise=""):
            return page
        path = path.rpartition("/")[0]
    return ""


def page_of_form(path: str) -> str:
    """Return the page that any form was on, public ones too, else the first."""
    if page := page_of(path):
        return page
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except (RequestRedirect, HTTPException):
        return "/"
    return path if path.startswith("/") and not path.startswith("//") else "/"


# Style sheet, images and scripts are the only files that browsers may cache.
#
# A file's address holds a version made from its content, so a page never gets a cached script of another
# version.

blueprint = GuardedBlueprint("static", __name__, door=anyone)
_FOLDER: Final = Path(__file__).resolve().parents[1] / "static"
_VERSION: Final = "v"
_FILE: Final = "static.file"
_A_YEAR: Final = 365 * 24 * 3600  # seconds
_DIGITS: Final = 16
_HOLDS_FOR: Final = timedelta(days=180)
"""RFC 9116 asks for less than a year."""


@blueprint.get("/static/<path:filename>")
def file(filename: str) -> Response:
    """Send one file of app/static.

    At its versioned address it is cached for a year; at any other the browser asks each time.
    """
    answer = send_from_directory(_FOLDER, filename)
    if request.args.get(_VERSION) == _version(_FOLDER / filename):
        answer.cache_control.no_cache = None
        answer.cache_control.public = True
        answer.cache_control.max_age = _A_YEAR
        answer.cache_control.immutable = True
    return answer


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Say where to report a vulnerability (RFC 9116), if the operator has set it."""
    services = current()
    if not (contact := services.settings.security_contact):
        abort(404)
    expires = (services.clock() + _HOLDS_FOR).strftime("%Y-%m-%dT00:00:00Z")
    canonical = f"{services.settings.public_url}/.well-known/security.txt"
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: en, es",
        f"Canonical: {canonical}",
    )
    return Response("\n".join((*lines, "")), mimetype="text/plain")


@blueprint.app_url_defaults
def _name_version(endpoint: str, values: dict[str, Any]) -> None:
    """Add the version to the address of a file."""
    if endpoint == _FILE:
        values[_VERSION] = _version(_FOLDER / values["filename"])


def _version(path: Path) -> str:
    # Read the disk each time: after an upgrade a server that was not restarted sends the new file too.
    now = path.stat()
    return _digest(path, now.st_mtime_ns, now.st_size)


@cache
def _digest(path: Path, _modified: int, _size: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:_DIGITS]


# Say which role may do what (ASVS 8.1.1). Doors check this table, pages show it.


class May(StrEnum):
    """Name an act that a door allows, as doors and the audit trail name it."""

    SIGN_IN = "sign in"
    SEE_PATIENTS = "see patients"
    WORK_ON_PATIENTS = "work on patients"
    READ_HEALTH = "read health answers"
    ERASE_PATIENTS = "erase a patient"
    SEE_REPORT = "see the report"
    EXPORT = "export patients"
    READ_AUDIT = "read the audit trail"
    MANAGE_STAFF = "manage staff"
    CHANGE_SETTINGS = "change the settings"


_RECEPTION: Final = frozenset({May.SIGN_IN, May.SEE_PATIENTS, May.WORK_ON_PATIENTS})
_CLINICIAN: Final = _RECEPTION | {May.READ_HEALTH, May.ERASE_PATIENTS, May.SEE_REPORT, May.EXPORT}

ROLES: Final[Mapping[str, frozenset[May]]] = {
    "reception": _RECEPTION,
    "clinician": _CLINICIAN,
    "admin": _CLINICIAN | {May.READ_AUDIT, May.MANAGE_STAFF, May.CHANGE_SETTINGS},
    "auditor": frozenset({May.SIGN_IN, May.READ_AUDIT}),
}

ROLE_NAMES: Final[Mapping[str, str]] = {
    "reception": _("reception"),
    "clinician": _("clinician"),
    "admin": _("admin"),
    "auditor": _("auditor"),
}

WHAT_FOR: Final[Mapping[str, str]] = {
    "reception": _("Finds and calls patients"),
    "clinician": _("Reads and reviews answers"),
    "admin": _("Everything, including the audit trail, staff and settings"),
    "auditor": _("The audit trail, no patients"),
}

MAY_NAMES: Final[Mapping[May, str]] = {
    May.SIGN_IN: _("sign in"),
    May.SEE_PATIENTS: _("see patients"),
    May.WORK_ON_PATIENTS: _("work on patients"),
    May.READ_HEALTH: _("read health answers"),
    May.ERASE_PATIENTS: _("erase a patient"),
    May.SEE_REPORT: _("see the report"),
    May.EXPORT: _("export patients"),
    May.READ_AUDIT: _("read the audit trail"),
    May.MANAGE_STAFF: _("manage staff"),
    May.CHANGE_SETTINGS: _("change the settings"),
}


INCLUDES: Final[Mapping[May, str]] = {
    May.SEE_PATIENTS: _(
        "the list, searching, names for a reason, alarms, unfinished intakes, patient requests"
    ),
    May.WORK_ON_PATIENTS: _(
        "status, notes, corrections, calls, printing, requests, restricting a record, invitations"
    ),
    May.READ_HEALTH: _("clinical notes, and what a patient wrote in an alarm"),
    May.ERASE_PATIENTS: _("holds"),
    May.EXPORT: _("copies for a patient, approving a colleague’s export"),
    May.READ_AUDIT: _("the retention rules"),
    May.MANAGE_STAFF: _("invitations, roles, resetting and disabling sign-ins"),
    May.CHANGE_SETTINGS: _("changing the retention rules, the privacy text, failed jobs, set-up"),
}
"""What else an act's doors open, for the page that shows the table."""


def allows(role: str, act: May) -> bool:
    """Return whether a role may do something. An unknown role may do nothing."""
    return act in ROLES.get(role, frozenset())


def role_name(role: str) -> str:
    """Return what pages call a role, within a sentence."""
    return str(ROLE_NAMES.get(role, role))
