"""End all that is open for a member, in the transaction that shuts them out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.store import Transaction
from app.store.staff import devices, links, sessions, staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.recorded import CODE_RESET, ROLE_CHANGED, STAFF_DISABLED
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


def disable_member(unit: Transaction, staff_id: UUID, actor: str, now: datetime, **why: str) -> bool:
    """Disable a member at once, and return whether they are: the last admin cannot be.

    Raises:
        Forged: the row was written by hand.
    """
    if not staff.disable(unit.db, staff_id, now):
        return False
    shut_out(unit, staff_id)
    audit.record(unit.db, actor, STAFF_DISABLED, "staff", staff_id, why, at=now)
    return True


def give_role(unit: Transaction, member: Member, role: str, actor: str, now: datetime, **why: str) -> bool:
    """Change a role, and return whether it holds: the last admin keeps theirs.

    Their sessions end, so it applies at once (ASVS 8.3.2).

    Raises:
        Forged: the row was written by hand.
    """
    if not staff.set_role(unit.db, member.id, role):
        return False
    shut_out(unit, member.id, forget_devices=False)
    details = {"from": member.role, "to": role, **why}
    audit.record(unit.db, actor, ROLE_CHANGED, "staff", member.id, details, at=now)
    return True
