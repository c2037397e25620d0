"""Tables, sealed columns and blind indexes; the only home of `sqlalchemy`.

`with store.begin() as unit:` is one transaction; what the block raises undoes it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from app.store.clinic.believed_clock import Doubt
from app.store.clinic.expired_rows import Expired
from app.store.clinic.milestones import Milestone
from app.store.clinic.retention_rules import Rules
from app.store.clinic.retention_runs import RetentionRun
from app.store.clinic.versions import Version
from app.store.conversations.consents import Consent
from app.store.conversations.conversation_steps import ConversationStep
from app.store.conversations.conversations import Conversation
from app.store.conversations.expired_drafts import Draft
from app.store.conversations.invented import InventedSender
from app.store.conversations.unfinished import Answering
from app.store.engine.database import NoSuchPatient, Overtaken, StoreUnavailable, Timeouts, WrongKeys
from app.store.engine.engine import connect
from app.store.exports.export_rows import NUMBER, Extent, SealedBatch
from app.store.exports.exports import Export, NewExport
from app.store.exports.report_rows import SealedIntakes
from app.store.keys import KeyOnRecord
from app.store.messages.contents import Content, Template
from app.store.messages.deliveries import Delivery
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import OutboundMessage
from app.store.messages.receipts import Repeat, ReplayedSignature
from app.store.messages.twilio_copies import TwilioMessage
from app.store.patients.legal_holds import OnHold
from app.store.patients.patient import KeptVersion, NewPatient, Patient
from app.store.patients.patient_chats import Chat
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.patient_lists import Order, Spot
from app.store.patients.recipients import Left, OnSheet
from app.store.patients.restrictions import Restriction
from app.store.patients.rights_requests import RightsRequest
from app.store.patients.tombstones import Erasure
from app.store.rotation import AlreadyRotating, NotNewest, Unsettled
from app.store.rotation.key_records import StillUsed
from app.store.rotation.part import Census
from app.store.rotation.progress import RotationProgress
from app.store.rows import Forged
from app.store.staff import devices, sessions, showings, staff
from app.store.staff.limit_hits import LimitHits
from app.store.staff.sessions import StaffSession
from app.store.staff.staff import EmailTaken, Member, normalise_email
from app.store.store import Store, Transaction
from app.store.trail.audit import AuditEvent, AuditFilters
from app.store.trail.audit_chain import Head
from app.store.trail.audit_verify import ChainReport, Fault, Wrong
from app.store.trail.linker import Linker
from app.store.work import alarms, refusals, storage_counts
from app.store.work.alarms import Alarm, Caller
from app.store.work.alerts import Alert
from app.store.work.jobs import Beat, Delayed, Hopeless, Job

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
for _module in walk_packages(__path__, f"{__name__}."):
    import_module(_module.name)
