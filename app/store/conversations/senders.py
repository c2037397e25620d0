"""Find the one conversation of a sender, by address, by user id, or by both.

A conversation is found by blind index, but only what is sealed in it is believed. An index is not bound to its row:
somebody who can write the database, and owns a phone, can move their index onto another's row. The sealed address cannot
be moved.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hmac import compare_digest
from itertools import chain
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Column as TableColumn
from sqlalchemy import Select, bindparam, update
from sqlalchemy.orm import Session

from app.crypto import Column, Unreadable
from app.store import keys
from app.store.conversations import conversations
from app.store.conversations.conversations import (
    AT_FIRST,
    EXTERNAL_USER,
    LATEST_FIRST,
    PROGRESS,
    READ,
    Conversation,
    ConversationRow,
)
from app.store.conversations.spellings import SENDER_ADDRESS, canonical, found_by
from app.store.engine import database
from app.store.engine.database import upsert_into
from app.store.model import connection_of, keys_of, table_of
from app.store.patients.fragments import end_index
from app.store.prepared import Prepared
from app.store.vouched import Vouched

_table = table_of(ConversationRow).c
_NOBODYS: Final = 32
_vouched: Final = Vouched(table_of(ConversationRow))

# Built once: building a statement costs as much as running it, and these run for every message.
_LATEST: Final = READ.order_by(*LATEST_FIRST).limit(1).with_for_update()
_INSERT: Final = Prepared(
    lambda dialect: (
        upsert_into(dialect, table_of(ConversationRow)).on_conflict_do_nothing().returning(_table.id)
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class By:
    """A way to look for a conversation.

    It has a statement, the index that is looked up, and the sealed column that must confirm what is found.
    """

    statement: Select[*tuple[Any, ...]]
    index: TableColumn[bytes]
    column: Column

    def latest(self, db: Session, indexes: tuple[bytes, ...]) -> Any:
        """Return the latest row with one of the indexes, locked, or None."""
        values = {f"index_{place}": index for place, index in enumerate(indexes)}
        return next(iter(_one_of(self, tuple(values)).rows(connection_of(db), values)), None)


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


def lock(db: Session, address: str, external_user: str | None, now: datetime) -> Conversation:
    """Return the sender's conversation, new or known, held until the transaction ends.

    A known user id decides whatever the address is, and the stored address is then brought up to date. A user id that is
    not known yet takes over the conversation that the address began without one. A conversation whose sealed address or
    user id is another's is never returned, whatever its index says.

    Raises:
        WrongKeys: other processes have a key that we lack, and the draft may be sealed with it: writing would lose it.
    """
    lookup = _Lookup(db)
    index = keys_of(db).blind_index
    known_by = index.candidates(EXTERNAL_USER, external_user) if external_user else ()
    own, *respelt = found_by(index, address)
    sender = Sender(address, external_user, own, tuple(chain.from_iterable(respelt)), known_by)
    row, created = _own(lookup, sender), False
    if row is None:
        row, created = _settle(lookup, sender, now)
    _bring_up_to_date(db, row, sender)
    return conversations.opened(db, row, created=created, wrong_owner=lookup.wrong_owner)


class _Lookup:
    """One sender's lookups. `wrong_owner` are rows that were another sender's."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.wrong_owner: tuple[UUID, ...] = ()

    def latest(self, by: By, indexes: tuple[bytes, ...], value: str) -> Any:
        """Return the latest row with one of the indexes, locked.

        A row that holds another value loses its index.

        Raises:
            WrongKeys: one does not open, and other processes have a key that we lack.
        """
        while row := by.latest(self.db, indexes):
            if _confirms(self.db, row, by.column, value):
                return row
            nobodys = {f"{by.column.name}_index": nobodys_index()}
            self.db.execute(update(table_of(ConversationRow)).where(_table.id == row.id).values(nobodys))
            self.wrong_owner += (row.id,)
        return None


def _confirms(db: Session, row: Any, column: Column, value: str) -> bool:
    token = getattr(row, column.name)
    if token is None:
        return False
    try:
        held = keys_of(db).sealer.open(column, row.id, token)
    except Unreadable:
        _check_keys(db)
        return False
    return compare_digest(canonical(held).encode(), canonical(value).encode())


def _check_keys(db: Session) -> None:
    sealer, index, _door = keys_of(db)
    keys.check(connection_of(db), sealer, index)


def _settle(lookup: _Lookup, sender: Sender, now: datetime) -> tuple[Any, bool]:
    """Return the row of a sender who is new to us, or was until a moment ago."""
    _queue(lookup.db, sender)
    row = _own(lookup, sender) or _adoptable(lookup, sender)
    if row is not None:
        return row, False
    _check_keys(lookup.db)  # or they are known by a key that we lack
    created = _insert(lookup.db, sender, now)
    row = _own(lookup, sender)
    if row is None:
        raise RuntimeError("a conversation that was just inserted is gone")
    return row, created


def _queue(db: Session, sender: Sender) -> None:
    """Let one transaction at a time settle who a new sender is.

    Those that waited then find the row. Unique indexes alone are not enough: two first messages of one person, one with
    the user id and one without it, collide in neither.
    """
    # Under every key, because the newest of one process may be an older one of another.
    indexes = (*sender.address_indexes, *sender.respelt_indexes, *sender.external_user_indexes)
    locks = sorted(int.from_bytes(index[:8], signed=True) for index in indexes)
    for each in locks:  # in one order, so that two transactions never wait for each other
        database.take_lock(connection_of(db), each)


def _insert(db: Session, sender: Sender, now: datetime) -> bool:
    new, sealer = uuid4(), keys_of(db).sealer
    values = {
        "id": new,
        **_address(db, new, sender),
        **_external_user(db, new, sender),
        "progress": sealer.seal(PROGRESS, new, ""),
        "step": "",
        "opted_out": False,
        "created_at": now,
        "last_inbound_at": now,
        "version": 1,
        "window_started_at": now,
        "window_count": 0,
    }
    return bool(_INSERT.run(connection_of(db), values | _vouched.by(sealer, {"id": new}, **AT_FIRST)))


def _bring_up_to_date(db: Session, row: Any, sender: Sender) -> None:
    changed: dict[str, object] = {}
    if row.address_index not in sender.address_indexes:
        changed |= _address(db, row.id, sender)
    if row.external_user_index is None:
        changed |= _external_user(db, row.id, sender)
    if changed:
        db.execute(update(table_of(ConversationRow)).where(_table.id == row.id).values(changed))


def _address(db: Session, row: UUID, sender: Sender) -> dict[str, object]:
    sealer, index, _door = keys_of(db)
    return {
        "address_index": sender.address_indexes[0],
        "address_end_index": end_index(index, sender.address),
        "address": sealer.seal(SENDER_ADDRESS, row, sender.address),
    }


def _external_user(db: Session, row: UUID, sender: Sender) -> dict[str, object]:
    if not sender.external_user:
        return {}
    return {
        "external_user_index": sender.external_user_indexes[0],
        "external_user": keys_of(db).sealer.seal(EXTERNAL_USER, row, sender.external_user),
    }


def _own(lookup: _Lookup, sender: Sender) -> Any:
    """Return the sender's row.

    If a user id is given, only that counts; otherwise it is the latest row of the address.
    """
    if sender.external_user:
        return lookup.latest(BY_USER, sender.external_user_indexes, sender.external_user)
    return _of_address(lookup, BY_ADDRESS, sender)


def _adoptable(lookup: _Lookup, sender: Sender) -> Any:
    """Return the row that this address began before it was known whose it is.

    A row with another user id is not adopted: the number has a new owner.
    """
    return _of_address(lookup, BY_ADDRESS_ALONE, sender)


def _of_address(lookup: _Lookup, by: By, sender: Sender) -> Any:
    """Return the latest row of the address, or else of another spelling of it."""
    row = lookup.latest(by, sender.address_indexes, sender.address)
    if row is None and sender.respelt_indexes:
        row = lookup.latest(by, sender.respelt_indexes, sender.address)
    return row
