"""Find a record by the beginning of a name, or by the end of a number.

Both are blind indexes, and what they tell somebody who reads the tables is bounded. Each word of a name has beginnings
of a few lengths only, and a number only its last three digits. docs/security/sealing.md says what that amounts to.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from app.crypto import BlindIndex, Unreadable
from app.intake.answers.names import MOST_WORDS, PARTICLES, name_spellings, name_words, plain_words
from app.store.columns import NAME, NAME_START, NAME_WORD, NUMBER_END, SENDER_ADDRESS
from app.store.rows import SealedRows
from app.store.tables import (
    NOT_INDEXED,
    conversations,
    patient_name_starts,
    patient_name_words,
    patients,
)

Candidates = tuple[bytes, ...]
"""What a value is found by: its index under each key that we have, newest first."""

LENGTHS: Final = (2, 3, 4, 6, 9)
"""The lengths of the beginnings that are indexed. A longer beginning is found by the longest of these, and by opening
the names."""
SIZE: Final = 16
"""Bytes of an index. There are many indexes, and half of an HMAC is enough."""
STEP: Final = 4
"""A patient's rows are padded to a multiple of this, so that their number tells less about the name's length."""
MOST: Final = MOST_WORDS * (1 + len(LENGTHS))
"""The most rows that one patient has."""
_SHORT: Final = 2
LAST_DIGITS: Final = 3
_BATCH: Final = 200
_HANGUL_LETTERS: Final = range(0x1100, 0x1200)


# Names.


def starts(name: str) -> tuple[str, ...]:
    """Return the parts of a name whose beginnings find it, at most 20.

    They are its words, each joined with the words that follow it without a gap. So "oneill" finds "O'Neill". A particle
    or a very short word is joined with the next, so "delacruz" finds "de la Cruz".
    """
    found = (
        "".join(words[place:])
        for spelling in name_spellings(name)
        for words in _together(spelling)
        for place in range(len(words))
    )
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def readings(typed: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read what was typed.

    One takes word for word. The other joins the words that may be written together. Umlauts are read as such, and
    spelled out.
    """
    found: list[tuple[str, ...]] = []
    for spelling in name_spellings(typed):
        together = dict.fromkeys("".join(words) for words in _together(spelling))
        found += [plain_words(spelling), tuple(together)]
    return tuple(dict.fromkeys(found))


def _together(name: str) -> list[list[str]]:
    groups: list[list[str]] = []
    leads_on = False
    for written in name.split():
        words = plain_words(written)
        if not words:
            continue
        if leads_on:
            groups[-1] += words
        else:
            groups.append([*words])
        leads_on = words[-1] in PARTICLES or len(unicodedata.normalize("NFC", written)) <= _SHORT
    return groups


def longest(word: str) -> str:
    """Return the longest beginning of a word that is indexed; "" if none is."""
    return next((word[:length] for length in reversed(_lengths(word)) if length <= len(word)), "")


def starts_fit(words: tuple[str, ...], name: str) -> bool:
    """Return whether each of these words begins a part of the name."""
    known = starts(name)
    return all(any(start.startswith(word) for start in known) for word in words)


def _lengths(word: str) -> tuple[int, ...]:
    """Return the lengths that are indexed, with 1 where one sign may be a word."""
    is_sign = unicodedata.east_asian_width(word[0]) == "W" and ord(word[0]) not in _HANGUL_LETTERS
    return (1, *LENGTHS) if is_sign else LENGTHS


def start_candidates(index: BlindIndex, beginning: str) -> Candidates:
    """Return what a beginning is found by."""
    return tuple(each[:SIZE] for each in index.candidates(NAME_START, beginning))


def start_indexes(index: BlindIndex, patient_id: UUID, name: str) -> list[Candidates]:
    """Return the index of each row of a patient, under every key.

    The padding is made of this patient's id, so that it looks like the beginnings of a rare name.
    """
    found = {start[:length] for start in starts(name) for length in _lengths(start) if length <= len(start)}
    missing = -len(found) % STEP if found else STEP
    values = (*sorted(found), *(f"{patient_id.hex} {number}" for number in range(missing)))
    return [start_candidates(index, value) for value in values]


# Numbers.


def number_end(address: str) -> str | None:
    """Return an address's last three digits, as the list shows them, if any."""
    number = address.rpartition(":")[2]
    return number[-LAST_DIGITS:] if number.startswith("+") and number[1:].isdecimal() else None


def end_index(index: BlindIndex, address: str) -> bytes:
    """Return the index of an address's last digits.

    An address without a number gets a random one, which finds nobody.
    """
    end = number_end(address)
    return secrets.token_bytes(32) if end is None else index.of(NUMBER_END, end)


# Rows that an earlier release wrote have neither index. Making one takes the keys, so no migration can do it.


class Fragments(SealedRows):
    """The indexes of beginnings and ends, within one transaction."""

    def is_complete(self) -> bool:
        """Return whether every record is found by them."""
        table, end = patients.c, conversations.c.address_end_index
        # Ordered by an index: PostgreSQL would otherwise scan the table, in the hope of finding such a row soon.
        missing = (
            select(table.id).where(NOT_INDEXED).order_by(table.names_version).limit(1),
            select(conversations.c.id).where(end.is_(None)).order_by(end).limit(1),
        )
        return all(self._connection.execute(each).first() is None for each in missing)

    def settle(self, most: int = _BATCH) -> int:
        """Index some of the rows that an earlier release wrote, and count them.

        None is left when it returns 0.
        """
        return self._settle_names(most) + self._settle_numbers(most)

    def write(self, patient_id: UUID, created_at: object, name: str) -> None:
        """Replace the stored words and beginnings of a patient's name."""
        self._replace([(patient_id, created_at, name)], [patient_id])

    def words(self, patient_id: UUID, created_at: object, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a patient's whole words."""
        for word in name_words(name):
            index = self._index.of(NAME_WORD, word)
            yield {"patient_id": patient_id, "word_index": index, "created_at": created_at}

    def rows(self, patient_id: UUID, created_at: object, name: str) -> Iterator[dict[str, Any]]:
        """Yield a patient's rows."""
        for index, *_ in start_indexes(self._index, patient_id, name):
            yield {"patient_id": patient_id, "start_index": index, "created_at": created_at}

    def _settle_names(self, most: int) -> int:
        table = patients.c
        some = select(table.id, table.created_at, table.name).where(NOT_INDEXED)
        rows = self._connection.execute(some.limit(most).with_for_update(skip_locked=True)).all()
        names = self._sealer.open_many(NAME, ((row.id, row.name) for row in rows))
        ids = [row.id for row in rows]
        self._replace(
            [
                (row.id, row.created_at, name)
                for row, name in zip(rows, names, strict=True)
                if not isinstance(name, Unreadable)
            ],
            ids,
        )
        # A name that does not open has no beginnings that anybody could find, and is not tried again.
        done = {"starts_version": table.version, "names_version": table.version}
        self._connection.execute(update(patients).where(table.id.in_(ids)).values(done))
        return len(rows)

    def _replace(self, named: Sequence[tuple[UUID, object, str]], ids: Sequence[UUID]) -> None:
        """Index these patients' names, and remove every other index of all of `ids`."""
        for stored, rows_of in ((patient_name_words, self.words), (patient_name_starts, self.rows)):
            self._connection.execute(delete(stored).where(stored.c.patient_id.in_(ids)))
            if new := [row for each in named for row in rows_of(*each)]:
                self._connection.execute(insert(stored), new)

    def _settle_numbers(self, most: int) -> int:
        table = conversations.c
        some = select(table.id, table.address).where(table.address_end_index.is_(None))
        rows = self._connection.execute(some.limit(most).with_for_update(skip_locked=True)).all()
        addresses = self._sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
        for row, address in zip(rows, addresses, strict=True):
            end = end_index(self._index, "" if isinstance(address, Unreadable) else address)
            self._connection.execute(
                update(conversations).where(table.id == row.id).values(address_end_index=end)
            )
        return len(rows)
