"""One transaction, by the things that it can change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store.audit import Audit
from app.store.believed_clock import BelievedClock
from app.store.clinic_profiles import ClinicProfiles
from app.store.consents import Consents
from app.store.conversation_steps import ConversationSteps
from app.store.conversations import Conversations
from app.store.deliveries import Deliveries
from app.store.erasures import Erasures
from app.store.expired import ExpiredRows
from app.store.expired_drafts import ExpiredDrafts
from app.store.export_files import ExportFiles
from app.store.export_presets import ExportPresets
from app.store.export_rows import ExportRows
from app.store.exports import Exports
from app.store.forgeries import Forgeries
from app.store.invented import Invented
from app.store.key_records import KeyRecords
from app.store.legal_holds import LegalHolds
from app.store.lost_drafts import LostDrafts
from app.store.milestones import Milestones
from app.store.outbox import Outbox
from app.store.patient_chats import PatientChats
from app.store.patient_notes import Notes
from app.store.patients import Patients
from app.store.receipts import Receipts
from app.store.recipients import Recipients
from app.store.refusals import Refusals
from app.store.report_rows import ReportRows
from app.store.restrictions import Restrictions
from app.store.retention_rules import RetentionRules
from app.store.retention_runs import RetentionRuns
from app.store.rights import Rights
from app.store.sheet_ledger import SheetLedger
from app.store.staff import Staff
from app.store.staff_devices import Devices
from app.store.staff_links import Links
from app.store.staff_sessions import Sessions
from app.store.storage_counts import StorageCounts
from app.store.twilio_scrubs import TwilioScrubs
from app.store.twilio_tokens import TwilioTokens

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.crypto import BlindIndex, DoorKeys, Sealer


@dataclass(frozen=True, slots=True)
class Unit:
    """Everything the store does, within one transaction. Gone when the transaction is."""

    audit: Audit
    chats: PatientChats
    clinic: ClinicProfiles
    clock: BelievedClock
    consents: Consents
    conversations: Conversations
    deliveries: Deliveries
    devices: Devices
    erasures: Erasures
    expired: ExpiredRows
    expired_drafts: ExpiredDrafts
    export_files: ExportFiles
    export_presets: ExportPresets
    export_rows: ExportRows
    exports: Exports
    forgeries: Forgeries
    holds: LegalHolds
    invented: Invented
    keys: KeyRecords
    links: Links
    lost_drafts: LostDrafts
    milestones: Milestones
    notes: Notes
    outbox: Outbox
    patients: Patients
    receipts: Receipts
    recipients: Recipients
    refusals: Refusals
    report: ReportRows
    restrictions: Restrictions
    rights: Rights
    scrubs: TwilioScrubs
    retention: RetentionRules
    retention_runs: RetentionRuns
    sessions: Sessions
    sheets: SheetLedger
    staff: Staff
    steps: ConversationSteps
    twilio_tokens: TwilioTokens
    storage: StorageCounts

    @classmethod
    def of(cls, connection: Connection, sealer: Sealer, index: BlindIndex, door: DoorKeys) -> Unit:
        """Return the unit of a connection on which a transaction has begun."""
        return cls(
            audit=Audit(connection),
            chats=PatientChats(connection),
            clinic=ClinicProfiles(connection, sealer),
            clock=BelievedClock(connection),
            consents=Consents(connection, index),
            conversations=Conversations(connection, sealer, index),
            deliveries=Deliveries(connection),
            devices=Devices(connection, door),
            erasures=Erasures(connection, sealer, index),
            expired=ExpiredRows(connection),
            expired_drafts=ExpiredDrafts(connection, sealer, index),
            export_files=ExportFiles(connection, sealer),
            export_presets=ExportPresets(connection, sealer),
            export_rows=ExportRows(connection, sealer),
            exports=Exports(connection, sealer),
            forgeries=Forgeries(connection, sealer, door),
            holds=LegalHolds(connection, sealer),
            invented=Invented(connection, sealer, index),
            keys=KeyRecords(connection, sealer, index),
            links=Links(connection, sealer, door),
            lost_drafts=LostDrafts(connection),
            milestones=Milestones(connection),
            notes=Notes(connection, sealer),
            outbox=Outbox(connection),
            patients=Patients(connection, sealer, index),
            receipts=Receipts(connection, sealer, index),
            recipients=Recipients(connection, sealer, index),
            refusals=Refusals(connection),
            report=ReportRows(connection, sealer),
            restrictions=Restrictions(connection, sealer, index),
            rights=Rights(connection, sealer),
            scrubs=TwilioScrubs(connection),
            retention=RetentionRules(connection, sealer),
            retention_runs=RetentionRuns(connection),
            sessions=Sessions(connection, sealer, door),
            sheets=SheetLedger(connection, index),
            staff=Staff(connection, sealer),
            steps=ConversationSteps(connection),
            twilio_tokens=TwilioTokens(connection),
            storage=StorageCounts(connection),
        )
