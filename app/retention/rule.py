"""The rule itself, pure: from a class of data, the moment from which it counts, and the rules, to when it goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store import Rules


class Kept(StrEnum):
    """A class of data. Its value is how rules, commands and the audit trail name it."""

    OPEN = "open"
    DONE = "done"
    REJECTED = "rejected"
    DRAFT = "draft"
    STOPPED = "stopped"
    REPLY = "reply"
    RECEIPT = "receipt"
    EXPORT = "export"
    JOB = "job"
    TOMBSTONE = "tombstone"
    AUDIT = "audit"

    @property
    def field(self) -> str:
        """The field of the rules that says how many days it is kept."""
        return f"{self.value}_days"


RECORDS: Final[Mapping[Kept, tuple[str, ...]]] = {
    Kept.OPEN: ("new", "in_review", "follow_up"),
    Kept.DONE: ("done",),
    Kept.REJECTED: ("rejected",),
}
"""Class of records -> the states that are in it."""
ROWS: Final = (Kept.REPLY, Kept.RECEIPT, Kept.EXPORT, Kept.JOB, Kept.TOMBSTONE)
"""The classes that are rows of tables and nothing more."""


def class_of(status: str) -> Kept:
    """Return the class of a record in this state. A state that nobody knows is kept as long as an open one."""
    return next((kept for kept, states in RECORDS.items() if status in states), Kept.OPEN)


def days(kept: Kept, rules: Rules) -> int:
    """Return how many days a class is kept."""
    value: int = getattr(rules, kept.field)
    return value


def kept_until(kept: Kept, since: datetime, rules: Rules) -> datetime:
    """Return the moment from which something that counts since then is due."""
    return since + timedelta(days=days(kept, rules))


def due(kept: Kept, since: datetime, rules: Rules, now: datetime, *, held: bool = False) -> bool:
    """Return whether something goes now: its days are over, and nobody holds it."""
    return not held and kept_until(kept, since, rules) <= now


def due_since(kept: Kept, rules: Rules, now: datetime) -> datetime:
    """Return the latest moment from which something counts that is due now: the same rule, for a database to ask with."""
    return now - timedelta(days=days(kept, rules))
