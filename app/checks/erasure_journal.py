"""Checks of the erasure journal: can it be lost, and is it whole?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.checks import (
    DOCTOR,
    FLASK,
    N_,
    Alerted,
    Check,
    Finding,
    OnPages,
    Shown,
    State,
    ok,
    quoted,
)
from app.config import Settings
from app.config.database_url import servers
from app.services import Services
from app.store.patients import tombstones
from app.store.patients.erasure_journal import BrokenJournal, standing

_NAME: Final = "erasure_journal"
_ERASURES_LATE: Final = timedelta(minutes=1)
"""Other machines learn of an erasure within seconds."""
_ERASURES_WHY: Final = "Restoring an older backup would bring back patients who were erased since."


def journal_writable(services: Services) -> list[Finding]:
    """Return what keeps the journal from being written, if anything does."""
    journal = services.store.journal
    if (trouble := journal.trouble()) is None:
        return []
    said = f"it cannot be written: {trouble.strerror}"
    told = _on_pages(services.settings)
    return [Finding(_NAME, State.BAD, said, _ERASURES_WHY, journal.look(), "unwritable", on_pages=told)]


def _on_pages(settings: Settings) -> OnPages:
    todo, command = _("Its database has to answer: ERASURE_JOURNAL_URL names it. On the server:"), DOCTOR
    if settings.journal_url is None:
        file = settings.erasure_journal
        todo = _(
            "It must belong to the user the server runs as, and its disk needs free space. On the server:"
        )
        command = f"ls -ld {quoted([file.parent, file])}\ndf -h {quoted([file.parent])}\n{DOCTOR}"
    said = _(
        "The erasure journal cannot be written. Anyone erased now would come back if a backup were restored."
    )
    return OnPages(said, todo, command, "/setup", _("Set up"))


JOURNAL_WRITABLE_CHECK = Check(
    "erasure_journal",
    journal_writable,
    Shown.SETUP | Shown.READY,
    position=240,
    needs_database=False,
    desk=lambda desk: journal_writable(desk.services),
)


def erasure_journal(services: Services) -> Finding:
    """Return whether a restore here would erase everybody again who was erased.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    journal = services.store.journal
    for unwritable in journal_writable(services):
        return unwritable
    if (owner := _owner_to_be(services.settings)) is not None:
        said, give = (
            "it cannot be written: it belongs to another user",
            f"As root: chown {owner} {quoted([services.settings.erasure_journal])}",
        )
        return Finding(_NAME, State.BAD, said, _ERASURES_WHY, give)
    try:
        named = _named(services)
    except BrokenJournal as broken:
        mend = f"Move {journal.name} away, find out who changed it, then: {FLASK} worker --once"
        return Finding(_NAME, State.BAD, f"it is not genuine: {broken}", _ERASURES_WHY, mend)
    now = services.clock()
    with services.store.read() as unit:
        missing = [
            each
            for each in tombstones.all_erasures(unit.db)
            if each.patient_id not in named and not timedelta() <= now - each.at <= _ERASURES_LATE
        ]
    if missing:
        said = f"{len(missing):,} erased patients are missing from it"
        return Finding(
            _NAME,
            State.BAD,
            said,
            _ERASURES_WHY,
            f"Start the server, which adds them. To add them now: {FLASK} worker --once",
        )
    return ok(_NAME, f"names every erased patient ({len(named):,})")


ERASURE_JOURNAL_CHECK = Check(
    "erasure_journal",
    erasure_journal,
    Shown.DOCTOR,
    position=250,
    alert=Alerted(
        _("the list of erased patients"),
        "/setup",
        N_("The list of erased patients is not complete or cannot be written."),
        N_("The list of erased patients is complete again."),
    ),
)


def _named(services: Services) -> set[UUID]:
    try:
        return {*standing(services.store.journal.read())}
    except FileNotFoundError:
        return set()


def _owner_to_be(settings: Settings) -> int | None:
    """Return the user who has to own the journal, if root finds that another does.

    Other users can tell by trying to write.
    """
    if os.geteuid() != 0 or settings.journal_url is not None:
        return None
    try:
        ours, theirs = settings.instance.stat().st_uid, settings.erasure_journal.stat().st_uid
    except OSError:
        return None
    return ours if ours != theirs else None


_PLACE_WHY: Final = (
    "It has to outlive the database: without it a restored backup brings back patients who were erased."
)
_LOST_AT_A_RESTART: Final = ("/tmp", "/var/tmp", "/dev/shm", "/run")  # noqa: S108 - to find what is kept there by mistake


def journal_place(settings: Settings) -> Iterator[Finding]:
    """Yield a finding if the erasure journal may be lost, alone or with the database."""
    if settings.journal_url is not None:
        shared = servers(settings.journal_url.reveal()) & servers(settings.database_url.reveal())
        if shared:
            yield Finding(
                _NAME,
                State.WARN,
                f"it is on the database's own server ({', '.join(sorted(shared))})",
                _PLACE_WHY,
                "Name a database on another server in ERASURE_JOURNAL_URL in .env, and restart Anteroom.",
            )
        return
    path = settings.erasure_journal
    is_chosen = not path.is_relative_to(settings.instance)
    if is_chosen and any(map(path.is_relative_to, {*_LOST_AT_A_RESTART, tempfile.gettempdir()})):
        yield Finding(
            _NAME,
            State.BAD if settings.production else State.WARN,
            f"it is in a temporary folder ({path.parent})",
            _PLACE_WHY,
            "Set ERASURE_JOURNAL in .env to a file in a folder that stays, best on another disk than the database's. "
            "Move the file there, and restart Anteroom.",
        )


JOURNAL_PLACE_CHECK = Check(
    "erasure_journal", lambda services: journal_place(services.settings), position=260, needs_database=False
)
