"""Backups: the rows that must not be lost, sealed into one file, and the way back.

The rows are read as of one moment. The form is the same on both engines, so what was taken from one is
restored on the other.
"""

from __future__ import annotations

from app.store.backup.check import Checked, check
from app.store.backup.format import Malformed, NotOurs, Refused, opened
from app.store.backup.proof import Opened, open_sealed
from app.store.backup.restore import NotBroughtBack, Restored, restore
from app.store.backup.settlement import LeftOut, Wanted
from app.store.backup.take import Taken, take

__all__ = [
    "Checked",
    "LeftOut",
    "Malformed",
    "NotBroughtBack",
    "NotOurs",
    "Opened",
    "Refused",
    "Restored",
    "Taken",
    "Wanted",
    "check",
    "open_sealed",
    "opened",
    "restore",
    "take",
]
