"""Tables, sealed columns and blind indexes; the only home of `sqlalchemy`.

`with store.begin() as unit:` is one transaction; what the block raises undoes it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from app.store import alarms, devices, refusals, sessions, showings, staff, storage_counts
from app.store.alarms import Alarm, Caller
from app.store.alerts import Alert
from app.store.audit import AuditEvent, AuditFilters
from app.store.audit_chain import Head
from app.store.audit_verify import ChainReport, Fault, Wrong
from app.store.believed_clock import Doubt
from app.store.consents import Consent
from app.store.contents import Content, Template
from app.store.conversation_steps import ConversationStep
from app.store.conversations import Conversation
from app.store.database import NoSuchPatient, Overtaken, StoreUnavailable, Timeouts, WrongKeys
from app.store.deliveries import Delivery
from app.store.engine import connect
from app.store.expired_drafts import Draft
from app.store.expired_rows import Expired
from app.store.export_rows import NUMBER, Extent, SealedBatch
from app.store.exports import Export, NewExport
from app.store.invented import InventedSender
from app.store.jobs import Beat, Delayed, Hopeless, Job
from app.store.keys import KeyOnRecord
from app.store.legal_holds import OnHold
from app.store.limit_hits import LimitHits
from app.store.linker import Linker
from app.store.milestones import Milestone
from app.store.new_message import NewMessage, Purpose
from app.store.outbound import OutboundMessage
from app.store.patient import KeptVersion, NewPatient, Patient
from app.store.patient_chats import Chat
from app.store.patient_filters import PatientFilters
from app.store.patient_lists import Order, Spot
from app.store.receipts import Repeat, ReplayedSignature
from app.store.recipients import Left, OnSheet
from app.store.report_rows import SealedIntakes
from app.store.restrictions import Restriction
from app.store.retention_rules import Rules
from app.store.retention_runs import RetentionRun
from app.store.rights_requests import RightsRequest
from app.store.rotation import AlreadyRotating, NotNewest, Unsettled
from app.store.rotation.key_records import StillUsed
from app.store.rotation.part import Census
from app.store.rotation.progress import RotationProgress
from app.store.rows import Forged
from app.store.sessions import StaffSession
from app.store.staff import EmailTaken, Member, normalise_email
from app.store.store import Store, Transaction
from app.store.tombstones import Erasure
from app.store.twilio_copies import TwilioMessage
from app.store.unfinished import Answering
from app.store.versions import Version

__all__ = [
    "NUMBER",
    "Alarm",
    "Alert",
    "AlreadyRotating",
    "Answering",
    "AuditEvent",
    "AuditFilters",
    "Beat",
    "Caller",
    "Census",
    "ChainReport",
    "Chat",
    "Consent",
    "Content",
    "Conversation",
    "ConversationStep",
    "Delayed",
    "Delivery",
    "Doubt",
    "Draft",
    "EmailTaken",
    "Erasure",
    "Expired",
    "Export",
    "Extent",
    "Fault",
    "Forged",
    "Head",
    "Hopeless",
    "InventedSender",
    "Job",
    "KeptVersion",
    "KeyOnRecord",
    "Left",
    "LimitHits",
    "Linker",
    "Member",
    "Milestone",
    "NewExport",
    "NewMessage",
    "NewPatient",
    "NoSuchPatient",
    "NotNewest",
    "OnHold",
    "OnSheet",
    "Order",
    "OutboundMessage",
    "Overtaken",
    "Patient",
    "PatientFilters",
    "Purpose",
    "Repeat",
    "ReplayedSignature",
    "Restriction",
    "RetentionRun",
    "RightsRequest",
    "RotationProgress",
    "Rules",
    "SealedBatch",
    "SealedIntakes",
    "Spot",
    "StaffSession",
    "StillUsed",
    "Store",
    "StoreUnavailable",
    "Template",
    "Timeouts",
    "Transaction",
    "TwilioMessage",
    "Unsettled",
    "Version",
    "Wrong",
    "WrongKeys",
    "alarms",
    "alerts",
    "connect",
    "devices",
    "normalise_email",
    "refusals",
    "sessions",
    "showings",
    "staff",
    "storage_counts",
]

# A class says of its table what others ask every table for, so each module that may have one is read.
for _module in iter_modules(__path__, f"{__name__}."):
    import_module(_module.name)
