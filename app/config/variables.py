"""Settings by name: how each is read, and every problem that is met."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from app.config import secrets, values
from app.config.values import Secret


class Reading:
    """Reads settings by name, and collects problems instead of stopping.

    No problem quotes a secret.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = secrets.Surroundings(environ)
        self._assumed: dict[str, str] = {}
        self.names: set[str] = set()
        """Every name that was asked for."""
        self.problems: list[str] = []

    def assume(self, defaults: Mapping[str, str]) -> None:
        """Take these in place of the defaults that the methods below are given."""
        self._assumed.update(defaults)

    @property
    def stores(self) -> frozenset[str]:
        """The names of the stores that secrets came from so far."""
        return secrets.stores_asked(self._environ)

    def note(self, *problems: str) -> None:
        """Add problems."""
        self.problems.extend(problems)

    def text(self, name: str, default: str = "") -> str:
        """Return a setting without blanks around it."""
        self.names.add(name)
        return self._environ.get(name, "").strip() or self._assumed.get(name, default)

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the entries of a setting that is a list."""
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())

    def matching(self, name: str, pattern: re.Pattern[str], what: str) -> str:
        """Return a required setting that matches a pattern.

        `what` says in words what it has to be.
        """
        text = self.text(name)
        if not pattern.fullmatch(text):
            self.problems.append(f"{name} {'is missing' if not text else 'is malformed'}. Set it to {what}.")
        return text

    def number(self, name: str, default: int, least: int, most: int, what: str) -> int:
        """Return a whole number within its bounds; `what` says in words what it counts."""
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdecimal() and least <= int(text[:6]) <= most):
            self.problems.append(f"{name} must be {what}, from {least} to {most}.")
            return int(self._assumed.get(name, default))
        return int(text)

    def secret(self, name: str) -> str | None:
        """Return a secret from where it is kept.

        It is empty when unset, and None after a problem.
        """
        self.names.add(name)
        try:
            return secrets.find(name, self._environ) or ""
        except secrets.Unusable as problem:
            self.problems.append(str(problem))
            return None

    def secrets(
        self, name: str, faults: Callable[[str, tuple[Secret, ...]], Iterator[str]], how: str = ""
    ) -> tuple[Secret, ...]:
        """Return a list of secrets, newest first.

        `how` says how to make one; without it the list may be empty.
        """
        text = self.secret(name)
        if text is None:
            return ()
        found = values.split(text)
        if not found and how:
            self.problems.append(f"{name} is missing. {how}")
        self.note(*faults(name, found))
        return found


LEAST_CONNECTIONS: Final = 4
"""What one process needs: an export and a job take two at a time."""


# Retention periods and limits. They count until an admin saves others in the browser.


class Bound(NamedTuple):
    """The least and the most that a figure may be."""

    least: int
    most: int


_LONGEST: Final = 36_500
ANY_DAYS: Final = Bound(0, _LONGEST)
RECORD_DAYS: Final = Bound(30, _LONGEST)
DRAFT_DAYS: Final = Bound(1, 90)
AUDIT_DAYS: Final = Bound(365, _LONGEST)
"""India's DPDP Rules require logs for a year; HIPAA (45 CFR 164.316) requires documentation for six years."""
SENDER_RECORDS: Final = Bound(1, 1000)
SENDER_MESSAGES: Final = Bound(100, 100_000)
RECORDS_A_DAY: Final = Bound(0, 999_999)
SENDER_REPLIES: Final = Bound(50, 100_000)
REPLIES_A_DAY: Final = Bound(0, 9_999_999)
STORAGE_MB: Final = Bound(0, 999_999)
FREE_DISK_MB: Final = Bound(0, 999_999)


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """Retention periods and limits from the environment. 0 means no limit."""

    record_days: int = 365
    draft_days: int = 7
    audit_days: int = 2190
    sender_records: int = 10
    sender_messages: int = 500
    records_a_day: int = 5000
    sender_replies: int = 200
    replies_a_day: int = 20_000
    storage_mb: int = 20_000
    free_disk_mb: int = 200
    record_law: Bound = ANY_DAYS
    """What the law of the compliance profile allows for records."""
    audit_law: Bound = ANY_DAYS
    """The same for the audit trail."""


class _Variable(NamedTuple):
    """The name, the bounds and the meaning of a figure."""

    name: str
    bound: Bound
    what: str


_VARIABLES: Final = {
    "record_days": _Variable("RETENTION_DAYS", RECORD_DAYS, "the number of days that a record is kept"),
    "draft_days": _Variable("DRAFT_DAYS", DRAFT_DAYS, "the number of days that unsent answers are kept"),
    "audit_days": _Variable("AUDIT_RETENTION_DAYS", AUDIT_DAYS, "the number of days that the audit trail is kept"),
    "sender_records": _Variable("SENDER_RECORDS_A_DAY", SENDER_RECORDS, "the number of records that one sender may submit in a day"),
    "sender_messages": _Variable("SENDER_MESSAGES_A_DAY", SENDER_MESSAGES, "the number of messages that one sender may send in a day"),
    "records_a_day": _Variable("RECORDS_A_DAY", RECORDS_A_DAY, "the number of records that all may submit in a day (0: no limit)"),
    "sender_replies": _Variable("SENDER_REPLIES_A_DAY", SENDER_REPLIES, "the number of replies that one sender gets in a day"),
    "replies_a_day": _Variable("REPLIES_A_DAY", REPLIES_A_DAY, "the number of replies that all get in a day (0: no limit)"),
    "storage_mb": _Variable("STORAGE_MB", STORAGE_MB, "the number of megabytes that the database may grow to (0: no limit)"),
    "free_disk_mb": _Variable("FREE_DISK_MB", FREE_DISK_MB, "the number of megabytes that have to stay free (0: none)"),
}  # fmt: skip


def read_retention(reading: Reading, record_law: Bound, audit_law: Bound) -> RetentionSettings:
    """Return the settings, with what a law allows to those who change them later."""
    shipped = RetentionSettings()
    return RetentionSettings(
        record_law=record_law,
        audit_law=audit_law,
        **{
            figure: reading.number(variable.name, getattr(shipped, figure), *variable.bound, variable.what)
            for figure, variable in _VARIABLES.items()
        },
    )
