"""The words of names, indexed anew from the names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, func, insert, select, update

from app.crypto import Unreadable
from app.intake.answers.names import name_words
from app.store.columns import NAME, NAME_WORD
from app.store.reseal.reading import BATCH, Apart, Reading, Swap
from app.store.tables import patient_name_words, patients

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from app.crypto import BlindIndex
    from app.store.reseal.reading import Keys

_table, _words = patients.c, patient_name_words.c
_COLUMN: Final = str(_words.word_index)
_this = (_words.patient_id == bindparam("row"), _words.word_index == bindparam("held"))
_SWAP: Final = update(patient_name_words).where(*_this).values(word_index=bindparam("new"))
_DROP: Final = delete(patient_name_words).where(*_this)


class NameWords:
    """The words of all names, a patient at a time."""

    name = str(patient_name_words.name)
    in_stretches = True

    def count(self, connection: Connection) -> int:
        """Return how many patients there are."""
        return int(connection.execute(select(func.count()).select_from(patients)).scalar_one())

    def read(self, connection: Connection, keys: Keys, after: UUID | None, last: UUID) -> Reading:
        """Read the next patients, and see under which key each word of their names is."""
        some = select(_table.id, _table.name).where(_table.id <= last).order_by(_table.id).limit(BATCH)
        rows = connection.execute(some if after is None else some.where(_table.id > after)).all()
        if not rows:
            return Reading()
        reading = Reading(rows[-1].id, len(rows), len(rows) < BATCH)
        held = _held(connection, rows[0].id, rows[-1].id)
        swaps: list[Swap] = []
        names = keys.sealer.open_many(NAME, ((row.id, row.name) for row in rows))
        for row, name in zip(rows, names, strict=True):
            if isinstance(name, Unreadable):
                reading.note(_COLUMN, Apart.UNREADABLE, row.id)
            else:
                swaps += _settle(keys.index, reading, row.id, name, held[row.id])
        reading.swaps = lambda: swaps
        return reading

    def repair(self, connection: Connection, keys: Keys, row: UUID) -> None:
        """Index the words of a name anew, the patient held as a correction holds them."""
        held = select(_table.created_at, _table.name).where(_table.id == row).with_for_update()
        found = connection.execute(held).one_or_none()
        if found is None:
            return
        [name] = keys.sealer.open_many(NAME, [(row, found.name)])
        if isinstance(name, Unreadable):
            return
        connection.execute(delete(patient_name_words).where(_words.patient_id == row))
        words = [
            {"patient_id": row, "word_index": index, "created_at": found.created_at}
            for index in {keys.index.of(NAME_WORD, word) for word in name_words(name)}
        ]
        if words:
            connection.execute(insert(patient_name_words), words)


def _held(connection: Connection, first: UUID, last: UUID) -> defaultdict[UUID, set[bytes]]:
    found = select(_words.patient_id, _words.word_index).where(_words.patient_id.between(first, last))
    held: defaultdict[UUID, set[bytes]] = defaultdict(set)
    for row in connection.execute(found):
        held[row.patient_id].add(row.word_index)
    return held


def _settle(index: BlindIndex, reading: Reading, row: UUID, name: str, held: set[bytes]) -> list[Swap]:
    """Note where each word is, and return what brings them under the newest key."""
    wanted = [index.candidates(NAME_WORD, word) for word in name_words(name)]
    known = {each: (place, own[0]) for own in wanted for place, each in enumerate(own)}
    astray = len(held - known.keys()) + sum(held.isdisjoint(own) for own in wanted)
    for _ in range(astray):
        reading.note(_COLUMN, Apart.ASTRAY, row)
    swaps: list[Swap] = []
    for word in held & known.keys():
        place, new = known[word]
        reading.note(_COLUMN, place, row)
        if place > 0:
            values: dict[str, Any] = {"row": row, "held": word}
            # Twice the same word, under two keys: one of them is enough.
            swaps.append(Swap(_DROP, values) if new in held else Swap(_SWAP, {**values, "new": new}))
    if astray:
        reading.repairs.append(row)  # which does it all
        return []
    return swaps
