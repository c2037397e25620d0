"""DATABASE_URL. The form is SQLAlchemy's, read here so that one start shows every problem."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from app.config.addresses import is_this_computer
from app.config.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.config.reading import Reading

_POSTGRESQL: Final = re.compile(
    r"postgres(?:ql(?:\+psycopg)?)?://"
    r"(?:[^:/]*(?::[^@]*)?@)?"  # user and password
    r"(?P<host>\[[^/?]+\]|[^/:?]+)?(?::(?P<port>[^/?]*))?"
    r"(?:/[^?]*)?(?:\?(?P<query>.*))?",
    re.DOTALL,
)
_SQLITE: Final = re.compile(r"sqlite:///(?P<file>[^?]*)(?:\?.*)?", re.DOTALL)
_HIGHEST_PORT: Final = 65535
_HOST_AND_PORT: Final = re.compile(r"([A-Za-z0-9.-]*):[0-9]*")
"""In the query, as SQLAlchemy takes it apart."""
_VERIFIED: Final = "verify-full"
_UNVERIFIED: Final = (
    "DATABASE_URL leads over a network without verified TLS. Add sslmode=verify-full to it (and sslrootcert=… for a "
    "certificate of your own authority), or use a socket or localhost."
)


def read(reading: Reading, instance: Path, *, production: bool) -> Secret:
    """Return the database's address: an SQLite file in `instance` when none is set."""
    url = reading.secret("DATABASE_URL")
    if not url:
        return Secret(f"sqlite:///{instance / 'anteroom.db'}")
    problems = list(_problems(url))
    reading.note(*problems)
    found = _POSTGRESQL.fullmatch(url)
    if not production or problems or not found:
        return Secret(url)
    query = parse_qs(found["query"] or "")  # as SQLAlchemy reads it: what is blank there was not said
    modes = query.get("sslmode") or [reading.text("PGSSLMODE")]
    if modes != [_VERIFIED]:
        if not _is_this_computer(found["host"] or "", query, reading):
            reading.note(_UNVERIFIED)
    elif "sslmode" not in query:  # what was seen here is what holds, in whatever environment it is used
        url += f"{'?' if found['query'] is None else '&'}sslmode={_VERIFIED}"
    return Secret(url)


def _is_this_computer(host: str, query: dict[str, list[str]], reading: Reading) -> bool:
    """Return whether libpq goes nowhere else with it: host and address may be in the query and in the environment.

    What names a service, or holds more settings, may lead anywhere.
    """
    if "conninfo" in query or "service" in query or reading.text("PGSERVICE"):
        return False
    named = [host.strip("[]")] if host else []
    hosts = [*named, *query.get("host", ())] or [reading.text("PGHOST")]
    addresses = query.get("hostaddr") or [reading.text("PGHOSTADDR")]
    return all(_is_here(entry) for listed in (*hosts, *addresses) for entry in listed.split(","))


def _is_here(host: str) -> bool:
    with_port = _HOST_AND_PORT.fullmatch(host)
    name = with_port[1] if with_port else host
    return name.startswith(("/", "@")) or is_this_computer(name)


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
