"""A patient sees who saw their record, by role and day, behind their birth date: in the chat there is only the way there."""

from __future__ import annotations

import re

import pytest

from app.config import load
from app.services import Services
from app.store.patients import patients
from app.store.trail import audit
from tests.dashboard.at_the_record import does
from tests.databases import on_each_engine
from tests.form.page_people import AtThePage
from tests.settings import complete_environment

DOORS = {"GET /form/seen": "the browser that began a form"}
LINK = re.compile(r"/f/([\w-]+)")


@pytest.fixture
def services(store, clock, tmp_path):
    asked = complete_environment(LEFT_OUT_QUESTIONS="", INTAKE_MODE="link")
    return Services(load(asked, tmp_path), store, clock)


@pytest.fixture
def maya(app, patient, store):
    """The record of somebody who got a link in the chat, and answered there."""
    said = [patient.says(each) for each in ("hello", "1")]
    found = LINK.search(" ".join(said))
    assert found, said
    AtThePage(app, found[1]).hands_in()
    with store.read() as unit:
        return patients.page(unit.db, 1, columns=())[0].id


def follows(app, said):
    """Open the link of a reply, and begin."""
    found = LINK.search(said)
    assert found, said
    there = AtThePage(app, found[1])
    there.begins()
    return there


@on_each_engine
def test_the_word_leads_to_roles_and_days_behind_the_birth_date(app, patient, maya, colleague, store):
    ines, priya = colleague("reception"), colleague("clinician")
    ines.is_let_in()
    priya.is_let_in()
    does(ines, maya, "show", part="identity", reason="ringing")
    does(priya, maya, "show", part="all", reason="reviewing")
    there = follows(app, patient.says("who saw"))
    early = there.browser.get("/form/seen")
    assert (early.status_code, early.headers["Location"].rpartition("/")[2]) == (303, "check")
    there.sends("check", day="3", month="4", year="1990")
    page = there.browser.get("/form/seen").text
    assert "Reception: Who you are" in page
    assert "Clinician: Who you are, Notes and messages, Your health answers" in page
    assert "25 November 2026" in page
    for word in ("Ines", "Priya", "@larkfield", "Okafor", "Asthma"):
        assert word not in page
    with store.read() as unit:
        told = audit.about(unit.db, maya, 1)[0]
    assert (told.action, told.actor) == ("patient.saw_who", "patient")
    assert "Who saw my data" in there.sees(there.page), "every page leads there"


@pytest.mark.usefixtures("maya")
def test_the_word_is_understood_in_spanish_and_answered_in_the_language_of_the_chat(patient):
    said = patient.says("¿quién vio mis datos?")
    assert "date of birth first" in said
    assert LINK.search(said)


def test_a_sender_without_a_record_is_told_that_there_is_none(patient):
    patient.tells("hello", "1")
    assert "has no answers from you" in patient.says("who saw my data")


@pytest.mark.usefixtures("maya")
def test_a_wrong_birth_date_shows_nothing(app, patient):
    there = follows(app, patient.says("WHO SAW"))
    assert there.sends("check", day="5", month="4", year="1990").status_code == 422
    assert there.browser.get("/form/seen").status_code == 303
