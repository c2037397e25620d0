"""The erasure journal of this machine: can it be written, is it believed, and does it name everybody?"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.checks.finding import FLASK, Finding, State, ok, quoted
from app.store.erasure_journal import BrokenJournal, standing

if TYPE_CHECKING:
    from uuid import UUID

    from app.config import Settings
    from app.services import Services

_NAME: Final = "erasure_journal"
_LATE: Final = timedelta(minutes=1)
"""A machine hears within seconds of whom another erases."""
_WHY: Final = "Restoring an older backup would bring back whoever was erased since."


def erasure_journal(services: Services) -> Finding:
    """Return whether a restore on this machine would erase again everybody who was erased.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    journal = services.store.journal
    owner = _owner_to_be(services.settings)
    if (trouble := journal.trouble()) is not None or owner is not None:
        said = f"it cannot be written: {trouble.strerror if trouble else 'it is another user’s'}"
        look = (
            f"See: ls -ld {quoted([journal.path.parent, journal.path])}, df {quoted([journal.path.parent])}"
        )
        give = f"As root: chown {owner} {quoted([journal.path])}"
        return Finding(_NAME, State.BAD, said, _WHY, look if trouble else give)
    try:
        named = _named(services)
    except BrokenJournal as broken:
        mend = f"Put {journal.path} aside, find out who was at it, then: {FLASK} worker --once"
        return Finding(_NAME, State.BAD, f"it cannot be believed: {broken}", _WHY, mend)
    now = services.clock()
    with services.store.read() as unit:
        missing = [
            each
            for each in unit.erasures.all()
            if each.patient_id not in named and not timedelta() <= now - each.at <= _LATE
        ]
    if missing:
        said = f"{len(missing):,} who were erased are not in it"
        return Finding(
            _NAME, State.BAD, said, _WHY, f"Start the server, which adds them; at once: {FLASK} worker --once"
        )
    return ok(_NAME, f"names everybody who was erased ({len(named):,})")


def _named(services: Services) -> set[UUID]:
    try:
        return {*standing(services.store.journal.read())}
    except FileNotFoundError:
        return set()


def _owner_to_be(settings: Settings) -> int | None:
    """Return the user that the journal has to belong to and does not; as far as root can tell, who may write any file."""
    if os.geteuid() != 0:
        return None
    try:
        ours, theirs = settings.instance.stat().st_uid, settings.erasure_journal.stat().st_uid
    except OSError:
        return None
    return ours if ours != theirs else None
