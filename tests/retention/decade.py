"""A clinic over years: what comes in on a day, and when each thing of it has to go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import select

from app.intake.progress import Person, Progress, dump
from app.retention.rules import Kept, due
from app.store.clinic.retention_rules import Rules
from app.store.conversations import conversation_steps, conversations, lost_drafts, senders
from app.store.conversations.conversation_steps import ConversationStep
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.lost_drafts import LostDraft
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.messages import deliveries, receipts
from app.store.messages.deliveries import Delivery
from app.store.messages.receipts import Receipt
from app.store.messages.twilio_copies import SCRUB
from app.store.model import table_of
from app.store.patients import erasures, legal_holds, patients
from app.store.patients.patient import patients as records
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.tombstones import Tombstone
from app.store.tables import metadata
from app.store.trail import audit
from app.store.work import jobs, refusals
from app.store.work.jobs import Job
from tests.store.example import ANSWERS, PROGRESS, digest
from tests.trail import event

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import Store, Transaction

refused = metadata.tables["refusals"]

RULES = Rules(
    open_days=365,
    done_days=540,
    rejected_days=90,
    draft_days=7,
    stopped_days=200,
    reply_days=2,
    receipt_days=540,
    export_days=1095,
    job_days=30,
    tombstone_days=1460,
    audit_days=730,
)


@dataclass
class Thing:
    """Something that is kept: of which class, since when, and where it is looked for."""

    kept: Kept
    table: str
    key: object
    since: datetime
    patient: UUID | None = None
    """Whose hold holds it."""


@dataclass
class Years:
    """The clinic's years in a store, with the list of all that ever came in."""

    store: Store
    things: list[Thing] = field(default_factory=list)
    held: set[UUID] = field(default_factory=set)
    _number: int = 15005550100

    def record(self, status: str, kept: Kept, now: datetime) -> UUID:
        """Somebody hands in a record, and staff bring it to a state."""
        conversation, patient = self._sender(now), uuid4()
        with self.store.begin() as unit:
            patients.create(unit.db, patient, conversation, "en", ANSWERS, False, now)
            conversation_steps.record(unit.db, conversation, patient, "submitted", None, now)
            audit.record(unit.db, "patient", event("patient.created"), "patient", patient, at=now)
            if status != "new":
                assert patients.set_status(unit.db, patient, "new", status, now)
            people = (Person(patient, "Z", 1980, ("name",)),)
            conversations.save(unit.db, conversation, dump(Progress(step="submitted", language="en", people=people)),
                                    "submitted", "en", False, now)  # fmt: skip
        self._keep(kept, "patients", patient, now, patient)
        return patient

    def draft(self, now: datetime, *, stopped: bool = False) -> UUID:
        """Somebody answers some questions, and is not heard of again."""
        conversation = self._sender(now)
        with self.store.begin() as unit:
            step = "closed" if stopped else "medications"
            conversations.save(unit.db, conversation, PROGRESS, step, "en", stopped, now)
        self._keep(Kept.STOPPED if stopped else Kept.DRAFT, "conversations", conversation, now)
        return conversation

    def begins_another(self, patient: UUID, now: datetime) -> None:
        """Somebody with a record begins to answer for another person, and does not end."""
        with self.store.begin() as unit:
            conversation = conversation_of(unit, patient)
            held = conversations.hold(unit.db, conversation)
            assert held
            progress = held.read()
            assert progress
            more = Progress(
                "name", language="en", patient=uuid4(), answers={"name": "Noor"}, people=progress.people
            )
            conversations.save(unit.db, conversation, dump(more), "name", "en", False, now)
            lost_drafts.keep(unit.db, conversation, held.sealed_progress, now)
        self._keep(Kept.DRAFT, "drafts", conversation, now, patient)
        self._keep(Kept.DRAFT, "lost_drafts", conversation, now, patient)

    def writes(self, patient: UUID, now: datetime) -> None:
        """Somebody with a record writes, and is answered; the record counts from now on."""
        sid = f"SM{uuid4().hex}"
        with self.store.begin() as unit:
            conversation = conversation_of(unit, patient)
            receipt = receipts.claim(unit.db, sid, digest(sid), "text", now)
            assert isinstance(receipt, UUID)
            receipts.answer(unit.db, receipt, conversation, "Thank you, Zoë")
            deliveries.advance(unit.db, sid, conversation, "sent", None, now)
            conversation_steps.record(unit.db, conversation, patient, "changes", None, now)
        for kept, table in (
            (Kept.REPLY, "replies"),
            (Kept.RECEIPT, "receipts"),
            (Kept.RECEIPT, "deliveries"),
        ):
            self._keep(kept, table, sid, now, patient)
        self._keep(Kept.RECEIPT, "conversation_steps", now, now, patient)

    def touches(self, patient: UUID, now: datetime) -> None:
        """The record is worked on: its days count from now."""
        with self.store.begin() as unit:
            status = patients.get(unit.db, patient, ()).status  # type: ignore[union-attr]
            assert patients.set_status(unit.db, patient, status, status, now)
        for thing in self.things:
            if thing.key == patient:
                thing.since = now

    def goes_about(self, now: datetime) -> None:
        """An export, a job, a request that was refused, somebody erased by hand, a line of the trail."""
        new = Export.wanted("csv", None, "operator", "To look", ("record_id",), PatientFilters())
        gone = uuid4()
        with self.store.begin() as unit:
            export = exports.ask(unit.db, new, now)
            assert exports.cancel(unit.db, export, now)
            job = jobs.add(unit.db, "sheets.remove", uuid4(), "anteroom", now)
            assert jobs.cancel(unit.db, job, now)
            refusals.add(unit.db, now, "bad_signature", "203.0.113.0/24")
            patients.create(unit.db, gone, None, "en", ANSWERS, False, now)
            assert erasures.erase(unit.db, gone, "patient_asked", "operator", now)
            audit.record(
                unit.db, "operator", event("patients.listed"), details={"patients": 3, "shown": 0}, at=now
            )
        self._keep(Kept.EXPORT, "exports", export, now)
        self._keep(Kept.JOB, "jobs", job, now)
        self._keep(
            Kept.RECEIPT,
            "refusals",
            now.replace(second=0, microsecond=0),
            now.replace(second=0, microsecond=0),
        )
        self._keep(Kept.TOMBSTONE, "erasures", gone, now)

    def holds(self, patient: UUID, now: datetime) -> None:
        with self.store.begin() as unit:
            assert legal_holds.add(unit.db, patient, "A solicitor wrote", "operator", now)
        self.held.add(patient)

    def lifts(self, patient: UUID, now: datetime) -> None:
        with self.store.begin() as unit:
            assert legal_holds.lift(unit.db, patient, "It is settled", "operator", now)
        self.held.discard(patient)

    def left(self, now: datetime) -> set[tuple[str, object]]:
        """Return what has to be there, once what is due has gone."""
        gone = {t.key for t in self.things if t.table == "patients" and self.is_due(t, now)}
        for patient in gone:  # erased by the rule, with a tombstone of its own
            if not any(t.table == "erasures" and t.key == patient for t in self.things):
                self._keep(Kept.TOMBSTONE, "erasures", patient, now)
        return {
            (t.table, t.key)
            for t in self.things
            if not self.is_due(t, now) and not (t.patient in gone and t.table in GO_WITH_THE_PATIENT)
        }

    def is_due(self, thing: Thing, now: datetime) -> bool:
        return due(thing.kept, thing.since, RULES, now, held=thing.patient in self.held)

    def moments(self, until: datetime) -> list[datetime]:
        """Return when something becomes due."""
        found = {t.since + timedelta(days=getattr(RULES, t.kept.field)) for t in self.things}
        return sorted(moment for moment in found if moment <= until)

    def there(self) -> set[tuple[str, object]]:
        """Return what is there."""
        looked = {
            "patients": select(records.c.id),
            "receipts": select(Receipt.message_sid),
            "replies": select(Receipt.message_sid).where(table_of(Receipt).c.reply.is_not(None)),
            "deliveries": select(Delivery.message_sid),
            "conversation_steps": select(ConversationStep.at).where(ConversationStep.step == "changes"),
            "conversations": select(ConversationRow.id).where(
                ConversationRow.step.in_(("medications", "closed"))
            ),
            "drafts": select(ConversationRow.id).where(ConversationRow.step == "name"),
            "lost_drafts": select(LostDraft.conversation_id),
            "exports": select(Export.id),
            "jobs": select(Job.id).where(Job.kind != SCRUB),  # it begins with an erasure
            "refusals": select(refused.c.minute),
            "erasures": select(Tombstone.patient_id),
        }
        with self.store.engine.connect() as connection:
            return {
                (name, key) for name, found in looked.items() for key in connection.execute(found).scalars()
            }

    def _sender(self, now: datetime) -> UUID:
        self._number += 1
        with self.store.begin() as unit:
            return senders.lock(unit.db, f"whatsapp:+{self._number}", None, now).id

    def _keep(
        self, kept: Kept, table: str, key: object, since: datetime, patient: UUID | None = None
    ) -> None:
        self.things.append(Thing(kept, table, key, since, patient))


GO_WITH_THE_PATIENT = {"replies", "deliveries", "conversation_steps", "drafts", "lost_drafts"}
"""What belongs to the conversation, of which nothing but the bare receipts stays when its last patient is erased."""


def conversation_of(unit: Transaction, patient: UUID) -> UUID:
    found = patients.get(unit.db, patient, ())
    assert found
    assert found.conversation_id
    return found.conversation_id
