"""`/setup/first`: where the clinic is, guessed, confirmed by a person, and what waits until then."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.config import load, machine_zone
from app.intake.clinic import Clinic
from app.reminders.rules import WhyNot, is_due
from app.services import Services
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import conversations
from app.store.trail import audit
from app.web.place import country_of_zone, guess, is_emergency_number
from app.web.quiet import quiet_until
from tests.cases import for_each
from tests.settings import complete_environment
from tests.staff_people import add_colleague, version_on

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import Store
    from tests.people import Clock, Patient

RIGHT = {
    "name": "Clínica Roma Norte",
    "phone": "55 1234 5678",
    "country": "MX",
    "timezone": "America/Mexico_City",
    "emergency_number": "911",
}


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    """A clinic that nobody has said anything about: its number is the one that Twilio lends everybody."""
    return Services(load(complete_environment(CLINIC_COUNTRY="", CLINIC_TIMEZONE=""), tmp_path), store, clock)


@pytest.fixture
def ana(admin):
    admin.is_let_in()
    return admin


def confirms(colleague, **changed):
    page = colleague.browser.get("/setup/first").text
    fields = {"version": version_on(page)} | RIGHT | changed
    return colleague.browser.post("/setup/first", **fields)


def said_in(answer):
    return html.unescape(answer.text)


def clinic_in(store):
    with store.read() as unit:
        kept = versions.current(unit.db, ClinicVersion)
    return kept.value if kept else None


def test_an_admin_is_asked_at_each_sign_in_until_it_is_said_and_nobody_else_is(admin, app, services, clock):
    assert admin.signs_in().headers["Location"] == "/setup/first"
    ines = add_colleague(app, services, clock, "ines@larkfield.example", "reception")
    assert ines.signs_in().headers["Location"] == "/patients"
    confirms(admin)
    assert admin.browser.get("/").headers["Location"] == "/patients"


def test_the_number_that_twilio_lends_everybody_tells_no_country(ana):
    page = ana.browser.get("/setup/first").text
    assert "the one for trying out" in page
    assert '<option value="" selected' not in page
    assert 'value="US" data-emergency="911" selected' not in page
    assert 'value="UTC" lang="en" data-country="" data-older selected' not in page


def test_the_crisis_line_of_the_country_is_offered_and_kept_only_once_a_person_confirms_it(ana, store):
    page = ana.browser.get("/setup/first").text
    assert 'data-crisis="988"' in page
    assert 'name="crisis_es"' in page
    confirms(ana, crisis_en="800 911 2000", crisis_es="")
    assert clinic_in(store).crisis_numbers == {"en": "800 911 2000"}
    assert 'value="800 911 2000"' in ana.browser.get("/setup/first").text
    refused = confirms(ana, crisis_es="call us")
    assert refused.status_code == 422
    assert 'href="#crisis_es"' in refused.text


def test_what_is_confirmed_is_kept_with_its_line_in_the_trail(ana, store):
    answer = confirms(ana)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/setup")
    kept = clinic_in(store)
    assert (kept.country, kept.timezone, kept.emergency_number) == ("MX", "America/Mexico_City", "911")
    with store.read() as unit:
        event = next(each for each in audit.latest(unit.db, 10) if each.action == "settings.changed")
    assert set(event.details["fields"]) == {"name", "phone", "country", "timezone", "emergency_number"}


def test_another_emergency_number_takes_a_fresh_code_and_a_confirmation_right_after_signing_in_does_not(
    ana, store, clock
):
    clock.moves(minutes=10)
    ana.browser.get("/patients")
    assert "/confirm" in confirms(ana).headers["Location"]
    assert clinic_in(store) is None
    assert confirms(ana, emergency_number="999", country="GB", timezone="Europe/London", phone="01632 960 555").headers["Location"] == "/setup"  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"country": ""}, "country", "Choose the country of the clinic."),
        ({"country": "QQ"}, "country", "Choose a country from the list."),
        ({"timezone": ""}, "timezone", "Choose a time zone from the list."),
        ({"timezone": "Europe/London"}, "timezone", "Europe/London is not a time zone of this country: Mexico."),
        ({"phone": "123 45"}, "phone", "123 45 is not a whole number in this country: Mexico."),
        ({"emergency_number": "9999"}, "emergency_number", "9999 is not an emergency number in this country: Mexico. There it is 911."),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_and_loses_nothing(ana, store, changed, field, sentence):
    answer = confirms(ana, **changed)
    assert answer.status_code == 422
    assert sentence in said_in(answer)
    assert f'href="#{field}"' in answer.text
    assert "Clínica Roma Norte" in said_in(answer)
    assert clinic_in(store) is None


def test_what_is_only_unlikely_is_kept_once_somebody_is_sure(ana, store):
    assert 'name="sure"' in confirms(ana, emergency_number="06512").text
    assert 'name="sure"' not in confirms(ana, country="").text
    assert confirms(ana, emergency_number="06512", sure="yes").status_code == 303
    assert clinic_in(store).emergency_number == "06512"


def test_the_page_of_a_saved_clinic_shows_what_was_saved(ana):
    confirms(ana)
    page = ana.browser.get("/setup/first").text
    assert 'value="America/Mexico_City" lang="en" data-country="MX" selected' in page
    assert "links to the form wait" not in page


def test_a_colleague_who_was_quicker_is_named_and_nothing_is_lost(ana, app, services, clock):
    version = version_on(ana.browser.get("/setup/first").text)
    noor = add_colleague(app, services, clock, "noor@larkfield.example", "admin")
    noor.is_let_in()
    confirms(noor)
    answer = confirms(ana, version=version, name="Roma Sur")
    assert answer.status_code == 409
    assert "Noor" in answer.text
    assert "Roma Sur" in answer.text


def test_nobody_is_reminded_before_the_time_zone_is_said_and_staff_are_told_why(
    ana, patient: Patient, store: Store, clock: Clock
):
    patient.tells("hello", "1", "1", "Maya Okafor-Lindt")
    with store.read() as unit:
        conversation = conversations.find(unit.db, patient.address)
    clock.moves(hours=3)
    ana.is_let_in()
    page = ana.browser.get(f"/answering/{conversation}/remind").text
    assert "nobody has confirmed the clinic’s time zone" in html.unescape(page)
    confirms(ana, emergency_number="911")
    assert "nobody has confirmed" not in ana.browser.get(f"/answering/{conversation}/remind").text


NOWHERE = Clinic("Larkfield Clinic", "01632 960 555", "999")
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_while_no_zone_is_said_every_hour_may_be_night():
    assert quiet_until(NOWHERE, NOON) is not None
    assert not is_due(NOWHERE, NOON - timedelta(hours=21), NOON)
    never_quiet = Clinic("Larkfield Clinic", "1", "999", quiet_from="08:00", quiet_until="08:00")
    assert quiet_until(never_quiet, NOON) is None, "a clinic without quiet hours waits for nothing"
    assert WhyNot.NO_ZONE in WhyNot


@for_each(
    ("environment", "machine", "place"),
    [
        ({}, "", ("", "", "999")),
        ({}, "Europe/London", ("GB", "Europe/London", "999")),
        ({}, "America/Mexico_City", ("MX", "America/Mexico_City", "911")),
        ({"CLINIC_PHONE": "+353 1 555 0199"}, "", ("IE", "Europe/Dublin", "999")),
        ({"CLINIC_PHONE": "+34 600 000 000"}, "", ("ES", "", "112")),
        ({"CLINIC_PHONE": "+34 600 000 000"}, "Europe/London", ("ES", "", "112")),
        ({"CLINIC_PHONE": "+34 600 000 000"}, "Atlantic/Canary", ("ES", "Atlantic/Canary", "112")),
        ({"TWILIO_SENDERS": "whatsapp:+447700900123"}, "", ("GB", "Europe/London", "999")),
        ({"CLINIC_COUNTRY": "JP"}, "", ("JP", "Asia/Tokyo", "119")),
        ({"CLINIC_TIMEZONE": "Europe/Paris"}, "Europe/London", ("FR", "Europe/Paris", "112")),
    ],
)
def test_the_guess_is_what_numbers_and_server_say(environment, machine, place, tmp_path_factory):

    nothing = {"CLINIC_COUNTRY": "", "CLINIC_TIMEZONE": ""}
    settings = load(complete_environment(**nothing | environment), tmp_path_factory.getbasetemp())
    found = guess(settings.clinic, settings, machine)
    assert (found.country, found.zone, found.emergency_number) == place


def test_a_machine_that_is_set_to_utc_tells_nothing(tmp_path):
    assert machine_zone({"TZ": ":Europe/Madrid"}) == "Europe/Madrid"
    for zone, told in (("Etc/UTC", ""), ("UTC", ""), ("Asia/Calcutta", "Asia/Calcutta")):
        link = tmp_path / zone.replace("/", "-")
        link.symlink_to(f"/nowhere/zoneinfo/{zone}")
        assert machine_zone({}, link) == told


def test_a_zone_under_an_older_name_is_in_its_country():
    assert [country_of_zone(zone) for zone in ("Asia/Calcutta", "US/Eastern", "UTC", "Etc/GMT+5", "x")] == [
        *("IN", "US", "", "", ""),
    ]


def test_what_is_not_known_of_a_country_is_not_judged():
    assert [is_emergency_number("9999", country) for country in ("GB", "")] == [False, None]


def test_once_something_is_saved_what_patients_are_told_in_danger_takes_a_fresh_code_here_too(ana, store):
    confirms(ana)
    for changed in ({"phone": "55 8765 4321"}, {"emergency_number": "066"}):
        assert "/confirm" in confirms(ana, **changed).headers["Location"], changed
    assert clinic_in(store).phone == RIGHT["phone"]
    ana.has_confirmed()
    assert confirms(ana, phone="55 8765 4321").headers["Location"] == "/setup"
