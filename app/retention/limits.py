"""The limits that concern all patients: which are met, and which soon will be. Each has its setting's name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.retention.current import rules_in
from app.store.storage_counts import ALL, RECORDS, day_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.config import RetentionSettings
    from app.store import Rules, Store
    from app.store.room import Measured


class Limit(StrEnum):
    """What nothing more is saved at."""

    STORAGE = "STORAGE_MB"
    DISK = "FREE_DISK_MB"
    RECORDS = "RECORDS_A_DAY"


@dataclass(frozen=True, slots=True)
class Reached:
    """The limits that are met, and those of which four fifths are used up."""

    met: tuple[Limit, ...]
    near: tuple[Limit, ...]


def reached(store: Store, settings: RetentionSettings, now: datetime) -> Reached:
    """Return how near all patients together are to the limits that count now.

    Raises:
        StoreUnavailable, WrongKeys: the database cannot be asked.
    """
    room = store.room.measured()
    with store.read() as unit:
        rules, records = rules_in(unit, settings), unit.storage.get(ALL, RECORDS, day_of(now))
    met = room_met(room, rules)
    if 0 < rules.records_a_day <= records:
        met = (*met, Limit.RECORDS)
    near = _nearly(room, rules)
    if rules.records_a_day * 4 <= records * 5 and rules.records_a_day:
        near = (*near, Limit.RECORDS)
    return Reached(met, tuple(limit for limit in near if limit not in met))


def room_met(room: Measured, rules: Rules) -> tuple[Limit, ...]:
    """Return which limits of room are met."""
    return _room(storage=room.is_full(rules.storage_mb, 0), disk=room.is_full(0, rules.free_disk_mb))


def _nearly(room: Measured, rules: Rules) -> tuple[Limit, ...]:
    return _room(
        storage=room.is_nearly_full(rules.storage_mb, 0), disk=room.is_nearly_full(0, rules.free_disk_mb)
    )


def _room(*, storage: bool, disk: bool) -> tuple[Limit, ...]:
    return tuple(limit for limit, is_so in ((Limit.STORAGE, storage), (Limit.DISK, disk)) if is_so)
