"""Shutting somebody out at once: whatever is still open for them ends in the transaction that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Unit


def shut_out(unit: Unit, staff_id: UUID, *, forget_devices: bool = True) -> int:
    """End the member's sessions, void their unused links, forget their computers; return how many sessions ended."""
    unit.links.void(staff_id)
    if forget_devices:
        unit.devices.forget_all(staff_id)
    return unit.sessions.end_all(staff_id)
