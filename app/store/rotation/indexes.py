"""Blind indexes that are computed again from the sealed value beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from app.crypto import BlindIndex, Column, Unreadable
from app.intake.answers.dates import is_whole
from app.intake.answers.names import name_words
from app.store.columns import (
    BIRTH_DATE,
    CONSENT_SENDER,
    EXTERNAL_USER,
    INVITATION_ADDRESS,
    NAME,
    NAME_WORD,
    NUMBER_END,
    SENDER_ADDRESS,
)
from app.store.fragments import number_end, start_indexes
from app.store.rotation.progress import BATCH, Apart, Place, Reading, RotationKeys, Swap
from app.store.senders import nobodys_index
from app.store.spellings import spellings
from app.store.tables import (
    consents,
    conversations,
    invitations,
    patient_name_starts,
    patient_name_words,
    patients,
    sheet_rows,
)

_Row = Row[*tuple[Any, ...]]


class Derived(NamedTuple):
    """An index, its sealed value, and the columns whose names their keys come from."""

    stored: sa.Column[Any]
    value: sa.Column[Any]
    indexed: Column
    sealed: Column
    of: Callable[[str], tuple[str, ...]] = lambda value: (value,)
    """Makes the texts out of the value of which one is indexed."""


class Stray(NamedTuple):
    """An index that matches its value under no key."""

    keys: RotationKeys
    row: _Row
    held: bytes
    value: str


class Indexes:
    """The indexes of one table.

    An index that does not match its value was made to find nobody, and stays as it is.
    """

    in_stretches = True

    def __init__(self, table: sa.Table, *derived: Derived) -> None:
        self.name = f"{table.name}, indexes"
        self._table = table
        self._derived = derived
        self._statements = [_swap(table, each) for each in derived]

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""
        return int(connection.execute(select(func.count()).select_from(self._table)).scalar_one())

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None, last: UUID) -> Reading:
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

    def repair(self, connection: Connection, keys: RotationKeys, row: UUID) -> None:
        """Do nothing: what is astray is set right by a swap."""

    def _next(self, after: UUID | None, last: UUID) -> sa.Select[*tuple[Any, ...]]:
        """Select a row's id, the id its values are sealed for, and indexes with values."""
        table = self._table.c
        own = (column for derived in self._derived for column in (derived.stored, derived.value))
        return _some(select(table.id, table.id, *own), table.id, after, last)

    def _settle(
        self, keys: RotationKeys, derived: Derived, row: _Row, held: bytes, value: str | Unreadable
    ) -> tuple[Place, bytes | None]:
        """Return under which key an index is, and what it should be."""
        if isinstance(value, Unreadable):
            return Apart.UNREADABLE, held
        for text in derived.of(value):
            own = keys.index.candidates(derived.indexed, text)
            if held in own:
                return own.index(held), own[0]
        return self._stray(Stray(keys, row, held, value))

    def _stray(self, stray: Stray) -> tuple[Place, bytes | None]:
        return Apart.NOBODYS, stray.held


class BirthDates(Indexes):
    """The indexes of whole birth dates. An index of another day is corrected."""

    def _stray(self, stray: Stray) -> tuple[Place, bytes | None]:
        own = stray.keys.index.of(BIRTH_DATE, stray.value) if is_whole(stray.value) else None
        return Apart.ASTRAY, own


class ConsentSenders(Indexes):
    """The indexes of who consented, from the addresses of their conversations.

    The index of a sender whose number has changed since cannot be computed again. Under the old key, it would reveal
    the old number to anybody with that key, so it is replaced by one that finds nobody.
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


def _end_of(address: str) -> tuple[str]:
    return (number_end(address) or "",)


def derived_indexes() -> list[Indexes]:
    """Return the indexes that are computed from a sealed value beside them."""
    spoke, born, agreed, asked = conversations.c, patients.c, consents.c, invitations.c
    return [
        Indexes(
            conversations,
            Derived(spoke.address_index, spoke.address, SENDER_ADDRESS, SENDER_ADDRESS),
            Derived(spoke.external_user_index, spoke.external_user, EXTERNAL_USER, EXTERNAL_USER),
            Derived(spoke.address_end_index, spoke.address, NUMBER_END, SENDER_ADDRESS, _end_of),
        ),
        Indexes(
            invitations,
            Derived(asked.address_index, asked.address, SENDER_ADDRESS, INVITATION_ADDRESS, spellings),
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


# The words of names and their beginnings, indexed again from the names.

_patients = patients.c
Wanted = Callable[[BlindIndex, UUID, str], list[tuple[bytes, ...]]]
"""A function that makes the indexes of a patient's name under every key, for each row."""


def _words_of(index: BlindIndex, _patient: UUID, name: str) -> list[tuple[bytes, ...]]:
    return [index.candidates(NAME_WORD, word) for word in name_words(name)]


class NameIndexes:
    """The indexes of all names in one table, a patient at a time."""

    in_stretches = True

    def __init__(self, stored: sa.Column[bytes], wanted: Wanted) -> None:
        self._table = stored.table
        self.name = str(stored.table)
        self._stored = stored
        self._column = str(stored)
        self._wanted = wanted
        this = (self._table.c.patient_id == bindparam("row"), stored == bindparam("held"))
        self._swap = update(self._table).where(*this).values({stored.name: bindparam("new")})
        self._drop = delete(self._table).where(*this)

    def count(self, connection: Connection) -> int:
        """Return how many patients there are."""
        return int(connection.execute(select(func.count()).select_from(patients)).scalar_one())

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None, last: UUID) -> Reading:
        """Read the next patients, and see under which key each index of their names is."""
        some = (
            select(_patients.id, _patients.name)
            .where(_patients.id <= last)
            .order_by(_patients.id)
            .limit(BATCH)
        )
        rows = connection.execute(some if after is None else some.where(_patients.id > after)).all()
        if not rows:
            return Reading()
        reading = Reading(rows[-1].id, len(rows), len(rows) < BATCH)
        held = self._held(connection, rows[0].id, rows[-1].id)
        swaps: list[Swap] = []
        names = keys.sealer.open_many(NAME, ((row.id, row.name) for row in rows))
        for row, name in zip(rows, names, strict=True):
            if isinstance(name, Unreadable):
                reading.note(self._column, Apart.UNREADABLE, row.id)
            else:
                swaps += self._settle(reading, row.id, self._wanted(keys.index, row.id, name), held[row.id])
        reading.swaps = lambda: swaps
        return reading

    def repair(self, connection: Connection, keys: RotationKeys, row: UUID) -> None:
        """Index a name again, with the patient held as for a correction."""
        held = select(_patients.created_at, _patients.name).where(_patients.id == row).with_for_update()
        found = connection.execute(held).one_or_none()
        if found is None:
            return
        [name] = keys.sealer.open_many(NAME, [(row, found.name)])
        if isinstance(name, Unreadable):
            return
        connection.execute(delete(self._table).where(self._table.c.patient_id == row))
        rows: list[dict[str, Any]] = [
            {"patient_id": row, self._stored.name: index, "created_at": found.created_at}
            for index in {newest for newest, *_ in self._wanted(keys.index, row, name)}
        ]
        if rows:
            connection.execute(insert(self._table), rows)

    def _held(self, connection: Connection, first: UUID, last: UUID) -> defaultdict[UUID, set[bytes]]:
        patient_id = self._table.c.patient_id
        found = select(patient_id, self._stored).where(patient_id.between(first, last))
        held: defaultdict[UUID, set[bytes]] = defaultdict(set)
        for patient, index in connection.execute(found):
            held[patient].add(index)
        return held

    def _settle(
        self, reading: Reading, row: UUID, wanted: list[tuple[bytes, ...]], held: set[bytes]
    ) -> list[Swap]:
        """Note where each index is, and return what brings them under the newest key."""
        known = {each: (place, own[0]) for own in wanted for place, each in enumerate(own)}
        astray = len(held - known.keys()) + sum(held.isdisjoint(own) for own in wanted)
        for _ in range(astray):
            reading.note(self._column, Apart.ASTRAY, row)
        swaps: list[Swap] = []
        for index in held & known.keys():
            place, new = known[index]
            reading.note(self._column, place, row)
            if place > 0:
                values: dict[str, Any] = {"row": row, "held": index}
                # Twice the same, under two keys: one of them is enough.
                swaps.append(
                    Swap(self._drop, values) if new in held else Swap(self._swap, {**values, "new": new})
                )
        if astray:
            reading.repairs.append(row)  # the repair replaces all of them
            return []
        return swaps


def name_indexes() -> list[NameIndexes]:
    """Return the indexes of NAME_WORD and of NAME_START."""
    return [
        NameIndexes(patient_name_words.c.word_index, _words_of),
        NameIndexes(patient_name_starts.c.start_index, start_indexes),
    ]


# Digests of rows in spreadsheets. The rows are not kept, so a digest under an old key is removed: the row
# is sent again.

_table = sheet_rows.c
_REMOVE_DIGEST: Final = (
    update(sheet_rows)
    .where(
        _table.patient_id == bindparam("row"),
        _table.spreadsheet_id == bindparam("sheet"),
        _table.digest == bindparam("held"),
    )
    .values(digest=None)
)


class SheetRows:
    """The ledger's digests, a patient at a time.

    One patient may be in several spreadsheets.
    """

    name = str(sheet_rows.name)
    in_stretches = True

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""
        return int(connection.execute(select(func.count()).select_from(sheet_rows)).scalar_one())

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None, last: UUID) -> Reading:
        """Read the next rows, and see which key's mark each digest has."""
        some = select(_table.patient_id).distinct().where(_table.patient_id <= last)
        some = some if after is None else some.where(_table.patient_id > after)
        patients = connection.execute(some.order_by(_table.patient_id).limit(BATCH)).scalars().all()
        if not patients:
            return Reading()
        of_them = _table.patient_id.between(patients[0], patients[-1])
        rows = connection.execute(
            select(_table.patient_id, _table.spreadsheet_id, _table.digest).where(of_them)
        ).all()
        reading = Reading(patients[-1], len(rows), len(patients) < BATCH)
        swaps: list[Swap] = []
        for row in rows:
            if row.digest is None:
                continue
            is_newest = row.digest.startswith(keys.index.mark)
            reading.note(str(_table.digest), 0 if is_newest else 1, row.patient_id)
            if not is_newest:
                values = {"row": row.patient_id, "sheet": row.spreadsheet_id, "held": row.digest}
                swaps.append(Swap(_REMOVE_DIGEST, values))
        reading.swaps = lambda: swaps
        return reading

    def repair(self, connection: Connection, keys: RotationKeys, row: UUID) -> None:
        """Do nothing: there is nothing to repair."""
