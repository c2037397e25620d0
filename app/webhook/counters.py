"""Record which of Twilio's tokens still signs, so that an old one can be removed.

Each token is written once an hour at most, after the answer has been sent, so that nobody waits for it.
"""

from __future__ import annotations

import time
from typing import Final, cast

from flask import Flask, Response, after_this_request

from app.observe.logs import get_logger
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.settings import SEEN_FOR

log = get_logger("anteroom.webhook")
_KEY: Final = "anteroom.token_usage"
_AGAIN: Final = SEEN_FOR.total_seconds()


class TokenUsage:
    """Remember what this process has written lately. Threads may share it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._listed = len(services.settings.twilio.auth_tokens)
        self._written: dict[int, float] = {}

    def is_new(self, position: int) -> bool:
        """Return whether the token at this position was not seen for an hour, and mark it."""
        now, last = time.monotonic(), self._written.get(position)
        if last is not None and now - last < _AGAIN:
            return False
        # No lock: at worst two threads write, and the database keeps one row.
        self._written[position] = now
        return True

    def write(self, position: int) -> None:
        """Write that the token was used.

        A failure is logged, and the next message tries again.
        """
        try:
            with self._services.store.begin() as unit:
                unit.twilio_tokens.note(position, self._listed, self._services.clock())
        except (StoreUnavailable, WrongKeys):
            self._written.pop(position, None)
            log.warning("which token signed is not written yet")


def init_token_usage(app: Flask, services: Services) -> None:
    """Give the app its record of which tokens are used."""
    app.extensions[_KEY] = TokenUsage(services)


def note(app: Flask, position: int) -> None:
    """Record, after this request is answered, which token signed it."""
    seen = cast("TokenUsage", app.extensions[_KEY])
    if not seen.is_new(position):
        return

    @after_this_request
    def once_answered(response: Response) -> Response:
        response.call_on_close(lambda: seen.write(position))
        return response
