"""The clock of this computer: against the database's, and against what was written before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok
from app.store.database_clock import time_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services

_TOLD: Final = timedelta(seconds=2)
_BORNE: Final = timedelta(seconds=30)
"""One step of an authenticator's code: with more, members' codes are refused."""
_WHY: Final = (
    "Codes from authenticators are refused, sessions and links end at the wrong time, and the trail lies."
)
_MEND: Final = "Set the clock by the network: timedatectl set-ntp true (look with: timedatectl)"


def clock(services: Services) -> Finding:
    """Return how far this computer's clock is from the database's, and whether it has gone back.

    Raises:
        StoreUnavailable: the database cannot be asked.
    """
    before = services.clock()
    theirs, after = time_of(services.store.engine), services.clock()
    drift = timedelta() if theirs is None else max(before - theirs, theirs - after, timedelta())
    if drift > _TOLD:
        side = "ahead of" if theirs is not None and before > theirs else "behind"
        state = State.BAD if drift > _BORNE else State.WARN
        return Finding("clock", state, f"{_in_words(drift)} {side} the database's", _WHY, _MEND)
    if (newest := _newest_entry(services)) is not None and newest - after > _BORNE:
        said = f"it has gone back: the newest entry of the trail is {_in_words(newest - after)} ahead of it"
        return Finding("clock", State.BAD, said, _WHY, _MEND)
    return ok("clock", "as the database's" if theirs else "not behind anything that was written by it")


def _newest_entry(services: Services) -> datetime | None:
    with services.store.read() as unit:
        return next((entry.at for entry in unit.audit.latest(1)), None)


def _in_words(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"  # noqa: PLR2004
