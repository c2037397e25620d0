"""Rows that grant access or protect and were not written by us: find and remove."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from app.store.model import DoorSeal, OwnSeal, Seal, keys_of, models, table_of
from app.store.vouched import Vouched, all_vouched


def found(db: Session) -> dict[str, list[UUID]]:
    """Return the forged rows by table, without the tables that have none.

    A session, link or known computer made under a secret that is no longer listed looks like a forged one.
    """
    sealer = keys_of(db).sealer
    vouched = {name: each.forged(db.connection(), sealer) for name, each in all_vouched().items()}
    own = {table.name: seal.forged(db) for table, seal in _own_seals().items()}
    listed = {name: [*rows] for name, rows in (own | vouched).items()}
    return {name: rows for name, rows in listed.items() if rows}


def remove(db: Session) -> dict[str, int]:
    """Remove the forged rows, and count them by table.

    Members stay, because their names are still needed: `staff.vouch_again` seals them again. So do rows with a
    seal of ours, as the seal says. Others are removed, but for records and conversations, which are made harmless,
    and an alarm whose words we sealed, which waits again for somebody to take it. Rows that others refer to stay forged.
    """
    own, vouched = {table.name: (table, seal) for table, seal in _own_seals().items()}, all_vouched()
    done = {
        name: _put_back(db, vouched[name], rows) if name in vouched else _remove(db, *own[name], rows)
        for name, rows in found(db).items()
    }
    return {name: count for name, count in done.items() if count}


def vouched_tables() -> set[str]:
    """Return the tables whose rows are vouched for."""
    return {*all_vouched(), *(table.name for table in _own_seals())}


def _put_back(db: Session, vouched: Vouched, rows: Sequence[UUID]) -> int:
    rescue = {table_of(kind): kind.seal.rescue for kind in models() if isinstance(kind.seal, Seal)}
    saves = rescue.get(vouched.table)
    saved = saves(db, rows) if saves else ()
    others = [row for row in rows if row not in saved]
    return vouched.put_back(db.connection(), keys_of(db).sealer, others) + len(saved)


def _remove(db: Session, table: Table, seal: OwnSeal | DoorSeal, rows: Sequence[UUID]) -> int:
    if seal.remove:
        return seal.remove(db, rows)
    db.execute(delete(table).where(table.c.id.in_(rows)))
    return len(rows)


def _own_seals() -> dict[Table, OwnSeal | DoorSeal]:
    return {table_of(kind): kind.seal for kind in models() if isinstance(kind.seal, OwnSeal | DoorSeal)}
