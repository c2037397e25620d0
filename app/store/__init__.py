"""What rests: tables, sealed columns and blind indexes. The only home of `sqlalchemy`.

`with store.begin() as unit:` is one transaction; what the block raises undoes it.
"""

from __future__ import annotations

from app.store.audit import AuditEvent
from app.store.conversations import Conversation
from app.store.engine import connect
from app.store.errors import StoreUnavailable, WrongKeys
from app.store.patient import Extra, NoSuchPatient, Patient
from app.store.receipts import Claim, Repeat, ReplayedSignature
from app.store.store import Store
from app.store.unit import Unit
from app.store.waits import Waits

__all__ = [
    "AuditEvent",
    "Claim",
    "Conversation",
    "Extra",
    "NoSuchPatient",
    "Patient",
    "Repeat",
    "ReplayedSignature",
    "Store",
    "StoreUnavailable",
    "Unit",
    "Waits",
    "WrongKeys",
    "connect",
]
