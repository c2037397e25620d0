"""Checks of backups: their age, and whether one was tried out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.checks import FLASK, N_, Alerted, Check, Finding, Shown, State, ago, ok
from app.services import Services
from app.store.backup.place import missing
from app.store.clinic import milestones
from app.store.clinic.milestones import BACKUP_REHEARSED, BACKUP_TAKEN, REHEARSED_WITHIN, TAKEN_WITHIN

_BACKUPS_WHY: Final = "If this disk fails, every record since the last backup is lost."
_WHY_REHEARSED: Final = "A backup that has never been restored may not work."
_TAKE: Final = f"{FLASK} backup instance/intake-$(date +%F).backup"
_FIRST_OF_ALL: Final = (
    f"Make a pair of keys: {FLASK} keys new --for BACKUP_KEY. Keep the identity that it prints away from this computer, set "
    f"BACKUP_KEY in .env to its public key, and restart Anteroom. Then: {_TAKE}"
)
_TRY: Final = (
    f"Where the identity is, for nobody else can read a backup: {FLASK} rehearse FILE --identity FILE. Without --identity it "
    "only says whether FILE is whole, which is no rehearsal."
)


def backup(services: Services) -> Finding:
    """Return whether backups can be taken, and how old the newest one is.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    if not services.settings.backup_keys:
        said = "BACKUP_KEY is not set, so no backup can be taken"
        return Finding("backup", _if_missing(services), said, _BACKUPS_WHY, _FIRST_OF_ALL)
    newest = newest_backup(services)
    if newest.state is State.OK and newest.at is not None:
        gone = missing(services.settings.instance, newest.at)
        if gone is not None:
            said = f"the newest was put at {gone}, and is not there any more"
            mend = f"If you have moved it to a safe place, all is well until the next one. If not: {_TAKE}"
            return Finding("backup", State.WARN, said, _BACKUPS_WHY, mend, at=newest.at)
    return newest


BACKUP_CHECK = Check(
    "backup",
    backup,
    Shown.DOCTOR,
    position=210,
    alert=Alerted(
        _("backups"), "/setup", N_("No recent backup exists."), N_("There is a recent backup again.")
    ),
)


def newest_backup(services: Services) -> Finding:
    """Return how old the newest backup is.

    A backup that was made without Anteroom is not seen.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        taken = milestones.get(unit.db, BACKUP_TAKEN)
    state, more = _if_missing(services), (_BACKUPS_WHY, _TAKE)
    if taken is None:
        return Finding("backup", state, "no backup has ever been taken", *more)
    return _aged("backup", taken.at, services.clock(), TAKEN_WITHIN, state, more)


NEWEST_BACKUP_CHECK = Check("backup", newest_backup, Shown.SETUP, position=220)


def _if_missing(services: Services) -> State:
    return State.BAD if services.settings.production else State.WARN


def rehearsal(services: Services) -> Finding:
    """Return when a backup was last restored as a rehearsal.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        tried = milestones.get(unit.db, BACKUP_REHEARSED)
    if tried is None:
        return Finding("rehearsal", State.WARN, "no backup has ever been tried out", _WHY_REHEARSED, _TRY)
    more = (_WHY_REHEARSED, _TRY)
    return _aged("rehearsal", tried.at, services.clock(), REHEARSED_WITHIN, State.WARN, more)


REHEARSAL_CHECK = Check("rehearsal", rehearsal, Shown.DOCTOR | Shown.SETUP, position=230)


def _aged(  # noqa: PLR0917  (what is looked at, then what is said)
    check: str, at: datetime, now: datetime, within: timedelta, state: State, more: tuple[str, str]
) -> Finding:
    said = f"the newest is from {at.date().isoformat()}, {ago(now - at)}"
    return Finding(check, state, said, *more, at=at) if now - at > within else ok(check, said, at)
