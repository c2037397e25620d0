"""Blind indexes that are computed again from the sealed value beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row, bindparam, select, update

from app.crypto import Column, Unreadable
from app.intake.answers.birth_date import is_whole
from app.store.conversations.consents import CONSENT_SENDER, Consent
from app.store.conversations.conversations import EXTERNAL_USER, ConversationRow
from app.store.conversations.invitations import Invitation
from app.store.conversations.senders import nobodys_index
from app.store.conversations.spellings import SENDER_ADDRESS, spellings
from app.store.model import table_of
from app.store.patients.fragments import NUMBER_END, number_end
from app.store.patients.patient import Patient, patients
from app.store.rotation.digests import SheetRows
from app.store.rotation.names import OF_PATIENTS, PatientIndexes
from app.store.rotation.part import (
    Apart,
    Change,
    Part,
    Place,
    Reading,
    RotationKeys,
    Swap,
    next_rows,
    running,
)

_Row = Row[*tuple[Any, ...]]
Settled = tuple[Place, bytes | None]
"""Where an index is, and what it should be."""


def _nobodys(_keys: RotationKeys, _row: _Row, held: bytes, _value: str) -> Settled:
    """Keep an index that matches its value under no key: it was made to find nobody."""
    return Apart.NOBODYS, held


def _another_days(keys: RotationKeys, _row: _Row, _held: bytes, value: str) -> Settled:
    """Correct the index of a whole birth date."""
    return Apart.ASTRAY, keys.index.of(Patient.birth_date.column, value) if is_whole(value) else None


def _another_numbers(keys: RotationKeys, row: _Row, held: bytes, _value: str) -> Settled:
    """Let an old consent find nobody once its sender's number has changed.

    Its index cannot be computed again. Under the old key, it would reveal the old number to anybody with that key.
    """
    is_old = keys.indexed_since is not None and row.decided_at < keys.indexed_since
    return Apart.NOBODYS, nobodys_index() if is_old else held


class Derived(NamedTuple):
    """An index, the sealed value that it is of, and what its key is named after."""

    stored: sa.Column[Any]
    value: sa.Column[Any]
    indexed: Column
    of: Callable[[str], tuple[str, ...]] = lambda value: (value,)
    """Makes the texts out of the value of which one is indexed."""
    stray: Callable[[RotationKeys, _Row, bytes, str], Settled] = _nobodys
    """Settles an index that matches its value under no key."""


class Indexes(Part):
    """The indexes of one table, with `more` columns by which they are told."""

    def __init__(self, table: sa.Table, *derived: Derived, more: Sequence[sa.Column[Any]] = ()) -> None:
        self.table = table
        self.name = f"{table.name}, indexes"
        self._derived = [(each, _swap(table, each)) for each in derived]
        sealed = derived[0].value.table
        own = (column for each in derived for column in (each.stored, each.value))
        joined = table if sealed is table else table.join(sealed)
        self._wanted = select(table.c.id, sealed.c.id, *own, *more).select_from(joined)

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None) -> Reading:
        """Read the next rows, and see under which key each of their indexes is."""
        rows = next_rows(connection, self._wanted, self.table.c.id, after)
        reading = Reading.of(rows)
        swaps: list[Swap] = []
        for at, (derived, swap) in enumerate(self._derived):
            name, stored, sealed = str(derived.stored), 2 + 2 * at, 3 + 2 * at
            holding = [row for row in rows if row[stored] is not None and row[sealed] is not None]
            pairs = ((row[1], row[sealed]) for row in holding)
            values = keys.sealer.open_many(derived.value.info["sealed"], pairs)
            for row, value in zip(holding, values, strict=True):
                place, new = _settled(keys, derived, row, row[stored], value)
                reading.note(name, place, row[0])
                if new != row[stored]:
                    changes = {"row": row[0], "held": row[stored], "new": new, "token": row[sealed]}
                    swaps.append(Swap(swap, changes))
        reading.swaps = lambda: swaps
        return reading


def _settled(
    keys: RotationKeys, derived: Derived, row: _Row, held: bytes, value: str | Unreadable
) -> Settled:
    if isinstance(value, Unreadable):
        return Apart.UNREADABLE, held
    for text in derived.of(value):
        own = keys.index.candidates(derived.indexed, text)
        if held in own:
            return own.index(held), own[0]
    return derived.stray(keys, row, held, value)


def indexes() -> list[Part]:
    """Return everything that is blindly indexed."""
    spoke, asked, born = table_of(ConversationRow).c, table_of(Invitation).c, patients.c
    agreed = table_of(Consent).c
    return [
        Indexes(
            table_of(ConversationRow),
            Derived(spoke.address_index, spoke.address, SENDER_ADDRESS),
            Derived(spoke.external_user_index, spoke.external_user, EXTERNAL_USER),
            Derived(spoke.address_end_index, spoke.address, NUMBER_END, _end_of),
        ),
        Indexes(table_of(Invitation), Derived(asked.address_index, asked.address, SENDER_ADDRESS, spellings)),
        Indexes(
            patients,
            Derived(born.birth_date_index, born.birth_date, Patient.birth_date.column, stray=_another_days),
        ),
        Indexes(
            table_of(Consent),
            Derived(agreed.sender_index, spoke.address, CONSENT_SENDER, stray=_another_numbers),
            more=[agreed.decided_at],
        ),
        *(PatientIndexes(stored, indexed) for stored, indexed in OF_PATIENTS.items()),
        SheetRows(),
    ]


def _end_of(address: str) -> tuple[str]:
    return (number_end(address) or "",)


def _swap(table: sa.Table, derived: Derived) -> Change:
    swapped = update(table).where(table.c.id == bindparam("row"), derived.stored == bindparam("held"))
    if derived.value.table is table:
        swapped = swapped.where(derived.value == bindparam("token"))
    return running(swapped.values({derived.stored.name: bindparam("new")}))
