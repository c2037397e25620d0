"""Seal and find patients' words; the only home of `cryptography` and `pyrage`."""

from __future__ import annotations

from app.crypto.age import Damaged, Identities, NotAge, OtherIdentity, Recipients, new_identity
from app.crypto.blind_index import BlindIndex
from app.crypto.door import DoorKeys
from app.crypto.keys import Column, Keyring
from app.crypto.sealer import Sealer, Unreadable
from app.crypto.self_test import SelfTestFailed, self_test

__all__ = [
    "BlindIndex",
    "Column",
    "Damaged",
    "DoorKeys",
    "Identities",
    "Keyring",
    "NotAge",
    "OtherIdentity",
    "Recipients",
    "Sealer",
    "SelfTestFailed",
    "Unreadable",
    "new_identity",
    "self_test",
]
