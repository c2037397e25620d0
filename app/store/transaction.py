"""One transaction, by the things that it can change."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from app.store.alarms import Alarms
from app.store.alerts import Alerts
from app.store.allergies import Allergies
from app.store.audit import Audit
from app.store.callbacks import Callbacks
from app.store.content import Contents
from app.store.conversations import Conversations, ConversationSteps, LostDrafts
from app.store.erasures import Erasure, Erasures
from app.store.export_rows import ExportRows, ReportRows
from app.store.exports import ExportFiles, ExportPresets, Exports
from app.store.forgeries import Forgeries
from app.store.form_links import FormLinks
from app.store.fragments import Fragments
from app.store.invitations import Invitations
from app.store.jobs import Outbox
from app.store.kept_forms import KeptForms
from app.store.limits import Refusals, StorageCounts
from app.store.links import Links
from app.store.message_counts import MessageCounts
from app.store.messages import Consents, Deliveries, Receipts
from app.store.news import News
from app.store.outbound import OutboundMessages
from app.store.patient_chats import PatientChats, Recipients
from app.store.patient_lists import PatientLists
from app.store.patient_notes import LeftNotes, Notes
from app.store.patient_search import PatientSearch
from app.store.patient_work import PatientWork
from app.store.patients import Patients
from app.store.questions import Questions
from app.store.reminders import Reminders
from app.store.retention import ExpiredDrafts, ExpiredRows
from app.store.retention_rules import BelievedClock, RetentionRules, RetentionRuns
from app.store.rights import LegalHolds, Restrictions, Rights
from app.store.rotation.progress import KeyRecords
from app.store.rows import Keys, Part
from app.store.saved_replies import SavedReplies
from app.store.saved_views import SavedViews
from app.store.sessions import Devices, Sessions
from app.store.settings import ClinicProfiles, Invented, Milestones, NewestSettings, TwilioTokens
from app.store.sheets import SheetLedger
from app.store.showings import Showings
from app.store.staff import Staff
from app.store.twilio_copies import TwilioBodies, TwilioScrubs


class Transaction:
    """Everything that the store does within one transaction, which ends with it."""

    alarms = Part(Alarms)
    alerts = Part(Alerts)
    allergies = Part(Allergies)
    audit = Part(Audit)
    callbacks = Part(Callbacks)
    chats = Part(PatientChats)
    clock = Part(BelievedClock)
    consents = Part(Consents)
    content = Part(Contents)
    conversations = Part(Conversations)
    deliveries = Part(Deliveries)
    devices = Part(Devices)
    erasures = Part(Erasures)
    expired = Part(ExpiredRows)
    expired_drafts = Part(ExpiredDrafts)
    export_files = Part(ExportFiles)
    export_presets = Part(ExportPresets)
    export_rows = Part(ExportRows)
    exports = Part(Exports)
    forgeries = Part(Forgeries)
    form_links = Part(FormLinks)
    fragments = Part(Fragments)
    holds = Part(LegalHolds)
    invented = Part(Invented)
    invitations = Part(Invitations)
    kept_forms = Part(KeptForms)
    keys = Part(KeyRecords)
    left_notes = Part(LeftNotes)
    links = Part(Links)
    lost_drafts = Part(LostDrafts)
    message_counts = Part(MessageCounts)
    milestones = Part(Milestones)
    news = Part(News)
    notes = Part(Notes)
    outbound = Part(OutboundMessages)
    outbox = Part(Outbox)
    patient_lists = Part(PatientLists)
    patient_search = Part(PatientSearch)
    patient_work = Part(PatientWork)
    patients = Part(Patients)
    questions = Part(Questions)
    receipts = Part(Receipts)
    recipients = Part(Recipients)
    refusals = Part(Refusals)
    reminders = Part(Reminders)
    report = Part(ReportRows)
    restrictions = Part(Restrictions)
    retention_runs = Part(RetentionRuns)
    rights = Part(Rights)
    saved_replies = Part(SavedReplies)
    saved_views = Part(SavedViews)
    scrubs = Part(TwilioScrubs)
    sessions = Part(Sessions)
    sheets = Part(SheetLedger)
    showings = Part(Showings)
    staff = Part(Staff)
    steps = Part(ConversationSteps)
    storage = Part(StorageCounts)
    twilio_bodies = Part(TwilioBodies)
    twilio_tokens = Part(TwilioTokens)
    _newest = Part(NewestSettings)

    def __init__(self, connection: Connection, keys: Keys) -> None:
        """Take a connection on which a transaction has begun."""
        self._connection = connection
        self._keys = keys

    @cached_property
    def clinic(self) -> ClinicProfiles:
        """The clinic's profiles. Their newest is read together with that of `retention`."""
        return ClinicProfiles(self._connection, self._keys, self._newest)

    @cached_property
    def retention(self) -> RetentionRules:
        """The retention rules."""
        return RetentionRules(self._connection, self._keys, self._newest)

    @property
    def erased(self) -> list[Erasure]:
        """The erasures of this transaction."""
        return self.erasures.done if "erasures" in self.__dict__ else []
