"""A patient who goes back, changes the language, cries for help in the wrong field, or has answered in the chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.intake.model import Submitted
from app.intake.progress import Whom
from app.intake.questions import QUESTIONS
from app.intake.stages import alarm
from app.store.conversations import senders
from app.store.work import alarms, storage_counts
from app.store.work.storage_counts import day_of
from tests.form.form_people import somebody_at
from tests.form.page_people import ANSWERS, NUMBER, AtThePage, new_link
from tests.people import Patient

if TYPE_CHECKING:
    from flask import Flask

    from app.services import Services

BY_KEY = {question.key: question for question in QUESTIONS}


def alarms_of(services: Services, number: str = NUMBER) -> list[tuple[str, str]]:
    with services.store.begin() as unit:
        conversation = senders.lock(unit.db, number, None, services.clock()).id
        found = alarms.of(unit.db, conversation, with_words=True)
        return [(each.step, str(each.words)) for each in found]


def test_what_was_typed_comes_back_to_the_letter_also_in_another_language(maya: AtThePage) -> None:
    maya.begins()
    maya.agrees()
    typed = {
        "name-1": "Vitamin B1, B6",
        "dose-1": "5 mg, or 10",
        "often-1": "daily",
        "name-2": "Fish oil, cod",
    }
    maya.answers({"medications": typed})
    for language, often in (("en", "Once a day"), ("es", "Una vez al día")):
        maya.browser.get(f"/form/medications?lang={language}")
        page = maya.sees("medications")
        for value in ("Vitamin B1, B6", "5 mg, or 10", "Fish oil, cod"):
            assert f'value="{value}"' in page or language == "es"
        assert f'value="daily" selected>{often}' in page
        assert maya.page == "review", "the consent was given in the other language, and still holds"


def test_an_address_of_one_line_from_the_chat_is_shown_in_its_fields(
    app: Flask, services: Services, patient: Patient
) -> None:
    patient.tells("hello", "1", "1", "Maya Okafor", "4 March 1990", "Flat 2, 12 Mill Lane, Larkfield")
    visitor = AtThePage(app, new_link(services, patient.address))
    visitor.begins()
    visitor.sends("check", day="4", month="march", year="1990")
    page = visitor.sees("address")
    assert 'value="Flat 2, 12 Mill Lane"' in page
    assert 'value="Larkfield"' in page


@pytest.mark.parametrize(
    ("told", "is_right"),
    [
        ({"year": "1985"}, True),
        ({"day": "3", "month": "April", "year": "1986"}, True),
        ({"day": "3", "month": "4", "year": "1984"}, False),
    ],
)
def test_whoever_told_an_age_in_the_chat_passes_with_a_year_that_fits_it(
    told: dict[str, str], is_right: bool, app: Flask, services: Services, patient: Patient
) -> None:
    patient.tells("hello", "1", "1", "Maya Okafor", "I am 40 years old", "40")
    visitor = AtThePage(app, new_link(services, patient.address))
    visitor.begins()
    assert visitor.page == "check"
    assert visitor.sends("check", **told).status_code == (303 if is_right else 422)


def test_a_cry_in_a_field_that_is_refused_stops_the_form_and_no_other_page_leads_around_it(
    maya: AtThePage, services: Services
) -> None:
    maya.begins()
    maya.agrees()
    for page in ("name", "birth_date"):
        maya.sends(page, **ANSWERS[page])
    assert maya.sends("address", line2="I want to kill myself").headers["Location"] == "/form/help"
    for page in ("whom", "consent", "name", "address", "review"):
        assert maya.browser.get(f"/form/{page}").headers["Location"] == "/form/help"
        maya.browser.post(f"/form/{page}", **{"for": "child", "answer": "Ann Lee"})
    assert alarms_of(services) == [("address", "I want to kill myself")]
    maya.sends("help", safe="1")
    assert maya.page == "address"


def test_an_alarm_names_the_question_that_was_changed_from_the_review(
    maya: AtThePage, services: Services
) -> None:
    maya.begins()
    maya.agrees()
    maya.answers()
    maya.sends("reason", answer="I can't breathe")
    assert alarms_of(services) == [("reason", "I can't breathe")]


def test_a_cry_is_heard_where_nothing_else_is_kept_any_more(maya: AtThePage, services: Services) -> None:
    maya.begins()
    maya.agrees()
    with services.store.begin() as unit:
        conversation = senders.lock(unit.db, NUMBER, None, services.clock()).id
        for _ in range(services.settings.retention.sender_messages):
            storage_counts.add(unit.db, conversation, "form", day_of(services.clock()))
    assert maya.sends("name", **ANSWERS["name"]).status_code == 422
    assert maya.sends("name", answer="I want to kill myself").headers["Location"] == "/form/help"
    assert alarms_of(services) == [("name", "I want to kill myself")]


def test_a_choice_to_replace_outlives_an_error(maya: AtThePage) -> None:
    maya.hands_in()
    maya.sends("done", change="1")
    answer = maya.sends("medical_history", answer="x" * 4001, how="replace")
    assert answer.status_code == 422
    assert 'value="replace" checked' in answer.text
    answer = maya.sends("medical_history", none="1", how="add")
    assert "cannot be added" in answer.text
    assert maya.sends("medical_history", none="1", how="replace").headers["Location"] == "/form/changes"


def test_no_fields_however_odd_break_a_page(maya: AtThePage) -> None:
    maya.begins()
    maya.agrees()
    maya.answers()
    odd = ("", "9" * 5000, "²", "{x}", "x" * 5000, "\n\n,\n", "<b>")
    names = ("answer", "none", "day", "month", "year", "line1", "town", "name-1", "often-30", "dose-3", "how")
    for page, value in zip(ANSWERS, odd, strict=True):
        sent = dict.fromkeys(names, value)
        for more in ({}, {"add": "1"}, {"remove": value}):
            assert maya.browser.post(f"/form/{page}", **sent, **more).status_code in {303, 422, 200}
        assert maya.browser.get(f"/form/{page}").status_code in {200, 303}


def test_a_child_typed_over_ones_own_record_begins_a_record_of_its_own() -> None:
    visitor = somebody_at("done")
    own = visitor.progress.people[0].id
    for page, typed in (
        ("done", "change"), ("birth_date", "4 March 2020"), ("minor", "yes"), ("consent", "yes"), ("carer_name", "Ann Lee"),
        ("carer_relation", "mother"), ("name", "Mia Lee"), ("address", "12 Mill Lane / Larkfield"),
        ("medical_history", "none"), ("medications", "none"), ("review", "send"),
    ):  # fmt: skip
        visitor.does(page, typed)
    record = visitor.events[-1]
    assert isinstance(record, Submitted)
    assert record.patient != own
    assert record.answers["birth_date"] == "2020-03-04"
    assert {person.id for person in visitor.progress.people} == {own, record.patient}


def test_whom_it_is_about_may_be_said_twice_and_loses_nothing_unless_it_is_somebody_else() -> None:
    visitor = somebody_at("medications")
    before = visitor.progress.answers
    visitor.does("whom", "self")
    assert (visitor.progress.answers, visitor.page) == (before, "medications")
    visitor.does("whom", "child")
    assert (visitor.progress.answers, visitor.page) == ({}, "consent")
    assert visitor.progress.whom is Whom.CHILD


def test_a_page_that_comes_too_late_changes_nothing() -> None:
    visitor = somebody_at("done")
    sent = visitor.progress
    for page, typed in (
        ("name", "Ann Lee"),
        ("review", "send"),
        ("changes", "send"),
        ("consent", "yes"),
        ("help", "now"),
    ):
        visitor.does(page, typed)
    assert replace(visitor.progress, last_at=sent.last_at) == sent


def test_a_month_in_words_and_a_year_of_two_figures_are_read_and_a_date_of_two_readings_is_asked_about() -> (
    None
):
    visitor = somebody_at("birth_date")
    visitor.fills("birth_date", {"day": "3", "month": "4", "year": "12"})
    assert "four figures" in visitor.problem
    visitor.fills("birth_date", {"day": "3", "month": "abril", "year": "90"})
    assert visitor.progress.answers["birth_date"] == "1990-04-03"


def test_a_cry_in_doubt_stays_open_until_staff_are_told_and_half_an_hour_later_the_form_goes_on() -> None:
    visitor = somebody_at("address")
    visitor.fills("address", {"line1": "chst pain"})
    assert visitor.page == "help"
    visitor.now += timedelta(hours=1)
    assert visitor.page == "help"
    told = alarm.unanswered(visitor.progress, visitor.now)
    assert told is not None
    visitor.progress = told.progress
    assert visitor.page == "address"
