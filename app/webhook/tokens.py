"""Which auth tokens Twilio still signs with, so that an old one can be removed.

The use of a token is written at most once an hour, after the answer has been sent, so that Twilio does not wait for it.
"""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, after_this_request

from app.intervals import Interval
from app.observe.logs import get_logger
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.messages import token_sightings
from app.store.messages.token_sightings import SEEN_FOR
from app.webhook.signature import validator_of

log = get_logger("anteroom.webhook")
KEY: Final = "anteroom.tokens"
_AGAIN: Final = SEEN_FOR.total_seconds()


class Tokens:
    """Twilio's tokens, and when this process last recorded their use.

    Threads may share it.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.validators = tuple(map(validator_of, services.settings.twilio.auth_tokens))
        self._note_again = Interval(_AGAIN)

    def note(self, position: int) -> None:
        """Record, after this request is answered, which token signed it."""
        if not self._note_again.take(position):
            return

        @after_this_request
        def once_answered(response: Response) -> Response:
            response.call_on_close(lambda: self._write(position))
            return response

    def _write(self, position: int) -> None:
        """Record that the token was used.

        A failure is logged, and the next message tries again.
        """
        try:
            with self._services.store.begin() as unit:
                token_sightings.note(unit.db, position, len(self.validators), self._services.clock())
        except (StoreUnavailable, WrongKeys):
            self._note_again.end(position)
            log.warning("the use of a token is not recorded yet")


def init_tokens(app: Flask, services: Services) -> None:
    """Give the app the tokens that its settings name."""
    app.extensions[KEY] = Tokens(services)
