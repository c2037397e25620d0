"""The limits that concern all patients: which are met, and which soon will be."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.config import RetentionSettings
from app.retention.rules import rules_in
from app.store import Store
from app.store.clinic.retention_rules import Rules
from app.store.engine.room import Measured
from app.store.work import storage_counts
from app.store.work.storage_counts import ALL, RECORDS, day_of


class Limit(StrEnum):
    """A limit at which nothing more is saved."""

    STORAGE = "STORAGE_MB"
    DISK = "FREE_DISK_MB"
    RECORDS = "RECORDS_A_DAY"
    REPLIES = "REPLIES_A_DAY"


class Reached(NamedTuple):
    """The limits that are met, and those of which four fifths are used up."""

    met: tuple[Limit, ...]
    near: tuple[Limit, ...]


def reached(store: Store, settings: RetentionSettings, now: datetime) -> Reached:
    """Return how near all patients together are to the limits that count now.

    Raises:
        StoreUnavailable, WrongKeys: the database cannot be asked.
    """
    with store.read() as unit:
        rules, records = rules_in(unit, settings), storage_counts.get(unit.db, ALL, RECORDS, day_of(now))
        replies = storage_counts.replies_to_all(unit.db, day_of(now))
    met, near = reached_in_room(store.room.measured(), rules)
    if 0 < rules.records_a_day <= records:
        met = (*met, Limit.RECORDS)
    if rules.records_a_day * 4 <= records * 5 and rules.records_a_day:
        near = (*near, Limit.RECORDS)
    if 0 < settings.replies_a_day <= replies:
        met = (*met, Limit.REPLIES)
    if 0 < settings.replies_a_day * 4 <= replies * 5:
        near = (*near, Limit.REPLIES)
    return Reached(met, tuple(limit for limit in near if limit not in met))


def room_met(room: Measured, rules: Rules) -> tuple[Limit, ...]:
    return _room(storage=room.is_full(rules.storage_mb, 0), disk=room.is_full(0, rules.free_disk_mb))


def reached_in_room(room: Measured, rules: Rules) -> Reached:
    """Return how near the limits of room are."""
    near = _room(
        storage=room.is_nearly_full(rules.storage_mb, 0), disk=room.is_nearly_full(0, rules.free_disk_mb)
    )
    met = room_met(room, rules)
    return Reached(met, tuple(limit for limit in near if limit not in met))


def _room(*, storage: bool, disk: bool) -> tuple[Limit, ...]:
    return tuple(limit for limit, is_so in ((Limit.STORAGE, storage), (Limit.DISK, disk)) if is_so)
