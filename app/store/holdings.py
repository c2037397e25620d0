"""What is kept about people, as the classes of the tables declare it."""

from __future__ import annotations

from typing import NamedTuple

from app.store.model import Base, Sealed, models, table_of
from app.store.patients.erased import of_patients


class Holding(NamedTuple):
    """A table that holds words or names, or rows about a patient."""

    called: str
    sealed: tuple[str, ...]
    """What of it is sealed, in words."""
    of_patients: bool
    """Whether an erasure of a patient reaches it."""
    rules: tuple[tuple[str, str], ...]
    """By which rules of retention it ends, and from which moment their days count."""
    goes_with: tuple[str, ...]
    """With which other rows it is deleted."""
    outlives: bool
    """Whether what an erasure leaves of it ends with the tombstone."""
    in_backup: bool


def holdings() -> tuple[Holding, ...]:
    """Return what is kept, without tables that say nothing of anybody."""
    touched = {table.name for table in of_patients()}
    found = (_holding(kind, touched) for kind in models())
    return tuple(each for each in found if each.sealed or each.of_patients)


def _holding(kind: type[Base], touched: set[str]) -> Holding:
    called = {each.__tablename__: each.called for each in models()}
    parents = [key.column.table.name for key in table_of(kind).foreign_keys if key.ondelete == "CASCADE"]
    return Holding(
        called=kind.called,
        sealed=tuple(_words(name) for name, each in vars(kind).items() if isinstance(each, Sealed)),
        of_patients=kind.__tablename__ in touched,
        rules=tuple((each.rule, _words(each.since)) for each in kind.expires if each.empties is None),
        goes_with=tuple(sorted({called[name] for name in parents})),
        outlives=kind.outlives is not None,
        in_backup=kind.in_backup,
    )


def _words(name: str) -> str:
    return "written" if name == "at" else name.removesuffix("_at").replace("_", " ")
