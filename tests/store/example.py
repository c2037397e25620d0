"""One sender, one patient, and a row in every table, for the store's tests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from app.intake.clinic import Clinic
from app.intake.definition import Definition
from app.intake.questionnaire import FIRST, SHIPPED
from app.intake.questions import REMOVABLE
from app.store.clinic import milestones, questionnaires, retention_runs, versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.conversations import (
    consents,
    conversation_steps,
    conversations,
    form_links,
    invitations,
    kept_forms,
    lost_drafts,
    senders,
)
from app.store.conversations.kept_forms import KeptForm, Sent
from app.store.exports import export_files, exports, sheets
from app.store.exports.export_presets import ExportPreset
from app.store.exports.exports import Export
from app.store.keys import INDEX
from app.store.messages import (
    deliveries,
    outbound,
    receipts,
    twilio_copies,
)
from app.store.messages.contents import Content, Template
from app.store.messages.new_message import NewMessage, Purpose
from app.store.model import table_of
from app.store.patients import (
    erasures,
    left_notes,
    legal_holds,
    look_alikes,
    patient_notes,
    patients,
    rights_requests,
)
from app.store.patients.left_notes import LeftNote
from app.store.patients.patient import ANSWERS as SEALED_ANSWERS
from app.store.patients.patient import Patient
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.patient_notes import Note
from app.store.patients.rights_requests import RightsRequest
from app.store.staff import links, questions, sessions, staff
from app.store.tables import metadata
from app.store.trail import audit, witnesses
from app.store.trail.witnesses import Statement
from app.store.work import alarms, jobs, refusals
from app.store.work.alarms import Alarm
from tests.own_questions import CONTACT, INTERPRETER, SMOKING
from tests.store.made_up import fill
from tests.trail import event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store import Store, Transaction
    from app.store.patients.patient import Patient

key_anchors = metadata.tables["key_anchors"]
key_rotations = metadata.tables["key_rotations"]

NOW = datetime(2026, 11, 25, 9, 30, 15, 123456, tzinfo=UTC)
ADDRESS = "whatsapp:+15005550006"
USER = "whatsapp:US.1349876543210987"
REPLY = "Thank you, Zoë. Which medicines do you take?"
PROGRESS = '{"step":"medications","answers":{"medical_history":"asthma since childhood"}}'
ANSWERS = {
    "name": "Zoë Brontë-Nuñez",
    "birth_date": "1980-03-04",
    "address": "17 Larkfield Terrace",
    "medical_history": "asthma since childhood",
    "medications": "salbutamol inhaler",
    "allergies": "penicillin, severe",
}
OWN_ANSWERS = {"interpreter": "yes", "contact": "Aunt Branwell | 01632 960222", "smoking": "daily"}
EMAIL = "n.okafor@larkfield.example"
PASSWORD_HASH = "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LINK_SEED = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
EARLIER_NOTE = "Wheezes on the left side."
NOTE = "Rang twice; her sister Amélie answers."
LEFT = "Forgot to say: wheezing after latex gloves"
WRITTEN = "Dear Ms Brontë-Nuñez, bring the inhaler"
ON_CALL = "+15005550177"
TEMPLATED = "Thursday, 17:40, at Haworth Parsonage"
ASKED = "On paper, to Larkfield Terrace"
WHY = "Ms Brontë-Nuñez asked for a copy"
CRY = "wheezing so badly, please help"
HELD = "Solicitor of Ms Brontë-Nuñez wrote"
LIFTED = "Ms Brontë-Nuñez has settled"
PRESET = "Brontë weekly"
QUESTION = "Brontë Haworth"
INVITED = "whatsapp:+15005550077"
PASSPHRASE = "correct horse battery staple"
FILE = b"PK the workbook of Larkfield Terrace"
SAID = (
    ADDRESS,
    "15005550006",
    USER,
    REPLY,
    PROGRESS,
    *ANSWERS.values(),
    *OWN_ANSWERS["contact"].split(" | "),
    "Zoe Bronte",
    "Zoë Acute",
    "wheezing",
    SEED,
    LINK_SEED,
    NOTE,
    EARLIER_NOTE,
    LEFT,
    WRITTEN,
    ON_CALL,
    TEMPLATED,
    ASKED,
    WHY,
    CRY,
    HELD,
    LIFTED,
    QUESTION,
    INVITED,
    "15005550077",
    PASSPHRASE,
    FILE.decode(),
)
"""Everything that may be in no file."""


def digest(text: str) -> bytes:
    """Return a digest such as the webhook makes of a signature."""
    return hashlib.sha256(text.encode()).digest()


def enrolled(store: Store, email: str = EMAIL, role: str = "clinician") -> UUID:
    """Add a member who can sign in, with two recovery codes; return their id."""
    with store.begin() as unit:
        member = staff.add(unit.db, email, "Nkechi Okafor", role, NOW)
        codes = (digest("first"), digest("second"))
        staff.enrol(unit.db, member, PASSWORD_HASH, SEED, 100, bytes(16), codes, NOW)
    return member


def created(store: Store, answers: Mapping[str, str], *, emergency: bool = False) -> UUID:
    """Write down a patient, and return their id."""
    patient = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, patient, None, "en", answers, emergency, NOW)
    return patient


def got(store: Store, patient_id: UUID) -> Patient:
    """Return a patient who is there, every column opened."""
    with store.read() as unit:
        patient = patients.get(unit.db, patient_id)
    assert patient is not None
    return patient


def all_of(patient: Patient) -> dict[str, Any]:
    """Return what a record says, opened."""
    clear = {
        column.key: getattr(patient, column.key)
        for column in table_of(Patient).c
        if column.key in vars(patient)
    }
    return clear | {name: getattr(patient, name) for name in SEALED_ANSWERS}


@dataclass(frozen=True)
class Ids:
    """The example's ids."""

    conversation: UUID
    patient: UUID


def asked(
    unit: Transaction, member: UUID | None, target: str = "csv", at: datetime = NOW, **others: Any
) -> UUID:
    """Ask for an export, and return its id."""
    actor = f"staff:{member}" if member else "operator"
    columns = ("record_id", "medications")
    new = Export.wanted(target, member, actor, WHY, columns, PatientFilters(status="new"), **others)
    return exports.ask(unit.db, new, at)


def preset(member: UUID, name: str = PRESET) -> ExportPreset:
    """Return a preset that is not kept yet."""
    return ExportPreset(
        staff_id=member,
        name=name,
        target="csv",
        columns=["record_id", "medications"],
        filters={"status": "new", "since": "2026-11-01"},
        created_at=NOW,
    )


def exporting(unit: Transaction, member: UUID, patient: UUID) -> None:
    """Export to everywhere."""
    export = asked(unit, member, "xlsx", protected=True, passphrase=PASSPHRASE)
    exports.queue(unit.db, export, jobs.add(unit.db, "xlsx.protect", export, f"staff:{member}", NOW))
    export_files.write_part(unit.db, export, 0, FILE, NOW)
    sheets.put_many(unit.db, "1AbC", {patient: sheets.digest(unit.db, list(ANSWERS.values()))}, export, NOW)


def sent_late(
    member: UUID, path: str, fields: list[tuple[str, str]], patient: UUID | None = None, at: datetime = NOW
) -> KeptForm:
    """Return a form that came too late, and is not kept yet."""
    said = Sent(fields).written()
    return KeptForm(staff_id=member, path=path, patient_id=patient, kept_at=at, fields=said)


def typing(unit: Transaction, session: UUID, member: UUID, patient: UUID) -> None:
    """Search for somebody, and send a form that is kept over an idle limit."""
    questions.keep(unit.db, session, QUESTION)
    kept_forms.keep(unit.db, sent_late(member, f"/patients/{patient}/note", [("note", NOTE)], patient))


def rotated(store: Store) -> None:
    """Leave what a rotation leaves that went through the audit trail's links."""
    fingerprint, *_ = store.rotation().fingerprints(INDEX)
    row: dict[str, Any] = {
        "purpose": INDEX,
        "target": fingerprint,
        "part": "audit_links",
        "reached": UUID(int=1),
    }
    row |= {"rows": 1, "changed": 1, "unreadable": 0}
    with store.engine.begin() as connection:
        connection.execute(insert(key_rotations), row)
        connection.execute(
            insert(key_anchors), {"fingerprint": fingerprint, "position": 99, "hash": bytes(32)}
        )


def held(unit: Transaction, patient: UUID) -> None:
    """Hold a patient and let them go again."""
    legal_holds.add(unit.db, patient, HELD, "operator", NOW)
    legal_holds.lift(unit.db, patient, LIFTED, "operator", NOW)


def ruled(unit: Transaction) -> None:
    """Set retention rules and questions, and record a run."""
    versions.keep(unit.db, RulesVersion, 0, Rules(), "operator", NOW)
    questionnaires.begin_draft(unit.db, FIRST + 1, SHIPPED.definition, "operator", NOW)
    retention_runs.end(unit.db, retention_runs.begin(unit.db, "operator", NOW), {"open": 1}, NOW)


def a_text(
    name: str,
    body: str,
    now: datetime = NOW,
    *,
    language: str = "en",
    digest: str = "a" * 64,
    kind: str = "text",
    variables: str = "clinic",
    sid: str | None = None,
    state: str = "new",
) -> Content:
    """Return a text that is, or is to be, at Twilio."""
    return Content(
        name=name,
        language=language,
        digest=digest,
        kind=kind,
        body=body,
        variables=variables,
        sid=sid,
        state=state,
        created_at=now,
    )


def noted(
    unit: Transaction, patient: UUID, member: UUID, text: str, at: datetime = NOW, *, clinical: bool = False
) -> UUID:
    """Write a note on a patient, and return its id."""
    note = Note(patient_id=patient, staff_id=member, text=text, at=at, clinical=clinical)
    patient_notes.add(unit.db, note)
    return note.id


def asking(
    unit: Transaction,
    patient: UUID,
    kind: str = "copy",
    now: datetime = NOW,
    *,
    asked: date | None = None,
    due: date | None = None,
    by: str = "patient",
    note: str | None = None,
) -> UUID | None:
    """Note a request, and return its id if there was none."""
    day = asked or now.date()
    new = RightsRequest(
        patient_id=patient,
        kind=kind,
        channel="letter",
        asked_on=day,
        due_on=due or day,
        noted_at=now,
        noted_by=by,
        note=note,
    )
    return new.id if rights_requests.add(unit.db, new) else None


def left(unit: Transaction, patient: UUID, note: UUID, text: str, at: datetime = NOW) -> None:
    """Leave a note, as a patient does."""
    left_notes.add(unit.db, LeftNote(id=note, patient_id=patient, text=text, at=at))


def noting(unit: Transaction, patient: UUID, member: UUID) -> None:
    noted(unit, patient, member, NOTE, NOW)
    changed = patient_notes.get(
        unit.db, patient, noted(unit, patient, member, EARLIER_NOTE, NOW, clinical=True)
    )
    assert changed
    patient_notes.change(unit.db, changed, "Nothing to add.", NOW)


def invited(unit: Transaction, address: str) -> None:
    """Invite a number that nobody has invited yet."""
    template = Template("invitation", "en", "HX" + "0" * 32, "Hello, this is {{1}}.", ("clinic",))
    values = {"clinic": "Larkfield Clinic"}
    assert invitations.invite(
        unit.db, address, template, values, reason="first_visit", actor="operator", now=NOW
    )


def writing_back(unit: Transaction, conversation: UUID, patient: UUID, member: UUID) -> None:
    """Hear from the patient, write to them, and to somebody who is on call."""
    left(unit, patient, uuid4(), LEFT, NOW)
    actor = f"staff:{member}"
    reply = NewMessage(Purpose.REPLY, actor, conversation_id=conversation, patient_id=patient, body=WRITTEN)
    template = NewMessage(
        Purpose.ALERT, "anteroom", to=ON_CALL, content_sid="HX" + "0" * 32, variables={"1": TEMPLATED}
    )
    for message in (reply, template):
        outbound.send(unit.db, message, NOW)
    invited(unit, INVITED)
    form_links.make(unit.db, conversation, digest("form"), actor, NOW, NOW + timedelta(hours=48), patient)


def an_alarm(conversation: UUID, patient: UUID | None, words: str, at: datetime, step: str = "name") -> Alarm:
    return Alarm(
        conversation_id=conversation, patient_id=patient, danger="now", step=step, words=words, raised_at=at
    )


def filled(store: Store, patient: UUID) -> None:
    """Rotate, and add a row about the patient to each table that is empty still."""
    rotated(store)
    store.link_audit()
    head = store.audit_head()
    assert head is not None
    with store.begin() as unit:
        witnesses.add(unit.db, "file", Statement(NOW, head, None))
        fill(unit.db, metadata.tables.values(), patient, LEFT, NOW)


def claimed(unit: Transaction, sid: str) -> UUID:
    receipt = receipts.claim(unit.db, sid, digest(sid), "text", NOW)
    assert isinstance(receipt, UUID)
    return receipt


def agreeing(unit: Transaction, conversation: UUID, patient: UUID) -> None:
    consents.record(
        unit.db,
        conversation_id=conversation,
        patient_id=patient,
        decision="given",
        version="2026-11",
        language="en",
        text_hash="0" * 64,
        text="What we do with what you tell us.",
        message_sid="SM1",
        channel="whatsapp",
        sender=ADDRESS,
        now=NOW,
    )


def written(store: Store) -> Ids:
    """Write a line into every table, as one message would."""
    patient = uuid4()
    asked = Definition((*SHIPPED.definition.items, INTERPRETER, CONTACT, SMOKING))
    with store.begin() as unit:
        questionnaires.publish(unit.db, FIRST, asked, "operator", NOW)
        receipt = claimed(unit, "SM1")
        conversation = senders.lock(unit.db, ADDRESS, USER, NOW)
        window = conversation.window.counting(NOW)
        conversations.save(unit.db, conversation.id, PROGRESS, "medications", "en", False, NOW, window)
        agreeing(unit, conversation.id, patient)
        own = ANSWERS | OWN_ANSWERS
        patients.create(unit.db, patient, conversation.id, "en", own, False, NOW, asked_version=FIRST + 1)
        patients.change(
            unit.db, patient, {"name": "Zoë Acute", "medical_history": "wheezing"}, True, "patient", NOW
        )
        receipts.answer(unit.db, receipt, conversation.id, REPLY)
        deliveries.advance(unit.db, "SM2", conversation.id, "sent", None, NOW)
        conversation_steps.record(unit.db, conversation.id, patient, "medications", "resume", NOW)
        alarms.add(unit.db, an_alarm(conversation.id, patient, CRY, NOW))
        lost_drafts.keep(unit.db, conversation.id, conversation.sealed_progress, NOW)
        audit.record(unit.db, "patient", event("patient.created"), "patient", patient, {"answers": 6}, at=NOW)
        refusals.add(unit.db, NOW, "bad_signature", "203.0.113.0/24", 3)
    member = enrolled(store)
    with store.begin() as unit:
        session = sessions.begin(
            unit.db,
            member,
            digest("session"),
            NOW,
            NOW + timedelta(hours=12),
            device="Firefox",
            network="203.0.113.0/24",
        )
        links.make(unit.db, member, digest("link"), NOW, NOW + timedelta(hours=72), created_by=None)
        other = uuid4()
        patients.create(unit.db, other, None, "en", ANSWERS, False, NOW)
        patients.assign(unit.db, patient, None, member, NOW)
        look_alikes.tell_apart(unit.db, patient, other, f"staff:{member}", NOW)
        noting(unit, patient, member)
        writing_back(unit, conversation.id, patient, member)
        milestones.mark(unit.db, "backup", f"staff:{member}", NOW)
        erased = uuid4()
        patients.create(unit.db, erased, None, "en", ANSWERS, False, NOW)
        erasures.erase(unit.db, erased, "other", f"staff:{member}", NOW)
        typing(unit, session, member, patient)
        audit.record(
            unit.db, f"staff:{member}", event("patients.searched"), at=NOW, mentions=(patient, other)
        )
        asking(unit, patient, by=f"staff:{member}", note=ASKED)
        erasures.restrict(unit.db, other, f"staff:{member}", NOW)
        twilio_copies.queue(unit.db, conversation.id, erased, f"staff:{member}", NOW)
        exporting(unit, member, patient)
        held(unit, patient)
        ruled(unit)
        versions.keep(
            unit.db,
            ClinicVersion,
            0,
            Clinic("Larkfield Clinic", "+15005550009", "112", left_out=REMOVABLE),
            f"staff:{member}",
            NOW,
        )
    store.link_audit()
    store.trim_audit(NOW, "anteroom", NOW)
    store.link_audit()
    filled(store, patient)
    return Ids(conversation.id, patient)
