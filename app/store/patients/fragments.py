"""Find a record by the beginning of a name, or by the end of a number.

Both are blind indexes, and what they tell somebody who reads the tables is bounded. Each word of a name has beginnings
of a few lengths only, and a number only its last three digits. docs/security/sealing.md says what that amounts to.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, delete, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import BlindIndex, Column
from app.intake.answers.names import MOST_WORDS, PARTICLES, name_spellings, name_words, plain_words
from app.store.model import Base, NoSeal, connection_of, keys_of, table_of

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
_HANGUL_LETTERS: Final = range(0x1100, 0x1200)
# The names are part of the keys.
NAME_WORD: Final = Column("patient_name_words", "word")
NAME_START: Final = Column("patient_name_starts", "start")
NUMBER_END: Final = Column("conversations", "address_end")
_HINT: Final = "Keyed hashes, and a hint: what is found is opened and compared."


class NameWord(Base):
    __tablename__ = "patient_name_words"
    __table_args__ = (Index(None, "word_index", "created_at", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True)
    word_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    created_at: Mapped[datetime]
    """The patient's: the newest of a common name are found first."""

    seal = NoSeal(_HINT)


class NameStart(Base):
    """A beginning of a name.

    They are many, so SQLite stores them only once, in the order of their key.
    """

    __tablename__ = "patient_name_starts"
    __table_args__ = (
        Index(None, "start_index", "created_at", "patient_id"),
        {"sqlite_with_rowid": False},
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True)
    start_index: Mapped[bytes] = mapped_column(LargeBinary(SIZE), primary_key=True)
    created_at: Mapped[datetime]

    seal = NoSeal(_HINT)


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


Named = tuple[UUID, datetime, str]
"""A patient's id, when the record came, and the name."""


def write(db: Session, named: Sequence[Named]) -> None:
    """Store the words and beginnings of names that have none yet."""
    index, connection = keys_of(db).blind_index, connection_of(db)
    for table, rows in _STORED:
        if new := [row for each in named for row in rows(index, *each)]:
            connection.execute(insert(table), new)


def replace(db: Session, named: Named) -> None:
    """Replace the words and beginnings of a patient's name."""
    for table, _ in _STORED:
        db.execute(delete(table).where(table.c.patient_id == named[0]))
    write(db, [named])


def _words(index: BlindIndex, patient_id: UUID, created_at: datetime, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a patient's whole words."""
    for word in name_words(name):
        yield {"patient_id": patient_id, "word_index": index.of(NAME_WORD, word), "created_at": created_at}


def _starts(index: BlindIndex, patient_id: UUID, created_at: datetime, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of the beginnings of a patient's name."""
    for start, *_ in start_indexes(index, patient_id, name):
        yield {"patient_id": patient_id, "start_index": start, "created_at": created_at}


_STORED: Final = ((table_of(NameWord), _words), (table_of(NameStart), _starts))
