"""Backups: the rows that must not be lost, sealed into one file, and the way back.

The rows are read as of one moment. The form is the same on both engines, so what was taken from one is
restored on the other.
"""

from __future__ import annotations

from app.store.backup.format import Checked, Malformed, Refused, check
from app.store.backup.restore import LeftOut, NotBroughtBack, Opened, Restored, Wanted, open_sealed, restore
from app.store.backup.take import Taken, take

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
