"""The clock of this computer: against the database's, others', its own uptime, and what was written before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, in_days, ok
from app.store.believed_clock import AWAY, Why
from app.store.database_clock import time_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services
    from app.store import Doubt

_TOLD: Final = timedelta(seconds=2)
_BORNE: Final = timedelta(seconds=30)
"""One step of an authenticator's code: with more, members' codes are refused."""
_WHY: Final = (
    "Codes from authenticators are refused, sessions and links end at the wrong time, and the trail lies."
)
_WHY_AHEAD: Final = (
    "What a wrong clock erases does not come back: nothing goes by the retention rules until a person says "
    "that the clock is right."
)
_MEND: Final = "Set the clock by the network: timedatectl set-ntp true (look with: timedatectl)"
_OR_IT_IS_RIGHT: Final = f"{_MEND}. If it is right: "
SAY_SO: Final = f"{_OR_IT_IS_RIGHT}an admin says so, on the page Retention"


def clock(services: Services) -> Finding:
    """Return how far this computer's clock is from the database's, and whether it has gone back or leapt ahead.

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
    with services.store.read() as unit:
        latest, doubt = unit.clock.latest_written(), unit.clock.doubt(after, services.uptime())
    if latest is not None and latest - after > _BORNE:
        said = (
            f"it has gone back: the latest thing that was written is {_in_words(latest - after)} ahead of it"
        )
        return Finding("clock", State.BAD, said, _WHY, _MEND)
    if latest is not None and after - latest > AWAY:
        said = f"{in_days(after - latest)} ahead of the latest thing that was written"
        mend = f"{_OR_IT_IS_RIGHT}Anteroom was off for so long, and may be started"
        return Finding("clock", State.BAD, said, _WHY_AHEAD, mend)
    if doubt is not None:
        return Finding("clock", State.BAD, in_doubt(doubt), _WHY_AHEAD, SAY_SO)
    return ok("clock", "as the database's" if theirs else "not far from anything that was written by it")


def in_doubt(doubt: Doubt) -> str:
    """Return what speaks against the clock."""
    if doubt.why is Why.LEAPT:
        return f"it has leapt: {in_days(doubt.ahead)} further than this computer has counted since {doubt.since:%Y-%m-%d}"
    return f"{in_days(doubt.ahead)} ahead of the last retention run ({doubt.since:%Y-%m-%d}): it has leapt, or none ran since"


def by_a_date(now: datetime, date: datetime, whose: str) -> Finding | None:
    """Return what there is to say of the `Date` of an answer that came now; None when it agrees."""
    if abs(now - date) <= _BORNE:
        return None
    side = "ahead of" if now > date else "behind"
    return Finding("clock", State.BAD, f"{_in_words(abs(now - date))} {side} {whose}", _WHY, _MEND)


def _in_words(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    if span.days > 1:
        return in_days(span)
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"  # noqa: PLR2004
