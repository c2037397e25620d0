"""What an upgrade would do, without doing it.

Each migration runs on a stand-in for Alembic that only takes notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, Delete, Engine, Update, func, inspect, select, table
from sqlalchemy.orm import Session

from app.crypto import BlindIndex, Sealer
from app.store import keys
from app.store.clinic import milestones
from app.store.clinic.milestones import Heard, Milestone
from app.store.engine import schema
from app.store.engine.connection import begin
from app.store.engine.database import WrongKeys
from app.store.work.jobs import Job

_STATEMENT: Final = re.compile(r"\s*(?:UPDATE|DELETE\s+FROM|INSERT\s+INTO)\s+(\w+)", re.IGNORECASE)
_TAKES_AWAY: Final = {"drop_column", "drop_table", "drop_constraint"}


class Planned(NamedTuple):
    """One migration that would run."""

    revision: str
    says: str
    """The first line of its docstring."""
    only_adds: bool
    """Whether code that does not know of it works as before."""
    touched: dict[str, int]
    """The tables whose rows it reads, changes or copies, and how many rows they have now."""
    is_known: bool = True
    """False: what it does cannot be told before it runs."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an upgrade has to know of a database."""

    revision: str | None
    standing: schema.Standing
    dialect: str
    migrations: list[Planned] = field(default_factory=list)
    milestones: dict[str, Milestone] = field(default_factory=dict)
    """The milestones that were asked for, by name, if the database has them."""
    machines: list[Heard] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=dict)
    """The jobs that wait or run, by kind."""
    missing_key: str = ""
    """What to do about a key that is not here; empty when none is missing."""


def look(engine: Engine, sealer: Sealer, index: BlindIndex, *names: str) -> Outlook:
    """Look at a database before an upgrade, without changing it.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    with begin(engine, read_only=True) as connection:
        revision, standing = schema.revision_of(connection), schema.standing_of(connection)
        if standing not in {schema.Standing.OK, schema.Standing.PENDING}:
            return Outlook(revision, standing, connection.dialect.name)
        plans = planned(connection)
        if revision is None:
            return Outlook(revision, standing, connection.dialect.name, plans)
        db = Session(connection)
        return Outlook(
            revision,
            standing,
            connection.dialect.name,
            plans,
            {name: found for name in names if (found := milestones.get(db, name))},
            milestones.machines(db),
            _waiting(connection),
            _missing_key(connection, sealer, index),
        )


def _waiting(connection: Connection) -> dict[str, int]:
    of_kind = select(Job.kind, func.count()).where(Job.state.in_(["queued", "running"]))
    return {row.kind: row[1] for row in connection.execute(of_kind.group_by(Job.kind))}


def _missing_key(connection: Connection, sealer: Sealer, index: BlindIndex) -> str:
    try:
        keys.check(connection, sealer, index)
    except WrongKeys as error:
        return str(error)
    return ""


def planned(connection: Connection) -> list[Planned]:
    """Return the migrations that the database lacks, in order.

    Raises:
        WrongRevision: it is at one that the code does not have.
    """
    there = set(inspect(connection).get_table_names())
    dialect = connection.dialect.name
    made: set[str] = set()
    plans = []
    for script in schema.pending(connection):
        notes = _Notes(dialect, made)
        module: Any = script.module
        module.op = notes
        try:
            module.upgrade()
            is_known = True
        except Exception:  # noqa: BLE001  (it asked the database for something that is not there yet)
            is_known = False
        counts = {name: _count(connection, name) for name in sorted(notes.touched & there)}
        said = (module.__doc__ or "").strip().partition("\n")[0]
        plans.append(Planned(script.revision, said, notes.only_adds and is_known, counts, is_known))
    return plans


def _count(connection: Connection, name: str) -> int:
    counted: int = connection.execute(select(func.count()).select_from(table(name))).scalar_one()
    return counted


@dataclass(slots=True)
class _Notes:
    """Stands for Alembic's operations, and notes what each would touch."""

    dialect: str
    made: set[str]
    """The tables that this migration or one before it makes: no code uses them yet."""
    touched: set[str] = field(default_factory=set)
    only_adds: bool = True

    def get_bind(self) -> Any:
        return SimpleNamespace(dialect=SimpleNamespace(name=self.dialect), execute=self._runs)

    def execute(self, statement: Any, *_: object) -> None:
        self._runs(statement)

    def create_table(self, name: str, *_: object, **__: object) -> None:
        self.made.add(name)

    def create_index(self, _name: str | None, on: str, *_: object, **__: object) -> None:
        self._touch(on)

    @contextmanager
    def batch_alter_table(self, name: str, *_: object, **__: object) -> Iterator[Any]:
        yield _Batch(self, name)

    def __getattr__(self, operation: str) -> Callable[..., None]:
        return lambda name, *arguments, **options: self.note(operation, name, arguments, options)

    def note(self, operation: str, name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        """Note one change of a table."""
        if name in self.made:
            return
        if operation == "add_column":
            column = arguments[0]
            if isinstance(column, Column) and not column.nullable and column.server_default is None:
                self.only_adds = False
            return
        self.only_adds &= operation not in _TAKES_AWAY | {"alter_column"} or options.get("nullable") is True
        if operation != "drop_index":
            self._touch(name)

    def _runs(self, statement: Any, *_: object) -> Any:
        if isinstance(statement, Update | Delete):
            self._touch(str(statement.table))
        elif found := _STATEMENT.match(str(statement)):
            self._touch(found[1])
        return SimpleNamespace(all=list, scalars=lambda: SimpleNamespace(all=list), first=lambda: None)

    def _touch(self, name: str) -> None:
        if name not in self.made:
            self.touched.add(name)


@dataclass(slots=True)
class _Batch:
    """Stands for the changes of one table.

    SQLite copies it, unless columns are only added.
    """

    notes: _Notes
    name: str

    def __getattr__(self, operation: str) -> Callable[..., None]:
        return lambda *arguments, **options: self.notes.note(operation, self.name, arguments, options)
