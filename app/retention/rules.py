"""Work out when something is due: from its class, its date and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from app.config import RetentionSettings, variables
from app.config.variables import Bound
from app.store import Forged, Transaction
from app.store.clinic import expired_rows, versions
from app.store.clinic.expired_rows import Expired
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.conversations import expired_drafts
from app.store.model import first_forged
from app.store.patients import expired_records
from app.store.patients.legal_holds import LegalHold
from app.store.patients.restrictions import Restriction
from app.store.trail import audit


class Kept(StrEnum):
    """A class of data. Its value is how rules, commands and the audit trail name it."""

    OPEN = "open"
    DONE = "done"
    REJECTED = "rejected"
    DRAFT = "draft"
    STOPPED = "stopped"
    ALARM = "alarm"
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


STATUSES_OF: Final[Mapping[Kept, tuple[str, ...]]] = {
    Kept.OPEN: ("new", "in_review", "follow_up"),
    Kept.DONE: ("done",),
    Kept.REJECTED: ("rejected",),
}
"""Class of records -> the states that are in it."""
ROWS: Final = (Kept.ALARM, Kept.REPLY, Kept.RECEIPT, Kept.EXPORT, Kept.JOB, Kept.TOMBSTONE)
"""The classes that are rows of tables and nothing more."""


def class_of(status: str) -> Kept:
    """Return the class of a record in this state; an unknown state counts as open."""
    return next((kept for kept, states in STATUSES_OF.items() if status in states), Kept.OPEN)


def days(kept: Kept, rules: Rules) -> int:
    """Return how many days a class is kept."""
    value: int = getattr(rules, kept.field)
    return value


def longest(rules: Rules) -> int:
    """Return for how many days a record is kept at most, whatever its state."""
    return max(days(kept, rules) for kept in STATUSES_OF)


def kept_until(kept: Kept, since: datetime, rules: Rules) -> datetime:
    """Return the moment from which something dated `since` is due."""
    return since + timedelta(days=days(kept, rules))


def due(kept: Kept, since: datetime, rules: Rules, now: datetime, *, held: bool = False) -> bool:
    """Return whether something is due: its days are over, and it is not held."""
    return not held and kept_until(kept, since, rules) <= now


def due_since(kept: Kept, rules: Rules, now: datetime) -> datetime:
    """Return the latest date of what is due now: the same rule, for a query."""
    return now - timedelta(days=days(kept, rules))


_LONGEST: Final = variables.RECORD_DAYS.most
BOUNDS: Final[Mapping[str, Bound]] = {
    "open_days": variables.RECORD_DAYS,
    "done_days": variables.RECORD_DAYS,
    "rejected_days": Bound(7, _LONGEST),
    "draft_days": variables.DRAFT_DAYS,
    "stopped_days": Bound(30, _LONGEST),
    "alarm_days": Bound(30, _LONGEST),
    "reply_days": Bound(1, 30),
    "receipt_days": Bound(30, _LONGEST),
    "export_days": Bound(365, _LONGEST),
    "job_days": Bound(1, 365),
    "tombstone_days": Bound(365, _LONGEST),
    "audit_days": variables.AUDIT_DAYS,
    "sender_records": variables.SENDER_RECORDS,
    "sender_messages": variables.SENDER_MESSAGES,
    "records_a_day": variables.RECORDS_A_DAY,
    "storage_mb": variables.STORAGE_MB,
    "free_disk_mb": variables.FREE_DISK_MB,
}
"""Figure -> the least and the most, whatever the law."""


@lru_cache(maxsize=8)
def bounds_of(settings: RetentionSettings) -> Mapping[str, Bound]:
    """Return the bounds that the law of the compliance profile leaves."""
    laws = dict.fromkeys(("open_days", "done_days", "rejected_days"), settings.record_law)
    laws |= dict.fromkeys(("export_days", "audit_days"), settings.audit_law)
    return {name: _both(bound, laws.get(name, bound)) for name, bound in BOUNDS.items()}


def _both(one: Bound, other: Bound) -> Bound:
    return Bound(max(one.least, other.least), min(one.most, other.most))


@lru_cache(maxsize=8)  # a process has one set of settings, and each message asks
def rules_of(settings: RetentionSettings) -> Rules:
    """Return the operator's rules, which apply until an admin writes others."""
    shipped = Rules()
    return Rules(
        open_days=settings.record_days,
        done_days=settings.record_days,
        rejected_days=max(min(shipped.rejected_days, settings.record_days), settings.record_law.least),
        draft_days=settings.draft_days,
        receipt_days=max(shipped.receipt_days, settings.record_days),
        export_days=max(shipped.export_days, settings.audit_law.least),
        audit_days=settings.audit_days,
        sender_records=settings.sender_records,
        sender_messages=settings.sender_messages,
        records_a_day=settings.records_a_day,
        storage_mb=settings.storage_mb,
        free_disk_mb=settings.free_disk_mb,
    )


@lru_cache(maxsize=8)  # each message asks, of the same rules
def within(rules: Rules, settings: RetentionSettings) -> Rules:
    """Return the rules with each class within its bounds.

    So values that were written into the database by hand, or saved before a law's profile was chosen, delete nothing
    early. Otherwise Anteroom could delete the whole trail, and vouch for that. The most that a law allows does not count
    here, because choosing a profile must delete nothing.
    """
    least = bounds_of(settings)
    days = {name: value for name, value in asdict(rules).items() if name.endswith("_days")}
    return replace(
        rules,
        **{name: min(max(value, least[name].least), BOUNDS[name].most) for name, value in days.items()},
    )


def changed(before: Rules, after: Rules) -> list[str]:
    """Return the figures that are not the same, in their order."""
    names = [field.name for field in fields(Rules)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def rules_in(unit: Transaction, settings: RetentionSettings) -> Rules:
    """Return the rules that count within this transaction."""
    return version_in(unit, settings)[1]


def rules_to_go_by(unit: Transaction, settings: RetentionSettings) -> Rules:
    """Return the rules by which data may be deleted.

    Raises:
        Forged: the newest were written into the database by hand. They may be shorter than the clinic's, so nothing is deleted. Or
            a legal hold or a restriction was, which may have been lifted so.
    """
    shipped = rules_of(settings)
    kept = versions.current(unit.db, RulesVersion, shipped)
    if kept is not None and not kept.is_genuine:
        raise Forged("retention_rules", kept.id)
    if (hold := first_forged(unit.db, LegalHold)) is not None:
        raise Forged("legal_holds", hold)
    if (restriction := first_forged(unit.db, Restriction)) is not None:
        raise Forged("restrictions", restriction)
    return within(kept.value, settings) if kept else shipped


def version_in(unit: Transaction, settings: RetentionSettings) -> tuple[int, Rules]:
    """Return the newest version and its rules; 0 and the operator's without one."""
    shipped = rules_of(settings)
    kept = versions.current(unit.db, RulesVersion, shipped)
    return (kept.version, within(kept.value, settings)) if kept else (0, shipped)


_OF_PATIENTS: Final = (*STATUSES_OF, Kept.DRAFT)


def what_is_due(unit: Transaction, rules: Rules, now: datetime) -> dict[Kept, Expired]:
    """Return what is due at a moment, by class of data.

    Of the trail it is what is old enough. A hold, or a part whose chain is broken, may keep some of that longer.
    """
    found = {
        kept: expired_records.tally(unit.db, states, due_since(kept, rules, now))
        for kept, states in STATUSES_OF.items()
    }
    found[Kept.DRAFT] = expired_drafts.tally(
        unit.db, due_since(Kept.DRAFT, rules, now), due_since(Kept.STOPPED, rules, now)
    )
    for kept in ROWS:
        found[kept] = expired_rows.tally(unit.db, kept.value, due_since(kept, rules, now))
    found[Kept.AUDIT] = Expired(*audit.count_until(unit.db, due_since(Kept.AUDIT, rules, now)))
    return found


def of_patients(found: Mapping[Kept, Expired]) -> int:
    """Return how many records and drafts are due: the number that a person confirms."""
    return sum(found[kept].count for kept in _OF_PATIENTS)
