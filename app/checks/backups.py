"""Backups: is there a fresh one, and has one been tried out?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.finding import FLASK, Finding, State, ago, ok
from app.store.milestones import BACKUP_REHEARSED, BACKUP_TAKEN, REHEARSED_WITHIN, TAKEN_WITHIN

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from app.services import Services

_WHY: Final = "When this disk dies, every record since the last backup is gone."
_WHY_REHEARSED: Final = "A backup that was never restored may be none."
_TAKE: Final = f"{FLASK} backup intake-$(date +%F).backup"
_TRY: Final = f"{FLASK} rehearse FILE"


def backup(services: Services) -> Finding:
    """Return how old the newest backup is. One that was taken past Anteroom is not seen.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    missing = State.BAD if services.settings.production else State.WARN
    if not services.settings.backup_keys:
        return Finding(
            "backup",
            missing,
            "BACKUP_KEY is not set, so no backup can be taken",
            _WHY,
            f"Set it, then: {_TAKE}",
        )
    with services.store.read() as unit:
        taken = unit.milestones.get(BACKUP_TAKEN)
    if taken is None:
        return Finding("backup", missing, "none was ever taken", _WHY, _TAKE)
    return _aged("backup", taken.at, services.clock(), TAKEN_WITHIN, missing, (_WHY, _TAKE))


def rehearsal(services: Services) -> Finding:
    """Return when a backup was last restored to try it out.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        tried = unit.milestones.get(BACKUP_REHEARSED)
    if tried is None:
        return Finding("rehearsal", State.WARN, "no backup was ever tried out", _WHY_REHEARSED, _TRY)
    more = (_WHY_REHEARSED, _TRY)
    return _aged("rehearsal", tried.at, services.clock(), REHEARSED_WITHIN, State.WARN, more)


def _aged(  # noqa: PLR0917  (what is looked at, then what is said)
    check: str, at: datetime, now: datetime, within: timedelta, state: State, more: tuple[str, str]
) -> Finding:
    said = f"the newest is of {at.date().isoformat()}, {ago(now - at)}"
    return Finding(check, state, said, *more) if now - at > within else ok(check, said)
