"""Error pages: a plain sentence and an id, with nothing that helps an attacker."""

from __future__ import annotations

import errno
from http import HTTPStatus
from typing import Final, NamedTuple

import structlog
from flask import Flask, Response, current_app, g, redirect, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException

from app.guard import pace
from app.guard.admission import Overloaded
from app.guard.arrival import UnderMaintenance
from app.guard.forms import is_navigation, is_sent_by_script
from app.guard.headers import is_out_of_date
from app.guard.kept import keep_form
from app.guard.limits import LimiterDown
from app.guard.own_pages import page_of_form
from app.guard.session import current_session
from app.intervals import Interval
from app.observe import tally
from app.observe.logs import SELDOM
from app.services import current
from app.store import StoreUnavailable, WrongKeys
from app.web.clinic import use_static_clinic
from app.web.news import count_nothing
from app.web.page import flash

log = structlog.stdlib.get_logger("anteroom.error")
_told: Final = Interval(SELDOM)


class _Words(NamedTuple):
    """What happened, and what to do about it."""

    title: str
    sentence: str
    what_to_do: str


_GENERIC: Final = _Words(
    _("Something went wrong on our side"),
    _(
        "What you just sent was not saved. Existing records are safe, and messages from patients keep arriving."
    ),
    _(
        "Try once more. If it happens again, give the operator the reference below; it contains nothing about a patient."
    ),
)
_WORDS: Final = {
    HTTPStatus.BAD_REQUEST: _Words(
        _("The request was not accepted"),
        _("The form had expired, or did not come from this site. Nothing was changed."),
        _("Go back, load the page again, and send the form once more."),
    ),
    HTTPStatus.FORBIDDEN: _Words(
        _("Your role has no access to this page"),
        _("This attempt was recorded."),
        _("If you need it for your work, ask an admin to change your role."),
    ),
    HTTPStatus.NOT_FOUND: _Words(
        _("Page not found"),
        _("The link may have expired, been used already, or been mistyped."),
        _("Go back, or ask for a new link."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: _Words(
        _("This page does not accept that kind of request"),
        _("Nothing was changed."),
        _("Go back to the previous page."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _Words(
        _("What you sent is too large"), _("Nothing was saved."), _("Send less at a time.")
    ),
    HTTPStatus.TOO_MANY_REQUESTS: _Words(
        _("Wait a few minutes, then try again"),
        _("Too many sign-in attempts."),
        _(
            "If you are in a hurry, use a computer you have signed in on before: other people’s attempts don’t affect it."
        ),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: _Words(
        _("This cannot be done at the moment"),
        _("The service can’t save anything at the moment. Nothing was saved, and existing data is safe."),
        _("Try again in a minute. If it keeps happening, give the operator the reference below."),
    ),
}
_ONCE_MORE: Final = _("Send it once more from this page.")
_SIGN_IN_CLOSED: Final = _Words(
    _("No one can sign in at the moment"),
    _(
        "Sign-in attempts and codes can’t be counted at the moment, so none are accepted. Nothing is lost, and messages from patients keep arriving."
    ),
    _("Try again in a minute. If it keeps happening, give the operator the reference below."),
)


_TOO_MUCH_SHOWN: Final = _Words(
    _("You have reached this hour’s limit"),
    _("You have viewed far more records than usual, and admins have been alerted."),
    _(
        "You can continue in the next hour. If your work needs more, ask the operator for a higher RECORDS_AN_HOUR."
    ),
)
_TYPED_IS_KEPT: Final = _(
    "What you typed was not carried out. It is kept for half an hour, and comes back when you sign in again."
)

_OVERLOADED: Final = _Words(
    _("Too many people are using the service at the moment"),
    _("Your request waited a few seconds for its turn. It was not carried out, and nothing was changed."),
    _("Wait ten seconds, then load the page or send the form again."),
)
_COME_BACK: Final = "10"
"""Seconds."""
_SHORTAGES: Final = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT}


def init_errors(app: Flask) -> None:
    """Answer every error in plain words, with the request's id for the operator."""
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response:  # noqa: PLR0911  (one for each kind)
    """Return the answer to an error, and log what the operator needs."""
    if _is_lacking(error):
        return retry_later()
    match error:
        case HTTPException():
            return _http_error(error)
        case pace.TooMuchShown():
            return _too_much_shown()
        case UnderMaintenance():
            return _later(_resting(error), str(error.seconds))
        case Overloaded():
            tally.count("anteroom_turned_away", request.endpoint or "none")
            if _told.take():
                log.warning("requests are turned away: more arrive than this process can answer")
            return _later(_OVERLOADED, _COME_BACK)
        case LimiterDown():
            log.error("sign-in closed", exc_info=error)
            return _later(_SIGN_IN_CLOSED)
        case _:
            log.error("unexpected error", exc_info=error)
            return page(HTTPStatus.INTERNAL_SERVER_ERROR)


def _is_lacking(error: Exception) -> bool:
    """Return whether a retry may work, because something is unavailable now; log it.

    That is the store, the keys or this computer's resources.
    """
    match error:
        case StoreUnavailable():
            log.error("store unavailable", reason=error.reason)
        case WrongKeys():
            log.critical("the configured keys do not open this database, run flask doctor")
        case MemoryError() | OSError() if isinstance(error, MemoryError) or error.errno in _SHORTAGES:
            log.error("short of memory, descriptors or room", exc_info=error)
        case _:
            return False
    return True


def _resting(error: UnderMaintenance) -> _Words:
    emergency = current().settings.clinic.emergency_number
    return _Words(
        gettext("We are working on the system"),
        gettext(
            "It takes until about %(time)s. In an emergency, call %(number)s.",
            time=error.until,
            number=emergency,
        ),
        gettext("What you have typed stays in this browser. Load this page again then."),
    )


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:  # a redirect of ours
        return Response(status=error.response.status_code, headers=error.response.headers)
    if is_out_of_date(error) and is_navigation() and not is_sent_by_script():  # a script has the words still
        words = _WORDS[HTTPStatus.BAD_REQUEST]
        flash(f"{words.sentence} {_ONCE_MORE}", warns=True)
        return current_app.make_response(redirect(page_of_form(request.path), HTTPStatus.SEE_OTHER))
    response = page(HTTPStatus(error.code or 500))
    if (allowed := getattr(error, "valid_methods", None)) is not None:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _too_much_shown() -> Response:
    """Ask a member for a code, which allows more, or say that the limit is final.

    A form is kept either way.
    """
    if (sent := pace.turn_away()) is not None:
        return current_app.make_response(sent)
    is_kept = request.method == "POST" and keep_form(current_session().member.id)
    words = _TOO_MUCH_SHOWN._replace(what_to_do=_TYPED_IS_KEPT) if is_kept else _TOO_MUCH_SHOWN
    return _page(HTTPStatus.TOO_MANY_REQUESTS, words)


def retry_later() -> Response:
    """Return a 503 that asks to try again: nothing of the request was kept."""
    return _later(_WORDS[HTTPStatus.SERVICE_UNAVAILABLE])


def _later(words: _Words, seconds: str = "5") -> Response:
    response = _page(HTTPStatus.SERVICE_UNAVAILABLE, words)
    response.headers["Retry-After"] = seconds
    return response


def page(status: HTTPStatus) -> Response:
    """Return a status as a page for a browser, or as plain text for a program."""
    return _page(status, _WORDS.get(status, _GENERIC))


def _page(status: HTTPStatus, words: _Words) -> Response:
    g.setdefault(
        "member_session", None
    )  # neither words nor page may need the database that may have just failed
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        use_static_clinic()
        count_nothing()
    reference = g.get("request_id", "-")
    try:
        return _rendered(status, words, reference)
    except (OSError, MemoryError):  # the page has to be read first, and what is lacking may be a descriptor
        return Response(f"{status.value} {status.phrase}\n{reference}\n", status, mimetype="text/plain")


def _rendered(status: HTTPStatus, words: _Words, reference: str) -> Response:
    if request.accept_mimetypes.best_match(["text/plain", "text/html"]) != "text/html":
        reference_line = _("Reference: %(reference)s", reference=reference)
        text = f"{words.title}. {words.sentence} {words.what_to_do}\n{reference_line}\n"
        return Response(text, status, mimetype="text/plain")
    html = render_template("errors/error.html", code=status.value, reference=reference, **words._asdict())
    return Response(html, status, mimetype="text/html")
