"""Where secrets come from. A new secret store is a new file.

A secret is the value of its variable, a file, or a systemd credential. What is found there may be a reference to one of
the stores in `fetch.py`, which keeps the secret itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.config.secrets.fetch import FORMS, PLACES, Surroundings, follow
from app.config.secrets.references import Unusable
from app.config.secrets.wrapped import NAMES, unwrapped
from app.config.values import how_to_close, is_open_to_others

__all__ = ["Surroundings", "Unusable", "find", "is_reference", "stores_asked"]


def in_variable(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the variable's value; an empty one counts as not set."""
    return environ.get(name) or None


_LARGEST = 64 * 1024


def in_file(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the content of the file in `NAME_FILE` (Docker and Kubernetes secrets)."""
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
                f"{variable} points to {path}, which other users on this computer can read. Run: {how_to_close(path)}"
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


def in_credential(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the systemd credential `name`: `LoadCredential=NAME:/path`.

    See systemd.exec(5), CREDENTIALS.
    """
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
    """Return whether the text is a reference to a secret, or an attempt at one."""
    return text.partition(":")[0] in FORMS


def stores_asked(environ: Surroundings) -> frozenset[str]:
    """Return the names of the stores that secrets of this start came from."""
    known = {scheme: place.name for scheme, place in PLACES.items()} | dict(NAMES)
    return frozenset(known[scheme] for scheme in environ.asked)
