"""Deleting a message, its words and its media through Twilio's REST API."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from http import HTTPStatus
from typing import Final, Protocol

from app.config import TwilioSettings
from app.messages.twilio_api import Failure, Result, call, client_of
from app.store.messages.twilio_copies import TwilioMessage
from app.store.work.jobs import Delayed, Hopeless

_WAIT: Final = timedelta(seconds=30)
_UNFINISHED: Final = timedelta(minutes=10)
KEY_REFUSED: Final = "twilio_key_refused"
_REFUSED, _STILL_ON_ITS_WAY = "twilio_refused", "twilio_unfinished"
_OF_ONE_MESSAGE: Final = frozenset({_REFUSED, _STILL_ON_ITS_WAY})
"""The failures that say nothing of the next message."""
_LASTING: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: KEY_REFUSED,
    HTTPStatus.FORBIDDEN: KEY_REFUSED,
}


class Messages(Protocol):
    """Where messages are deleted."""

    def delete(self, message: TwilioMessage) -> None:
        """Delete a message. It is no error if the message is gone already.

        Raises:
            Delayed: it cannot be deleted now.
            Hopeless: it cannot be deleted until somebody repairs something.
        """


class TwilioMessages:
    """The messages of our account, deleted with a key of the API."""

    __slots__ = ("_client",)

    def __init__(self, settings: TwilioSettings) -> None:
        if settings.api is None:
            raise Hopeless("twilio_off")
        self._client = client_of(settings)

    def delete(self, message: TwilioMessage) -> None:
        """Delete a message; raise what `Messages.delete` raises."""
        if message.has_media:
            self._delete_media(message.sid)
        tried(self._client.messages(message.sid).delete)

    def empty(self, message: TwilioMessage) -> None:
        """Delete its words and media; raise what `Messages.delete` raises."""
        known = self._client.messages(message.sid)
        if message.has_media:
            self._delete_media(message.sid)
        tried(lambda: known.update(body=""))

    def _delete_media(self, sid: str) -> None:
        media = self._client.messages(sid).media
        for each in tried(lambda: media.list(limit=50)) or []:
            tried(self._client.messages(sid).media(each.sid).delete)


def tried(ask: Callable[[], Result]) -> Result | None:
    """Return what a call returns; None when Twilio does not know its subject."""
    outcome = call(ask)
    if not isinstance(outcome, Failure):
        return outcome
    if outcome.status == HTTPStatus.NOT_FOUND:
        return None
    if (code := _LASTING.get(outcome.status)) is not None:
        raise Hopeless(code)
    if outcome.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Delayed("twilio_busy", _WAIT)
    if (
        outcome.status == HTTPStatus.CONFLICT
    ):  # it is still on its way: Twilio deletes what has arrived or failed
        raise Delayed(_STILL_ON_ITS_WAY, _UNFINISHED)
    if outcome.status == 0:
        raise Delayed("twilio_unreachable")
    if outcome.status >= HTTPStatus.INTERNAL_SERVER_ERROR or outcome.status == HTTPStatus.REQUEST_TIMEOUT:
        raise Delayed("twilio_unavailable")
    raise Hopeless(_REFUSED)


AT_ONCE: Final = 20
ON_HOLD: Final = timedelta(hours=6)


def pass_over(
    message: TwilioMessage,
    failure: Delayed | Hopeless,
    passed: dict[str, Delayed | Hopeless],
    *,
    counts: bool,
) -> None:
    """Note a message that Twilio does not take; raise what holds for the next one too."""
    passed[message.sid] = failure
    if failure.code not in _OF_ONE_MESSAGE:
        raise_first([failure], counts=counts)


def raise_first(failures: Iterable[Delayed | Hopeless], *, counts: bool) -> None:
    """Raise what is to be tried again, or else what is not, if anything."""
    for failure in sorted(failures, key=lambda each: isinstance(each, Hopeless)):
        if isinstance(failure, Delayed):
            raise Delayed(failure.code, failure.delay, counts=counts) from None
        raise failure
