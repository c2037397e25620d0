"""Checks of a running clinic, for `flask doctor`, `/setup` and `/readyz`."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from app.config import Settings

FLASK: Final = ".venv/bin/flask --app wsgi"


class State(StrEnum):
    """How serious a finding is.

    Only `BAD` makes `flask doctor` fail: something does not work, or is open to others.
    """

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    The values of `check` and the names of the first five fields are part of the JSON contract. `said` is what was found,
    `why` why that matters, `mend` the command or step that fixes it. None of them quotes a secret or a patient.
    """

    check: str
    state: State
    said: str
    why: str = ""
    mend: str = ""
    word: str = ""
    """What `/readyz` tells strangers when it is bad."""
    at: datetime | None = None
    """When the thing that it reports last happened, for a page that shows moments in its own way."""


def ok(check: str, said: str, at: datetime | None = None) -> Finding:
    """Return a finding that all is well."""
    return Finding(check, State.OK, said, at=at)


def in_days(length: timedelta) -> str:
    """Return "1 day" or "3 days"."""
    return "1 day" if length.days == 1 else f"{length.days:,} days"


def ago(length: timedelta) -> str:
    """Return "less than a day ago" or "3 days ago"."""
    return f"{in_days(length)} ago" if length.days else "less than a day ago"


def quoted(paths: Iterable[Path]) -> str:
    """Return paths, quoted for a shell."""
    return " ".join(shlex.quote(str(path)) for path in paths)


def is_local(host: str) -> bool:
    """Return whether a host can only be reached from this computer or its network."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host


def sqlite_file(settings: Settings) -> Path | None:
    """Return the database's file; None when the database is a server."""
    scheme, _, name = settings.database_url.reveal().partition(":///")
    return Path(name.partition("?")[0]) if scheme.startswith("sqlite") else None


def data_folder(settings: Settings) -> Path:
    """Return the folder whose disk must not fill up: the database's, else `instance/`.

    While that is not there, it is the one above in which it will be.
    """
    file = sqlite_file(settings)
    folder = settings.instance if file is None else file.parent
    return next(each for each in (folder, *folder.parents) if each.exists())
