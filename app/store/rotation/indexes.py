"""Blind indexes that are computed again from the sealed value beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from app.crypto import BlindIndex, Column, Unreadable
from app.intake.answers.dates import is_whole
from app.intake.answers.names import name_words
from app.store.columns import CONSENT_SENDER, NAME_WORD, NUMBER_END
from app.store.consents import Consent
from app.store.conversations import EXTERNAL_USER, ConversationRow
from app.store.fragments import NameStart, NameWord, number_end, start_indexes
from app.store.invitations import Invitation
from app.store.model import table_of
from app.store.patient import Patient, patients
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
from app.store.senders import nobodys_index
from app.store.sheets import SheetRow
from app.store.spellings import SENDER_ADDRESS, spellings

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
        *(NameIndexes(stored, wanted) for stored, wanted in _OF_NAMES.items()),
        SheetRows(),
    ]


def _end_of(address: str) -> tuple[str]:
    return (number_end(address) or "",)


def _swap(table: sa.Table, derived: Derived) -> Change:
    swapped = update(table).where(table.c.id == bindparam("row"), derived.stored == bindparam("held"))
    if derived.value.table is table:
        swapped = swapped.where(derived.value == bindparam("token"))
    return running(swapped.values({derived.stored.name: bindparam("new")}))


# The words of names and their beginnings.


def _words_of(index: BlindIndex, _patient: UUID, name: str) -> list[tuple[bytes, ...]]:
    return [index.candidates(NAME_WORD, word) for word in name_words(name)]


Wanted = Callable[[BlindIndex, UUID, str], list[tuple[bytes, ...]]]
"""A function that makes the indexes of a patient's name under every key: of NAME_WORD, or of NAME_START."""
_OF_NAMES: Final[dict[sa.Column[bytes], Wanted]] = {
    table_of(NameWord).c.word_index: _words_of,
    table_of(NameStart).c.start_index: start_indexes,
}


class NameIndexes(Part):
    """The indexes of all names in one table, a patient at a time.

    A name that lacks an index, or has one too many, is indexed again.
    """

    table = patients

    def __init__(self, stored: sa.Column[bytes], wanted: Wanted) -> None:
        self.name = stored.table.name
        self._stored = stored
        self._column = str(stored)
        self._indexes = stored.table
        self._wanted = wanted
        this = (self._indexes.c.patient_id == bindparam("row"), stored == bindparam("held"))
        self._swap = running(update(self._indexes).where(*this).values({stored.name: bindparam("new")}))

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None) -> Reading:
        """Read the next patients, and see under which key each index of their names is."""
        wanted = select(patients.c.id, patients.c.name, patients.c.created_at)
        rows = next_rows(connection, wanted, patients.c.id, after)
        reading = Reading.of(rows)
        held = self._held(connection, rows)
        swaps: list[Swap] = []
        names = keys.sealer.open_many(Patient.name.column, ((row.id, row.name) for row in rows))
        for row, name in zip(rows, names, strict=True):
            if isinstance(name, Unreadable):
                reading.note(self._column, Apart.UNREADABLE, row.id)
            else:
                own = self._wanted(keys.index, row.id, name)
                swaps += self._settled(reading, row, own, held[row.id])
        reading.swaps = lambda: swaps
        return reading

    def _held(self, connection: Connection, rows: Sequence[_Row]) -> defaultdict[UUID, set[bytes]]:
        held: defaultdict[UUID, set[bytes]] = defaultdict(set)
        if rows:
            patient_id = self._indexes.c.patient_id
            found = select(patient_id, self._stored).where(patient_id.between(rows[0].id, rows[-1].id))
            for patient, index in connection.execute(found):
                held[patient].add(index)
        return held

    def _settled(
        self, reading: Reading, row: _Row, wanted: list[tuple[bytes, ...]], held: set[bytes]
    ) -> list[Swap]:
        """Note where each index is, and return what brings them under the newest key."""
        known = {each: (place, own[0]) for own in wanted for place, each in enumerate(own)}
        astray = len(held - known.keys()) + sum(held.isdisjoint(own) for own in wanted)
        for place in [known[index][0] for index in held & known.keys()] + [Apart.ASTRAY] * astray:
            reading.note(self._column, place, row.id)
        newest = {own[0] for own in wanted}
        if astray or len(held) > len(newest):  # more: one is there under two keys
            return [Swap(self._index_again, {"row": row.id, "read": row, "newest": newest})]
        old = held - newest
        return [Swap(self._swap, {"row": row.id, "held": index, "new": known[index][1]}) for index in old]

    def _index_again(self, connection: Connection, values: list[dict[str, Any]]) -> int:
        """Replace all indexes of these names, with the patients held as for a correction."""
        made = 0
        for each in values:
            patient, name, created_at = each["read"]
            this = select(patients.c.id).where(patients.c.id == patient, patients.c.name == name)
            if connection.execute(this.with_for_update()).first() is None:
                continue
            connection.execute(delete(self._indexes).where(self._indexes.c.patient_id == patient))
            for index in each["newest"]:
                row = {"patient_id": patient, self._stored.name: index, "created_at": created_at}
                connection.execute(insert(self._indexes).values(row))
            made += 1
        return made


# Digests of rows in spreadsheets. The rows are not kept, so a digest under an old key is removed: the row
# is sent again.

_sheets = table_of(SheetRow).c
_REMOVE_DIGEST: Final = running(
    update(table_of(SheetRow))
    .where(
        _sheets.patient_id == bindparam("row"),
        _sheets.spreadsheet_id == bindparam("sheet"),
        _sheets.digest == bindparam("held"),
    )
    .values(digest=None)
)


class SheetRows(Part):
    """The ledger's digests, a patient at a time.

    One patient may be in several spreadsheets.
    """

    name = SheetRow.__tablename__
    table = table_of(SheetRow)

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None) -> Reading:
        """Read the next rows, and see which key's mark each digest has."""
        several = next_rows(connection, select(_sheets.patient_id).distinct(), _sheets.patient_id, after)
        of_them = _sheets.patient_id.in_([patient for (patient,) in several])
        wanted = select(_sheets.patient_id, _sheets.spreadsheet_id, _sheets.digest).where(of_them)
        rows = connection.execute(wanted).all()
        reading = replace(Reading.of(several), rows=len(rows))
        swaps: list[Swap] = []
        for patient, sheet, digest in rows:
            if digest is None:
                continue
            place = 0 if digest.startswith(keys.index.mark) else 1
            reading.note(str(_sheets.digest), place, patient)
            if place:
                swaps.append(Swap(_REMOVE_DIGEST, {"row": patient, "sheet": sheet, "held": digest}))
        reading.swaps = lambda: swaps
        return reading
