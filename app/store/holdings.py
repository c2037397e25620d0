"""What is kept about people, as the classes of the tables declare it."""

from __future__ import annotations

from typing import Final, NamedTuple

from app.store.exports.taken_records import TakenRecords
from app.store.model import Base, Sealed, models, table_of
from app.store.patients.erased import of_patients

_OF_PEOPLE: Final = frozenset({"patients", "conversations", "staff"})
_ACTOR: Final = "actor"
_BY_ID: Final = (TakenRecords,)
"""What names records by ids in a text, which no key tells."""


class Holding(NamedTuple):
    """A table that holds words or names, or says who did something, or to whom."""

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
    found = ((kind, _holding(kind, touched)) for kind in models())
    return tuple(each for kind, each in found if each.sealed or each.of_patients or _names_people(kind))


def _names_people(kind: type[Base]) -> bool:
    """Return whether rows say by an id or an actor whose they are."""
    table = table_of(kind)
    refers = any(key.column.table.name in _OF_PEOPLE for key in table.foreign_keys)
    return refers or _ACTOR in table.columns or bool(kind.expires) or kind in _BY_ID


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
    return "written" if name in {"at", "minute"} else name.removesuffix("_at").replace("_", " ")
