"""Backups: taken, and tried out, lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from app.checks.finding import FLASK
from app.dashboard.setup.checks.step import Step, when
from app.store.milestones import REHEARSED_WITHIN, TAKEN_WITHIN

if TYPE_CHECKING:
    from app.dashboard.setup.reality import Reality

_COMMANDS: Final = f"f=intake-$(date +%F).backup\n{FLASK} backup $f\n{FLASK} rehearse $f"


def backup(reality: Reality) -> Step:
    """Say when a backup was last taken, and last tried out."""
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
