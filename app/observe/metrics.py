"""Serve `/metrics` to Prometheus, which has METRICS_TOKEN.

For anybody else the page does not exist. The numbers are in `app/observe/families.py`. Prometheus's library is
imported when somebody first asks.
"""

from __future__ import annotations

import hmac
from threading import Lock
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import NotFound

from app.config import Settings
from app.guard.address import BEARER, FORWARDED
from app.guard.doors import Door, GuardedBlueprint, PlainHttp
from app.guard.networks import parsed
from app.observe.requests import leave_out_of_the_log
from app.services import current

if TYPE_CHECKING:
    from app.observe.exposition import Exposition

PATH: Final = "/metrics"
_KEY: Final = "anteroom.exposition"
_making: Final = Lock()


def _admit() -> None:
    """Admit whoever has the token; in development without one, this computer itself.

    In production the peer proves nothing: a program that only passes connections on, such as stunnel, adds no header,
    and makes everybody seem to be this computer. The token may come without TLS only within a private network, as
    between a cluster's machines.

    Raises:
        NotFound: for anybody else there is no such page.
    """
    peer = parsed(request.remote_addr or "")
    if _may_see_without(current().settings) and peer is not None and peer.is_loopback:
        return
    is_private = request.is_secure or (peer is not None and not peer.is_global)
    if not (is_private and _has_token(request.headers.get("Authorization", ""))):
        raise NotFound


def _may_see_without(settings: Settings) -> bool:
    is_forwarded = FORWARDED in request.environ
    return not settings.production and not settings.metrics_tokens and not is_forwarded


def _has_token(given: str) -> bool:
    tokens = current().settings.metrics_tokens
    matches = [
        hmac.compare_digest(given.encode(), f"{BEARER}{token.reveal()}".encode()) for token in tokens
    ]  # all of them, so that the time says nothing
    return any(matches)


blueprint = GuardedBlueprint("metrics", __name__, door=Door("the metrics token", _admit, PlainHttp.SERVE))


@blueprint.get(PATH)
def metrics() -> Response:
    """Answer with the numbers of this server."""
    leave_out_of_the_log()  # Prometheus asks every few seconds
    shown = _exposition(current_app)
    return Response(shown.text(), content_type=shown.content_type)


def _exposition(app: Flask) -> Exposition:
    from app.observe.exposition import Exposition  # noqa: PLC0415  (heavy, and most installs never ask)

    with _making:
        made: Exposition = app.extensions.get(_KEY) or Exposition(current())
        app.extensions[_KEY] = made
    return made
