"""The people to tell of an alarm, in order, until somebody has it: ALARM_CHAIN."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from app.config.mail_address import is_mail_address
from app.config.variables import Reading

NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
"""A phone number with its country code (E.164)."""
_ENTRY: Final = re.compile(r"(\S+)[ \t]+([0-9]{1,3})")
_AGAIN: Final = "again"
_MOST: Final = 20
_LONGEST: Final = 120
_SHAPE: Final = (
    "Write who is told, and how many minutes after the one before, separated by commas, and at the end when it begins "
    "again: desk@clinic.example 0, +447700900123 5, again 10. Minutes are from 0 to 120, and from 1 for again."
)


@dataclass(frozen=True, slots=True)
class Step:
    """One who is told, and how long after the one before.

    The first is told so long after the alarm.
    """

    to: str = field(repr=False)
    """An e-mail address, or a phone number."""
    wait: timedelta

    @property
    def is_mail(self) -> bool:
        """Whether it is told by e-mail, not by SMS."""
        return "@" in self.to


@dataclass(frozen=True, slots=True)
class AlarmChain:
    """The steps of a round, and how long after its last one the next round begins."""

    steps: tuple[Step, ...]
    again: timedelta

    def after(self, round_: int, place: int) -> tuple[int, int, timedelta]:
        """Return the round and the place that follow, and how long to wait before.

        Places count from 1. A chain that has become shorter begins its next round.
        """
        if place < len(self.steps):
            return round_, place + 1, self.steps[place].wait
        return round_ + 1, 1, self.again


def read_alarm_chain(reading: Reading, *, has_mail: bool) -> AlarmChain | None:
    """Return the chain; None if there is none, or after a problem.

    No problem quotes who is told.
    """
    entries = reading.listed("ALARM_CHAIN")
    if not entries:
        return None
    found = [_read(entry) for entry in entries]
    wrong = [place for place, each in enumerate(found, 1) if each is None]
    if wrong:
        reading.note(f"ALARM_CHAIN cannot be read at entry {wrong[0]}. {_SHAPE}")
        return None
    steps = tuple(each for each in found if each is not None)
    *told, again = steps
    if again.to != _AGAIN or not again.wait or any(each.to == _AGAIN for each in told) or not told:
        reading.note(f"ALARM_CHAIN must name somebody, and end with one “again”. {_SHAPE}")
        return None
    if len(told) > _MOST:
        reading.note(f"ALARM_CHAIN must name at most {_MOST}.")
    if not has_mail and any(each.is_mail for each in told):
        reading.note(
            "SMTP_URL is missing. ALARM_CHAIN has an e-mail address, and needs the mail server of SMTP_URL and "
            "ALERT_EMAIL_TO."
        )
    senders = reading.listed("TWILIO_SENDERS")
    if not all(each.is_mail for each in told) and all(each.startswith("whatsapp:") for each in senders):
        reading.note(
            "TWILIO_SENDERS has no number that sends SMS. ALARM_CHAIN has a phone number, and needs one of yours to send "
            "from, such as +14155550100."
        )
    return AlarmChain(tuple(told), again.wait)


def _read(entry: str) -> Step | None:
    """Return a step, or what begins the chain again; None if it is neither."""
    found = _ENTRY.fullmatch(entry)
    if found is None or int(found[2]) > _LONGEST:
        return None
    is_known = found[1] == _AGAIN or is_mail_address(found[1]) or NUMBER.fullmatch(found[1])
    return Step(found[1], timedelta(minutes=int(found[2]))) if is_known else None
