"""Seal patients' words and find them again; the only home of `cryptography`."""

from __future__ import annotations

from app.crypto.keys import BlindIndex, Column, DoorKeys, Keyring
from app.crypto.sealer import Sealer, Unreadable
from app.crypto.self_test import SelfTestFailed, self_test
from app.crypto.stream import BackupKeys, Damaged, NotABackup, OtherKey

__all__ = [
    "BackupKeys",
    "BlindIndex",
    "Column",
    "Damaged",
    "DoorKeys",
    "Keyring",
    "NotABackup",
    "OtherKey",
    "Sealer",
    "SelfTestFailed",
    "Unreadable",
    "self_test",
]
