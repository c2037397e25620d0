"""After 24 hours of silence staff send what WhatsApp has approved, in the patient's language."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.store.messages import contents, outbound
from app.store.messages.outbound import OutboundMessage
from app.store.model import table_of
from app.store.trail import audit
from tests.copies.copy_requests import takes
from tests.dashboard.at_the_record import does, hands_in, sees, url_of
from tests.people import Patient
from tests.store.example import a_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.messages.clinic import Clinic
    from tests.staff_people import Colleague

CALL = "Hello, this is {{1}}. Please call us on {{2}}. Thank you."
CALLED = "Hello, this is Larkfield Clinic. Please call us on 01632 960 555. Thank you."


@pytest.fixture
def ines(colleague: Callable[[str], Colleague], clinic: Clinic) -> Colleague:
    """Somebody at reception, at the record of a patient who has not written for two days."""
    clinic.clock.moves(days=2)
    ines = colleague("reception")
    ines.is_let_in()
    return ines


def approves(clinic: Clinic, name: str, language: str = "en", body: str = CALL) -> str:
    variables = "clinic,phone" if "{{2}}" in body else "clinic"
    sid = f"HX{uuid4().hex}"
    with clinic.services.store.begin() as unit:
        said = a_text(name, body, language=language, variables=variables, sid=sid, state="approved")
        contents.put(unit.db, said)
    clinic.api.contents.knows(sid, body)
    return sid


def test_the_window_is_closed_and_an_approved_message_goes_and_is_read_like_any_other(
    clinic: Clinic, ines: Colleague
):
    sid = approves(clinic, "call_us")
    approves(clinic, "news", body="Hello, this is {{1}}. There is a message for you. Please answer.")
    approves(clinic, "reminder", body="Hello, this is {{1}}. You began to fill in our form.")
    approves(clinic, "call_us", "es", "Hola, le escribe {{1}}. Llámenos al {{2}}. Gracias.")
    page = ines.browser.get(url_of(clinic.patient_id)).text
    assert 'name="text"' not in page
    assert CALLED in page
    assert "There is a message for you. Please answer." in page
    assert "You began" not in page, "a reminder is for somebody who has not handed in"
    assert "Hola" not in page
    answer = does(ines, clinic.patient_id, "reply", template="call_us")
    assert answer.status_code == 303
    assert "The message is on its way." in ines.browser.get(url_of(clinic.patient_id)).text
    clinic.works()
    (sent,) = clinic.api.sent
    assert (sent.fields["ContentSid"], sent.body) == (sid, "")
    assert sent.fields["ContentVariables"] == '{"1": "Larkfield Clinic", "2": "01632 960 555"}'
    clinic.told("read", sent.sid)
    page = sees(ines, clinic.patient_id, "show", part="messages").text
    assert CALLED in page[page.index('class="talk"') :].partition("</ol>")[0]
    with clinic.services.store.read() as unit:
        (event,) = [
            each
            for each in audit.about(unit.db, clinic.patient_id, 50)
            if each.action == "patient.template_written"
        ]
        (message,) = outbound.of(unit.db, clinic.patient_id)
    assert dict(event.details) == {"message": message.id.hex, "template": "call_us"}
    assert clinic.patient.says("Yes, I will") == "", "their answer comes to the clinic"
    assert 'name="text"' in ines.browser.get(url_of(clinic.patient_id)).text


def test_the_words_and_the_variables_are_sealed_and_the_patients_copy_has_the_words(
    clinic: Clinic, ines: Colleague, nurse: Colleague
):
    approves(clinic, "call_us")
    does(ines, clinic.patient_id, "reply", template="call_us")
    with clinic.services.store.engine.connect() as connection:
        row = repr(connection.execute(select(table_of(OutboundMessage))).all())
    assert not [word for word in ("Larkfield", "960 555", "call us") if word in row]
    nurse.is_let_in()
    nurse.confirms()
    assert CALLED in {each["text"] for each in takes(nurse, clinic.patient_id).json["messages"]}


def test_where_nothing_is_approved_the_page_says_what_to_do(clinic: Clinic, ines: Colleague):
    approves(clinic, "call_us", "es", "Hola, le escribe {{1}}. Llámenos al {{2}}. Gracias.")
    page = ines.browser.get(url_of(clinic.patient_id)).text
    assert "WhatsApp takes no free text" in page
    assert "WhatsApp has not approved any message in English yet" in page
    assert "An admin sees under Settings what is missing" in page
    assert 'name="template"' not in page


@pytest.mark.parametrize("name", ["call_us", "reminder", "nothing"])
def test_what_is_not_approved_or_does_not_fit_is_not_sent(name: str, clinic: Clinic, ines: Colleague):
    approves(clinic, "reminder", body="Hello, this is {{1}}. You began to fill in our form.")
    answer = does(ines, clinic.patient_id, "reply", template=name)
    assert answer.status_code == 409
    assert "WhatsApp has not approved this message" in answer.text
    clinic.works()
    assert clinic.api.sent == []


def test_after_stop_no_template_is_sent_either(clinic: Clinic, ines: Colleague):
    approves(clinic, "call_us")
    clinic.patient.says("STOP")
    clinic.clock.moves(days=2)
    ines.is_let_in()
    answer = does(ines, clinic.patient_id, "reply", template="call_us")
    assert answer.status_code == 409
    assert "They have written STOP" in answer.text
    assert 'name="template"' not in ines.browser.get(url_of(clinic.patient_id)).text


def test_a_record_by_sms_says_how_many_sms_a_message_made(clinic: Clinic, ines: Colleague):
    record = hands_in(Patient(clinic.patient.twilio, "+15005550177"), clinic.services.store)
    page = ines.browser.get(url_of(record)).text
    assert "One SMS holds 160 characters" in page
    assert "data-gsm=" in page
    assert does(ines, record, "reply", text="á" * 71).status_code == 303
    assert "· 2 SMS" in sees(ines, record, "show", part="messages").text
    assert "data-gsm=" not in ines.browser.get(url_of(clinic.patient_id)).text
