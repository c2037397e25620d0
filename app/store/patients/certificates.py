"""What a certificate of erasure rests on: a search of every table, and its code.

The code is an HMAC over the words, under a key of its own from INDEX_KEY. Blanks and line ends do not count, because a
copy of a page has others.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.crypto import BlindIndex, Column
from app.store.exports.sheets import SheetRow
from app.store.messages.receipts import Receipt
from app.store.model import Base, Outlives, connection_of, models, table_of
from app.store.patients.patient import KeptVersion, Patient, patients
from app.store.patients.patient_notes import Note
from app.store.patients.restrictions import Restriction
from app.store.patients.tombstones import Tombstone

CERTIFICATE: Final = Column("erasures", "certificate")
LONGEST: Final = 100_000
"""Characters of a text in which a certificate is looked for: many pages."""
_CODE: Final = re.compile(r"(?<!\w)(?:[0-9a-f]{4}\s+){15}[0-9a-f]{4}(?!\w)")
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_UNSEEN: Final = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})
"""Unicode's categories of what nobody sees."""


class Searched(NamedTuple):
    """What a search for a record found."""

    tables: int
    left: tuple[str, ...]
    """The tables that have something of it, and must not."""
    waiting: int
    """How many messages and rows are still to be deleted elsewhere, as far as a job goes on to do so."""


class Held(StrEnum):
    """A line of a certificate: what of a record the database held."""

    ANSWERS = "answers"
    NOTES = "notes"
    OTHERS = "others"
    """Messages, permissions, search index, and whatever else names a record: how many words a name had is told to nobody."""
    SHEET = "sheet"
    """Rows in spreadsheets, by the ledger."""


_HELD_IN: Final[Mapping[type[Base], Held]] = {
    Patient: Held.ANSWERS,
    KeptVersion: Held.ANSWERS,
    Note: Held.NOTES,
    SheetRow: Held.SHEET,
}


class Paper(NamedTuple):
    """A certificate as somebody hands it back."""

    record: UUID
    words: str
    code: str


def search(db: Session, patient_id: UUID) -> Searched:
    """Look for a record in every table that can name one.

    What says that somebody was erased, restricted or asked for it may stay, and the audit trail.
    """
    found = _rows(db, patient_id)
    left = tuple(sorted(kind.__tablename__ for kind, rows in found.items() if rows and not _may_stay(kind)))
    waiting = sum(rows for kind, rows in found.items() if kind.outlives is Outlives.BEFORE_TOMBSTONE)
    return Searched(len(found), left, waiting)


def count(db: Session, patient_id: UUID) -> dict[str, int]:
    """Return how much of a record an erasure will remove, by certificate line.

    The replies of its chat go with it, whoever else shares the chat.
    """
    counted = Counter(dict.fromkeys(map(str, Held), 0))
    for kind, rows in _rows(db, patient_id).items():
        if kind in _HELD_IN or not _may_stay(kind):
            counted[_HELD_IN.get(kind, Held.OTHERS).value] += rows
    chat = select(patients.c.conversation_id).where(patients.c.id == patient_id).scalar_subquery()
    replies = table_of(Receipt)
    kept = select(func.count()).where(replies.c.conversation_id == chat, replies.c.reply.is_not(None))
    counted[Held.OTHERS.value] += connection_of(db).scalar(kept) or 0
    return dict(counted)


def _rows(db: Session, patient_id: UUID) -> dict[type[Base], int]:
    """Count the rows that name a record, in each table that can."""
    kinds = {kind.__tablename__: kind for kind in models()}
    counted = [
        select(literal(name).label("name"), func.count().label("rows"))
        .select_from(table_of(kind))
        .where(whose)
        for name, kind in kinds.items()
        if (whose := _names(table_of(kind), patient_id)) is not None
    ]
    return {kinds[row.name]: row.rows for row in connection_of(db).execute(union_all(*counted))}


def code_of(index: BlindIndex, words: str) -> str:
    """Return the code of a certificate's words, in groups of four."""
    made = index.of(CERTIFICATE, squeezed(words)).hex()
    return " ".join(made[at : at + 4] for at in range(0, len(made), 4))


def is_genuine(index: BlindIndex, paper: Paper) -> bool:
    """Return whether one of our keys made the code of these words."""
    return any(
        hmac.compare_digest(each.hex(), paper.code) for each in index.candidates(CERTIFICATE, paper.words)
    )


def squeezed(text: str) -> str:
    """Return a text without what nobody sees, in one form of Unicode."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(each for each in composed if unicodedata.category(each) not in _UNSEEN)


def read(text: str, *titles: str) -> Paper:
    """Return the certificate in a text, which may have other words around it.

    `titles` is how one begins in each language.

    Raises:
        ValueError: there is none.
    """
    codes = list(_CODE.finditer(text[:LONGEST]))
    if not codes:
        raise ValueError("no code")
    before = squeezed(text[: codes[-1].start()])
    begin = max(before.rfind(squeezed(title)) for title in titles)
    record = _ID.search(before, max(begin, 0))
    if begin < 0 or record is None:
        raise ValueError("no title, or no record")
    return Paper(UUID(record[0]), before[begin:], "".join(codes[-1][0].split()))


def _names(table: Table, patient_id: UUID) -> ColumnElement[bool] | None:
    """Return the condition that a row names a patient; None if none can."""
    if table is patients:
        return patients.c.id == patient_id
    named = [
        column == patient_id
        for column in table.c
        if column.name == "patient_id" or any(key.column.table is patients for key in column.foreign_keys)
    ]
    return or_(*named) if named else None


def _may_stay(kind: type[Base]) -> bool:
    return kind in {Tombstone, Restriction} or kind.outlives is not None
