"""The one list of checks, for `flask doctor`, `/setup` and `/readyz`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Flag, auto
from typing import Final

from app.checks import Finding, State, data_folder
from app.checks.clinic import clinic
from app.checks.database import (
    broker,
    connections,
    database,
    failed_jobs,
    key_age,
    limits,
    machines,
    retention,
    sign_in,
    worker,
)
from app.checks.host import certificate, clock, configuration, disk, files, proxies
from app.checks.integrity import (
    backup,
    door,
    erasure_journal,
    journal_writable,
    newest_backup,
    rehearsal,
    trail,
)
from app.checks.profile import profile
from app.checks.settings import (
    alerted,
    journal_place,
    mode,
    names,
    processes,
    security_contact,
    senders,
)
from app.checks.twilio import fallback, refusals, refused, replies, silence, twilio_tokens, unanswered
from app.config import ROOT, read_environment
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.database import explain

UNKNOWN: Final = "unknown"
"""What `/readyz` says of a check that could not look."""


class Shown(Flag):
    """Where a check's findings are shown."""

    DOCTOR = auto()
    SETUP = auto()
    READY = auto()
    ALERT = auto()
    """People are told of any finding that is not well."""


_EVERYWHERE: Final = Shown.DOCTOR | Shown.SETUP | Shown.READY | Shown.ALERT


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at, and where to show what was found."""

    code: str
    """As in the JSON of `flask doctor`, and in `/readyz` unless `key` is another."""
    look: Callable[[Services], Finding | Iterable[Finding]]
    """Returns what it found, each with why it matters and what mends it. Nothing found means all is well."""
    shown: Shown = Shown.DOCTOR
    label: str = ""
    """Its title on `/setup`, where the page has no words of its own for the code."""
    key: str = ""
    is_vital: bool = False
    """Whether no other check can read the database while this one finds something bad."""
    needs_database: bool = True
    over_network: bool = False

    def findings(self, services: Services) -> list[Finding]:
        """Return what the check found.

        A check that cannot look says so, and stops no other check.
        """
        try:
            return self._found(services)
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
        return all(each.state is State.OK for each in self._found(services))

    def _found(self, services: Services) -> list[Finding]:
        found = self.look(services)
        return [found] if isinstance(found, Finding) else list(found)

    def word(self, services: Services) -> str:
        """Return what `/readyz` tells strangers: `ok`, or a word for each bad finding."""
        bad = [each for each in self.findings(services) if each.state is State.BAD]
        return ",".join(each.word or each.state for each in bad) or State.OK


CHECKS: Final[tuple[Check, ...]] = (
    Check("configuration", lambda services: configuration(services.settings), needs_database=False),
    Check(
        "files",
        lambda services: files(services.settings, read_environment(ROOT, os.environ), ROOT),
        needs_database=False,
    ),
    Check(
        "setting_names",
        lambda services: names(services.settings, read_environment(ROOT, os.environ)),
        needs_database=False,
    ),
    Check("mode", lambda services: mode(services.settings), needs_database=False),
    Check("server_processes", lambda services: processes(services.settings), needs_database=False),
    Check("alerts", lambda services: alerted(services.settings), needs_database=False),
    Check("security_contact", lambda services: security_contact(services.settings), needs_database=False),
    Check(
        "disk",
        lambda services: disk(data_folder(services.settings)),
        Shown.DOCTOR | Shown.ALERT,
        needs_database=False,
    ),
    Check("database", database, is_vital=True, needs_database=False),
    Check("sign_in", sign_in, _EVERYWHERE, needs_database=False),
    Check("limits", limits, Shown.DOCTOR | Shown.READY | Shown.ALERT),
    Check("key_age", key_age),
    Check("clock", clock, Shown.DOCTOR | Shown.ALERT),
    Check("worker", worker, Shown.DOCTOR | Shown.READY | Shown.ALERT, key="jobs"),
    Check("machines", machines, _EVERYWHERE),
    Check("broker", broker, _EVERYWHERE, needs_database=False),
    Check("connections", connections),
    Check("jobs", failed_jobs, Shown.DOCTOR | Shown.ALERT),
    Check("audit", trail, Shown.DOCTOR | Shown.ALERT),
    Check("door", door),
    Check("backup", backup, Shown.DOCTOR | Shown.ALERT),
    Check("backup", newest_backup, Shown.SETUP),
    Check("rehearsal", rehearsal, Shown.DOCTOR | Shown.SETUP),
    Check("erasure_journal", journal_writable, Shown.SETUP | Shown.READY, needs_database=False),
    Check("erasure_journal", erasure_journal, Shown.DOCTOR | Shown.ALERT),
    Check("erasure_journal", lambda services: journal_place(services.settings), needs_database=False),
    Check("retention", retention),
    Check("clinic", clinic),
    Check("profile", profile),
    Check("proxies", proxies),
    Check("senders", senders),
    Check("twilio_token", twilio_tokens),
    Check("messages", silence, Shown.DOCTOR | Shown.ALERT),
    Check("replies", replies, Shown.DOCTOR | Shown.ALERT),
    Check("twilio_refusals", refusals, Shown.DOCTOR | Shown.ALERT),
    Check("refused", refused, Shown.DOCTOR | Shown.ALERT),
    Check("fallback", fallback, Shown.DOCTOR | Shown.ALERT),
    Check("unanswered", unanswered),
    Check("certificate", certificate, Shown.DOCTOR | Shown.ALERT, needs_database=False, over_network=True),
)
"""In the order of the report. What `doctor` alone asks from outside is in `app/cli/doctor.py`."""


def shown_in(place: Shown) -> tuple[Check, ...]:
    """Return the checks that are shown in one place."""
    return tuple(check for check in CHECKS if place in check.shown)
