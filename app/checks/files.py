"""Who else may read the files: settings, keys, database, the journal of erasures, what Anteroom keeps."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok, quoted
from app.checks.places import sqlite_file
from app.config import READABLE_BY_OTHERS, is_open_to_others
from app.config.withheld import FILES_OF_STORES, STARRED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.config import Settings

_BESIDE_A_DATABASE: Final = ("", "-wal", "-shm", "-journal")
_SHOWN: Final = 5


def files(settings: Settings, environ: Mapping[str, str], root: Path) -> Finding:
    """Return whether others on this computer may read what is ours alone. `root` is the folder of `.env`."""
    given = set(_given(settings, environ, root))
    open_ones = sorted(
        {path for path in given if _is_open(path, is_open_to_others)}
        | {path for path in _kept(settings) if _is_open(path, _has_bits_for_others)}
    )
    if not open_ones:
        return ok("files", "settings, keys and database can be read by this user alone")
    more = f" and {len(open_ones) - _SHOWN} more" if len(open_ones) > _SHOWN else ""
    return Finding(
        "files",
        State.BAD,
        f"others on this computer may read {', '.join(path.name for path in open_ones[:_SHOWN])}{more}",
        "Whoever reads the keys and the database can read every patient; whoever reads a token can sign as Twilio.",
        f"Run: {_closing(open_ones)}",
    )


def _given(settings: Settings, environ: Mapping[str, str], root: Path) -> Iterator[Path]:
    """Yield the files that settings and secrets are read from."""
    yield root / ".env"
    for name in (*(f"{name}_FILE" for name in STARRED), *FILES_OF_STORES):
        if path := environ.get(name):
            yield Path(path)
    if settings.google is not None and isinstance(settings.google.credentials, Path):
        yield settings.google.credentials


def _kept(settings: Settings) -> Iterator[Path]:
    """Yield what Anteroom keeps."""
    yield settings.erasure_journal
    yield from chain([settings.instance], settings.instance.glob("**/*"))
    if (file := sqlite_file(settings)) is not None:
        yield from (file.with_name(file.name + ending) for ending in _BESIDE_A_DATABASE)


def _is_open(path: Path, judge: Callable[[Path], bool]) -> bool:
    try:
        return path.suffix != ".crt" and judge(path)
    except OSError:
        return False


def _has_bits_for_others(path: Path) -> bool:
    return bool(path.stat().st_mode & READABLE_BY_OTHERS)


def _closing(paths: Sequence[Path]) -> str:
    """Return the command that closes files. Another's, which we may only read, is closed by root, and stays ours to read."""
    others = [path for path in paths if os.geteuid() not in {0, path.stat().st_uid}]
    ours = [path for path in paths if path not in others]
    commands = [f"chmod go= {quoted(ours)}"] if ours else []
    if others:
        commands.append(f"chgrp {os.getegid()} {quoted(others)} && chmod u=rw,g=r,o= {quoted(others)}")
    return f"{'as root: ' if others else ''}{' && '.join(commands)}"
