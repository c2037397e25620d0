"""The record on paper: what was ticked, who printed it and when, and a line in the trail."""

from __future__ import annotations

import re

import pytest

from app.intake.clinic import Clinic
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from tests.dashboard.at_the_record import HEALTH, IDENTITY, does, facts, happened, plain, sees, url_of


def test_paper_says_who_printed_it_and_when_in_the_clinics_zone(priya, maya, store, clock):
    with store.begin() as unit:
        clinic = Clinic("Larkfield Clinic", "01632 960 555", "999", timezone="Asia/Kolkata")
        assert versions.keep(unit.db, ClinicVersion, 0, clinic, "operator", clock())
    page = plain(sees(priya, maya, "print", parts="identity").text)
    said = re.search(
        r"Larkfield Clinic · record (\S+) · printed by (.+?): (.+?)\. This print is recorded\.", page
    )
    assert said
    assert said[1] == f"{maya.hex[:4]}-{maya.hex[4:8]}"
    assert said[2].lower() == "clinician (clinician)"
    assert said[3].startswith("25 November 2026, 14:3")


@pytest.mark.parametrize(
    ("ticked", "seen"),
    [
        ([], ()),
        (["identity"], IDENTITY),
        (["health"], HEALTH),
        (["identity", "health", "notes"], (*IDENTITY, *HEALTH, "Rang")),
    ],
)
def test_only_what_was_ticked_is_on_paper(ticked, seen, priya, maya, store):
    does(priya, maya, "note", note="Rang")
    answer = sees(priya, maya, "print", parts=ticked)
    assert answer.status_code == 200
    for word in (*IDENTITY, *HEALTH, "Rang"):
        assert (word in answer.text) == (word in seen), word
    printed, looked = happened(store, maya)[-2:]
    assert (printed.action, printed.details) == ("patient.printed", {"parts": ticked})
    assert (looked.action, looked.details) == ("patient.opened", {"parts": ticked} if ticked else {})


def test_reception_prints_without_the_health_answers(colleague, maya):
    ines = colleague("reception")
    ines.is_let_in()
    page = sees(ines, maya, "print", parts=["identity", "notes"]).text
    assert facts(page)["Name"].startswith("Maya Okafor-Lindt")
    assert "Medical history" not in page
    assert [word for word in HEALTH if word in page] == []


def test_a_part_that_is_none_prints_nothing(priya, maya, store):
    answer = does(priya, maya, "print", parts=["identity", "everything"])
    assert answer.status_code == 422
    assert [word for word in (*IDENTITY, *HEALTH) if word in answer.text] == []
    assert [event.action for event in happened(store, maya)] == ["patient.opened"]


def test_a_print_may_be_loaded_again_within_its_minute_and_shows_nothing_afterwards(priya, maya, clock):
    view = does(priya, maya, "print", parts="identity").headers["Location"]
    assert view == f"{url_of(maya)}/print?parts=identity"
    clock.moves(seconds=59)
    assert "Maya Okafor-Lindt" in priya.browser.get(view).text
    clock.moves(seconds=1)
    assert [word for word in IDENTITY if word in priya.browser.get(view).text] == []


def test_the_print_view_shows_no_part_that_is_shown_but_was_not_ticked(priya, maya):
    sees(priya, maya, part="all")
    page = sees(priya, maya, "print", parts="notes").text
    assert [word for word in (*IDENTITY, *HEALTH) if word in page] == []


def test_no_title_of_a_print_names_the_patient(priya, maya):
    title = re.search(r"<title>(.*?)</title>", sees(priya, maya, "print", parts="identity").text)
    assert title
    assert "Maya" not in title[1]
