"""Backups: every row that must not be lost, read in one moment and sealed into one file; and the way back.

The form is the same on both engines, so what was taken from one is restored on the other.
"""

from __future__ import annotations

from app.store.backup.archive import Checked, Malformed, check
from app.store.backup.refused import Refused
from app.store.backup.rehearsing import Opened, open_sealed
from app.store.backup.restoring import LeftOut, NotBroughtBack, Restored, Wanted, restore
from app.store.backup.taking import Taken, take

__all__ = [
    "Checked",
    "LeftOut",
    "Malformed",
    "NotBroughtBack",
    "Opened",
    "Refused",
    "Restored",
    "Taken",
    "Wanted",
    "check",
    "open_sealed",
    "restore",
    "take",
]
