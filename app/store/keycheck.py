"""Proving that the configured keys are this database's, before anything is written with others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import select

from app.crypto import Unreadable
from app.store.columns import KEY_CHECK
from app.store.errors import WrongKeys
from app.store.tables import key_checks
from app.store.transaction import transaction
from app.store.upsert import insert

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.crypto import BlindIndex, Sealer

_ONLY: Final = 1
_CONSTANT: Final = "anteroom"
_table = key_checks.c


def prove(engine: Engine, sealer: Sealer, index: BlindIndex) -> None:
    """Open what the first process sealed. The first process seals it.

    Raises:
        WrongKeys: it does not open, or is not found.
        StoreUnavailable: it cannot be read.
    """
    with transaction(engine, read_only=True) as connection:
        checked = _check(connection, sealer, index)
    if not checked:
        with transaction(engine, read_only=False) as connection:
            _seal(connection, sealer, index)
            _check(connection, sealer, index)  # another process may have been first, with other keys


def _seal(connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
    row = uuid4()
    values = {
        "id": _ONLY,
        "row_id": row,
        "proof": sealer.seal(KEY_CHECK, row, _CONSTANT),
        "proof_index": index.of(KEY_CHECK, _CONSTANT),
    }
    connection.execute(insert(connection.dialect.name, key_checks).values(values).on_conflict_do_nothing())


def _check(connection: Connection, sealer: Sealer, index: BlindIndex) -> bool:
    """Return whether there was anything to check."""
    row = connection.execute(select(key_checks).where(_table.id == _ONLY)).one_or_none()
    if row is None:
        return False
    faults = []
    try:
        sealer.open(KEY_CHECK, row.row_id, row.proof)
    except Unreadable:
        faults.append(_fault("FERNET_KEYS", "seal"))
    if row.proof_index not in index.candidates(KEY_CHECK, _CONSTANT):
        faults.append(_fault("INDEX_KEY", "index"))
    if faults:
        raise WrongKeys(" ".join(faults))
    return True


def _fault(variable: str, verb: str) -> str:
    return (
        f"{variable} holds no key that this database was {verb}ed with: add the old key to the end of the list, "
        "or point DATABASE_URL at the database that belongs to these keys."
    )
