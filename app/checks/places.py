"""Where this clinic's data lies on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.config import Settings


def sqlite_file(settings: Settings) -> Path | None:
    """Return the database's file; None when it is a server's."""
    scheme, _, name = settings.database_url.reveal().partition(":///")
    return Path(name.partition("?")[0]) if scheme.startswith("sqlite") else None


def data_folder(settings: Settings) -> Path:
    """Return the folder that must not run full: the database's, or that of what Anteroom itself keeps."""
    file = sqlite_file(settings)
    return settings.instance if file is None else file.parent
