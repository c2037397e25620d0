"""What each figure of the rules may be."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Final

from app.config import retention as operator
from app.config.retention import Bound
from app.store import Rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.config import RetentionSettings

_LONGEST: Final = operator.RECORD_DAYS.most
BOUNDS: Final[Mapping[str, Bound]] = {
    "open_days": operator.RECORD_DAYS,
    "done_days": operator.RECORD_DAYS,
    "rejected_days": Bound(7, _LONGEST),
    "draft_days": operator.DRAFT_DAYS,
    "stopped_days": Bound(30, _LONGEST),
    "reply_days": Bound(1, 30),
    "receipt_days": Bound(30, _LONGEST),
    "export_days": Bound(365, _LONGEST),
    "job_days": Bound(1, 365),
    "tombstone_days": Bound(365, _LONGEST),
    "audit_days": operator.AUDIT_DAYS,
    "sender_records": operator.SENDER_RECORDS,
    "sender_messages": operator.SENDER_MESSAGES,
    "records_a_day": operator.RECORDS_A_DAY,
    "storage_mb": operator.STORAGE_MB,
    "free_disk_mb": operator.FREE_DISK_MB,
}
"""Figure -> the least and the most."""


def rules_of(settings: RetentionSettings) -> Rules:
    """Return the rules that the operator has set: they count until an admin writes others."""
    shipped = Rules()
    return Rules(
        open_days=settings.record_days,
        done_days=settings.record_days,
        rejected_days=min(shipped.rejected_days, settings.record_days),
        draft_days=settings.draft_days,
        receipt_days=max(shipped.receipt_days, settings.record_days),
        audit_days=settings.audit_days,
        sender_records=settings.sender_records,
        sender_messages=settings.sender_messages,
        records_a_day=settings.records_a_day,
        storage_mb=settings.storage_mb,
        free_disk_mb=settings.free_disk_mb,
    )


def within(rules: Rules) -> Rules:
    """Return the rules with the days of each class within bounds: what a hand wrote into the database lets nothing go early.

    Else it would have Anteroom itself let go of the whole trail, and vouch for that.
    """
    days = {name: value for name, value in asdict(rules).items() if name.endswith("_days")}
    return replace(
        rules,
        **{name: min(max(value, BOUNDS[name].least), BOUNDS[name].most) for name, value in days.items()},
    )


def changed(before: Rules, after: Rules) -> list[str]:
    """Return the figures that are not the same, in their order."""
    names = [field.name for field in fields(Rules)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]
