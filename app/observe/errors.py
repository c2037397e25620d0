"""What a visitor is told when something goes wrong: a plain sentence and an id, nothing that helps an attacker."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import structlog
from flask import Response, g
from werkzeug.exceptions import HTTPException

from app.store import StoreUnavailable, WrongKeys

if TYPE_CHECKING:
    from flask import Flask

log = structlog.stdlib.get_logger("anteroom.error")

_SENTENCES: Final = {
    HTTPStatus.BAD_REQUEST: "The request could not be understood.",
    HTTPStatus.FORBIDDEN: "This door is closed.",
    HTTPStatus.NOT_FOUND: "There is no such page.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that kind of request.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is too large.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests. Wait a minute and try again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The service cannot store anything at the moment. Nothing was saved. Try again soon.",
}
_GENERIC: Final = "Something went wrong on our side."


def init_errors(app: Flask) -> None:
    """Answer every error in plain words, with the request's id for the operator to look up."""
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response:
    """Return the answer to an error, and log what the operator needs."""
    match error:
        case HTTPException():
            return _http_error(error)
        case StoreUnavailable():
            log.error("store unavailable", reason=error.reason)
            return retry_later()
        case WrongKeys():
            log.critical("the configured keys do not open this database, run flask doctor")
            return retry_later()
        case _:
            log.error("unexpected error", exc_info=error)
            return plain(HTTPStatus.INTERNAL_SERVER_ERROR)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:  # a redirect of ours
        return Response(status=error.response.status_code, headers=error.response.headers)
    told = plain(HTTPStatus(error.code or 500))
    if (allowed := getattr(error, "valid_methods", None)) is not None:
        told.headers["Allow"] = ", ".join(sorted(allowed))
    return told


def retry_later() -> Response:
    """Return a 503 that asks to try again: nothing of the request was kept."""
    told = plain(HTTPStatus.SERVICE_UNAVAILABLE)
    told.headers["Retry-After"] = "5"
    return told


def plain(status: HTTPStatus) -> Response:
    """Return the sentence for a status as plain text."""
    sentence = _SENTENCES.get(
        status, _GENERIC if status >= HTTPStatus.INTERNAL_SERVER_ERROR else status.phrase
    )
    return Response(f"{sentence}\nReference: {g.get('request_id', '-')}\n", status, mimetype="text/plain")
