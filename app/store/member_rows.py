"""From rows to members: opening what is sealed, and telling whether we wrote the row. And holding a member's row."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, select

from app.crypto import Unreadable
from app.store.columns import PASSWORD, STAFF_SEAL, TOTP
from app.store.member import Member
from app.store.tables import staff, staff_recovery_codes
from app.store.vouched import digest_of, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from app.crypto import Column, Sealer

_table = staff.c
_codes = staff_recovery_codes.c
_RECOVERY_LEFT: Final = (
    select(func.count())
    .select_from(staff_recovery_codes)
    .where(_codes.staff_id == _table.id)
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
    _table.last_seen_at,
    _RECOVERY_LEFT.label("recovery_left"),
    _table.seal,
)
"""What `members_of` reads, in the order of Member's fields."""
_ID, _PASSWORD, _TOTP, _SEAL = map(MEMBER.index, (_table.id, _table.password_hash, _table.totp, _table.seal))
VOUCHED_FOR: Final = ("email", "role", "enrolled_at", "disabled_at", "totp_since", "last_step")
CAN_SIGN_IN: Final = and_(_table.enrolled_at.is_not(None), _table.disabled_at.is_(None))


def member_of(values: Sequence[Any], sealer: Sealer, *, with_seed: bool = False) -> Member:
    """Return the member of a row of MEMBER, the seed opened if it is wanted."""
    return members_of([values], sealer, with_seed=with_seed)[0]


def members_of(rows: Sequence[Sequence[Any]], sealer: Sealer, *, with_seed: bool = False) -> list[Member]:
    """Return the members of rows of MEMBER, opened in bulk, in their order."""
    passwords = _opened(sealer, PASSWORD, rows, _PASSWORD)
    seals = _opened(sealer, STAFF_SEAL, rows, _SEAL)
    seeds = _opened(sealer, TOTP, rows, _TOTP) if with_seed else {}
    return [_member(row, passwords.get(row[_ID]), seals.get(row[_ID]), seeds.get(row[_ID])) for row in rows]


def seal_of(sealer: Sealer, staff_id: UUID, values: Mapping[str, Any], password: str | None) -> str:
    """Return what vouches for a member's row: its address, role, state and password."""
    return sealer.seal(STAFF_SEAL, staff_id, _vouched(values, password))


def _member(
    row: Sequence[Any],
    password: str | Unreadable | None,
    seal: str | Unreadable | None,
    seed: str | Unreadable | None,
) -> Member:
    values = dict(zip((column.name for column in MEMBER), row, strict=True))
    values |= {"totp": seed, "password_hash": password if isinstance(password, str) else None}
    del values["seal"]
    is_genuine = not isinstance(password, Unreadable) and seal == _vouched(values, values["password_hash"])
    return Member(**values, is_genuine=is_genuine)


def _vouched(values: Mapping[str, Any], password: str | None) -> str:
    known = None if password is None else hashlib.sha256(password.encode()).hexdigest()
    return digest_of((*fields_of(values, VOUCHED_FOR), known))


def _opened(
    sealer: Sealer, column: Column, rows: Sequence[Sequence[Any]], place: int
) -> dict[UUID, str | Unreadable]:
    sealed = [(row[_ID], row[place]) for row in rows if row[place] is not None]
    opened = sealer.open_many(column, sealed)
    return {row: value for (row, _), value in zip(sealed, opened, strict=True)}


def hold(connection: Connection, staff_id: UUID) -> None:
    """Let no other transaction change the member, or add what must be counted with theirs, until this one ends.

    What is read by the next statement is then the newest. Foreign keys may still point at the row.
    """
    held = select(_table.id).where(_table.id == staff_id).with_for_update(key_share=True)
    connection.execute(held).first()
