"""What rests: tables, sealed columns and blind indexes. The only home of `sqlalchemy`.

`with store.begin() as unit:` is one transaction; what the block raises undoes it.
"""

from __future__ import annotations

from app.store.audit import AuditEvent, AuditFilters
from app.store.believed_clock import Doubt
from app.store.chain_report import ChainReport, Fault, Head, Wrong
from app.store.clinic_profiles import ClinicProfile, KeptProfile
from app.store.consents import KeptConsent
from app.store.conversation_steps import Step
from app.store.conversations import Answering, Conversation
from app.store.engine import connect
from app.store.erasures import Erasure
from app.store.errors import StoreUnavailable, WrongKeys
from app.store.expired import Expired
from app.store.expired_drafts import Draft
from app.store.export import Export, NewExport
from app.store.export_presets import ExportPreset
from app.store.export_rows import NUMBER, Extent, SealedBatch
from app.store.invented import InventedSender
from app.store.job import Beat, Delayed, Hopeless, Job
from app.store.key_records import StillUsed
from app.store.keycheck import KeyOnRecord
from app.store.legal_holds import OnHold
from app.store.limit_hits import LimitHits
from app.store.linker import Linker
from app.store.member import EmailTaken, Member, normalise_email
from app.store.milestones import Milestone
from app.store.patient import Extra, NewPatient, NoSuchPatient, Patient, PatientFilters
from app.store.patient_chats import Chat, Delivery
from app.store.patient_notes import Note
from app.store.patient_versions import KeptVersion
from app.store.receipts import Claim, Repeat, ReplayedSignature
from app.store.recipients import Left, OnSheet
from app.store.reseal.census import Census
from app.store.reseal.progress import Progress
from app.store.reseal.rotation import NotNewest, Unsettled
from app.store.restrictions import Restriction
from app.store.retention_rules import KeptRules, Rules
from app.store.retention_runs import RetentionRun
from app.store.rights import NewRequest, RightsRequest
from app.store.sealed_intakes import SealedIntakes
from app.store.staff_links import Link
from app.store.staff_sessions import Session
from app.store.store import Store
from app.store.twilio_scrubs import Scrub, ScrubMessage
from app.store.unit import Unit
from app.store.vouched import Forged
from app.store.waits import Waits

__all__ = [
    "NUMBER",
    "Answering",
    "AuditEvent",
    "AuditFilters",
    "Beat",
    "Census",
    "ChainReport",
    "Chat",
    "Claim",
    "ClinicProfile",
    "Conversation",
    "Delayed",
    "Delivery",
    "Doubt",
    "Draft",
    "EmailTaken",
    "Erasure",
    "Expired",
    "Export",
    "ExportPreset",
    "Extent",
    "Extra",
    "Fault",
    "Forged",
    "Head",
    "Hopeless",
    "InventedSender",
    "Job",
    "KeptConsent",
    "KeptProfile",
    "KeptRules",
    "KeptVersion",
    "KeyOnRecord",
    "Left",
    "LimitHits",
    "Link",
    "Linker",
    "Member",
    "Milestone",
    "NewExport",
    "NewPatient",
    "NewRequest",
    "NoSuchPatient",
    "NotNewest",
    "Note",
    "OnHold",
    "OnSheet",
    "Patient",
    "PatientFilters",
    "Progress",
    "Repeat",
    "ReplayedSignature",
    "Restriction",
    "RetentionRun",
    "RightsRequest",
    "Rules",
    "Scrub",
    "ScrubMessage",
    "SealedBatch",
    "SealedIntakes",
    "Session",
    "Step",
    "StillUsed",
    "Store",
    "StoreUnavailable",
    "Unit",
    "Unsettled",
    "Waits",
    "Wrong",
    "WrongKeys",
    "connect",
    "normalise_email",
]
