"""Twilio's REST API: a client with time limits, whose failures hold no request."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from app.config import TwilioSettings

if TYPE_CHECKING:
    from twilio.rest import Client

Result = TypeVar("Result")
TIMEOUT: Final = 20.0
"""Seconds to connect, and to wait for each piece of an answer."""


class Failure(NamedTuple):
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
