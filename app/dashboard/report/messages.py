"""What became of the messages that we sent, as `/report` counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _l

from app.dashboard.message_words import why
from app.store.messages.message_counts import MessageCount
from app.store.messages.new_message import Purpose
from app.store.messages.outbound import FAILED

PURPOSES: Final[Mapping[str, str]] = {
    Purpose.REPLY: _l("Replies of staff"),
    Purpose.CHAT: _l("Answers of the form"),
    Purpose.LATE: _l("Late answers of the form"),
    Purpose.INVITATION: _l("Invitations"),
    Purpose.FORM: _l("Links to the form"),
    Purpose.RECEIVED: _l("References after the form"),
    Purpose.REMINDER: _l("Reminders"),
    Purpose.NOTICE: _l("Notices"),
}
"""Purpose -> what the report calls its messages. Alerts go to staff and are not counted."""
_READ: Final = "read"
_ARRIVED: Final = ("delivered", _READ)
_TAKEN: Final = ("sent", *_ARRIVED, "failed", "undelivered")
_NOT_NEEDED: Final = "not_needed"


class Sent(NamedTuple):
    """How many messages of a purpose Twilio took, and what became of them."""

    sent: int
    delivered: int
    read: int
    failed: int


class MessageFigures(NamedTuple):
    """What became of messages by purpose, and why some did not arrive, in words."""

    purposes: Mapping[str, Sent]
    failures: Mapping[str, int]


def count_messages(counts: Iterable[MessageCount]) -> MessageFigures:
    """Add up what became of messages to patients.

    One that was given up because it was not needed any more has not failed.
    """
    wanted = [each for each in counts if each.purpose in PURPOSES and each.error != _NOT_NEEDED]
    failed = [each for each in wanted if each.state in FAILED]
    failures: Counter[str] = Counter()
    for each in failed:
        failures[why(each.error)] += each.count
    used = [purpose for purpose in PURPOSES if any(each.purpose == purpose for each in wanted)]
    return MessageFigures(
        {
            purpose: Sent(
                sent=_total(wanted, purpose, _TAKEN),
                delivered=_total(wanted, purpose, _ARRIVED),
                read=_total(wanted, purpose, (_READ,)),
                failed=_total(failed, purpose, FAILED),
            )
            for purpose in used
        },
        dict(failures.most_common()),
    )


def outcomes(counts: Iterable[MessageCount]) -> list[int]:
    """Return how many were read, delivered, sent and not delivered, each counted once."""
    wanted = [each for each in counts if each.purpose in PURPOSES and each.error != _NOT_NEEDED]
    return [
        sum(each.count for each in wanted if each.state in states)
        for states in ((_READ,), ("delivered",), ("sent",), FAILED)
    ]


def _total(counts: Iterable[MessageCount], purpose: str, states: tuple[str, ...]) -> int:
    return sum(each.count for each in counts if each.purpose == purpose and each.state in states)
