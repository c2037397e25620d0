"""Whom a record may be given to: everybody who works on patients and can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.guard.roles import May, allows

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Member, Unit


def who_may_look_after(unit: Unit, besides: UUID | None = None) -> list[Member]:
    """Return the members to choose from; `besides` too, who has the record now and may have left since."""
    return [member for member in unit.staff.list() if may_look_after(member) or member.id == besides]


def may_look_after(member: Member) -> bool:
    """Tell whether a record may be given to a member."""
    return member.can_sign_in and allows(member.role, May.WORK_ON_PATIENTS)
