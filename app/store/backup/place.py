"""Where this machine has put its newest backup, so that its loss is noticed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

_FILE: Final = "newest-backup"


def remember(folder: Path, backup: Path | None, made_at: datetime) -> None:
    """Keep in `folder` where a backup was put, or that it is nowhere on this machine.

    Raises:
        OSError: the folder cannot be written.
    """
    note = folder / _FILE
    if backup is None:
        note.unlink(missing_ok=True)
    else:
        note.touch(mode=0o600)
        note.write_text(f"{made_at.isoformat()} {backup.resolve()}", encoding="utf-8")


def missing(folder: Path, made_at: datetime) -> Path | None:
    """Return where the backup of that moment was put, if it is not there any more.

    None if another machine took it, or if this user cannot look.
    """
    try:
        at, _, path = (folder / _FILE).read_text(encoding="utf-8").partition(" ")
        is_gone = at == made_at.isoformat() and not Path(path).exists()
    except (OSError, UnicodeDecodeError):
        return None
    return Path(path) if is_gone else None
