"""One intake by WhatsApp, by SMS, on the form and corrected at the desk: the rows are the same."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.config import load
from app.services import Services
from app.store import Transaction
from app.store.conversations import consents, senders
from app.store.patients import patients
from app.store.patients.patient import Patient as Record
from app.store.work import alarms
from tests.dashboard.correction_form import saves
from tests.form.form_people import as_fields
from tests.form.page_people import AtThePage, new_link
from tests.people import SENDER, Patient
from tests.settings import complete_environment

BY_WHATSAPP, BY_SMS, BY_FORM = "whatsapp:+15005550001", "+15005550002", "whatsapp:+15005550003"
BY_SMS_TO = "+15005550100"
IN_THE_CHAT = (
    "hello", "1", "1", "I want to kill myself", "2", "Maya Okafor", "4 March 1990", "12 Mill Lane, Larkfield",
    "chest pain right now", "carry on", "Latex", "none", "cough", "SEND",
)  # fmt: skip
ON_PAGES = (
    ("name", "I want to kill myself"),
    ("help", "safe"),
    ("name", "Maya Okafor"),
    ("birth_date", "4 3 1990"),
    ("address", "12 Mill Lane / Larkfield"),
    ("medical_history", "chest pain right now"),
    ("help", "safe"),
    ("allergies", "Latex"),
    ("medications", "none"),
    ("reason", "cough"),
)


def fills_in_everything(visitor: AtThePage) -> None:
    visitor.begins()
    visitor.agrees()
    for page, typed in ON_PAGES:
        answer = visitor.sends(page, **({typed: "1"} if page == "help" else as_fields(page, typed)))
        assert answer.status_code == 303, (page, answer.text)
    visitor.sends("review")
    assert visitor.page == "done"


def record_of(unit: Transaction, conversation: UUID) -> Record:
    (record,) = [
        found
        for listed in patients.page(unit.db, 10)
        if (found := patients.get(unit.db, listed.id)) and found.conversation_id == conversation
    ]
    return record


def kept(services: Services, number: str):
    """Return the rows of one sender, without what differs by the way they came."""
    with services.store.begin() as unit:
        conversation = senders.lock(unit.db, number, None, services.clock())
        record = record_of(unit, conversation.id)
        cries = [
            (each.danger, each.step, each.words, each.patient_id == record.id)
            for each in alarms.of(unit.db, conversation.id, with_words=True)
        ]
        agreed = [
            (each.decision, each.version, each.language, each.on_behalf)
            for each in consents.of(unit.db, record.id)
        ]
        answers = {
            key: getattr(record, key)
            for key in ("name", "birth_date", "medical_history", "medications", "language", "flags", "status")
        }
        assert isinstance(record.others, dict)
        answers |= dict(record.others) | {"address": str(record.address).replace("\n", ", ")}
        return record.came_by, answers, sorted(cries), agreed


def test_the_record_its_consent_and_its_alarms_are_the_same_by_whatsapp_sms_and_form(app, services, twilio):
    by_whatsapp, by_sms = Patient(twilio, BY_WHATSAPP), Patient(twilio, BY_SMS)
    for line in IN_THE_CHAT:
        by_whatsapp.says(line)
        by_sms.says(line, To=BY_SMS_TO)
    fills_in_everything(AtThePage(app, new_link(services, BY_FORM)))
    ways, *rest = zip(*(kept(services, number) for number in (BY_WHATSAPP, BY_SMS, BY_FORM)), strict=True)
    assert ways == ("chat", "chat", "form")
    answers, alarms, agreed = rest
    assert answers[0] == answers[1] == answers[2]
    assert "emergency" in answers[0]["flags"]
    assert alarms[0] == alarms[1] == alarms[2]
    assert len(alarms[0]) == 2
    assert agreed[0] == agreed[1] == agreed[2] == [("given", "1", "en", False)]


MISHEARD = (
    "hello", "1", "1", "Myra Oka", "5 May 1991", "1 Hill Lane, Larkfield", "Eczema", "Nuts", "Metformin", "pain", "SEND",
)  # fmt: skip
AT_THE_DESK = {
    "name": "Maya Okafor",
    "birth_date": "4 March 1990",
    "address": "12 Mill Lane\nLarkfield",
    "medical_history": "chest pain right now",
    "allergies": "Latex",
    "medications": "none",
    "reason": "cough",
}


def test_what_staff_type_at_the_desk_is_stored_as_the_chat_stores_it_and_raises_no_alarm(
    services, twilio, clinician_in
):
    patient, told = Patient(twilio, BY_WHATSAPP), Patient(twilio, "whatsapp:+15005550004")
    for line in IN_THE_CHAT:
        patient.says(line)
    for line in MISHEARD:
        told.says(line)
    clinician_in.is_let_in()
    with services.store.begin() as unit:
        conversation = senders.lock(unit.db, told.address, None, services.clock())
        misheard = record_of(unit, conversation.id).id
    assert saves(clinician_in, misheard, **AT_THE_DESK).status_code == 303
    _, by_chat, cries, agreed = kept(services, BY_WHATSAPP)
    _, at_the_desk, no_cries, agreed_too = kept(services, told.address)
    ours = by_chat.keys() - {"flags", "status"}
    assert {key: at_the_desk[key] for key in ours} == {key: by_chat[key] for key in ours}
    assert (len(cries), no_cries) == (2, [])
    assert agreed == agreed_too


@pytest.fixture
def services(store, clock, tmp_path) -> Services:
    """The clinic asks everything, and answers by SMS as well."""
    own = complete_environment(LEFT_OUT_QUESTIONS="", TWILIO_SENDERS=f"{SENDER},{BY_SMS_TO}")
    return Services(load(own, tmp_path), store, clock)
