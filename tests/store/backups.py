"""Take and restore backups in memory, and read what a database holds, to compare two."""

from __future__ import annotations

import gzip
import io
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from app.crypto import Identities, Recipients, new_identity
from app.store.backup import Restored, Wanted, check, opened, restore, take
from app.store.backup.columns import left_out
from app.store.messages.outbound import OPEN, OutboundMessage
from app.store.model import table_of
from app.store.tables import metadata
from tests.store.example import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Row, Table

    from app.store import Store
    from app.store.backup import Checked
    from app.store.backup.format import Content

IDENTITY, PUBLIC_KEY = new_identity()
RECIPIENTS: Final = Recipients([PUBLIC_KEY])
IDENTITIES: Final = Identities(IDENTITY)
LATER: Final = NOW + timedelta(hours=3)
PLAIN: Final = Wanted(now=LATER, spent_step=0, digest="d" * 64)
SETTLED_BY_RESTORE: Final = frozenset({"audit_events", "milestones"})
"""The tables into which a restore itself writes a line."""
SETTLED_BY_COMMANDS: Final = frozenset(
    {"audit_events", "audit_links", "audit_mentions", "milestones", "staff"}
)
"""The tables into which a restore, or the command that took the backup, writes something."""


def identity_in(folder: Path) -> Path:
    """Put the identity into a file of its own."""
    file = folder / "identity.txt"
    file.write_text(f"# public key: {PUBLIC_KEY}\n{IDENTITY}\n")
    return file


def quiet(_count: int) -> None:
    """Ignore the progress that a backup or a restore reports."""


def taken(store: Store, at: Any = NOW, begin: Callable[[int], object] = quiet) -> bytes:
    """Return a backup of the store.

    `begin` is called in the middle: the moment is fixed, and no row has been read yet.
    """

    def begun(rows: int) -> Callable[[int], None]:
        begin(rows)
        return quiet

    file = io.BytesIO()
    take(store, RECIPIENTS, file, at, begun)
    return file.getvalue()


def checked(store: Store, backup: bytes, identities: Identities = IDENTITIES) -> Checked:
    return check(readable(backup), identities, store, lambda _rows: nullcontext(quiet))


def readable(backup: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(backup))


def content_of(
    store: Store, backup: bytes, identities: Identities = IDENTITIES
) -> AbstractContextManager[Content]:
    """Open a backup, in whose content the store's keys are to vouch for."""
    return opened(readable(backup), identities, store.keys.blind_index)


def restored(store: Store, backup: bytes, tell: Callable[[int], None] = quiet, **changed: Any) -> Restored:
    """Restore a backup into the store's database."""
    with content_of(store, backup) as content:
        return restore(store, content.manifest, content.batches, replace(PLAIN, **changed), tell)


def inside(backup: bytes) -> bytes:
    """Return the content of a backup, opened and unpacked."""
    with IDENTITIES.open(io.BytesIO(backup)) as plain:
        return gzip.decompress(plain.read())


def holds(store: Store, but: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Return every row of every table that is backed up."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted(_written(table, row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in left_out() | but
        }


def comes_back(store: Store, but: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Return every row as a restore brings it back: a message that waits is given up."""
    expected = holds(store, but)
    with store.engine.connect() as connection:
        messages = connection.execute(select(table_of(OutboundMessage))).all()
    expected[table_of(OutboundMessage).name] = sorted(
        _written(table_of(OutboundMessage), row, **_GIVEN_UP if row.state in OPEN else {}) for row in messages
    )
    return expected


_GIVEN_UP: Final = {"state": "given_up", "error": "restored"}


def _written(table: Table, row: Row[Any], **changed: Any) -> str:
    """Return a row as text, but for the moment at which a restore gave a message up."""
    values = {**row._mapping, **changed}
    if table is table_of(OutboundMessage) and values["error"] == "restored":
        del values["finished_at"]
    return repr(values)
