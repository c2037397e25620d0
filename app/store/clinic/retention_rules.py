"""How long data is kept and how much may come in, as the admins decided.

Every version is kept: it can be shown what was removed by which rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.clinic.versions import Versioned
from app.store.model import Seal
from app.store.trail.recorded import RETENTION_CHANGED


@dataclass(frozen=True, slots=True)
class Rules:
    """The days that each class of data is kept, and the limits of a day.

    A figure of 0 among the limits is no limit.
    """

    open_days: int = 365
    """Records that nobody has finished. Like those of the next two, they count from their last change."""
    done_days: int = 365
    rejected_days: int = 90
    draft_days: int = 7
    """Answers that were not sent: from the sender's last message."""
    stopped_days: int = 365
    """The bare number of a sender who wrote STOP and has no record, kept to honour the STOP."""
    alarm_days: int = 365
    """Messages that may have been cries for help: from when a member took them. Until then they stay."""
    reply_days: int = 2
    """The replies to messages, so that a repeat gets the same reply."""
    receipt_days: int = 730
    """The receipts of messages, so that a captured message is not accepted again; also deliveries, steps and refusals."""
    export_days: int = 2190
    job_days: int = 30
    tombstone_days: int = 3650
    """The tombstones of erased patients, kept as long as a backup may hold the patients."""
    audit_days: int = 2190
    sender_records: int = 10
    sender_messages: int = 500
    records_a_day: int = 5000
    storage_mb: int = 20_000
    free_disk_mb: int = 200

    @classmethod
    def load(cls, stored: Mapping[str, int]) -> Self:
        """Return the rules that any version kept; missing ones are as shipped."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: int(value) for name, value in stored.items() if name in known})


class RulesVersion(Versioned[Rules]):
    """A version of the rules.

    If the newest is not genuine, nothing is removed: its periods may be shorter than the clinic's.
    """

    __tablename__ = "retention_rules"
    of = "retention rules"
    saved = (RETENTION_CHANGED,)

    rules: Mapped[str] = mapped_column(Text)

    seal = Seal("version", "at", "actor", "rules", is_digest=True)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Rules:
        return Rules.load(stored)
