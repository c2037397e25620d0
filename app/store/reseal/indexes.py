"""Blind indexes that are made anew from the value that stands sealed beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, func, select, update

from app.crypto import Unreadable
from app.intake.answers.birthdate import is_whole
from app.store.columns import BIRTH_DATE, CONSENT_SENDER, EXTERNAL_USER, SENDER_ADDRESS
from app.store.filing import nobodys_index
from app.store.reseal.reading import BATCH, Apart, Place, Reading, Swap
from app.store.tables import consents, conversations, patients

if TYPE_CHECKING:
    from uuid import UUID

    import sqlalchemy as sa
    from sqlalchemy import Connection, Row

    from app.crypto import Column
    from app.store.reseal.reading import Keys

    _Row = Row[*tuple[Any, ...]]


class Derived(NamedTuple):
    """An index, the sealed value that it is of, and the columns by whose names each has its key."""

    stored: sa.Column[Any]
    value: sa.Column[Any]
    indexed: Column
    sealed: Column


class Stray(NamedTuple):
    """An index that is not its value's under any key."""

    keys: Keys
    row: _Row
    held: bytes
    value: str


class Indexes:
    """The indexes of one table. One that is not its value's is nobody's on purpose, and stays so."""

    in_stretches = True

    def __init__(self, table: sa.Table, *derived: Derived) -> None:
        self.name = f"{table.name}, indexes"
        self._table = table
        self._derived = derived
        self._statements = [_swap(table, each) for each in derived]

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""
        return int(connection.execute(select(func.count()).select_from(self._table)).scalar_one())

    def read(self, connection: Connection, keys: Keys, after: UUID | None, last: UUID) -> Reading:
        """Read the next rows, and see under which key each of their indexes is."""
        rows = connection.execute(self._next(after, last)).all()
        reading = Reading(rows[-1][0] if rows else None, len(rows), len(rows) < BATCH)
        swaps: list[Swap] = []
        for place, (derived, statement) in zip(
            range(2, 9, 2), zip(self._derived, self._statements, strict=True), strict=False
        ):
            sealed = [row for row in rows if row[place] is not None and row[place + 1] is not None]
            values = keys.sealer.open_many(derived.sealed, ((row[1], row[place + 1]) for row in sealed))
            for row, value in zip(sealed, values, strict=True):
                held = row[place]
                under, new = self._settle(keys, derived, row, held, value)
                reading.note(str(derived.stored), under, row[0])
                if new != held:
                    swap = {"row": row[0], "held": held, "new": new, "token": row[place + 1]}
                    swaps.append(Swap(statement, swap))
        reading.swaps = lambda: swaps
        return reading

    def repair(self, connection: Connection, keys: Keys, row: UUID) -> None:
        """Do nothing: what is astray is set right by a swap."""

    def _next(self, after: UUID | None, last: UUID) -> sa.Select[*tuple[Any, ...]]:
        """Select a row's id, the id that its values are sealed for, and each index with its value."""
        table = self._table.c
        own = (column for derived in self._derived for column in (derived.stored, derived.value))
        return _some(select(table.id, table.id, *own), table.id, after, last)

    def _settle(
        self, keys: Keys, derived: Derived, row: _Row, held: bytes, value: str | Unreadable
    ) -> tuple[Place, bytes | None]:
        """Return where an index is, and what it is to be."""
        if isinstance(value, Unreadable):
            return Apart.UNREADABLE, held
        own = keys.index.candidates(derived.indexed, value)
        if held in own:
            return own.index(held), own[0]
        return self._stray(Stray(keys, row, held, value))

    def _stray(self, stray: Stray) -> tuple[Place, bytes | None]:
        return Apart.NOBODYS, stray.held


class BirthDates(Indexes):
    """The indexes of whole birth dates. One that is another day's is set right."""

    def _stray(self, stray: Stray) -> tuple[Place, bytes | None]:
        own = stray.keys.index.of(BIRTH_DATE, stray.value) if is_whole(stray.value) else None
        return Apart.ASTRAY, own


class ConsentSenders(Indexes):
    """The indexes of who consented, from the addresses of their conversations.

    Who has another number since cannot be indexed anew, and an index under the old key would tell the old number to
    whoever has that key: it becomes nobody's.
    """

    def _next(self, after: UUID | None, last: UUID) -> sa.Select[*tuple[Any, ...]]:
        [derived] = self._derived
        table = consents.c
        wanted = select(table.id, conversations.c.id, derived.stored, derived.value, table.decided_at)
        joined = consents.join(conversations, conversations.c.id == table.conversation_id)
        return _some(wanted.select_from(joined), table.id, after, last)

    def _stray(self, stray: Stray) -> tuple[Place, bytes | None]:
        since = stray.keys.indexed_since
        is_old = since is not None and stray.row.decided_at < since
        return Apart.NOBODYS, nobodys_index() if is_old else stray.held


def derived_indexes() -> list[Indexes]:
    """Return the indexes that are of a value beside them."""
    spoke, born, agreed = conversations.c, patients.c, consents.c
    return [
        Indexes(
            conversations,
            Derived(spoke.address_index, spoke.address, SENDER_ADDRESS, SENDER_ADDRESS),
            Derived(spoke.external_user_index, spoke.external_user, EXTERNAL_USER, EXTERNAL_USER),
        ),
        BirthDates(patients, Derived(born.birth_date_index, born.birth_date, BIRTH_DATE, BIRTH_DATE)),
        ConsentSenders(consents, Derived(agreed.sender_index, spoke.address, CONSENT_SENDER, SENDER_ADDRESS)),
    ]


def _some(
    wanted: sa.Select[*tuple[Any, ...]], key: sa.Column[Any], after: UUID | None, last: UUID
) -> sa.Select[*tuple[Any, ...]]:
    some = wanted.where(key <= last) if after is None else wanted.where(key <= last, key > after)
    return some.order_by(key).limit(BATCH)


def _swap(table: sa.Table, derived: Derived) -> sa.Update:
    swapped = update(table).where(table.c.id == bindparam("row"), derived.stored == bindparam("held"))
    if derived.value.table is table:
        swapped = swapped.where(derived.value == bindparam("token"))
    return swapped.values({derived.stored.name: bindparam("new")})
