"""A secret in a file: `NAME_FILE=/path` (Docker and Kubernetes secrets)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.config.modes import how_to_close, is_open_to_others
from app.config.sources.problem import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST = 64 * 1024


def find(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the content of the file that `NAME_FILE` points to."""
    path = environ.get(f"{name}_FILE")
    return read_text(f"{name}_FILE", Path(path)) if path else None


def read_text(variable: str, path: Path) -> str:
    """Return the file's text.

    Raises:
        Unusable: it cannot be read, others may read it, it is empty, too large, or not UTF-8.
    """
    try:
        if is_open_to_others(path):
            raise Unusable(
                f"{variable} points to {path}, which others on this computer can read. Run: {how_to_close(path)}"
            )
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        raise Unusable(f"{variable} points to {path}, which cannot be read: {error.strerror}.") from None
    if len(content) > _LARGEST:
        raise Unusable(f"{variable} points to {path}, which is larger than 64 KiB. Is it the right file?")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Unusable(f"{variable} points to {path}, which is not text.") from None
    if not text.strip():
        raise Unusable(f"{variable} points to {path}, which is empty.")
    return text
