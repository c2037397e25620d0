"""Every route is behind a named door. An app with a route behind none does not start.

A door is declared on the blueprint's own line: `GuardedBlueprint("webhook", __name__, door=signed_by_twilio)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, abort, redirect, request
from werkzeug.exceptions import Forbidden

from app.guard.target import raw_target
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.typing import ResponseReturnValue


class PlainHttp(Enum):
    """What a door does with a request that did not come over TLS."""

    REDIRECT = "redirect"
    """Send a reader to the same page over https. Never for a form: its fields have been readable already."""
    REFUSE = "refuse"
    """The door's own `admit` answers 403, and counts it. A redirect would turn Twilio's POST into a GET without its
    fields (ASVS 4.1.2)."""
    SERVE = "serve"
    """Answer. Only for what holds nothing: a load balancer's health check."""


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in. `admit` returns None to let the request through, or the answer that turns it away."""

    name: str
    admit: Callable[[], ResponseReturnValue | None]
    plain_http: PlainHttp = PlainHttp.REDIRECT
    for_members: bool = False
    """Whether only somebody who is signed in comes in."""


def _welcome() -> None:
    return None


anyone = Door("anyone", _welcome)
anyone_in_clear = Door("anyone, over plain http too", _welcome, PlainHttp.SERVE)


class UnguardedRoute(Exception):
    """A route is behind no door; the message names it."""


class GuardedBlueprint(Blueprint):
    """A blueprint whose every route is behind `door`. `largest_form` is in bytes, as the browser writes them."""

    LARGEST_FORM: Final = 64 * 1024

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        door: Door,
        largest_form: int = LARGEST_FORM,
        **options: Any,
    ) -> None:
        super().__init__(name, import_name, **options)
        self.door = door
        self.largest_form = largest_form
        self.before_request(self._over_tls)
        self.before_request(door.admit)

    def _over_tls(self) -> ResponseReturnValue | None:
        if request.is_secure or self.door.plain_http is not PlainHttp.REDIRECT:
            return None
        if request.method in {"GET", "HEAD"}:
            # The address comes from the settings: a forged Host must not choose where people are sent.
            return redirect(current().settings.public_url + raw_target(request.environ), 301)
        raise Forbidden


def door_of(app: Flask, endpoint: str) -> Door | None:
    """Return the door that an endpoint is behind, or None."""
    blueprint = app.blueprints.get(endpoint.rpartition(".")[0])
    return blueprint.door if isinstance(blueprint, GuardedBlueprint) else None


def refuse_unguarded(app: Flask) -> None:
    """Stop the start when a route is behind no door, and shut any that is added later.

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
