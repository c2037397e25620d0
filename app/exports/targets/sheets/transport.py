"""Requests to Google.

They are rate-limited, with time-outs, retried where that is safe, and given up after five minutes.
"""

from __future__ import annotations

import email.utils
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from google.auth.exceptions import RefreshError, TransportError
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from requests import ConnectTimeout, RequestException, Response, TooManyRedirects

from app.config import GoogleSettings
from app.exports.targets.sheets.account import session_of
from app.exports.targets.sheets.ends import AnswerLost
from app.exports.targets.sheets.pace import MOST_WAITING, Backoff, Pace, RateLimit
from app.store.work.jobs import Delayed, Hopeless

if TYPE_CHECKING:
    pass

_GOOGLE: Final = "https://sheets.googleapis.com"
_TIMEOUT: Final = (3.05, 30.0)
_LONGEST_ASKED: Final = 3600.0
_MAY_STILL_BE_DONE: Final = 10.0
"""For this many seconds a request may still take effect, so looking at the sheet would be too early."""
_LASTING: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "google_key_refused",
    HTTPStatus.FORBIDDEN: "sheet_not_shared",
    HTTPStatus.NOT_FOUND: "sheet_not_found",
}
_PASSING: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, *range(500, 600)})


@dataclass(frozen=True, slots=True)
class _Failure:
    """What went wrong with one request, without the request."""

    code: str
    lasting: bool = False
    undone: bool = False
    """Google, if it was reached at all, did nothing."""
    wait: float = 0.0
    """The seconds that Google asks us to wait."""


class Transport(HTTPClient):
    """Call one host through gspread's client, and fail with the outbox's exceptions."""

    def __init__(
        self,
        settings: GoogleSettings,
        pace: Pace,
        alive: Callable[[], None],
        most_waiting: float = MOST_WAITING,
    ) -> None:
        super().__init__(None, session_of(settings))  # type: ignore[arg-type]  # a session needs no credentials
        self.set_timeout(_TIMEOUT)
        self._base = settings.base_url or _GOOGLE
        self._pace = pace
        self._alive = alive
        self._most_waiting = most_waiting
        self._allowances = {"read": RateLimit(), "write": RateLimit()}

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Response:
        """Send a request, and return the answer if it succeeded.

        Raises:
            AnswerLost: a change that must not be made twice was sent, without an answer.
            Delayed: Google is busy or cannot be reached, and the longest total wait is over.
            Hopeless: Google refuses, and will again.
        """
        url = endpoint.replace(_GOOGLE, self._base, 1)
        backoff = Backoff(self._most_waiting)
        while True:
            self._wait_for_turn(method)
            outcome = self._try(method, url, *args, **kwargs)
            if isinstance(outcome, Response):
                return outcome
            if outcome.lasting:
                raise Hopeless(outcome.code)
            if not outcome.undone and not _may_be_repeated(method, endpoint):
                self._pace.wait(_MAY_STILL_BE_DONE, self._alive)
                raise AnswerLost
            wait = backoff.next(outcome.wait)
            if wait is None:
                raise Delayed(outcome.code, timedelta(seconds=outcome.wait))
            self._pace.wait(wait, self._alive)

    def _wait_for_turn(self, method: str) -> None:
        allowance = self._allowances["read" if method == "get" else "write"]
        self._pace.wait(allowance.wait_for(self._pace.monotonic()), self._alive)
        self._alive()
        allowance.take(self._pace.monotonic())

    def _try(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response | _Failure:
        # Returned, not raised: a library's error holds the request, and so would whatever is raised while it is handled.
        try:
            answer = super().request(method, url, *args, **kwargs)
            answer.json()
        except APIError as error:
            return _refusal(error.response)
        except RefreshError:
            return _Failure("google_key_refused", lasting=True)
        except (TransportError, ConnectTimeout):
            return _Failure("google_unreachable", undone=True)
        except TooManyRedirects:
            return _Failure("google_elsewhere", lasting=True)
        except RequestException:
            return _Failure("google_unreachable")
        return answer


def _refusal(answer: Response) -> _Failure:
    status = answer.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _Failure("google_busy", undone=True, wait=_asked(answer.headers.get("Retry-After", "")))
    if status in _PASSING:
        return _Failure("google_unavailable", wait=_asked(answer.headers.get("Retry-After", "")))
    if status == HTTPStatus.FORBIDDEN and "SERVICE_DISABLED" in answer.text:
        return _Failure("sheets_api_off", lasting=True)
    return _Failure(_LASTING.get(status, "google_refused"), lasting=True)


def _may_be_repeated(method: str, endpoint: str) -> bool:
    """Tell whether a request can be repeated without harm.

    It reads, or it writes to rows that it names.
    """
    return method in {"get", "put"} or endpoint.endswith("/values:batchUpdate")


def _asked(header: str) -> float:
    """Return the seconds of a Retry-After header, at most an hour.

    The header has seconds or a date; 0 when it has neither.
    """
    if header.isascii() and header.isdecimal():
        return min(float(header), _LONGEST_ASKED)
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return 0.0
    left = (moment - datetime.now(UTC)).total_seconds() if moment.tzinfo else 0.0
    return min(max(0.0, left), _LONGEST_ASKED)
