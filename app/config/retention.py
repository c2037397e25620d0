"""How long what is kept and how much may come in, as the operator sets it: until an admin saves the page, it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Bound(NamedTuple):
    """The least and the most that a figure may be."""

    least: int
    most: int


_LONGEST: Final = 36_500
RECORD_DAYS: Final = Bound(30, _LONGEST)
DRAFT_DAYS: Final = Bound(1, 90)
AUDIT_DAYS: Final = Bound(365, _LONGEST)
"""A year at least: India's DPDP Rules want logs that long, and HIPAA (45 CFR 164.316) six years of documentation."""
SENDER_RECORDS: Final = Bound(1, 1000)
SENDER_MESSAGES: Final = Bound(100, 100_000)
RECORDS_A_DAY: Final = Bound(0, 999_999)
STORAGE_MB: Final = Bound(0, 999_999)
FREE_DISK_MB: Final = Bound(0, 999_999)


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """What the environment says. A limit of 0 is none."""

    record_days: int = 365
    draft_days: int = 7
    audit_days: int = 2190
    sender_records: int = 10
    sender_messages: int = 500
    records_a_day: int = 5000
    storage_mb: int = 20_000
    free_disk_mb: int = 200


def read(number: Callable[[str, int, int, int, str], int]) -> RetentionSettings:
    """Return the settings; `number` reads a variable: its name, its default, the least and the most, and what it is."""
    shipped = RetentionSettings()
    return RetentionSettings(
        record_days=number(
            "RETENTION_DAYS", shipped.record_days, *RECORD_DAYS, "the days that a record is kept"
        ),
        draft_days=number(
            "DRAFT_DAYS",
            shipped.draft_days,
            *DRAFT_DAYS,
            "the days that answers which were not sent are kept",
        ),
        audit_days=number(
            "AUDIT_RETENTION_DAYS", shipped.audit_days, *AUDIT_DAYS, "the days that the audit trail is kept"
        ),
        sender_records=number(
            "SENDER_RECORDS_A_DAY",
            shipped.sender_records,
            *SENDER_RECORDS,
            "the records one number may hand in a day",
        ),
        sender_messages=number(
            "SENDER_MESSAGES_A_DAY",
            shipped.sender_messages,
            *SENDER_MESSAGES,
            "the messages of one number that are taken a day",
        ),
        records_a_day=number(
            "RECORDS_A_DAY",
            shipped.records_a_day,
            *RECORDS_A_DAY,
            "the records that all may hand in a day (0: any)",
        ),
        storage_mb=number(
            "STORAGE_MB",
            shipped.storage_mb,
            *STORAGE_MB,
            "the megabytes that the database may grow to (0: any)",
        ),
        free_disk_mb=number(
            "FREE_DISK_MB",
            shipped.free_disk_mb,
            *FREE_DISK_MB,
            "the megabytes that have to stay free (0: none)",
        ),
    )
