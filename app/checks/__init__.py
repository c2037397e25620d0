"""Checks of a running clinic, for `flask doctor`, `/setup` and `/readyz`."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Flag, StrEnum, auto
from functools import wraps
from ipaddress import ip_address
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeVar

from app.config import Settings
from app.services import Services
from app.store import StoreUnavailable, Transaction, WrongKeys
from app.store.engine.causes import explain
from app.store.work.background import Background

FLASK: Final = ".venv/bin/flask --app wsgi"
DOCTOR: Final = f"{FLASK} doctor"


class State(StrEnum):
    """How serious a finding is.

    Only `BAD` makes `flask doctor` fail: something does not work, or is open to others.
    """

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


class OnPages(NamedTuple):
    """What our pages tell members of staff of a finding, in their language."""

    said: str
    todo: str = ""
    command: str = DOCTOR
    page: str = ""
    """Where the alert above the list of patients leads; "": there is none."""
    link: str = ""
    """What that alert calls the page."""


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
    """What `/readyz` tells strangers when it is not well."""
    reason: str = ""
    """The store's code for why the database cannot be used."""
    at: datetime | None = None
    """When the thing that it reports last happened, for a page that shows moments in its own way."""
    on_pages: OnPages | None = None
    """Without it `/setup` has the words for the operator."""


Found = Finding | Iterable[Finding]


def ok(check: str, said: str, at: datetime | None = None, on_pages: OnPages | None = None) -> Finding:
    """Return a finding that all is well."""
    return Finding(check, State.OK, said, at=at, on_pages=on_pages)


_Found_co = TypeVar("_Found_co", covariant=True)


class Reader(Protocol[_Found_co]):
    """Looks within a page's transaction, or else within one of its own."""

    def __call__(self, services: Services, unit: Transaction | None = None, /) -> _Found_co: ...


def reads(look: Callable[[Services, Transaction], _Found_co]) -> Reader[_Found_co]:
    """Have it begin a transaction where it is given none.

    Then it raises StoreUnavailable where the database cannot be read.
    """

    @wraps(look)
    def read(services: Services, unit: Transaction | None = None, /) -> _Found_co:
        if unit is not None:
            return look(services, unit)
        with services.store.read() as own:
            return look(services, own)

    return read


class Desk(NamedTuple):
    """The transaction of a page, with what several checks ask of it, read once."""

    services: Services
    unit: Transaction
    background: Background
    """How the work in the background is."""


UNKNOWN: Final = "unknown"
"""What `/readyz` says of a check that could not look."""


class Shown(Flag):
    """Where a check's findings are shown."""

    DOCTOR = auto()
    SETUP = auto()
    READY = auto()


EVERYWHERE: Final = Shown.DOCTOR | Shown.SETUP | Shown.READY


def N_(text: str) -> str:  # noqa: N802  (gettext's own name)
    """Mark a text that is translated where it is sent."""
    return text


class Alerted(NamedTuple):
    """What people are told by e-mail and SMS of any finding that is not well.

    Every message has it in all languages, because nobody knows who will read it at night. No word is about a patient.
    """

    called: str
    """What the trail calls it."""
    page: str
    """The page, behind the door, that says more."""
    wrong: str
    """May hold {code}, the error of Twilio's."""
    over: str
    """That it is over."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at, and where to show what was found."""

    code: str
    """As in the JSON of `flask doctor`, and in `/readyz` unless `key` is another."""
    look: Callable[[Services], Found]
    """Returns what it found, each with why it matters and what mends it. Nothing found means all is well."""
    shown: Shown = Shown.DOCTOR
    position: int = 1000
    """Where the report has it: the lowest comes first."""
    label: str = ""
    """Its title on `/setup`."""
    only_if_bad: bool = False
    """Whether `/setup` leaves it out while all is well."""
    desk: Callable[[Desk], Found] | None = None
    """Looks within a page's transaction, for the alerts above the list of patients."""
    key: str = ""
    is_vital: bool = False
    """Whether no other check can read the database while this one finds something bad."""
    needs_database: bool = True
    over_network: bool = False
    alert: Alerted | None = None
    """What people are told who do not look here; None: nothing."""

    def findings(self, services: Services) -> list[Finding]:
        """Return what the check found.

        A check that cannot look says so, and stops no other check.
        """
        try:
            return _listed(self.look(services))
        except StoreUnavailable as error:
            said, mend = f"could not look ({error.reason})", explain(error.reason)
        except WrongKeys as error:
            said, mend = "could not look", str(error)
        return [Finding(self.code, State.BAD, said, mend=mend, word=UNKNOWN)]

    def is_content(self, services: Services) -> bool:
        """Return whether the check finds nothing to worry about.

        Raises:
            StoreUnavailable, WrongKeys: it could not look.
        """
        return all(each.state is State.OK for each in _listed(self.look(services)))

    def on_desk(self, desk: Desk) -> list[OnPages]:
        """Return what it says above the list of patients."""
        found = _listed(self.desk(desk)) if self.desk else []
        return list(dict.fromkeys(each.on_pages for each in found if each.on_pages and each.on_pages.page))

    def word(self, services: Services) -> str:
        """Return what `/readyz` tells strangers: `ok`, or a word for each bad finding."""
        bad = [each for each in self.findings(services) if each.state is State.BAD]
        return ",".join(each.word or each.state for each in bad) or State.OK


def _listed(found: Found) -> list[Finding]:
    return [found] if isinstance(found, Finding) else list(found)


def in_days(length: timedelta) -> str:
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
