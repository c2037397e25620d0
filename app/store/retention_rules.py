"""How long what is kept, and how much may come in, as the clinic's admins last decided. Every version is kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy import Integer, bindparam, func, literal, select

from app.store.tables import retention_rules
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

# Built once: the newest is read for every message.
_table = retention_rules.c
_VERSIONS: Final = (
    select(retention_rules).order_by(_table.version.desc()).limit(bindparam("most", type_=Integer))
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Days that each class of data is kept; then what one sender, and all together, may bring in a day.

    A figure of 0 among the limits is no limit.
    """

    open_days: int = 365
    """Records that nobody has finished: from their last change, as the next two."""
    done_days: int = 365
    rejected_days: int = 90
    draft_days: int = 7
    """Answers that were not sent: from the sender's last message."""
    stopped_days: int = 365
    """The bare number of somebody who wrote STOP and has no record: to honour it."""
    reply_days: int = 2
    """What a message was answered, to answer it the same when Twilio asks again."""
    receipt_days: int = 730
    """That a message came, so that a captured one is not taken again; deliveries, steps, refused requests."""
    export_days: int = 2190
    job_days: int = 30
    tombstone_days: int = 3650
    """That somebody was erased: as long as a backup may hold them."""
    audit_days: int = 2190
    sender_records: int = 10
    sender_messages: int = 500
    records_a_day: int = 5000
    storage_mb: int = 20_000
    free_disk_mb: int = 200

    @classmethod
    def load(cls, stored: Mapping[str, int]) -> Self:
        """Return the rules that were kept, by this version or another: what is missing is as shipped."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: int(value) for name, value in stored.items() if name in known})


@dataclass(frozen=True, slots=True)
class KeptRules:
    """Rules as they were kept."""

    version: int
    at: datetime
    actor: str
    rules: Rules


class RetentionRules:
    """The rules of one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def current(self) -> KeptRules | None:
        """Return the newest version, or None as long as nobody has written one."""
        found = self.versions(limit=1)
        return found[0] if found else None

    def versions(self, limit: int = 20) -> list[KeptRules]:
        """Return the versions, newest first."""
        return [_kept(row) for row in self._connection.execute(_VERSIONS, {"most": limit}).mappings()]

    def keep(self, after: int, rules: Rules, actor: str, now: datetime) -> bool:
        """Keep rules as the version that follows `after` (0: none), and return whether nobody else did before.

        One INSERT decides: of two who change the same version, one is told; and no version is left out.
        """
        written = {
            _table.version: after + 1,
            _table.at: now,
            _table.actor: actor,
            _table.rules: json.dumps(asdict(rules), sort_keys=True),
        }
        newest = select(func.coalesce(func.max(_table.version), 0)).scalar_subquery()
        row = select(*(literal(value, column.type) for column, value in written.items())).where(
            newest == after
        )
        kept = insert(self._connection.dialect.name, retention_rules).from_select(list(written), row)
        return (
            self._connection.execute(kept.on_conflict_do_nothing().returning(_table.version)).first()
            is not None
        )


def _kept(row: RowMapping) -> KeptRules:
    return KeptRules(row["version"], row["at"], row["actor"], Rules.load(json.loads(row["rules"])))
