"""Twilio's REST API: a client with time limits, whose failures hold no request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar

from app.config import TwilioSettings

if TYPE_CHECKING:
    from requests import Response
    from twilio.rest import Client

Result = TypeVar("Result")
TIMEOUT: Final = 20.0
"""Seconds to connect, and to wait for each piece of an answer."""
_LISTED: Final = 50
_OURS: Final = "outbound-api"
_LONGEST_WAIT: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, without the request.

    `status` is HTTP's, and 0 where nothing answered; `code` is Twilio's.
    """

    status: int
    code: int | None = None
    retry_after: timedelta = timedelta()
    unsent: bool = False
    """Whether there was no connection, so that Twilio has nothing of it."""


def client_of(settings: TwilioSettings) -> Client:
    """Return a client with a key of the API, or else with the newest auth token."""
    from twilio.http.http_client import TwilioHttpClient  # noqa: PLC0415  (heavy: only a job needs it)
    from twilio.rest import Client  # noqa: PLC0415

    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # it writes whole addresses
    http = TwilioHttpClient(timeout=TIMEOUT)
    # Without the account's SID, the client would put the key's SID into every path, which Twilio does not know.
    if settings.api is not None:
        key, secret = settings.api.key, settings.api.secret.reveal()
    else:
        key, secret = settings.account_sid, settings.auth_tokens[0].reveal()
    client = Client(key, secret, settings.account_sid, http_client=http)
    base_url = settings.api.base_url if settings.api is not None else settings.base_url
    if base_url:
        client.api.base_url = client.content.base_url = client.messaging.base_url = base_url
    return client


def call(ask: Callable[[], Result]) -> Result | Failure:
    """Return what a call returns, or how it failed.

    Returned, not raised: a library's error holds the request, and so would whatever is raised while it is handled.
    """
    from requests import ConnectTimeout, RequestException  # noqa: PLC0415  (comes with twilio's client)
    from twilio.base.exceptions import TwilioException  # noqa: PLC0415

    try:
        return ask()
    except TwilioException as error:
        return Failure(_status_of(error), _code_of(error))
    except ConnectTimeout:
        return Failure(0, unsent=True)
    except RequestException as error:
        return Failure(0, unsent=_never_connected(error))


def _never_connected(error: Exception) -> bool:
    """Return whether nobody answered the call."""
    from urllib3.exceptions import NewConnectionError  # noqa: PLC0415  (comes with requests)

    reasons = (getattr(each, "reason", None) for each in error.args)
    return any(isinstance(reason, NewConnectionError) for reason in reasons)


def _status_of(error: Exception) -> int:
    """Return the status that Twilio answered with; 0 when it gave none.

    The error of a list keeps the response but no status.
    """
    answers = (error, *error.args)
    found = (getattr(each, name, None) for each in answers for name in ("status", "status_code"))
    return next((status for status in found if isinstance(status, int)), 0)


def _code_of(error: Exception) -> int | None:
    code = getattr(error, "code", None)
    return code if isinstance(code, int) else None


# Sending, and finding out whether something was sent.


@dataclass(frozen=True, slots=True)
class Accepted:
    sid: str
    status: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A message that Twilio lists. `body` is empty where Twilio keeps none."""

    sid: str
    status: str
    created_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a message, and whom it went to."""

    to: str = field(repr=False)
    status: str
    error_code: str | None
    has_body: bool = False
    """Whether Twilio keeps its words."""


class TwilioSender:
    """Our account, for sending messages."""

    __slots__ = ("_client", "_retry_after")

    def __init__(self, settings: TwilioSettings) -> None:
        self._client = client_of(settings)
        self._retry_after = timedelta()
        self._client.http_client.request_hooks = {"response": [self._hear]}

    def create(self, fields: Mapping[str, object]) -> Accepted | Failure:
        """Send a message: the parameters of `messages.create`."""
        self._retry_after = timedelta()
        made = call(lambda: self._client.messages.create(**fields))
        if isinstance(made, Failure):
            return replace(made, retry_after=self._retry_after)
        return Accepted(str(made.sid), str(made.status))

    def recent(self, to: str, from_: str, since: datetime) -> list[Listed] | Failure:
        """Return what was sent to an address through the API since then, newest first.

        Twilio is not asked by the day of sending, because a message that still waits there has none.
        """
        found = call(lambda: self._client.messages.list(to=to, from_=from_, limit=_LISTED, page_size=_LISTED))
        if isinstance(found, Failure):
            return found
        return [
            Listed(str(each.sid), str(each.status), each.date_created, each.body or "")
            for each in found
            if each.direction == _OURS and each.date_created is not None and each.date_created >= since
        ]

    def status(self, sid: str) -> Status | Failure:
        """Return the state of a message that was sent before."""
        found = call(lambda: self._client.messages(sid).fetch())
        if isinstance(found, Failure):
            return found
        code = found.error_code
        return Status(str(found.to), str(found.status), None if code is None else str(code), bool(found.body))

    def _hear(self, response: Response, *_: object, **__: object) -> None:
        asked = response.headers.get("Retry-After", "")
        seconds = int(asked) if asked.isdecimal() else 0
        self._retry_after = min(timedelta(seconds=seconds), _LONGEST_WAIT)


@cache
def sender_of(settings: TwilioSettings) -> TwilioSender:
    """Return the sender of these settings: always the same, to keep its connections."""
    return TwilioSender(settings)


# The Content API: texts that are sent by their id, and their approval.

_PAGE: Final = 100
_JSON: Final = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A content that Twilio has."""

    sid: str
    name: str
    types: Mapping[str, Any]
    """What Twilio sends: its name for the kind -> the content."""


@dataclass(frozen=True, slots=True)
class Approval:
    """What WhatsApp says of a content, in Twilio's words."""

    state: str
    reason: str | None = None


class TwilioContents:
    """The contents of our account.

    The requests are written here, because the library's own send every kind of content that Twilio knows, each as null.
    """

    __slots__ = ("_version",)

    def __init__(self, settings: TwilioSettings) -> None:
        self._version = client_of(settings).content.v1

    def all(self) -> list[Kept] | Failure:
        """Return every content of the account."""
        found = call(lambda: self._version.contents.list(page_size=_PAGE))
        if isinstance(found, Failure):
            return found
        return [Kept(str(each.sid), each.friendly_name or "", each.types or {}) for each in found]

    def create(
        self, name: str, language: str, types: Mapping[str, Any], variables: Mapping[str, str]
    ) -> Kept | Failure:
        asked = {"friendly_name": name, "language": language, "variables": variables, "types": types}
        made = self._asks(lambda: self._version.create("POST", "/Content", data=asked, headers=_JSON))
        return made if isinstance(made, Failure) else Kept(str(made["sid"]), name, types)

    def submit(self, sid: str, name: str, category: str) -> Approval | Failure:
        """Ask for WhatsApp's approval."""
        where, asked = f"/Content/{sid}/ApprovalRequests/whatsapp", {"name": name, "category": category}
        made = self._asks(lambda: self._version.create("POST", where, data=asked, headers=_JSON))
        return made if isinstance(made, Failure) else _approval(made)

    def approval(self, sid: str) -> Approval | Failure | None:
        """Return what WhatsApp says of a content; None when Twilio has no such content."""
        where = f"/Content/{sid}/ApprovalRequests"
        found = self._asks(lambda: self._version.fetch("GET", where, headers=_JSON))
        if isinstance(found, Failure):
            return None if found.status == HTTPStatus.NOT_FOUND else found
        return _approval(found.get("whatsapp") or {})

    @staticmethod
    def _asks(ask: Callable[[], Any]) -> dict[str, Any] | Failure:
        answer = call(ask)
        return answer if isinstance(answer, Failure) else dict(answer)


def _approval(said: Mapping[str, Any]) -> Approval:
    return Approval(str(said.get("status") or "unsubmitted"), str(said.get("rejection_reason") or "") or None)
