"""How long what is kept, and how much may come in, as the clinic's admins last decided. Every version is kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from itertools import islice
from typing import TYPE_CHECKING, Final, Self

from app.store.columns import RULES_SEAL
from app.store.tables import retention_rules
from app.store.versions import VersionedTable, Versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from app.crypto import Sealer
    from app.store.versions import Version

_RULES: Final = VersionedTable(retention_rules, "rules", RULES_SEAL)


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
    id: UUID
    is_genuine: bool = True
    """Whether the newest version is ours. If not, nothing is let go of: the rules may be shorter than the clinic's."""


class RetentionRules:
    """The rules of one transaction."""

    __slots__ = ("_versions",)

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._versions = Versions(connection, sealer, _RULES)

    def current(self, otherwise: Rules | None = None) -> KeptRules | None:
        """Return the newest version, or None as long as nobody has written one.

        When the newest was written by hand, the newest that was not counts, or `otherwise` if there is none; and
        nothing may go by it: see `KeptRules.is_genuine`.
        """
        found = self._versions.newest(1)
        if not found or found[0].is_genuine:
            return _kept(found[0]) if found else None
        last = next(self._versions.genuine(), None)
        rules = _kept(last).rules if last else otherwise
        if rules is None:
            return None
        newest = found[0]
        return KeptRules(newest.version, newest.at, newest.actor, rules, newest.id, is_genuine=False)

    def versions(self, limit: int = 20) -> list[KeptRules]:
        """Return the versions that count, newest first."""
        return [_kept(each) for each in islice(self._versions.genuine(), limit)]

    def keep(self, after: int, rules: Rules, actor: str, now: datetime) -> bool:
        """Keep rules as the version that follows `after` (0: none): see `Versions.keep`."""
        return self._versions.keep(after, json.dumps(asdict(rules), sort_keys=True), actor, now)

    def forged(self) -> Iterator[UUID]:
        """Yield the rows that were written by hand."""
        return self._versions.forged()


def _kept(version: Version) -> KeptRules:
    rules = Rules.load(json.loads(version.text))
    return KeptRules(version.version, version.at, version.actor, rules, version.id)
