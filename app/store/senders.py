"""Find the one conversation of a sender, by address, by user id, or by both."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hmac import compare_digest
from itertools import chain
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, update

from app.crypto import Column, Unreadable
from app.store import database, keys
from app.store.columns import EXTERNAL_USER, PROGRESS, SENDER_ADDRESS
from app.store.database import upsert_into
from app.store.fragments import end_index
from app.store.rows import Keys, Prepared, SealedRows
from app.store.spellings import canonical, found_by
from app.store.tables import AT_FIRST, conversations
from app.store.vouched import Vouched

# A sender's conversation is found by blind index, but only what is sealed in it is believed.
#
# An index is not bound to its row: somebody who can write the database, and owns a phone, can move their
# index onto another's row. The sealed address cannot be moved.

_table = conversations.c
_NOBODYS: Final = 32
LATEST_FIRST: Final = (_table.last_inbound_at.desc(), _table.id)
"""One number may have had several owners; the latest has it now."""

# Built once: building a statement costs as much as running it, and these run for every message.
_KNOWN: Final = (
    _table.id,
    _table.address_index,
    _table.external_user_index,
    _table.address,
    _table.external_user,
    _table.progress,
    _table.step,
    _table.language,
    _table.opted_out,
    _table.last_inbound_at,
    _table.version,
    _table.window_started_at,
    _table.window_count,
    _table.written_to,
    _table.with_person_about,
    _table.with_person_until,
    _table.with_person_clinical,
    _table.reminded_of,
    _table.no_reminders,
    _table.seal,
)
_LATEST: Final = select(*_KNOWN).order_by(*LATEST_FIRST).limit(1).with_for_update()

_INSERT: Final = Prepared(
    lambda dialect: upsert_into(dialect, conversations).on_conflict_do_nothing().returning(_table.id)
)


@dataclass(frozen=True, slots=True, eq=False)
class By:
    """A way to look for a conversation.

    It has a statement, the index that is looked up, and the sealed column that must confirm what is found.
    """

    statement: Select[*tuple[Any, ...]]
    index: ColumnElement[bytes]
    column: Column

    def latest(self, connection: Connection, indexes: tuple[bytes, ...]) -> Any:
        """Return the latest row with one of the indexes, locked, or None."""
        values = {f"index_{place}": index for place, index in enumerate(indexes)}
        return next(iter(_one_of(self, tuple(values)).rows(connection, values)), None)


@cache
def _one_of(by: By, names: tuple[str, ...]) -> Prepared:
    return Prepared(lambda _dialect: by.statement.where(by.index.in_(list(map(bindparam, names)))))


BY_USER: Final = By(_LATEST, _table.external_user_index, EXTERNAL_USER)
BY_ADDRESS: Final = By(_LATEST, _table.address_index, SENDER_ADDRESS)
BY_ADDRESS_ALONE: Final = By(
    _LATEST.where(_table.external_user_index.is_(None)), _table.address_index, SENDER_ADDRESS
)


def nobodys_index() -> bytes:
    """Return an index that no sender has, so that nobody finds the row."""
    return secrets.token_bytes(_NOBODYS)


class SenderLookup(SealedRows):
    """One sender's lookups. `wrong_owner` are rows that were another sender's."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        super().__init__(connection, keys)
        self.wrong_owner: tuple[UUID, ...] = ()

    def latest(self, by: By, indexes: tuple[bytes, ...], value: str) -> Any:
        """Return the latest row with one of the indexes, locked.

        A row that holds another value loses its index.

        Raises:
            WrongKeys: one does not open, and other processes have a key that we lack.
        """
        while row := by.latest(self._connection, indexes):
            if self._confirms(row, by.column, value):
                return row
            self._detach(row, by.column)
        return None

    def _confirms(self, row: Any, column: Column, value: str) -> bool:
        token = getattr(row, column.name)
        if token is None:
            return False
        try:
            held = self._sealer.open(column, row.id, token)
        except Unreadable:
            keys.check(self._connection, self._sealer, self._index)
            return False
        return compare_digest(canonical(held).encode(), canonical(value).encode())

    def _detach(self, row: Any, column: Column) -> None:
        nobodys = {f"{column.name}_index": nobodys_index()}
        self._connection.execute(update(conversations).where(_table.id == row.id).values(nobodys))
        self.wrong_owner += (row.id,)


@dataclass(frozen=True, slots=True)
class Sender:
    """A channel address, and the user id that stays when the number changes.

    The user id is WhatsApp's BSUID, if one is known. The indexes are all those that the sender's row may hold, newest
    first; another spelling of the number counts where its own finds nobody.
    """

    address: str = field(repr=False)
    external_user: str | None = field(repr=False)
    address_indexes: tuple[bytes, ...]
    respelt_indexes: tuple[bytes, ...]
    external_user_indexes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SenderRow:
    """The row of a sender's conversation, and whether it was created for them.

    `wrong_owner` are rows that had the sender's index and are another sender's.
    """

    row: Any = field(repr=False)
    created: bool
    wrong_owner: tuple[UUID, ...]


class Senders(SealedRows):
    """The senders of one transaction."""

    def lock(self, address: str, external_user: str | None, now: datetime) -> SenderRow:
        """Return the sender's conversation, locked.

        Raises:
            WrongKeys: another process may have begun it with a key that we lack.
        """
        lookup = SenderLookup(self._connection, self._keys)
        known_by = self._index.candidates(EXTERNAL_USER, external_user) if external_user else ()
        own, *respelt = found_by(self._index, address)
        sender = Sender(address, external_user, own, tuple(chain.from_iterable(respelt)), known_by)
        row, created = _own(lookup, sender), False
        if row is None:
            row, created = self._settle(lookup, sender, now)
        self._bring_up_to_date(row, sender)
        return SenderRow(row, created, lookup.wrong_owner)

    def _settle(self, lookup: SenderLookup, sender: Sender, now: datetime) -> tuple[Any, bool]:
        """Return the row of a sender who is new to us, or was until a moment ago."""
        self._queue(sender)
        row = _own(lookup, sender) or _adoptable(lookup, sender)
        if row is not None:
            return row, False
        keys.check(self._connection, self._sealer, self._index)  # or they are known by a key that we lack
        created = self._insert(sender, now)
        row = _own(lookup, sender)
        if row is None:
            raise RuntimeError("a conversation that was just inserted is gone")
        return row, created

    def _queue(self, sender: Sender) -> None:
        """Let one transaction at a time settle who a new sender is.

        Those that waited then find the row. Unique indexes alone are not enough: two first messages of one person, one
        with the user id and one without it, collide in neither.
        """
        # Under every key, because the newest of one process may be an older one of another.
        indexes = (*sender.address_indexes, *sender.respelt_indexes, *sender.external_user_indexes)
        locks = sorted(int.from_bytes(index[:8], signed=True) for index in indexes)
        for lock in locks:  # in one order, so that two transactions never wait for each other
            database.take_lock(self._connection, lock)

    def _insert(self, sender: Sender, now: datetime) -> bool:
        new = uuid4()
        values = {
            "id": new,
            **self._address(new, sender),
            **self._external_user(new, sender),
            "progress": self._sealer.seal(PROGRESS, new, ""),
            "step": "",
            "opted_out": False,
            "created_at": now,
            "last_inbound_at": now,
            "version": 1,
            "window_started_at": now,
            "window_count": 0,
        }
        vouched = Vouched(conversations).by(self._sealer, {"id": new}, **AT_FIRST)
        return bool(_INSERT.run(self._connection, values | vouched))

    def _bring_up_to_date(self, row: Any, sender: Sender) -> None:
        changed: dict[str, object] = {}
        if row.address_index not in sender.address_indexes:
            changed |= self._address(row.id, sender)
        if row.external_user_index is None:
            changed |= self._external_user(row.id, sender)
        if changed:
            self._connection.execute(update(conversations).where(_table.id == row.id).values(changed))

    def _address(self, row: UUID, sender: Sender) -> dict[str, object]:
        return {
            "address_index": sender.address_indexes[0],
            "address_end_index": end_index(self._index, sender.address),
            "address": self._sealer.seal(SENDER_ADDRESS, row, sender.address),
        }

    def _external_user(self, row: UUID, sender: Sender) -> dict[str, object]:
        if not sender.external_user:
            return {}
        return {
            "external_user_index": sender.external_user_indexes[0],
            "external_user": self._sealer.seal(EXTERNAL_USER, row, sender.external_user),
        }


def _own(lookup: SenderLookup, sender: Sender) -> Any:
    """Return the sender's row.

    If a user id is given, only that counts; otherwise it is the latest row of the address.
    """
    if sender.external_user:
        return lookup.latest(BY_USER, sender.external_user_indexes, sender.external_user)
    return _of_address(lookup, BY_ADDRESS, sender)


def _adoptable(lookup: SenderLookup, sender: Sender) -> Any:
    """Return the row that this address began before it was known whose it is.

    A row with another user id is not adopted: the number has a new owner.
    """
    return _of_address(lookup, BY_ADDRESS_ALONE, sender)


def _of_address(lookup: SenderLookup, by: By, sender: Sender) -> Any:
    """Return the latest row of the address, or else of another spelling of it."""
    row = lookup.latest(by, sender.address_indexes, sender.address)
    if row is None and sender.respelt_indexes:
        row = lookup.latest(by, sender.respelt_indexes, sender.address)
    return row
