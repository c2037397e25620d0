"""Backups: taken, and tried out, lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from app.checks.finding import FLASK, quoted
from app.dashboard.setup.checks.step import DOCTOR, Step, when
from app.store.milestones import REHEARSED_WITHIN, TAKEN_WITHIN

if TYPE_CHECKING:
    from app.dashboard.setup.reality import Reality

_COMMANDS: Final = f"f=intake-$(date +%F).backup\n{FLASK} backup $f\n{FLASK} rehearse $f"


def backup(reality: Reality) -> Step:
    """Say when a backup was last taken, and last tried out; before that, whether the erasure journal can be written."""
    if reality.journal_trouble is not None:
        return _no_journal(reality)
    taken, rehearsed = reality.backup_taken, reality.backup_rehearsed
    if taken is None:
        proof = _("No backup has been taken yet.")
    elif reality.now - taken.at > TAKEN_WITHIN:
        proof = _(
            "The newest backup was taken: %(when)s. That is too long ago.", when=when(reality, taken.at)
        )
    elif rehearsed is None:
        proof = _(
            "The newest backup was taken: %(when)s. None has been tried out.", when=when(reality, taken.at)
        )
    else:
        proof = _(
            "The newest backup was taken: %(when)s. One was last restored and opened: %(tried)s.",
            when=when(reality, taken.at),
            tried=when(reality, rehearsed.at),
        )
        if reality.now - rehearsed.at <= REHEARSED_WITHIN:
            return Step(_("Backup taken and tried out"), done=True, proof=proof)
    return Step(
        _("Backup taken and tried out"),
        done=False,
        proof=proof,
        todo=_(
            "A backup counts once it has been tried out. On the server, with BACKUP_KEY set, this takes one and tries it"
            " out, and changes nothing here:"
        ),
        command=_COMMANDS,
    )


def _no_journal(reality: Reality) -> Step:
    journal = reality.settings.erasure_journal
    return Step(
        _("Backup taken and tried out"),
        done=False,
        proof=_(
            "The erasure journal cannot be written. Whoever is erased now would come back with a backup."
        ),
        todo=_(
            "It has to belong to the user that the server runs as, and its disk must have room. On the server:"
        ),
        command=f"ls -ld {quoted([journal.parent, journal])}\ndf -h {quoted([journal.parent])}\n{DOCTOR}",
    )
