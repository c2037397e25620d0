"""Staff say for which type of visit somebody is asked, and its questions are asked of them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.intake.definition import Definition, Item, Visit, Wording
from app.intake.questionnaire import FIRST, SHIPPED
from app.store.clinic import questionnaires
from app.store.conversations import conversations
from tests.dashboard.at_the_record import does, url_of
from tests.messages.invites import FIRST as NUMBER
from tests.messages.invites import checks, sends
from tests.people import Patient

if TYPE_CHECKING:
    from tests.messages.clinic import Clinic
    from tests.staff_people import Colleague

TEETH = Item("teeth", words={"en": Wording("Teeth", "Which tooth hurts?")}, visits=("dentist",))
VISITS = (Visit("dentist", {"en": "Dentist", "es": "Dentista"}), Visit("nurse", {"en": "Nurse"}))


@pytest.fixture
def dentist(clinic: Clinic) -> Clinic:
    """A clinic with types of visit."""
    with clinic.services.store.begin() as unit:
        asked = Definition((*SHIPPED.definition.items, TEETH), VISITS)
        assert questionnaires.publish(unit.db, FIRST, asked, "operator", clinic.clock())
    return clinic


def visit_of(clinic: Clinic) -> str:
    with clinic.services.store.read() as unit:
        talk = conversations.get(unit.db, clinic.conversation)
    assert talk is not None
    progress = talk.read()
    assert progress is not None
    return progress.visit


def test_nothing_is_to_be_chosen_where_the_clinic_has_no_types_of_visit(clinic: Clinic, ines: Colleague):
    assert 'name="visit"' not in ines.browser.get("/invite").text
    assert 'name="visit"' not in ines.browser.get(url_of(clinic.patient_id)).text


def test_an_invitation_for_a_visit_has_its_questions_asked(dentist: Clinic, ines: Colleague, approved: str):
    assert "Dentist" in ines.browser.get("/invite").text
    page = checks(ines, NUMBER, visit="dentist")
    assert "First visit · Dentist" in page.text
    sends(ines, page)
    twilio = dentist.patient.twilio
    assert "Teeth" in Patient(twilio, f"whatsapp:{NUMBER}").tells("hello", "1")
    assert "Teeth" not in Patient(twilio, "whatsapp:+447700900999").tells("hello", "1")


def test_a_visit_that_the_clinic_does_not_have_is_refused_and_nothing_is_lost(
    dentist: Clinic, ines: Colleague
):
    answer = ines.browser.post(
        "/invite", numbers=NUMBER, language="en", reason="yearly", abroad="yes", visit="surgeon"
    )
    page = ines.browser.get(answer.location) if answer.status_code == 303 else answer
    assert "Choose a type of visit from the list." in page.text
    assert NUMBER in page.text
    does(ines, dentist.patient_id, "form", form_reason="other", visit="surgeon")
    assert visit_of(dentist) == ""


def test_more_questions_than_a_link_has_room_for_are_refused_in_words(clinic: Clinic, ines: Colleague):
    own = [
        Item(f"a_question_with_a_long_key_{number}", words={"en": Wording(f"Own {number}", "What?")})
        for number in range(8)
    ]
    with clinic.services.store.begin() as unit:
        asked = Definition((*SHIPPED.definition.items, *own))
        assert questionnaires.publish(unit.db, FIRST, asked, "operator", clinic.clock())
    keys = [each.key for each in own]
    answer = does(ines, clinic.patient_id, "form", form_reason="other", keys=keys)
    page = ines.browser.get(answer.location.partition("#")[0]) if answer.status_code == 303 else answer
    assert "Choose fewer questions, or none, to ask the whole form." in page.text


def test_a_link_from_a_record_asks_for_a_visit(dentist: Clinic, ines: Colleague):
    assert does(ines, dentist.patient_id, "form", form_reason="other", visit="dentist").status_code == 303
    assert "The link is on its way." in ines.browser.get(url_of(dentist.patient_id)).text
    assert visit_of(dentist) == "dentist"
