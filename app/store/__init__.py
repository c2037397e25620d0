"""What rests: tables, sealed columns and blind indexes. The only home of `sqlalchemy`.

`with store.begin() as unit:` is one transaction; what the block raises undoes it.
"""

from __future__ import annotations

from app.store.audit import AuditEvent, AuditFilters
from app.store.chain_report import ChainReport, Fault, Head, Wrong
from app.store.conversations import Conversation
from app.store.engine import connect
from app.store.errors import StoreUnavailable, WrongKeys
from app.store.limit_hits import LimitHits
from app.store.linker import Linker
from app.store.member import EmailTaken, Member, normalise_email
from app.store.patient import Extra, NoSuchPatient, Patient
from app.store.receipts import Claim, Repeat, ReplayedSignature
from app.store.staff_links import Link
from app.store.staff_sessions import Session
from app.store.store import Store
from app.store.unit import Unit
from app.store.waits import Waits

__all__ = [
    "AuditEvent",
    "AuditFilters",
    "ChainReport",
    "Claim",
    "Conversation",
    "EmailTaken",
    "Extra",
    "Fault",
    "Head",
    "LimitHits",
    "Link",
    "Linker",
    "Member",
    "NoSuchPatient",
    "Patient",
    "Repeat",
    "ReplayedSignature",
    "Session",
    "Store",
    "StoreUnavailable",
    "Unit",
    "Waits",
    "Wrong",
    "WrongKeys",
    "connect",
    "normalise_email",
]
