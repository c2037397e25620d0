"""Staff put answers right: what was there is kept, what is wrong comes back with every word of it."""

from __future__ import annotations

import html

import pytest
from sqlalchemy import update

from app.intake.questions import REMOVABLE
from app.store.patients import patients
from app.store.patients.patient import patients as records
from tests import store_queries
from tests.dashboard.correction_form import boxes, deeds, edit, on_file, opens, saves, sends
from tests.store_queries import the_patient, values_at
from tests.vectors import hostile_texts


def test_the_form_holds_the_answers_in_words_and_opening_it_is_one_event(priya, maya, store):
    page = priya.browser.get(edit(maya))
    assert page.status_code == 200
    assert boxes(page.text) == {
        "name": "Maya Okafor-Lindt", "birth_date": "4 March 1990", "address": "12 Mill Lane",
        "medical_history": "Asthma", "medications": "Salbutamol", "version": "1",
        **dict.fromkeys(REMOVABLE, ""),
    }  # fmt: skip
    assert deeds(store) == [("patient.edit_opened", {"parts": ["identity", "health"]})]
    assert "Maya" not in page.text.partition("</title>")[0]


def test_receptions_form_holds_no_health_answer_and_no_health_column_is_opened(ines, maya, store):
    with store.engine.begin() as connection:
        connection.execute(update(records).values(medical_history="x", medications="x", extra="x"))
    page = ines.browser.get(edit(maya))
    assert set(boxes(page.text)) == {"name", "birth_date", "address", "version"}
    assert "No current key" not in page.text, "a column that was opened would have been told to be unreadable"
    assert deeds(store) == [("patient.edit_opened", {"parts": ["identity"]})]
    assert saves(ines, maya, address="14 Mill Lane").status_code == 303


def test_only_what_was_changed_is_written_and_the_old_answer_is_kept(priya, maya, store, clock):
    clock.moves(minutes=5)
    sent = saves(priya, maya, address="14 Mill Lane", medications="Salbutamol\r\nCetirizine")
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/patients/{maya}")
    now = on_file(store, maya)
    assert (now.address, now.medications, now.version) == ("14 Mill Lane", "Salbutamol\nCetirizine", 2)
    assert (now.name, now.birth_date, now.medical_history) == ("Maya Okafor-Lindt", "1990-03-04", "Asthma")
    with store.read() as unit:
        assert values_at(unit, maya, 1)["address"] == "12 Mill Lane"
    assert deeds(store)[-1] == ("patient.corrected", {"fields": ["address", "medications"], "count": 2})
    assert "2 answers were corrected." in priya.browser.get("/account").text


def test_a_corrected_name_and_birth_date_are_found_and_the_old_ones_are_not(priya, maya, store):
    assert saves(priya, maya, name="Mia Núñez", birth_date="1980-03-04").status_code == 303
    with store.read() as unit:
        assert [found.id for found in store_queries.by_name(unit.db, "nunez")] == [maya]
        assert [found.id for found in store_queries.by_birth_date(unit.db, "1980-03-04")] == [maya]
        assert not store_queries.by_name(unit.db, "okafor")
        assert not store_queries.by_birth_date(unit.db, "1990-03-04")


def test_nothing_changed_makes_no_version_and_says_so(priya, maya, store):
    assert saves(priya, maya).status_code == 303
    assert "Nothing was changed" in priya.browser.get("/account").text
    assert on_file(store, maya).version == 1
    assert [action for action, _ in deeds(store)] == ["patient.edit_opened", "patient.edit_opened"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4 March 1980", "1980-03-04"),
        ("1980-03-04", "1980-03-04"),
        ("5 de abril de 1980", "1980-04-05"),
        ("1950", "1950"),
        ("", ""),
    ],
)
def test_a_birth_date_is_taken_in_any_clear_form(typed, kept, priya, maya, store):
    assert saves(priya, maya, birth_date=typed).status_code == 303
    assert on_file(store, maya).birth_date == kept


def test_a_date_with_two_readings_is_asked_about_and_the_chosen_day_is_kept(priya, maya, store):
    asked = saves(priya, maya, birth_date="3/4/1988")
    assert asked.status_code == 422
    assert "more than one way" in asked.text
    assert "3 April 1988" in asked.text
    assert "4 March 1988" in asked.text
    assert boxes(asked.text)["birth_date"] == "3/4/1988"
    filled = boxes(asked.text) | {"birth_date_meant": "1988-04-03"}
    assert sends(priya, maya, filled).status_code == 303
    assert on_file(store, maya).birth_date == "1988-04-03"


def test_a_chosen_day_that_the_text_cannot_mean_is_not_taken(priya, maya, store):
    sent = saves(priya, maya, birth_date="3/4/1988", birth_date_meant="1911-01-01")
    assert sent.status_code == 422
    assert on_file(store, maya).birth_date == "1990-03-04"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "Enter a name."),
        ({"name": "\u200b\u200e"}, "Enter a name."),
        ({"name": "A" * 201}, "Name is 1 character too long: at most 200."),
        ({"name": "12345"}, "look like a name"),
        ({"name": "see www.example.com/x"}, "look like a name"),
        ({"birth_date": "31 February 1980"}, "That date doesn’t exist"),
        ({"birth_date": "4 March 2980"}, "in the future"),
        ({"birth_date": "4 March 1780"}, "too long ago"),
        ({"birth_date": "March 1980"}, "Write the day, the month and the year."),
        ({"birth_date": "76"}, "Write a date, for example"),
        ({"birth_date": "some day"}, "Write a date, for example"),
        ({"address": "12"}, "look like an address"),
        ({"address": "x" * 502}, "Address is 2 characters too long: at most 500."),
        ({"medical_history": "x" * 4001}, "1 character too long: at most 4000."),
    ],
)
def test_what_is_no_answer_comes_back_with_its_reason_and_every_typed_word(typed, told, priya, maya, store):
    kept_too = {"medications": "None any more"}
    sent = saves(priya, maya, **typed, **kept_too)
    assert sent.status_code == 422
    assert "error-summary" in sent.text
    assert told in html.unescape(sent.text)
    assert boxes(sent.text).items() >= (typed | kept_too).items()
    assert on_file(store, maya).version == 1
    assert [action for action, _ in deeds(store)] == ["patient.edit_opened", "patient.edit_opened"]


def test_an_answer_that_today_s_rules_would_refuse_is_not_held_to_them_as_long_as_it_stays(
    priya, maya, store
):
    with store.begin() as unit:
        patients.correct(
            unit.db,
            maya,
            1,
            {"birth_date": "age 76 on 2026-11-25", "address": "12"},
            "patient",
            the_patient(unit, maya).created_at,
        )
    assert opens(priya, maya)["birth_date"] == "76 years old on 25 November 2026"
    assert saves(priya, maya, name="Mia Okafor").status_code == 303
    now = on_file(store, maya)
    assert (now.birth_date, now.address, now.name) == ("age 76 on 2026-11-25", "12", "Mia Okafor")


@pytest.mark.parametrize("foreign", ["medical_history", "medications", "extra", "allergies", "status"])
def test_reception_cannot_write_a_health_answer_with_a_form_of_its_own(foreign, ines, maya, store):
    filled = opens(ines, maya)
    assert sends(ines, maya, filled | {foreign: "x", "address": "14 Mill Lane"}).status_code == 403
    assert on_file(store, maya).version == 1
    assert deeds(store)[1:] == [
        ("door.refused", {"route": "/patients/<uuid:patient_id>/edit", "needs": "read health answers"})
    ]


@pytest.mark.parametrize(
    "changed",
    [{"version": ""}, {"version": "0"}, {"version": "9"}, {"version": "9" * 30}, {"status": "done"}],
)
def test_a_form_that_no_page_of_ours_gave_is_refused_and_writes_nothing(changed, priya, maya, store):
    assert saves(priya, maya, address="14 Mill Lane", **changed).status_code == 400
    assert on_file(store, maya).version == 1


def test_a_form_without_its_token_changes_nothing(priya, maya, store):
    filled = opens(priya, maya) | {"address": "14 Mill Lane"}
    assert priya.browser.post_with("forged", edit(maya), filled).status_code == 400
    assert on_file(store, maya).version == 1


def test_hostile_texts_are_kept_as_texts_or_refused_and_never_run(priya, maya, store):
    filled = opens(priya, maya)
    token = priya.browser.last_token()
    version = 1
    for text in hostile_texts()[::7]:
        priya.clock.moves(minutes=2)  # an hour has an end of what may be shown
        sent = priya.browser.post_with(
            token, edit(maya), filled | {"version": str(version), "address": text, "medical_history": text}
        )
        assert sent.status_code in {303, 422}, text
        version = on_file(store, maya).version
        page = priya.browser.get(edit(maya)).text
        assert "<script>alert" not in page
        assert boxes(page)["version"] == str(version)
    assert version > 50


def test_an_answer_that_no_key_opens_is_left_out_of_the_form_and_left_as_it_is(priya, maya, store):
    with store.engine.begin() as connection:
        connection.execute(update(records).values(medications="gAAAAABroken"))
    page = priya.browser.get(edit(maya)).text
    assert "No current key opens this" in page
    assert "medications" not in boxes(page)


def test_a_form_in_spanish_holds_the_birth_date_in_spanish_and_takes_it_back_as_it_was(priya, maya, store):
    priya.browser.post("/account/language", language="es")
    filled = opens(priya, maya)
    assert filled["birth_date"] == "4 de marzo de 1990"
    assert sends(priya, maya, filled).status_code == 303
    assert on_file(store, maya).version == 1
    assert sends(priya, maya, filled | {"birth_date": "5 de marzo de 1990"}).status_code == 303
    assert on_file(store, maya).birth_date == "1990-03-05"


def test_a_record_that_never_was_is_not_found(priya):
    assert priya.browser.get(edit("00000000-0000-4000-8000-000000000000")).status_code == 404
