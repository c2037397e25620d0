"""Put every route behind a named door, and say which role may do what.

An app with an unguarded route does not start. A door is declared with the route, `@blueprint.get("/print",
door=signed_in(May.WORK_ON_PATIENTS))`, or with a blueprint whose routes are all behind the same one. Which role may do
what is one table (ASVS 8.1.1): doors check it, pages show it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, StrEnum
from typing import Any, Final, NamedTuple

from flask import Blueprint, Flask, abort, redirect, request
from flask.typing import ResponseReturnValue, RouteCallable
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import Forbidden

from app.guard.address import raw_target
from app.services import current


class PlainHttp(Enum):
    """Name what a door does with a request that did not come over TLS."""

    REDIRECT = "redirect"
    """Redirect to the same page over https. Not for a form: its fields were already readable."""
    REFUSE = "refuse"
    """The door's own `admit` answers 403, and counts it. A redirect would turn Twilio's POST into a GET without its
    fields (ASVS 4.1.2)."""
    SERVE = "serve"
    """Answer. Only for what holds no data, such as a load balancer's health check."""


class Door(NamedTuple):
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


class Entrance(NamedTuple):
    """What stands before a view: its door, and how large a form may come through it.

    `largest_form` is in bytes, as the browser encodes it. `confirms` says what a fresh code is for that this page asks for.
    """

    door: Door
    largest_form: int
    confirms: str = ""


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
        confirms: str = "",
        **options: Any,
    ) -> None:
        """Add a route behind `door`.

        Raises:
            UnguardedRoute: it is behind none, or its view is behind another one already.
        """
        view = endpoint or str(getattr(view_func, "__name__", ""))
        if (behind := door or self._door) is None:
            raise UnguardedRoute(f"{rule} ({self.name}.{view}) is behind no door: name one")
        entrance = Entrance(behind, largest_form, confirms)
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
    entrance = entrance_of(app, endpoint)
    return entrance.door if entrance else None


def entrance_of(app: Flask, endpoint: str) -> Entrance | None:
    """Return what stands before the view of an endpoint, or None."""
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
