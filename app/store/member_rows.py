"""From rows to members, and holding a member's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, select

from app.crypto import Unreadable
from app.store.columns import TOTP
from app.store.member import Member
from app.store.tables import staff, staff_recovery_codes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from app.crypto import Sealer

_table = staff.c
_codes = staff_recovery_codes.c
_RECOVERY_LEFT: Final = (
    select(func.count())
    .select_from(staff_recovery_codes)
    .where(_codes.staff_id == _table.id, _codes.used_at.is_(None))
    .correlate(staff)
    .scalar_subquery()
)
MEMBER: Final = (
    _table.id,
    _table.email,
    _table.name,
    _table.role,
    _table.created_at,
    _table.enrolled_at,
    _table.disabled_at,
    _table.password_hash,
    _table.totp,
    _table.totp_since,
    _table.last_step,
    _table.failures,
    _table.theme,
    _table.language,
    _table["columns"],
    _RECOVERY_LEFT.label("recovery_left"),
)
"""What `member_of` reads, in the order of Member's fields."""
_TOTP_AT: Final = MEMBER.index(_table.totp)
CAN_SIGN_IN: Final = and_(_table.enrolled_at.is_not(None), _table.disabled_at.is_(None))


def member_of(values: Sequence[Any], sealer: Sealer | None = None) -> Member:
    """Return the member of a row of MEMBER, the seed opened if there is a sealer."""
    row, token = values[0], values[_TOTP_AT]
    opened = list(values)
    opened[_TOTP_AT] = None if sealer is None or token is None else _open(sealer, row, token)
    return Member(*opened)


def hold(connection: Connection, staff_id: UUID) -> None:
    """Let no other transaction change the member, or add what must be counted with theirs, until this one ends.

    What is read by the next statement is then the newest. Foreign keys may still point at the row.
    """
    held = select(_table.id).where(_table.id == staff_id).with_for_update(key_share=True)
    connection.execute(held).first()


def _open(sealer: Sealer, row: UUID, token: str) -> str | Unreadable:
    try:
        return sealer.open(TOTP, row, token)
    except Unreadable as unreadable:
        return unreadable.with_traceback(None)  # a traceback would hold the frames in which the keys are
