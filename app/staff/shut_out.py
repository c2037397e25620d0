"""End all that is open for a member, in the transaction that shuts them out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.store import Transaction
from app.store.staff import devices, links, sessions
from app.store.trail import audit
from app.store.trail.recorded import CODE_RESET
from app.store.work import storage_counts
from app.store.work.storage_counts import RESET, day_of, hour_kind


def note_reset(unit: Transaction, staff_id: UUID, actor: str, now: datetime) -> None:
    """Note that a member's sign-in was reset, and tell every admin.

    The new link signs in anybody who has it.
    """
    storage_counts.add(unit.db, staff_id, hour_kind(now, RESET), day_of(now))
    audit.record(unit.db, actor, CODE_RESET, "staff", staff_id, at=now)


def shut_out(unit: Transaction, staff_id: UUID, *, forget_devices: bool = True) -> int:
    """End the member's sessions, void their links, and forget their computers.

    Returns how many sessions ended.
    """
    links.void(unit.db, staff_id)
    if forget_devices:
        devices.forget_all(unit.db, staff_id)
    return sessions.end_all(unit.db, staff_id)
