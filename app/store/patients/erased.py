"""Which tables an erasure touches, as foreign keys and classes say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Table

from app.store.conversations.conversations import ConversationRow
from app.store.model import models, table_of
from app.store.patients.patient import Patient
from app.store.tables import metadata


@cache
def of_patients() -> Sequence[Table]:
    """Return the tables in which an erasure removes or changes something.

    Foreign keys say so: to a record, to a conversation, and such that cascade from there. So do classes.
    """
    whole = {table_of(Patient), table_of(ConversationRow)}
    found = whole | {table_of(kind) for kind in models() if kind.forget}
    for table in metadata.sorted_tables:  # what others refer to comes first
        for key in table.foreign_keys:
            if key.column.table in (found if key.ondelete == "CASCADE" else whole):
                found.add(table)
    return [table for table in metadata.sorted_tables if table in found]


@cache  # every erasure asks, and sorting the tables takes half as long as an erasure
def scrubbed() -> Sequence[Table]:
    """Return the tables with data that must be gone for good."""
    whole = {*of_patients(), *(table_of(kind) for kind in models() if kind.scrubbed)}
    return [table for table in metadata.sorted_tables if table in whole]
