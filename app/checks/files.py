"""Who else may read the files: settings, keys, database, the journal of erasures, what Anteroom keeps."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok, quoted
from app.checks.places import sqlite_file
from app.config import READABLE_BY_OTHERS
from app.config.withheld import FILES_OF_STORES, STARRED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.config import Settings

_BESIDE_A_DATABASE: Final = ("", "-wal", "-shm", "-journal")
_SHOWN: Final = 5


def files(settings: Settings, environ: Mapping[str, str], root: Path) -> Finding:
    """Return whether others on this computer may read what is ours alone. `root` is the folder of `.env`."""
    open_ones = sorted({path for path in _private(settings, environ, root) if _is_open(path)})
    if not open_ones:
        return ok("files", "settings, keys and database can be read by this user alone")
    more = f" and {len(open_ones) - _SHOWN} more" if len(open_ones) > _SHOWN else ""
    return Finding(
        "files",
        State.BAD,
        f"others on this computer may read {', '.join(path.name for path in open_ones[:_SHOWN])}{more}",
        "Whoever reads the keys and the database can read every patient; whoever reads a token can sign as Twilio.",
        f"Run: chmod go= {quoted(open_ones)}",
    )


def _private(settings: Settings, environ: Mapping[str, str], root: Path) -> Iterator[Path]:
    yield root / ".env"
    yield settings.erasure_journal
    yield from chain([settings.instance], settings.instance.glob("**/*"))
    yield from _key_files(environ)
    if settings.google is not None and isinstance(settings.google.credentials, Path):
        yield settings.google.credentials
    if (file := sqlite_file(settings)) is not None:
        yield from (file.with_name(file.name + ending) for ending in _BESIDE_A_DATABASE)


def _key_files(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield the files that secrets are read from. What systemd or a container mounts for one service is its own matter."""
    for name in (*(f"{name}_FILE" for name in STARRED), *FILES_OF_STORES):
        path = environ.get(name)
        if path and not path.startswith("/run/"):
            yield Path(path)


def _is_open(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return path.suffix != ".crt" and bool(mode & READABLE_BY_OTHERS)
