"""One id and one log line for each request."""

from __future__ import annotations

import time
import uuid
from functools import partial
from typing import Any, Final

import structlog
from flask import Flask, Response, g, has_request_context, request

from app.observe import tally

_requests = structlog.stdlib.get_logger("anteroom.request")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
"""The methods that are counted by name. Any other may be a visitor's text."""


def init_requests(app: Flask) -> None:
    """Give every request an id, shown in `X-Request-Id` and in each of its log lines."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def leave_out_of_the_log() -> None:
    """Write no log line for this request.

    It is counted elsewhere, and a flood of such lines would fill the disk.
    """
    g.is_counted_elsewhere = True


def note_outcome(outcome: str) -> None:
    """Add an outcome, which is a word of ours, to the request's log line."""
    if has_request_context():  # else there is no such line
        g.outcome = outcome


def _begin() -> None:
    # Made here and never taken from the client: an id that a stranger chooses could forge a log line.
    g.request_id = uuid.uuid4().hex
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    # The route's pattern and never the path: a path is the visitor's text.
    line = {
        "request_id": g.get("request_id", ""),
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
    }
    if outcome := g.get("outcome"):
        line["outcome"] = outcome
    is_told = not g.get("is_counted_elsewhere")
    write_line = partial(_over, line, request.endpoint, g.get("began", time.perf_counter()), is_told=is_told)
    if response.is_streamed and not response.direct_passthrough:
        # A streamed response is over when the server closes it, and this thread's context is gone by then.
        response.call_on_close(write_line)
    else:
        write_line()
    return response


def _over(line: dict[str, Any], endpoint: str | None, began: float, *, is_told: bool) -> None:
    """Count the request, and write its line."""
    seconds = time.perf_counter() - began
    method = line["method"] if line["method"] in _METHODS else "other"
    tally.count("anteroom_requests", endpoint or "none", method, f"{line['status'] // 100}xx")
    tally.take_time("anteroom_request_duration_seconds", seconds, endpoint or "none")
    if is_told:
        _requests.info("request", **line, milliseconds=round(seconds * 1000, 1))


def _forget(_error: BaseException | None) -> None:
    # The thread goes on: what it logs next is not about this request.
    structlog.contextvars.clear_contextvars()
