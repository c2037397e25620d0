"""Serve `/metrics` to Prometheus, on this computer or with METRICS_TOKEN.

To anybody else it is a page that does not exist. The numbers are in `app/observe/families.py`. Prometheus's library is
imported when somebody first asks.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import NotFound

from app.guard.doors import Door, GuardedBlueprint, PlainHttp
from app.guard.networks import parsed
from app.guard.proxy import FORWARDED
from app.observe import tally
from app.services import Services, current
from app.store.operations import watch_pool

if TYPE_CHECKING:
    from app.observe.exposition import Exposition

PATH: Final = "/metrics"
_KEY: Final = "anteroom.exposition"
_BEARER: Final = "Bearer "
_making: Final = Lock()
_MEMORY: Final = Path("/proc/self/statm")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def _admit() -> None:
    """Admit this computer itself, and whoever has the token.

    A request that a proxy passed on comes from elsewhere, whatever its peer. The token may come without TLS only
    within a private network, as between a cluster's machines.

    Raises:
        NotFound: for anybody else there is no such page.
    """
    peer = parsed(request.remote_addr or "")
    is_forwarded = FORWARDED in request.environ
    if peer is not None and peer.is_loopback and not is_forwarded:
        return
    is_private = request.is_secure or (peer is not None and not peer.is_global)
    if not (is_private and _has_token(request.headers.get("Authorization", ""))):
        raise NotFound


def _has_token(given: str) -> bool:
    tokens = current().settings.metrics_tokens
    matches = [
        hmac.compare_digest(given.encode(), f"{_BEARER}{token.reveal()}".encode()) for token in tokens
    ]  # all of them, so that the time says nothing
    return any(matches)


blueprint = GuardedBlueprint(
    "metrics", __name__, door=Door("this computer, or the metrics token", _admit, PlainHttp.SERVE)
)


@blueprint.get(PATH)
def metrics() -> Response:
    """Answer with the numbers of this server."""
    shown = _exposition(current_app)
    return Response(shown.text(), content_type=shown.content_type)


def _exposition(app: Flask) -> Exposition:
    from app.observe.exposition import Exposition  # noqa: PLC0415  (heavy, and most installs never ask)

    with _making:
        made: Exposition = app.extensions.get(_KEY) or Exposition(current())
        app.extensions[_KEY] = made
    return made


class AnyHost:
    """Let a request with a token name any host.

    Prometheus asks each machine by its own address. This is a WSGI wrapper. No other page is reached by a foreign Host, and this one shows none.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        given: Any = environ.get("HTTP_AUTHORIZATION", "")
        if environ.get("PATH_INFO") == PATH and str(given).startswith(_BEARER):
            environ["HTTP_HOST"] = "localhost"
        return self._app(environ, start_response)


def init_metrics(services: Services) -> None:
    """Count how long connections of the database are held, and what this process uses."""
    process = _Process()

    def note(in_use: int, most: int) -> None:
        tally.put("anteroom_database_connections_in_use", in_use)
        tally.put("anteroom_database_connections_most", most)
        process.note()

    watch_pool(
        services.store.engine,
        lambda seconds: tally.take_time("anteroom_database_hold_seconds", seconds),
        note,
    )


class _Process:
    """Notes what this process uses, once a second at most.

    It does so itself, for in production no process may look at another of the same user. A worker's threads ask the
    database that often, so it is never old.
    """

    __slots__ = ("_next", "_started")

    def __init__(self) -> None:
        self._next = float("-inf")
        self._started = time.time()

    def note(self) -> None:
        """Put the numbers where all processes read them."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + 1
        tally.put("process_cpu_seconds", time.process_time())
        tally.put("process_start_time_seconds", self._started)
        with suppress(OSError, ValueError, IndexError):  # another system than Linux
            pages = int(_MEMORY.read_text().split()[1])
            tally.put("process_resident_memory_bytes", pages * _PAGE)
