"""What Twilio refuses for good is told with its code until it is mended; what passes is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.checks import State
from app.checks.twilio import refusals
from app.cli.outside.texts import texts
from app.messages.alert import wrong_by_checks
from app.messages.alert_words import in_words, refused_with
from app.messages.content import push
from app.observe.exposition import Exposition
from app.store.messages import twilio_refusals
from app.store.messages.new_message import Purpose
from app.store.messages.outbound_errors import REACTIONS, Reaction, Then
from app.store.work import alerts
from tests.messages.clinic import with_twilio
from tests.messages.phone import Phone
from tests.twilio_api import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.services import Services
    from tests.messages.clinic import Clinic
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague
    from tests.twilio_api import FakeTwilioApi


def refused(services: Services) -> str:
    """Return the code of the refusal that stands, or ""."""
    with services.store.read() as unit:
        found = twilio_refusals.refusal(unit.db)
    assert (found is None) == (refusals(services).state is State.OK)
    return found.code if found else ""


def test_buttons_that_twilio_refuses_for_good_are_told_and_not_tried_again_until_a_push(
    patient: Patient, services: Services, api: FakeTwilioApi, clock: Clock
):
    phone = Phone.of(patient, services, api, clock)
    api.faults = [Fault(21656)]
    assert "*1* Me" in phone.says("hello"), "the text arrives"
    assert refused(phone.services) == "21656"
    found = refusals(phone.services)
    assert (found.state, "21656" in found.said, "content push" in found.mend) == (State.BAD, True, True)
    assert wrong_by_checks(phone.services)["twilio_refusals"]
    for _ in range(3):
        clock.moves(hours=7)
        phone.says("what is this?")
        assert not phone.buttons, "longer than after a fault that passes"
    assert refused(phone.services) == "21656", "a text that Twilio takes does not mend buttons"
    push(phone.services, "operator")
    assert refused(phone.services) == ""
    clock.moves(minutes=2)
    phone.says("what is this?")
    assert phone.buttons


def test_a_fault_of_twilios_that_passes_is_no_refusal(
    patient: Patient, services: Services, api: FakeTwilioApi, clock: Clock
):
    phone = Phone.of(patient, services, api, clock)
    api.faults = [Fault(20429, 429), Fault(500, 500)]
    phone.patient.says("hello")
    for _ in range(3):
        clock.moves(minutes=2)
        phone.works()
    assert refused(phone.services) == ""


def test_doctor_does_not_say_that_templates_are_well_while_twilio_refuses_one(clinic: Clinic):
    push(clinic.services, "operator")
    assert texts(clinic.services).state is State.OK
    clinic.api.faults = [Fault(92007)]
    reminder = clinic.writes(Purpose.NOTICE, content_sid="HX" + "a" * 32, variables={"1": "Friday"})
    clinic.works()
    assert clinic.state(reminder) == ("given_up", "92007")
    found = texts(clinic.services)
    assert (found.state, "92007" in found.said) == (State.WARN, True)


def test_a_refusal_that_comes_by_a_callback_is_told(clinic: Clinic):
    clinic.writes()
    clinic.works()
    clinic.told("failed", clinic.api.sent[0].sid, "21656")
    assert refused(clinic.services) == "21656"
    clinic.clock.moves(days=1, minutes=1)
    assert refusals(clinic.services).state is State.OK, "a day later nothing is known to be wrong"


def test_a_refusal_of_every_message_is_over_once_twilio_takes_one(clinic: Clinic):
    clinic.services = with_twilio(clinic.services, clinic.api.url, discards=True)
    clinic.api.redaction = False
    clinic.writes()
    clinic.works()
    assert refused(clinic.services) == "30029"
    clinic.api.redaction = True
    clinic.clock.moves(minutes=1)
    clinic.writes()
    clinic.works()
    assert refused(clinic.services) == ""


def test_page_metrics_and_alerts_name_the_code(
    clinic: Clinic, colleague: Callable[[str], Colleague], app: Flask
):
    services = clinic.services
    ana = colleague("admin")
    ana.is_let_in()
    assert "Twilio refuses" not in ana.browser.get("/settings/messages").text
    clinic.api.faults = [Fault(21655)]
    clinic.writes(Purpose.NOTICE, content_sid="HX" + "a" * 32)
    clinic.works()
    assert (
        "Twilio refuses messages of ours, and will again (error 21655"
        in ana.browser.get("/settings/messages").text
    )
    with app.app_context():
        shown = Exposition(services).text().decode()
    assert 'anteroom_twilio_refusal_timestamp_seconds{code="21655"}' in shown
    assert 'anteroom_check{check="twilio_refusals"} 2.0' in shown
    with services.store.begin() as unit:
        alerts.raise_(unit.db, "twilio_refusals", services.clock())
        (alert,) = [each for each in alerts.all_alerts(unit.db) if each.kind == "twilio_refusals"]
        said = in_words(alert, refused_with(unit))
    assert said[0] == "Twilio refuses messages of ours, and will again (error 21655)."
    assert all("21655" in each for each in said)


def test_what_is_told_is_declared_once_beside_what_is_done():
    told = {then for then in Then if Reaction(then).is_told}
    assert told == {Then.FAULT, Then.OPERATOR}
    for code in (21602, 21617, 21654, 21655, 21656, 21658, 35127, 92007):
        assert REACTIONS[code].is_told, code
    for code in (20429, 21211, 21610, 63003, 63016, 63017, 63018, 63024, 63038):
        assert not REACTIONS[code].is_told, code


def test_buttons_that_nobody_approved_are_not_sent_after_the_24_hours(clinic: Clinic):
    late = clinic.writes(Purpose.CHAT, content_sid="HX" + "a" * 32)
    approved = clinic.writes(Purpose.NOTICE, content_sid="HX" + "b" * 32)
    clinic.works(hours=25)
    clinic.works(seconds=30)
    assert clinic.state(late) == ("given_up", "window_closed")
    assert clinic.state(approved) == ("sent", None)
