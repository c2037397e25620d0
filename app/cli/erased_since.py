"""Who was erased, as far as it is known apart from the backup that is to be restored."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from app.cli.backup import ERASURES
from app.cli.failures import told
from app.store import Store, connect
from app.store.erasure_journal import BrokenJournal, ErasureJournal, standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from app.services import Services
    from app.store import Erasure


def erased_since(
    services: Services, file: Path, journals: tuple[Path, ...], old_url: str | None, *, without_journal: bool
) -> dict[UUID, Erasure]:
    """Return by record everybody whom a journal or a database that was given names, and the journal of this machine.

    The journal beside the backup is read too, but knows of nobody who was erased later.

    Raises:
        click.ClickException: none is there and that was not said, or one cannot be read.
    """
    known = list(journals)
    here, beside = services.settings.erasure_journal, file.with_name(file.name + ERASURES)
    if not without_journal:
        known += [path for path in (here,) if path.exists()]
    if not known and old_url is None and not without_journal:
        raise click.ClickException(
            f"No erasure journal is at {here}, and none was given. Without one, people who were erased after this backup "
            "come back. Give it with --erasures FILE (beside every later backup is one: its name ends in "
            f"{ERASURES}), or --erasures-from a database that can still be read. If there is none: --without-journal. "
            "Nothing was changed."
        )
    if beside.exists() and not without_journal:
        known.append(beside)
    said = [each for path in known for each in _read(services, path)]
    if old_url is not None:
        said += _read_database(services, old_url)
    return standing(said)


def _read(services: Services, path: Path) -> list[Erasure]:
    _sealer, index, _door = services.store.keys
    try:
        return ErasureJournal(path, index).read()
    except BrokenJournal as broken:
        raise click.ClickException(
            f"The erasure journal {path} cannot be believed: {broken}. Put another copy there, or go without those "
            "found here (--without-journal) and give others with --erasures. Nothing was changed."
        ) from None
    except OSError as error:
        raise click.ClickException(f"The erasure journal {path} cannot be read: {error.strerror}.") from None


def _read_database(services: Services, url: str) -> list[Erasure]:
    with _opened(services, url) as store, told(), store.read() as unit:
        return unit.erasures.all()


@contextmanager
def _opened(services: Services, url: str) -> Iterator[Store]:
    try:
        store = Store(connect(url, pool_size=1), *services.store.keys)
    except ValueError as error:
        raise click.ClickException(str(error).replace("DATABASE_URL", "What --erasures-from names")) from None
    try:
        yield store
    finally:
        store.engine.dispose()
