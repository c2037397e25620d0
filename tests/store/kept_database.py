"""Write what this version's code leaves in a database, once a release.

`python -m tests.store.kept_database` The example's rows go into `tests/data/databases/NNNN.sql`, by the
newest migration's number, and test_upgrades.py brings them up to date from then on. They are sealed and
indexed with keys that are known, and nothing in them is anybody's.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.store import schema
from app.store.tables import metadata
from tests.databases import Keys, migrate
from tests.store.example import written

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITTEN: Final = Path(__file__).resolve().parents[1] / "data" / "databases"
KEYS: Final = Keys(
    (hashlib.sha256(b"a sealing key of tests").digest(),),
    (hashlib.sha256(b"an index key of tests").digest(),),
)


def write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "anteroom.db"
        migrate(f"sqlite:///{path}")
        store = KEYS.store(f"sqlite:///{path}")
        written(store)
        store.close()
        with sqlite3.connect(path) as connection:
            lines = list(_inserts(connection))
    (WRITTEN / f"{schema.head()}.sql").write_text("".join(f"{line}\n" for line in lines))


def _inserts(connection: sqlite3.Connection) -> Iterator[str]:
    for table in (table.name for table in metadata.sorted_tables):
        rows = connection.execute(f"SELECT * FROM {table}")  # noqa: S608  (a name of ours)
        names = ", ".join(column[0] for column in rows.description)
        for row in rows:
            values = ", ".join(map(_quoted, row))
            yield f"INSERT INTO {table} ({names}) VALUES ({values});"  # noqa: S608  (a file for tests)


def _quoted(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bytes():
            return f"X'{value.hex()}'"
        case _:
            return "'" + str(value).replace("'", "''") + "'"


if __name__ == "__main__":
    write()
