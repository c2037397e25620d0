"""Everything that is to be brought under the newest keys, by what it is under: a sealing key or an index key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store.keycheck import INDEX, SEAL
from app.store.reseal.audit_beginning import AuditBeginning
from app.store.reseal.audit_links import AuditLinks
from app.store.reseal.indexes import derived_indexes
from app.store.reseal.name_words import NameWords
from app.store.reseal.sheet_rows import SheetRows
from app.store.reseal.tokens import sealed_tables

if TYPE_CHECKING:
    from app.store.reseal.reading import Part


def parts(purpose: str) -> list[Part]:
    """Return what is under the keys of this purpose."""
    if purpose == SEAL:
        return [*sealed_tables()]
    return [*derived_indexes(), NameWords(), SheetRows(), AuditLinks(), AuditBeginning()]


def by_name() -> dict[str, Part]:
    """Return every part by its name."""
    return {part.name: part for purpose in (SEAL, INDEX) for part in parts(purpose)}
