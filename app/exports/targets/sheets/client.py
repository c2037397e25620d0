"""Talk to Google as the clinic's service account: one scope, one host."""

from __future__ import annotations

import email.utils
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from gspread.utils import InsertDataOption, ValueInputOption, absolute_range_name
from gspread.worksheet import Worksheet
from requests import ConnectTimeout, RequestException, Response, TooManyRedirects

from app.config import GoogleSettings, Secret
from app.exports.targets.sheets.ends import AnswerLost
from app.exports.targets.sheets.pace import MOST_WAITING, Backoff, Pace, RateLimit
from app.exports.targets.sheets.spreadsheet import Change, Row, Shape, Tab, runs
from app.store.work.jobs import Delayed, Hopeless

if TYPE_CHECKING:
    from google.auth.transport import Response as AuthResponse


SCOPE: Final = "https://www.googleapis.com/auth/spreadsheets"
_TOKENS: Final = "https://oauth2.googleapis.com/token"
_OURS_TO_RETRY: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)}
)


def session_of(settings: GoogleSettings) -> AuthorizedSession:
    """Return a session that signs in as the account and follows no redirect.

    Raises:
        Hopeless: the key in the file cannot be used.
    """
    tokens = f"{settings.base_url}/token" if settings.base_url else _TOKENS
    credentials = _credentials(settings.credentials, tokens)
    session = AuthorizedSession(credentials, auth_request=_TokenRequest(tokens))  # type: ignore[no-untyped-call]
    session.max_redirects = 0
    return session


def email_of(settings: GoogleSettings) -> str:
    """Return the account's address, with which the clinic shares its sheet.

    Raises:
        Hopeless: the key in the file cannot be used.
    """
    email: str = _credentials(settings.credentials, _TOKENS).service_account_email
    return email


def _credentials(key: Path | Secret, tokens: str) -> Credentials:
    try:
        stored = json.loads(key.reveal() if isinstance(key, Secret) else key.read_bytes())
        # Only the account and its key are taken from the file. It must not choose where requests are sent.
        info = {
            "client_email": stored["client_email"],
            "private_key": stored["private_key"].replace("\\n", "\n"),
            "private_key_id": stored.get("private_key_id"),
            "token_uri": tokens,
        }
        return cast("Credentials", Credentials.from_service_account_info(info, scopes=[SCOPE]))  # type: ignore[no-untyped-call]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, GoogleAuthError):
        unusable = Hopeless("google_key_unusable")
    raise unusable


class _TokenRequest(Request):
    """Fetch tokens and nothing else.

    google-auth would also send our token to ask where the account may be used.

    Nor does it retry: how often and how soon is decided in `Transport` alone.
    """

    def __init__(self, tokens: str) -> None:
        super().__init__()
        self._tokens = tokens

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | tuple[float, float] | None = None,
        **kwargs: Any,
    ) -> AuthResponse:
        if url != self._tokens:
            raise TransportError("only the token endpoint may be called")  # type: ignore[no-untyped-call]
        kwargs["allow_redirects"] = False
        answer = cast("AuthResponse", super().__call__(url, method, body, headers, timeout, **kwargs))  # type: ignore[no-untyped-call]
        if answer.status in _OURS_TO_RETRY:
            raise TransportError("no token for now")  # type: ignore[no-untyped-call]
        return answer


# Requests to Google: rate-limited, with time-outs, retried where that is safe, and given up after five
# minutes.

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


# The clinic's spreadsheet: what it contains, and the few changes that are made. Cells are texts, never
# formulas.

_SHAPE: Final = (
    "properties.title,sheets.properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount))"
)


class Spreadsheet:
    """One spreadsheet. Each method is one request.

    Raises:
        AnswerLost, Delayed, Hopeless: from `Transport.request`.
    """

    __slots__ = ("_id", "_transport")

    def __init__(
        self,
        settings: GoogleSettings,
        sheet_id: str,
        pace: Pace,
        alive: Callable[[], None],
        most_waiting: float = MOST_WAITING,
    ) -> None:
        self._transport = Transport(settings, pace, alive, most_waiting)
        self._id = sheet_id

    def shape(self) -> Shape:
        """Return its title and its tabs."""
        found = self._transport.spreadsheets_get(self._id, {"fields": _SHAPE})
        return Shape(
            found["properties"]["title"], tuple(_tab(sheet["properties"]) for sheet in found["sheets"])
        )

    def heading_and_first_column(self, tab: Tab) -> tuple[Row, list[str]]:
        """Return the first row of a tab, and the first cell of every row."""
        (found,) = self.first_rows_and_columns([tab])
        return found

    def first_columns(self, tabs: Sequence[Tab]) -> list[list[str]]:
        """Return the first cell of every row, of each tab."""
        return [_first_cells(column) for column in self._read(tabs, "A:A")]

    def first_rows_and_columns(self, tabs: Sequence[Tab]) -> list[tuple[Row, list[str]]]:
        """Return the first row of each tab, and the first cell of its every row."""
        found = self._read(tabs, "1:1", "A:A")
        return [
            (tuple(heading[0] if heading else ()), _first_cells(column))
            for heading, column in zip(found[::2], found[1::2], strict=True)
        ]

    def wholes(self, tabs: Sequence[Tab]) -> list[list[list[str]]]:
        """Return all cells of each tab."""
        return self._read(tabs, "")

    def append(self, tab: Tab, rows: Sequence[Row]) -> None:
        """Add rows below the last."""
        self._sheet(tab).append_rows(
            rows, ValueInputOption.raw, InsertDataOption.insert_rows, table_range="A1"
        )

    def write(self, tab: Tab, rows: Mapping[int, Row]) -> None:
        """Write rows in their places: row number -> row."""
        self._sheet(tab).batch_update(
            [
                {"range": f"A{first}", "values": [rows[number] for number in range(first, last + 1)]}
                for first, last in runs(sorted(rows))
            ],
            raw=True,
        )

    def change(self, changes: Sequence[Change]) -> None:
        """Make changes: all of them, or none."""
        self._transport.batch_update(self._id, {"requests": changes})

    def _sheet(self, tab: Tab) -> Worksheet:
        """Return the tab as gspread has it. To find it by name would cost a read."""
        properties = {"sheetId": tab.id, "title": tab.title, "gridProperties": {"rowCount": 0}}
        return Worksheet(None, properties, self._id, self._transport)  # type: ignore[arg-type]  # kept, and not used

    def _read(self, tabs: Sequence[Tab], *cells: str) -> list[list[list[str]]]:
        """Return these cells of each tab, tab by tab."""
        ranges = [absolute_range_name(tab.title, part) for tab in tabs for part in cells]
        found = self._transport.values_batch_get(self._id, ranges, {"majorDimension": "ROWS"})
        return [part.get("values", []) for part in found["valueRanges"]]


def _tab(found: Mapping[str, Any]) -> Tab:
    grid = found.get("gridProperties", {})
    cells = grid.get("rowCount", 0) * grid.get("columnCount", 0)
    return Tab(found["sheetId"], found["title"], cells, found.get("sheetType", "GRID") == "GRID")


def _first_cells(rows: Sequence[Sequence[str]]) -> list[str]:
    return [row[0] if row else "" for row in rows]
