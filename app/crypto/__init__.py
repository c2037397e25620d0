"""Sealing patients' words, and finding them again: the only home of `cryptography`."""

from __future__ import annotations

from app.crypto.keyring import Column, Keyring
from app.crypto.lookup import BlindIndex
from app.crypto.sealing import Sealer, Unreadable
from app.crypto.selftest import SelfTestFailed, self_test

__all__ = ["BlindIndex", "Column", "Keyring", "Sealer", "SelfTestFailed", "Unreadable", "self_test"]
