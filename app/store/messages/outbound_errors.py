"""What Twilio's error codes mean for a message that we send, as data.

Codes come in the answer to a request, or later in a status callback. Twilio's list grows without notice: a code
that is not here counts by the class of the HTTP status.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, NamedTuple


class Then(StrEnum):
    """What to do with a message after an error."""

    RETRY = "retry"
    """Send it again soon: nothing was sent."""
    WAIT = "wait"
    """Send it again after a long time: a limit is used up."""
    GIVE_UP = "give_up"
    OPT_OUT = "opt_out"
    """The receiver wants no more messages: as if they had written STOP."""
    WINDOW_CLOSED = "window_closed"
    """They have not written for 24 hours: only an approved template reaches them."""
    FAULT = "fault"
    """Twilio refuses what we ask, whoever the receiver is, and will again: something of ours is wrong."""
    OPERATOR = "operator"
    """No message can be sent until somebody changes a setting."""
    IN_DOUBT = "in_doubt"
    """Nobody knows whether it was sent."""


class Reaction(NamedTuple):
    """What to do, and how long to wait before it."""

    then: Then
    wait: timedelta = timedelta()

    @property
    def is_told(self) -> bool:
        """Whether it stays wrong until somebody mends it, so that somebody is told."""
        return self.then in {Then.FAULT, Then.OPERATOR}


_RETRY: Final = Reaction(Then.RETRY, timedelta(seconds=1))
_GIVE_UP: Final = Reaction(Then.GIVE_UP)
_OPT_OUT: Final = Reaction(Then.OPT_OUT)
_FAULT: Final = Reaction(Then.FAULT)
_OPERATOR: Final = Reaction(Then.OPERATOR)
A_DAY: Final = timedelta(days=1)

REACTIONS: Final[Mapping[int, Reaction]] = MappingProxyType(
    {
        11200: _OPERATOR,  # our webhook failed
        11205: _OPERATOR,  # our webhook could not be reached
        12100: _OPERATOR,  # our TwiML is not XML
        12300: _OPERATOR,  # our TwiML has another content type
        14103: _FAULT,  # too long
        20001: _FAULT,  # a parameter is wrong
        20003: _OPERATOR,  # the key or the token is wrong
        20429: _RETRY,  # too many requests at once
        21211: _GIVE_UP,  # not a number
        21212: _OPERATOR,  # our number is none
        21602: _FAULT,  # no words
        21603: _OPERATOR,  # no number of ours
        21606: _OPERATOR,  # our number is not of this account
        21609: _OPERATOR,  # the address for status callbacks is none: PUBLIC_URL
        21610: _OPT_OUT,  # they wrote STOP
        21617: _FAULT,  # too long
        21619: _FAULT,  # neither words nor a content
        21620: _OPERATOR,  # the address of a picture is none: PUBLIC_URL
        21654: _FAULT,  # variables without a content
        21655: _FAULT,  # Twilio does not have the content
        21656: _FAULT,  # a variable is missing, empty, or more than a line of words
        21658: _FAULT,  # a template's text or variable is too long
        21910: _FAULT,  # our number and theirs are not of one channel
        30029: _OPERATOR,  # content_retention needs Message Redaction, which the account lacks
        30036: _GIVE_UP,  # the validity period is over
        35127: _FAULT,  # words beside a content
        57012: _OPERATOR,  # a signature did not match
        63003: _GIVE_UP,  # not a WhatsApp user
        63007: _OPERATOR,  # our number is no sender of this account
        63013: _GIVE_UP,  # against WhatsApp's policy
        63014: _OPT_OUT,  # they blocked us
        63016: Reaction(Then.WINDOW_CLOSED),
        63017: _RETRY,  # the account's rate
        63018: Reaction(Then.WAIT, A_DAY),  # the sender's rate: may take a day
        63020: _OPERATOR,  # the business has not accepted Meta's invitation
        63021: _GIVE_UP,  # the content was refused
        63022: _GIVE_UP,  # the content was refused
        63024: _GIVE_UP,  # not a receiver
        63028: _FAULT,  # the variables are not those of the content
        63032: _GIVE_UP,  # Meta's experiment leaves this receiver out
        63038: Reaction(Then.WAIT, A_DAY),  # the account's messages of a day
        92007: _FAULT,  # a variable of an approved template is more than a line of words
    }
)
"""Twilio's code -> what to do."""
UNKNOWN_RECEIVERS: Final = frozenset({"21211", "63003", "63024"})
"""Nobody has WhatsApp under the number as it is written."""
_STATUSES: Final[Mapping[int, Reaction]] = MappingProxyType(
    {
        HTTPStatus.UNAUTHORIZED: _OPERATOR,
        HTTPStatus.FORBIDDEN: _OPERATOR,
        HTTPStatus.TOO_MANY_REQUESTS: _RETRY,
    }
)


def reaction_to(code: int | str | None, status: int = HTTPStatus.BAD_REQUEST) -> Reaction:
    """Return what to do about a code of Twilio's.

    Where we do not know the code, the HTTP status decides.
    """
    number = int(code) if code is not None and str(code).isdecimal() else 0
    if (known := REACTIONS.get(number) or _STATUSES.get(status)) is not None:
        return known
    if status < HTTPStatus.BAD_REQUEST or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Reaction(Then.IN_DOUBT)
    return _GIVE_UP
