"""A secret as a systemd credential: `LoadCredential=NAME:/path` (systemd.exec(5), CREDENTIALS)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.config.sources.file import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping


def find(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the credential `name` from the folder that systemd made for this service."""
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder or not (path := Path(folder) / name).exists():
        return None
    return read_text("CREDENTIALS_DIRECTORY", path)
