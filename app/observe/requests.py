"""One id and one log line a request."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

import structlog
from flask import g, request

if TYPE_CHECKING:
    from flask import Flask, Response

log = structlog.stdlib.get_logger("anteroom.request")


def init_requests(app: Flask) -> None:
    """Give every request an id, shown in `X-Request-Id` and in each of its log lines."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    # Made here and never taken from the client: an id that a stranger chooses could forge a log line.
    g.request_id = uuid.uuid4().hex
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    # The route's pattern and never the path: a path is the visitor's text.
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
    )
    return response
