"""Decide what can be answered now, before any door is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import SecurityError

from app.guard.admission import IS_LATE, Overloaded
from app.guard.doors import entrance_of
from app.services import current
from app.store.engine.maintenance import Maintenance

_FOREIGN: Final = "anteroom.foreign_host"
_OPEN_IN_MAINTENANCE: Final = {"webhook", "health", "metrics", "static"}
"""Blueprints that answer in their own way, or with what never changes."""


class UnderMaintenance(Exception):
    """Nothing was done, because somebody works on the system."""

    def __init__(self, maintenance: Maintenance, seconds: int) -> None:
        super().__init__(maintenance.told)
        self.until = maintenance.told
        self.seconds = seconds


def init_arrival(app: Flask) -> None:
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
    if (entrance := entrance_of(current_app, request.endpoint)) is not None:
        request.max_content_length = entrance.largest_form
    return None


def _not_here() -> Response:
    return Response("This is not the address of this service.\n", 400, mimetype="text/plain")


def _turn_away_in_maintenance() -> None:
    services = current()
    now = services.clock()
    if maintenance := services.sign.now(now):
        raise UnderMaintenance(maintenance, max(1, round((maintenance.until - now).total_seconds())))
