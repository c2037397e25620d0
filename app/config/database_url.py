"""DATABASE_URL and ERASURE_JOURNAL_URL, and how safely each is reached.

They have SQLAlchemy's form, or libpq's for several servers. They are checked here so that one start shows every problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from app.config import values
from app.config.values import Secret
from app.config.variables import Reading

_NAME: Final = "DATABASE_URL"
_JOURNAL: Final = "ERASURE_JOURNAL_URL"
_POSTGRESQL: Final = re.compile(
    r"postgres(?:ql(?:\+psycopg)?)?://"
    r"(?:[^:/]*(?::[^@]*)?@)?"  # user and password
    r"(?P<host>\[[^/?]+\]|[^/:?]+)?(?::(?P<port>[^/?]*))?"
    r"(?:/[^?]*)?(?:\?(?P<query>.*))?",
    re.DOTALL,
)
_SQLITE: Final = re.compile(r"sqlite:///(?P<file>[^?]*)(?:\?.*)?", re.DOTALL)
_HIGHEST_PORT: Final = 65535
_PORT: Final = "5432"
_HOST_AND_PORT: Final = re.compile(r"([A-Za-z0-9.-]*):[0-9]*")
"""A host in the query, as SQLAlchemy parses it."""
_SERVER: Final = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?")
_SEVERAL: Final = re.compile(
    r"(?P<head>postgres(?:ql(?:\+psycopg)?)?://(?:[^:/]*(?::[^@]*)?@)?)"
    r"(?P<hosts>[A-Za-z0-9.-]+(?::[0-9]+)?(?:,[A-Za-z0-9.-]+(?::[0-9]+)?)+)"
    r"(?P<path>/[^?]*)?(?:\?(?P<query>.*))?",
    re.DOTALL,
)
"""libpq's form for several servers. SQLAlchemy's has them in the query, each with its port."""
_WRITING: Final = ("read-write", "primary")
_ANY_OF_THEM: Final = (
    "DATABASE_URL names several servers. Add target_session_attrs=read-write to it, so that the one that takes writes is "
    "found."
)
_VERIFIED: Final = "verify-full"
_UNVERIFIED: Final = (
    "DATABASE_URL connects over a network without verified TLS. Add sslmode=verify-full to it (and sslrootcert=… for a "
    "certificate of your own authority), or use a socket or localhost."
)


def read_database(reading: Reading, instance: Path, *, production: bool) -> Secret:
    """Return the database's address: an SQLite file in `instance` when none is set."""
    url = _with_hosts_in_query(reading.secret(_NAME) or "")
    return Secret(
        _checked(reading, url, _NAME, production) if url else f"sqlite:///{instance / 'anteroom.db'}"
    )


def read_journal(reading: Reading, database: Secret, *, production: bool) -> Secret | None:
    """Return the address of the database that has the erasure journal; None: a file."""
    url = _with_hosts_in_query(reading.secret(_JOURNAL) or "")
    if not url:
        return None
    if not _POSTGRESQL.fullmatch(url):
        reading.note(f"{_JOURNAL} must begin with postgresql://. For a file, set ERASURE_JOURNAL.")
        return None
    checked = _checked(reading, url, _JOURNAL, production)
    if _places(checked) & _places(database.reveal()):
        reading.note(
            f"{_JOURNAL} names the database of DATABASE_URL. The journal has to survive that one: name another, best on "
            "another server."
        )
    return Secret(checked)


def servers(url: str) -> set[str]:
    """Return the servers that a URL of PostgreSQL names, with port; none for a file."""
    return {server for server, _name in _places(url)} if _POSTGRESQL.match(url) else set()


def _places(url: str) -> set[tuple[str, str]]:
    """Return each server of a URL with the database on it, however they are spelt."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    hosts = [each for listed in query.get("host", ()) for each in listed.split(",")]
    name = query.get("dbname", [parts.path.strip("/")])[0]
    return {(_spelt(each), name) for each in hosts or [parts.netloc.rpartition("@")[2]]}


def sign_ins(url: str) -> set[tuple[str, str]]:
    """Return each server of a PostgreSQL URL with the user who signs in there.

    There is none without a password.
    """
    parts = urlsplit(url)
    if not parts.password:
        return set()
    return {(server, unquote(parts.username or "")) for server, _database in _places(url)}


def with_password(url: str, password: str) -> str:
    """Return the URL with another password, which needs no quoting."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:{password}@{host}"))


def _spelt(server: str) -> str:
    """Return a server in one spelling: `localhost` with its port."""
    found = _SERVER.match(server.lower())
    host, port = (found[1].strip("[]"), found[2]) if found else (server, None)
    return f"{'localhost' if values.is_this_computer(host) else host}:{port or _PORT}"


def _checked(reading: Reading, url: str, name: str, production: bool) -> str:
    """Return a server's URL with its TLS mode made explicit; note its problems."""
    problems = [each.replace(_NAME, name) for each in _problems(url)]
    reading.note(*problems)
    found = _POSTGRESQL.fullmatch(url)
    if not production or problems or not found:
        return url
    query = parse_qs(found["query"] or "")  # as SQLAlchemy reads it: a blank value counts as unset
    modes = query.get("sslmode") or [reading.text("PGSSLMODE")]
    if modes != [_VERIFIED]:
        if not _is_this_computer(found["host"] or "", query, reading):
            reading.note(_UNVERIFIED.replace(_NAME, name))
    elif "sslmode" not in query:  # so that the mode checked here holds in every environment
        url += f"{'?' if found['query'] is None else '&'}sslmode={_VERIFIED}"
    return url


def _with_hosts_in_query(url: str) -> str:
    """Return a URL that names several servers as SQLAlchemy takes it."""
    several = _SEVERAL.fullmatch(url)
    if several is None:
        return url
    hosts = [each if ":" in each else f"{each}:{_PORT}" for each in several["hosts"].split(",")]
    query = "&".join([*(f"host={each}" for each in hosts), *filter(None, [several["query"]])])
    return f"{several['head']}{several['path'] or '/'}?{query}"


def _is_this_computer(host: str, query: dict[str, list[str]], reading: Reading) -> bool:
    """Return whether libpq would connect to this computer only.

    Host and address may also be in the query and in the environment. A service name, or a file of further
    settings, may lead anywhere.
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
    return name.startswith(("/", "@")) or values.is_this_computer(name)


def _problems(url: str) -> Iterator[str]:
    """Yield problems of the URL, without quoting it: it may hold a password."""
    if url.startswith("sqlite:"):
        yield from _sqlite_problems(url)
    elif not (found := _POSTGRESQL.fullmatch(url)):
        yield "DATABASE_URL must begin with postgresql:// or sqlite:///. Leave it out for SQLite."
    elif found["port"] is not None and not _is_port(found["port"]):
        yield "DATABASE_URL has a port that is not a number from 1 to 65535. Write an @ in the password as %40."
    else:
        query = parse_qs(found["query"] or "")
        hosts = [each for listed in query.get("host", ()) for each in listed.split(",")]
        if len(hosts) > 1 and query.get("target_session_attrs", [""])[0] not in _WRITING:
            yield _ANY_OF_THEM


def _sqlite_problems(url: str) -> Iterator[str]:
    found = _SQLITE.fullmatch(url)
    file = found["file"] if found else ""
    if not file or file == ":memory:" or file.startswith("file:") or file.endswith("/"):
        yield "DATABASE_URL must name a file: sqlite:////var/lib/anteroom/anteroom.db, or leave it out."
    elif not file.startswith("/"):
        # It would be relative to the folder in which each command happens to run.
        yield "DATABASE_URL has a relative path. Write it from the root, with four slashes: sqlite:////var/…"


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= _HIGHEST_PORT
