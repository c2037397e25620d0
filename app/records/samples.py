"""Write sample patients, to look around with, and throw them away again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from app.config import Settings
from app.intake.flow import Flow
from app.intake.phrases import SHIPPED
from app.records.sample_people import EMERGENCIES, NOTES, REQUESTS, FakeSender
from app.store import Transaction
from app.store.clinic import milestones, questionnaires
from app.store.clinic.milestones import SAMPLES
from app.store.conversations import conversations, invented
from app.store.patients import erasures, patient_notes, patients, rights_requests
from app.store.patients.legal_holds import OnHold
from app.store.patients.patient_notes import Note
from app.store.patients.rights_requests import RightsRequest, due_on
from app.store.staff import staff
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarms
from app.store.work.alarms import Alarm
from app.web.clinic import clinic_in

_INVENTED = TrailEvent("patients.invented", "Created {patients} sample patients", TrailGroup.PATIENT)
_THROWN_AWAY = TrailEvent("patients.thrown_away", "Threw away {patients} sample patients", TrailGroup.PATIENT)

ENOUGH: Final = 30
"""The fewest with whom the desk has notes, requests and an alarm."""
_TEST: Final = "test_entry"
"""Why they are erased, in the words of an erasure."""


def add(
    unit: Transaction, people: Sequence[FakeSender], settings: Settings, actor: str, now: datetime
) -> int:
    """Write some of them down, and return how many have a record."""
    handed_in = [person.patient for person in people if person.patient is not None]
    flow = Flow(clinic_in(unit, settings.clinic), questionnaires.in_force(unit.db))
    texts = {language: "\n\n".join(flow.consent_messages(language)) for language in SHIPPED}
    invented.write(unit.db, [person.sender for person in people], texts)
    patients.create_many(unit.db, handed_in)
    milestones.mark(unit.db, SAMPLES, actor, now)
    audit.record(unit.db, actor, _INVENTED, details={"patients": len(handed_in)}, at=now)
    return len(handed_in)


def leave_work(unit: Transaction, newest: Sequence[FakeSender], settings: Settings, now: datetime) -> None:
    """Write what a week leaves on the desk: notes, requests, and an alarm."""
    handed_in = [each.patient for each in newest if each.patient is not None]
    unfinished = [each.sender for each in newest if each.patient is None]
    writer = next((each.id for each in staff.all_members(unit.db) if each.can_sign_in), None)
    for patient, text in zip(handed_in, NOTES, strict=False):
        if writer is not None:
            patient_notes.add(unit.db, Note(patient_id=patient.id, staff_id=writer, at=now, text=text))
    due = due_on(now.date(), settings.rights_due)
    for patient, (kind, channel) in zip(handed_in[-len(REQUESTS) :], REQUESTS, strict=False):
        asked = RightsRequest(
            patient_id=patient.id,
            kind=kind,
            channel=channel,
            asked_on=now.date(),
            due_on=due,
            noted_at=now,
            noted_by="operator",
        )
        rights_requests.add(unit.db, asked)
    for sender in unfinished[-1:]:
        words = EMERGENCIES.get(sender.language, EMERGENCIES["en"])[0]
        alarm = Alarm(
            conversation_id=sender.conversation_id,
            danger="now",
            step=sender.steps[-1][0],
            words=words,
            raised_at=now,
        )
        alarms.add(unit.db, alarm)


def throw_away(unit: Transaction, some: Collection[UUID], actor: str, now: datetime) -> int:
    """Erase some sample patients, and return how many there were. One on hold stays."""
    erased = 0
    for patient_id in some:
        try:
            erased += erasures.erase(unit.db, patient_id, _TEST, actor, now)
        except OnHold:
            continue
    if erased:
        audit.record(unit.db, actor, _THROWN_AWAY, details={"patients": erased}, at=now)
    return erased


def forget_senders(unit: Transaction) -> None:
    """Forget the sample senders without a record, and that there were any."""
    for conversation_id in invented.senders(unit.db):
        if (held := conversations.hold(unit.db, conversation_id)) is not None:
            alarms.remove_invented(unit.db, conversation_id)
            erasures.release(unit.db, held)
    if not patients.samples(unit.db, 1):
        milestones.forget(unit.db, SAMPLES)
