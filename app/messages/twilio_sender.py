"""Sending through Twilio, and finding out whether something was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from app.config import TwilioSettings
from app.messages.twilio_api import Failure, call, client_of

if TYPE_CHECKING:
    from requests import Response

_LISTED: Final = 50
_OURS: Final = "outbound-api"
_LONGEST_WAIT: Final = timedelta(hours=1)


class Accepted(NamedTuple):
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
            return made._replace(retry_after=self._retry_after)
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
