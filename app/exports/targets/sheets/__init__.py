"""Google Sheets: a projection of the records, a row each, found again by its first cell.

Whatever went before (nothing, half a push, a lost answer, rows that somebody moved), a push does the same: it looks at
which records stand there, and sends those that are missing or have changed here. gspread and google-auth are imported by `client` alone, on first use.
"""

from __future__ import annotations

import random
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

from app.exports.custody import PUSH
from app.store import Delayed
from app.store.sheets import REMOVAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.config import GoogleSettings
    from app.services import Services
    from app.store import Job


# How a push ends early. No exception here holds, or hangs on to, what was sent: a crash reporter would
# read it there.
#
# What Google will not do is the job's own trouble: `Hopeless` until somebody mends it, or `Delayed`.


class AnswerLost(Exception):
    """A change was sent, and nobody said whether it was made: look before it is sent again."""


class Stopped(Exception):
    """The job is not wanted any more, or is another worker's by now."""


# One job at a time has its hands in a spreadsheet: rows are named by number, and each that goes moves the
# others.

KINDS: Final = (PUSH, REMOVAL)


def take(services: Services, job: Job) -> None:
    """Go on if no other job is at it. Of two that begin at once, both may wait.

    Raises:
        Delayed: another job is.
    """
    with services.store.read() as unit:
        if unit.outbox.others_run(job.id, KINDS, services.clock()):
            raise Delayed("sheet_in_use", counts=False)


# Why a push or a removal failed, for the page of its job.

ERRORS: Final[Mapping[str, str]] = {
    "google_busy": _("Google had no time for us, for minutes"),
    "google_elsewhere": _("Google sent us to another address, which is not followed"),
    "google_key_refused": _("Google does not accept the service account's key"),
    "google_key_unusable": _("the file with the service account's key cannot be used"),
    "google_refused": _("Google refused what was sent"),
    "google_unavailable": _("Google was out of order, for minutes"),
    "google_unreachable": _("Google could not be reached, for minutes"),
    "no_such_column": _("a question that it asks for is asked no more; ask for it anew"),
    "sheet_changed": _("the settings name another spreadsheet than it was asked for; ask for it anew"),
    "sheet_full": _("the spreadsheet has no room for so many cells"),
    "sheet_heading_foreign": _(
        "the sheet “Anteroom” has another heading than ours; put ours back, or rename it if it is not ours, and try again"
    ),
    "sheet_in_use": _("another push or removal was at the spreadsheet"),
    "sheet_not_found": _("there is no such spreadsheet"),
    "sheet_not_shared": _("the spreadsheet is not shared with the service account, or not as an editor"),
    "sheet_rows_foreign": _(
        "the sheet “Anteroom” has rows or cells that somebody has added, and other columns; move those, and push again"
    ),
    "sheet_unsettled": _("the spreadsheet was changed again and again meanwhile"),
    "sheets_api_off": _("the Google Sheets API is switched off in the account's project"),
    "sheets_off": _("Google Sheets is switched off here"),
}
"""Code -> what it means. The operator finds the same with `flask doctor`."""


# Time for a push: how long to wait before the next try, and how many requests a minute may have.

_FIRST: Final = 1.0
_LONGEST: Final = 64.0
PATIENCE: Final = 300.0
"""For how many seconds Google is waited for in all, before a job is put off."""
_MINUTE: Final = 60.0
_A_MINUTE: Final = 55
"""Google allows 60 reads and 60 writes to one account; somebody else may have a few."""
_BREATH: Final = 5.0


@dataclass(frozen=True, slots=True)
class Tempo:
    """A clock that only goes forward, in seconds, and a way to wait."""

    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep

    def wait(self, seconds: float, alive: Callable[[], None]) -> None:
        """Wait, and call `alive` every few seconds: it may raise to end the waiting."""
        until = self.monotonic() + seconds
        while (left := until - self.monotonic()) > 0:
            alive()
            self.pause(min(left, _BREATH))


class Backoff:
    """How long to wait before the next of several tries: full jitter, but no less than Google asks for."""

    __slots__ = ("_patience", "_tries", "_waited")

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._tries = 0
        self._waited = 0.0

    def next(self, asked: float) -> float | None:
        """Return the seconds, or None when that would be more than there is patience for."""
        spread = random.uniform(0, min(_LONGEST, _FIRST * 2**self._tries))  # noqa: S311  (not a secret)
        seconds = max(asked, spread)
        self._tries += 1
        self._waited += seconds
        return seconds if self._waited <= self._patience else None


class Allowance:
    """So many requests in any minute. A refused request counts too, so not to ask too often is the fewest requests."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_A_MINUTE)

    def wait_for(self, now: float) -> float:
        """Return for how long to wait before the next request."""
        full = len(self._times) == _A_MINUTE
        return max(0.0, self._times[0] + _MINUTE - now) if full else 0.0

    def take(self, now: float) -> None:
        """Count a request."""
        self._times.append(now)


# A look at the spreadsheet for somebody who waits for it: one request, and no second try.


def title_of(google: GoogleSettings) -> str:
    """Return what the spreadsheet is called.

    Raises:
        Delayed, Hopeless: with the code of what is wrong.
    """
    from app.exports.targets.sheets.client import Book  # noqa: PLC0415  (heavy: gspread comes with it)

    return Book(google, google.sheet_id, Tempo(), lambda: None, patience=0).shape().title


def account_of(google: GoogleSettings) -> str:
    """Return the address of the service account, with which the sheet is to be shared. Raises as `title_of` does."""
    from app.exports.targets.sheets.client import email_of  # noqa: PLC0415  (heavy: google-auth comes with it)

    return email_of(google)
