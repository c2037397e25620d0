"""One transaction, by the things that it can change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store.audit import Audit
from app.store.consents import Consents
from app.store.conversations import Conversations
from app.store.deliveries import Deliveries
from app.store.patients import Patients
from app.store.receipts import Receipts
from app.store.refusals import Refusals
from app.store.staff import Staff
from app.store.staff_devices import Devices
from app.store.staff_links import Links
from app.store.staff_sessions import Sessions

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.crypto import BlindIndex, Sealer


@dataclass(frozen=True, slots=True)
class Unit:
    """Everything the store does, within one transaction. Gone when the transaction is."""

    audit: Audit
    consents: Consents
    conversations: Conversations
    deliveries: Deliveries
    devices: Devices
    links: Links
    patients: Patients
    receipts: Receipts
    refusals: Refusals
    sessions: Sessions
    staff: Staff

    @classmethod
    def of(cls, connection: Connection, sealer: Sealer, index: BlindIndex) -> Unit:
        """Return the unit of a connection on which a transaction has begun."""
        return cls(
            audit=Audit(connection),
            consents=Consents(connection, index),
            conversations=Conversations(connection, sealer, index),
            deliveries=Deliveries(connection),
            devices=Devices(connection),
            links=Links(connection, sealer),
            patients=Patients(connection, sealer, index),
            receipts=Receipts(connection, sealer),
            refusals=Refusals(connection),
            sessions=Sessions(connection),
            staff=Staff(connection, sealer),
        )
