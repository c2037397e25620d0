"""Where secrets come from. One file here is one place; a new place is a new file.

`env`, `file` and `systemd` have `find(name, environ) -> str | None` (None: not mine) and raise `Unusable` with a sentence
for the operator when the secret is mine but cannot be had. What they find may be a reference to one of the places in
`following.py`, where the secret itself is kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.config.secrets.fetch import FORMS, Surroundings, follow
from app.config.secrets.references import Unusable
from app.config.secrets.wrapped import unwrapped
from app.config.values import how_to_close, is_open_to_others

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Surroundings", "Unusable", "find", "is_reference"]


# A secret as the value of its own variable: `NAME=…`.


def in_variable(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the variable's value; an empty one counts as not set."""
    return environ.get(name) or None


# A secret in a file: `NAME_FILE=/path` (Docker and Kubernetes secrets).

_LARGEST = 64 * 1024


def in_file(name: str, environ: Mapping[str, str]) -> str | None:
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


# A secret as a systemd credential: `LoadCredential=NAME:/path` (systemd.exec(5), CREDENTIALS).


def in_credential(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the credential `name` from the folder that systemd made for this service."""
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder or not (path := Path(folder) / name).exists():
        return None
    return read_text("CREDENTIALS_DIRECTORY", path)


_SOURCES = {
    "the variable itself": in_variable,
    "a file": in_file,
    "a systemd credential": in_credential,
}


def find(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the secret `name`, unwrapped and without blanks around it, or None.

    Several calls with one `Surroundings` fetch what they have in common once.

    Raises:
        Unusable: it cannot be read, or two places have it (which one counts must never be a guess).
    """
    found = {
        place: value.strip() for place, look in _SOURCES.items() if (value := look(name, environ)) is not None
    }
    if len(found) > 1:
        raise Unusable(f"{name} is given as {' and as '.join(found)}. Keep one of them.")
    value = next(iter(found.values()), None)
    return None if value is None else unwrapped(name, follow(name, value, environ).strip(), environ)


def is_reference(text: str) -> bool:
    """Tell whether the text names a place that keeps a secret, or tries to."""
    return text.partition(":")[0] in FORMS
