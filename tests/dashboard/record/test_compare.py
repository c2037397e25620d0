"""Two records that look alike, side by side: what agrees is told, and who they are is shown only on purpose."""

from __future__ import annotations

import re

import pytest

from app.store.patients import erasures, look_alikes
from app.store.trail import audit
from tests.dashboard.at_the_record import hands_in, plain
from tests.dashboard.correction_form import deeds
from tests.furnished import furnishing
from tests.people import Patient

SECRETS = (
    "Okafor",
    "Lindt",
    "Mill Lane",
    "High Street",
    "Asthma",
    "Salbutamol",
    "4 March 1990",
    "15005550006",
)
NOBODY = "00000000-0000-4000-8000-000000000000"


@furnishing
def twins(house):
    """Two records of one birth date and one name word, from two numbers."""
    store = house.services.store
    one = hands_in(house.patient, store)
    again = ("Maya Lindt", "4/3/1990", "1", "99 High Street", "Asthma", "DONE", "none")
    other = hands_in(Patient(house.twilio, "whatsapp:+15005550007"), store, *again)
    assert one != other
    return one, other


def compare(twins):
    return f"/patients/{twins[0]}/compare/{twins[1]}"


def shows(person, twins, reason="reviewing"):
    """Ask for both, and return the page that comes of it."""
    answer = person.browser.post(f"{compare(twins)}/show", reason=reason)
    return person.browser.get(answer.headers["Location"]) if answer.status_code == 303 else answer


def lines(page):
    """Return the last cell of each row by its first."""
    rows = re.findall(r'<tr><th scope="row" class="lead">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {label: plain(cells.rpartition("<td")[2].partition(">")[2]) for label, cells in rows}


def test_what_agrees_is_told_and_neither_record_is_shown(priya, twins, store):
    page = priya.browser.get(compare(twins))
    assert page.status_code == 200
    found = lines(page.text)
    assert found["Name"] == "One word in common"
    assert found["Date of birth"] == "The same"
    assert found["Address"] == "Different"
    assert found["WhatsApp"] == "Different"
    assert found["Medical history"] == "Not compared", "no health answer is opened to draw this page"
    assert not [secret for secret in SECRETS if secret in page.text]
    assert deeds(store) == [("patient.compared", {"parts": ["agreement"], "mentions": [twins[1].hex]})]


def test_the_look_is_found_in_the_trail_of_each_of_the_two(priya, twins, store):
    priya.browser.get(compare(twins))
    with store.read() as unit:
        for each in twins:
            assert "patient.compared" in [event.action for event in audit.about(unit.db, each, 10)]


def test_with_a_reason_both_are_shown_and_it_is_recorded(priya, twins, store):
    priya.browser.get(compare(twins))
    page = shows(priya, twins)
    assert page.status_code == 200
    assert "Maya Okafor-Lindt" in page.text
    assert "99 High Street" in page.text
    assert "+15005550007" in page.text
    assert lines(page.text)["Medical history"] == "The same"
    told = {"parts": ["identity", "health"], "reason": "reviewing", "mentions": [twins[1].hex]}
    asked, looked = deeds(store)[-2:]
    assert asked == ("patient.compared", told)
    assert looked == ("patient.compared", {"parts": ["identity", "health"], "mentions": [twins[1].hex]})
    priya.browser.post(f"{compare(twins)}/show", hide="1")
    assert not [secret for secret in SECRETS if secret in priya.browser.get(compare(twins)).text]
    assert "no-store" in page.headers["Cache-Control"]


def test_reception_is_shown_who_they_are_and_no_health_answer(ines, twins, store):
    page = shows(ines, twins)
    assert "Maya Okafor-Lindt" in page.text
    assert "Asthma" not in page.text
    assert "Medical history" not in lines(page.text)
    assert deeds(store)[-1][1]["parts"] == ["identity"]


@pytest.mark.parametrize("reason", ["", "curious", "x" * 5000, "\x00"])
def test_without_a_reason_of_ours_nothing_is_shown(reason, priya, twins, store):
    page = shows(priya, twins, reason)
    assert page.status_code == 422
    assert "Choose why both are shown." in page.text
    assert not [secret for secret in SECRETS if secret in page.text]
    assert deeds(store)[-1][1]["parts"] == ["agreement"]


def test_patients_who_are_told_apart_do_not_look_alike_any_more(ines, twins, store):
    with store.read() as unit:
        assert look_alikes.of(unit.db, [twins[0]]) == {twins[0]: (twins[1],)}
    sent = ines.browser.post(f"/patients/{twins[0]}/not-same", other=str(twins[1]))
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/patients/{twins[0]}")
    with store.read() as unit:
        assert not look_alikes.of(unit.db, twins)
    assert deeds(store)[-1] == ("patient.told_apart", {"mentions": [twins[1].hex]})
    assert "are marked as different people" in ines.browser.get("/account").text


def test_telling_apart_twice_is_no_mistake(ines, twins):
    for _ in range(2):
        sent = ines.browser.post(f"/patients/{twins[0]}/not-same", other=str(twins[1]))
        assert sent.status_code == 303


@pytest.mark.parametrize(
    ("other", "status"), [("", 400), ("'; --", 400), ("x" * 999, 400), (NOBODY, 404), ("itself", 404)]
)
def test_only_two_records_that_are_there_can_be_told_apart(other, status, ines, twins, store):
    other = str(twins[0]) if other == "itself" else other
    sent = ines.browser.post(f"/patients/{twins[0]}/not-same", other=other)
    assert sent.status_code == status
    assert "patient.told_apart" not in [action for action, _ in deeds(store)]


def test_a_record_is_not_compared_with_itself_nor_with_nobody(priya, twins):
    assert priya.browser.get(f"/patients/{twins[0]}/compare/{twins[0]}").status_code == 404
    assert priya.browser.get(f"/patients/{twins[0]}/compare/{NOBODY}").status_code == 404
    assert priya.browser.get(f"/patients/{NOBODY}/compare/{twins[0]}").status_code == 404


def test_when_one_of_them_was_erased_the_page_says_which(priya, twins, store, clock):
    with store.begin() as unit:
        erasures.erase(unit.db, twins[1], "duplicate", "operator", clock())
    page = priya.browser.get(compare(twins))
    assert page.status_code == 410
    assert f"{twins[1].hex[:4]}-{twins[1].hex[4:8]}" in page.text
    token = priya.browser.last_token()
    sent = priya.browser.post_with(token, f"/patients/{twins[0]}/not-same", {"other": str(twins[1])})
    assert sent.status_code == 410


def test_a_form_without_its_token_shows_and_changes_nothing(priya, twins, store):
    for path, fields in (
        (f"{compare(twins)}/show", {"reason": "other"}),
        (f"/patients/{twins[0]}/not-same", {"other": str(twins[1])}),
    ):
        assert priya.browser.post_with("forged", path, fields).status_code == 400
    assert deeds(store) == []
