"""Which tables an erasure touches, as foreign keys and classes say."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table

from app.store.deliveries import Delivery
from app.store.exports import Export
from app.store.legal_holds import LegalHold
from app.store.model import Base, models, table_of
from app.store.patient import Patient
from app.store.receipts import Receipt
from app.store.tables import OF_PATIENTS, metadata

_ROOTS: Final[tuple[type[Base], ...]] = (Receipt, Delivery, Patient, LegalHold)
"""Classes whose rows an erasure itself removes or strips."""


def of_patients() -> list[Table]:
    """Return the tables from which an erasure removes something.

    Those that cascade are found by their foreign keys, and others by what their classes say.
    """
    found = {*OF_PATIENTS, *map(table_of, _ROOTS), *(table_of(kind) for kind in models() if kind.forget)}
    for table in metadata.sorted_tables:  # what others refer to comes first
        if any(key.ondelete == "CASCADE" and key.column.table in found for key in table.foreign_keys):
            found.add(table)
    return [table for table in metadata.sorted_tables if table in found]


def scrubbed() -> list[Table]:
    """Return the tables with data that must be gone for good.

    Of an export, that is its passphrase.
    """
    return [*of_patients(), table_of(Export)]
