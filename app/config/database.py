"""DATABASE_URL. The form is SQLAlchemy's, read here so that one start shows every problem."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.config.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.config.reading import Reading

_POSTGRESQL: Final = re.compile(
    r"postgres(?:ql(?:\+psycopg)?)?://"
    r"(?:[^:/]*(?::[^@]*)?@)?"  # user and password
    r"(?:\[[^/?]+\]|[^/:?]+)?(?::(?P<port>[^/?]*))?"
    r"(?:/[^?]*)?(?:\?.*)?",
    re.DOTALL,
)
_SQLITE: Final = re.compile(r"sqlite:///(?P<file>[^?]*)(?:\?.*)?", re.DOTALL)
_HIGHEST_PORT: Final = 65535


def read(reading: Reading, instance: Path) -> Secret:
    """Return the database's address: an SQLite file in `instance` when none is set."""
    url = reading.secret("DATABASE_URL")
    if not url:
        return Secret(f"sqlite:///{instance / 'anteroom.db'}")
    reading.note(*_problems(url))
    return Secret(url)


def _problems(url: str) -> Iterator[str]:
    """Yield what is wrong with the URL, without quoting it: it may hold a password."""
    if url.startswith("sqlite:"):
        yield from _sqlite_problems(url)
    elif not (found := _POSTGRESQL.fullmatch(url)):
        yield "DATABASE_URL must begin with postgresql:// or sqlite:///. Leave it out for SQLite."
    elif found["port"] is not None and not _is_port(found["port"]):
        yield "DATABASE_URL has a port that is no number from 1 to 65535. An @ in the password is written %40."


def _sqlite_problems(url: str) -> Iterator[str]:
    found = _SQLITE.fullmatch(url)
    file = found["file"] if found else ""
    if not file or file == ":memory:" or file.startswith("file:") or file.endswith("/"):
        yield "DATABASE_URL must name a file: sqlite:////var/lib/anteroom/anteroom.db, or leave it out."
    elif not file.startswith("/"):
        # Relative to where? To whatever folder each command happens to be run in.
        yield "DATABASE_URL names a file by a relative path. Write it from the root, with four slashes: sqlite:////var/…"


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= _HIGHEST_PORT
