"""Shutting somebody out at once: whatever is still open for them ends in the transaction that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store.storage_counts import RESET, day_of, hour_kind

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.store import Unit


def note_reset(unit: Unit, staff_id: UUID, actor: str, now: datetime) -> None:
    """Write down that a member's sign-in was reset, and have every admin told: its link signs in whoever has it."""
    unit.storage.add(staff_id, hour_kind(now, RESET), day_of(now))
    unit.audit.record(actor, "staff.code_reset", "staff", staff_id, at=now)


def shut_out(unit: Unit, staff_id: UUID, *, forget_devices: bool = True) -> int:
    """End the member's sessions, void their unused links, forget their computers; return how many sessions ended."""
    unit.links.void(staff_id)
    if forget_devices:
        unit.devices.forget_all(staff_id)
    return unit.sessions.end_all(staff_id)
