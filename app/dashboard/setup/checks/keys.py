"""Keys: those that the database is written with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.dashboard.setup.checks.step import Step
from app.guard.words import number

if TYPE_CHECKING:
    from app.dashboard.setup.reality import Reality


def keys(reality: Reality) -> Step:
    """Name the keys. The page would not be here if `Store.prove_keys` had not found them right."""
    sealing, search = len(reality.settings.fernet_keys), len(reality.settings.index_keys)
    return Step(
        _("Keys proved"),
        done=True,
        proof=_(
            "Sealing keys: %(sealing)s, search keys: %(search)s. They are the ones that this database is written with.",
            sealing=number(sealing),
            search=number(search),
        ),
        todo=_(
            "Keep a copy of FERNET_KEYS and INDEX_KEY away from the database: without them nothing can be read."
        ),
    )
