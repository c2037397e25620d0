"""The senders whom a search finds by number, or by what they have answered."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.crypto import Unreadable
from app.store.conversations.conversations import ANSWERING, PROGRESS, ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS, spellings
from app.store.model import connection_of, keys_of, table_of
from app.store.patients.fragments import LAST_DIGITS, NUMBER_END
from app.store.patients.patient_search import Wanted
from app.store.patients.sought_names import NearName
from app.store.rows import columns_of, of_columns

_table = table_of(ConversationRow).c
_LATEST: Final = 400
"""How many who are answering are opened to compare a name or a birth date: those who wrote last."""
_SHOWN: Final = 50
Numbers = Collection[tuple[str, str]]
"""The digits with which each number begins and ends. An end has three digits or more."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a sender is, and the name and birth date that they have given so far."""

    id: UUID
    address: str | Unreadable = field(repr=False)
    step: str
    language: str | None
    opted_out: bool
    answering: bool
    last_inbound_at: datetime
    name: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)


_KNOWN: Final = columns_of(Talk, table_of(ConversationRow), ("answering", "name", "birth_date"))
_LISTED: Final = select(*_KNOWN, ANSWERING.label("answering"), _table.progress)


def with_numbers(db: Session, numbers: Numbers) -> dict[UUID, str | Unreadable]:
    """Return the conversations of these numbers with their addresses.

    Only senders with the same last three digits are opened.
    """
    ends = {end[-LAST_DIGITS:] for _, end in numbers}
    indexes = [each for end in ends for each in keys_of(db).blind_index.candidates(NUMBER_END, end)]
    alike = select(_table.id, _table.address).where(_table.address_end_index.in_(indexes))
    rows = connection_of(db).execute(alike).all() if indexes else ()
    addresses = keys_of(db).sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
    return {
        row.id: address for row, address in zip(rows, addresses, strict=True) if is_one_of(numbers, address)
    }


def is_one_of(numbers: Numbers, address: str | Unreadable) -> bool:
    """Return whether an address has one of these numbers. One that does not open may."""
    if isinstance(address, Unreadable):
        return True
    written = [each.rpartition(":")[2].removeprefix("+") for each in spellings(address)]
    return any(
        digits.startswith(begins) and digits.endswith(ends) for digits in written for begins, ends in numbers
    )


_Told = tuple[Any, Mapping[str, str]]
"""A conversation's row, and what was answered in it so far."""


class Answering:
    """Those who are answering and wrote last, whose drafts are opened once, if at all."""

    def __init__(self, db: Session) -> None:
        self._db = db

    @cached_property
    def _told(self) -> list[_Told]:
        return _opened(self._db, ANSWERING, _LATEST)

    def find(self, wanted: Wanted, spoke: Collection[UUID]) -> list[Talk]:
        """Return who is all that is wanted, the latest first.

        `spoke` are the conversations whose numbers are wanted, whether somebody is answering in them or not.
        """
        if not (spoke if wanted.numbers else wanted.name or wanted.born):
            return []
        told = _opened(self._db, _table.id.in_(spoke), _SHOWN) if wanted.numbers else self._told
        sought = (
            (row, answers)
            for row, answers in told
            if wanted.is_named(_name(answers)) and wanted.is_born(answers.get("birth_date", ""))
        )
        return _talks(self._db, islice(sought, _SHOWN))

    def nearly_named(self, name: NearName) -> tuple[list[Talk], int]:
        """Return who has nearly this name, and how many were compared."""
        near = [each for each in self._told if _name(each[1]) and name.fits(_name(each[1]))]
        return _talks(self._db, near), len(self._told)


def _opened(db: Session, condition: ColumnElement[bool], limit: int) -> list[_Told]:
    """Return the latest with their answers so far. Their numbers stay sealed."""
    latest = _LISTED.where(condition).order_by(_table.last_inbound_at.desc(), _table.id).limit(limit)
    rows = connection_of(db).execute(latest).all()
    drafts = keys_of(db).sealer.open_many(PROGRESS, ((row.id, row.progress) for row in rows))
    return [(row, _answers(draft)) for row, draft in zip(rows, drafts, strict=True)]


def _talks(db: Session, sought: Iterable[_Told]) -> list[Talk]:
    some = list(sought)
    addresses = keys_of(db).sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row, _ in some))
    return [_talk(row, address, answers) for (row, answers), address in zip(some, addresses, strict=True)]


def _name(told: Mapping[str, str]) -> str:
    return told.get("name", "")


def _talk(row: Any, address: str | Unreadable, answers: Mapping[str, str]) -> Talk:
    told = {name: answers.get(name, "") for name in ("name", "birth_date")}
    return of_columns(Talk, row, _KNOWN, address=address, answering=row.answering, **told)


def _answers(draft: str | Unreadable) -> Mapping[str, str]:
    """Return what was answered so far, and nothing of a malformed draft."""
    try:
        told = json.loads(draft)["answers"] if isinstance(draft, str) and draft else {}
        return {key: text for key, text in told.items() if isinstance(text, str)}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
