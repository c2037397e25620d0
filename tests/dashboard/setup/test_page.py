"""`/setup`: a step is done when the checks say so, and not before."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from urllib.parse import urlsplit

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.config import Secret, load
from app.dashboard.setup.state import setup_state
from app.dashboard.setup.steps import steps as steps_of
from app.services import Services
from app.store.clinic import milestones
from app.store.clinic.milestones import BACKUP_REHEARSED, BACKUP_TAKEN
from app.store.staff import staff
from app.store.trail import audit
from app.store.work import refusals
from tests.people import HANDS_IN, message_fields
from tests.settings import complete_environment
from tests.staff_people import add_colleague
from tests.store.tampered_trail import by_hand

ANSWERS = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "Salbutamol", "DONE")


@pytest.fixture
def signed_in(admin):
    admin.is_let_in()
    return admin


def steps(browser):
    """Return title -> (done, the whole words of the step)."""
    page = browser.get("/setup").text
    found = {}
    for kind, body in re.findall(
        r"<li( class=\"\w+\")?>\s*(<svg.*?)</li>", page[page.index("checklist") :], re.DOTALL
    ):
        (title,) = re.findall(r"<h3>([^<]+)", body)
        found[title.strip()] = ("ok" in kind, re.sub(r"<[^>]+>", " ", body))
    return found


def is_done(browser, title):
    return steps(browser)[title][0]


def test_a_new_clinic_has_only_what_is_true_of_it(signed_in):
    done = {title for title, (is_so, _words) in steps(signed_in.browser).items() if is_so}
    assert done == {
        "Keys verified",
        "Set up for real patients",
        "Reachable over HTTPS",
        "Sign-in available",
        "Country and time zone",
        "Clinic details",
        "Audit trail unbroken",
        "Sample patients gone",
    }


def test_the_count_on_the_page_is_the_number_of_steps_that_are_done(signed_in):
    page = signed_in.browser.get("/setup").text
    counted = [is_so for is_so, _words in steps(signed_in.browser).values()]
    assert f'<progress value="{sum(counted)}" max="{len(counted)}"' in page
    assert f"{sum(counted)} of {len(counted)}" in page
    assert page.count('class="todo"') == 1
    assert page[page.index("checklist") : page.index("</ol>")].count("btn-primary") <= 1


def test_a_signed_message_shows_that_the_webhook_is_reached_and_signatures_are_checked(signed_in, patient):
    assert not is_done(signed_in.browser, "Webhook reached")
    patient.says("hello")
    seen = steps(signed_in.browser)
    assert seen["Webhook reached"][0]
    assert seen["Signature checked"][0]
    assert not seen["Test conversation"][0]


def test_a_refused_request_which_anybody_can_send_shows_nothing_and_is_told_with_what_finds_out_why(
    signed_in, twilio, clock
):
    for told in ("One request arrived in the last 7 days, and was refused.", "2 requests arrived"):
        assert twilio.post(message_fields("hello"), signature="A" * 28).status_code == 403
        clock.moves(minutes=1)
        seen = steps(signed_in.browser)
        is_so, words = seen["Webhook reached"]
        assert not is_so
        assert told in words
        assert "https://intake.example.org/webhook" in words
        assert "flask --app wsgi doctor" in words
    assert "all were refused" in words
    assert not seen["Signature checked"][0]
    assert "2 requests without a valid signature" in seen["Signature checked"][1]


def test_a_message_that_was_taken_counts_though_others_were_refused(signed_in, twilio, patient):
    twilio.post(message_fields("hello"), signature="A" * 28)
    patient.says("hello")
    is_so, words = steps(signed_in.browser)["Webhook reached"]
    assert is_so
    assert "refused" not in words


def test_refusals_of_last_week_are_no_longer_told(signed_in, twilio, clock):
    twilio.post(message_fields("hello"), signature="A" * 28)
    clock.moves(days=8)
    signed_in.is_let_in()
    is_so, words = steps(signed_in.browser)["Webhook reached"]
    assert not is_so
    assert "No request has arrived there yet." in words


def test_a_request_over_plain_http_or_at_another_host_reached_nothing(signed_in, store, clock):
    with store.begin() as unit:
        refusals.add(unit.db, clock(), "plain_http", "203.0.113.0/24")
        refusals.add(unit.db, clock(), "host", "203.0.113.0/24")
    is_so, words = steps(signed_in.browser)["Webhook reached"]
    assert not is_so
    assert "No request has arrived there yet." in words


def test_a_whole_intake_is_the_test_conversation(signed_in, patient):
    patient.tells("hello", "1", "1", *ANSWERS)
    assert not is_done(signed_in.browser, "Test conversation")
    patient.tells(*HANDS_IN)
    assert is_done(signed_in.browser, "Test conversation")


def test_a_second_admin_counts_once_they_can_sign_in(signed_in, app, services, clock, store):
    with store.begin() as unit:
        staff.add(unit.db, "ines@larkfield.example", "Ines", "admin", clock())
    assert not is_done(signed_in.browser, "A second admin")
    add_colleague(app, services, clock, "noor@larkfield.example", "admin")
    seen = steps(signed_in.browser)["A second admin"]
    assert seen[0]
    assert "Noor" in seen[1]


@pytest.mark.parametrize(
    ("name", "title"),
    [("whatsapp_terms", "WhatsApp and health data")],
)
def test_what_only_a_person_can_say_is_kept_with_their_name_and_asked_again(
    signed_in, store, clock, name, title
):
    assert "Not confirmed yet" in steps(signed_in.browser)[title][1]
    answer = signed_in.browser.post("/setup/attest", name=name)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/setup#next")
    seen = steps(signed_in.browser)[title]
    assert seen[0]
    assert "Admin, admin" in seen[1]
    with store.read() as unit:
        (event,) = [event for event in audit.latest(unit.db, 50) if event.action == "setup.attested"]
    assert event.details == {"step": name}
    clock.moves(days=30)
    signed_in.is_let_in()
    assert not is_done(signed_in.browser, title)
    signed_in.browser.post("/setup/attest", name=name)
    assert is_done(signed_in.browser, title)


def test_a_backup_counts_while_it_is_new_and_one_was_restored_not_long_ago(signed_in, store, clock):
    title = "Backup made and tested"
    is_so, words = steps(signed_in.browser)[title]
    assert not is_so
    assert "No backup has been made yet." in words
    assert ".venv/bin/flask --app wsgi rehearse $f" in words
    told = []
    for milestone in (BACKUP_TAKEN, BACKUP_REHEARSED):
        with store.begin() as unit:
            milestones.mark(unit.db, milestone, "operator", clock())
        told.append(steps(signed_in.browser)[title])
    assert [each[0] for each in told] == [False, True]
    assert "No backup has been tested yet." in told[0][1]
    clock.moves(days=7, minutes=1)
    signed_in.is_let_in()
    assert "That is too long ago." in steps(signed_in.browser)[title][1]
    clock.moves(days=90)
    with store.begin() as unit:
        milestones.mark(unit.db, BACKUP_TAKEN, "operator", clock())
    signed_in.is_let_in()
    assert not is_done(signed_in.browser, title)


@pytest.mark.parametrize("name", ["", "keys", "backup", "WHATSAPP_TERMS", "x" * 1000, "back\x00up"])
def test_nothing_else_can_be_confirmed(signed_in, store, name):
    assert signed_in.browser.post("/setup/attest", name=name).status_code == 400
    with store.read() as unit:
        assert not [event for event in audit.latest(unit.db, 50) if event.action == "setup.attested"]


def test_without_the_forms_token_nothing_is_confirmed(signed_in, store):
    assert (
        signed_in.browser.post_with("forged", "/setup/attest", {"name": "whatsapp_terms"}).status_code == 400
    )
    with store.read() as unit:
        assert milestones.get(unit.db, "whatsapp_terms") is None


def test_a_page_at_another_address_proves_nothing_of_the_public_one(signed_in):
    answer = signed_in.browser.client.get(
        "/setup", base_url="https://intake.example.org:8443", headers={"Accept": "text/html"}
    )
    assert "You opened this page at intake.example.org:8443" in answer.text


def test_a_development_set_up_on_this_computer_is_called_one(store, clock, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.staff_people.HOST", "https://localhost:8443")
    environment = complete_environment(ANTEROOM_ENV="development", PUBLIC_URL="https://localhost:8443")
    services = Services(load(environment, tmp_path), store, clock)
    person = add_colleague(
        create_app(services, CHEAPEST), services, clock, "admin@larkfield.example", "admin"
    )
    person.is_let_in()
    seen = steps(person.browser)
    for title, words in {
        "Set up for real patients": "for testing on one computer",
        "Reachable over HTTPS": "Twilio cannot reach it",
        "Clinic details": "these are invented until you save your own",
    }.items():
        assert not seen[title][0]
        assert words in seen[title][1]
    page = person.browser.get("/settings").text
    fields = {
        "name": "Mill Lane",
        "phone": "0800 555",
        "emergency_number": "112",
        "timezone": "UTC",
        "exports_per_hour": "10",
        "consent_age": "16",
    }
    assert "CLINIC_NAME" in page
    person.confirms()
    person.browser.post("/settings", **fields, languages="en", version="0")
    assert is_done(person.browser, "Clinic details")


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1", "https://10.0.0.5:8443", "https://[::1]", "https://clinic.local", "https://server"],
)
def test_an_address_that_only_this_network_knows_is_not_reachable(signed_in, services, app, url):
    settings = replace(services.settings, public_url=url)
    with app.test_request_context():
        found = chain(*steps_of(replace(setup_state(services, urlsplit(url).netloc), settings=settings)))
    (step,) = [step for step in found if step.title == "Reachable over HTTPS"]
    assert not step.done


def test_a_broken_trail_is_not_called_whole(signed_in, store, clock):
    assert is_done(signed_in.browser, "Audit trail unbroken")
    by_hand(store, "UPDATE audit_events SET details = '{}', actor = 'nobody' WHERE seq = 1")
    clock.moves(minutes=2)
    is_so, words = steps(signed_in.browser)["Audit trail unbroken"]
    assert not is_so
    fault = "The entry at position 1 was changed, or the one before it was removed."
    assert fault in words
    assert fault in signed_in.browser.get("/audit").text
    signed_in.browser.post("/account/language", language="es")
    assert "La entrada de la posición 1" in signed_in.browser.get("/setup").text


def test_looking_at_the_set_up_opens_nothing_of_a_patient(signed_in, patient):
    patient.tells("hello", "1", "1", *ANSWERS, *HANDS_IN)
    page = signed_in.browser.get("/setup").text
    for word in ("Maya", "Okafor", "1990-03", "March 1990", "Asthma", "15005550006"):
        assert word not in page


def test_a_redis_that_does_not_answer_closes_the_sign_in_and_the_page_says_so(services):
    settings = replace(services.settings, redis_url=Secret("redis://127.0.0.1:1/0"))
    given = replace(services, settings=settings)
    app = create_app(given, CHEAPEST)
    with app.test_request_context(base_url=settings.public_url):
        (step,) = (
            step
            for step in chain(*steps_of(setup_state(given, "localhost")))
            if step.title == "Sign-in available"
        )
    assert not step.done
    assert "REDIS_URL" in step.todo


def test_the_page_says_first_what_is_next_and_leads_there(signed_in):
    page = signed_in.browser.get("/setup").text
    head, _, body = page.partition("checklist")
    named = re.search(r'<a href="#next">([^<]+)</a>', head)
    assert named
    assert re.search(
        rf'<div id="next" tabindex="-1">\s*<h3>{re.escape(named[1])} <span class="tag new fill">Next', body
    )
