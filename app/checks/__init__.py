"""Is everything in order? One file a subject: what `flask doctor` asks, and the set-up page where it asks the same."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from app.config import Settings


# What a check found.

FLASK: Final = ".venv/bin/flask --app wsgi"


class State(StrEnum):
    """How things stand. Only `BAD` makes `flask doctor` fail: something does not work, or is open to others."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. Its fields' names, and what `check` may be, are relied on by who reads the JSON.

    `said` is what was found, `why` why that matters, `mend` the command or step that mends it. No secret and no
    word of a patient's stands in any of them.
    """

    check: str
    state: State
    said: str
    why: str = ""
    mend: str = ""


def ok(check: str, said: str) -> Finding:
    """Return that all is well."""
    return Finding(check, State.OK, said)


def in_days(length: timedelta) -> str:
    """Return "1 day" or "3 days"."""
    return "1 day" if length.days == 1 else f"{length.days:,} days"


def ago(length: timedelta) -> str:
    """Return "less than a day ago" or "3 days ago"."""
    return f"{in_days(length)} ago" if length.days else "less than a day ago"


def quoted(paths: Iterable[Path]) -> str:
    """Return paths as a shell takes them."""
    return " ".join(shlex.quote(str(path)) for path in paths)


# Where an address leads.


def is_local(host: str) -> bool:
    """Return whether a host is of this computer or its own network, which nobody outside can reach."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host


# Where this clinic's data lies on this computer.


def sqlite_file(settings: Settings) -> Path | None:
    """Return the database's file; None when it is a server's."""
    scheme, _, name = settings.database_url.reveal().partition(":///")
    return Path(name.partition("?")[0]) if scheme.startswith("sqlite") else None


def data_folder(settings: Settings) -> Path:
    """Return the folder that must not run full: the database's, or that of what Anteroom itself keeps."""
    file = sqlite_file(settings)
    return settings.instance if file is None else file.parent
