"""A clinic's own questions on a record: read, corrected, compared and printed, each in its part."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from app.store.clinic import questionnaires
from app.store.patients import patients
from tests.dashboard.at_the_record import does, facts, sees, url_of
from tests.dashboard.correction_form import edit, sends
from tests.dashboard.people_on_file import on_file as before
from tests.databases import on_each_engine
from tests.own_questions import (
    ANSWERS,
    ASKED,
    INTERPRETER,
    TONGUE,
    on_file,
    published,
    worded,
)

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store


def held(store: Store, patient_id: UUID) -> dict[str, str]:
    """Return the record's answers to the clinic's own questions, without the empty ones."""
    with store.read() as unit:
        found = patients.get(unit.db, patient_id)
    assert found
    assert isinstance(found.others, dict)
    return {key: text for key, text in found.others.items() if text}


@pytest.fixture
def maya(store, clock) -> UUID:
    return on_file(store, clock(), published(store, clock()))


def test_each_answer_is_shown_in_its_part_and_in_words(priya, ines, maya):
    told = facts(sees(priya, maya, part="all").text)
    assert told["Interpreter The question Do you need an interpreter?"] == "Yes ••••••••"
    assert told["Spoken at home The question What do you speak at home?"] == "Welsh ••••••••"
    assert told["Smoking The question Do you smoke?"] == "Daily ••••••••"
    assert told["Tobacco score"] == "1 of 1 points •••••••• This is no diagnosis."
    whole = sees(ines, maya, part="all").text
    for words in ("Welsh", "Ada Lindt", "Step free", "Version 2 of the questions"):
        assert words in whole, words
    for words in ("Daily", "70.5", "2024", "Tobacco score", "Do you smoke?"):
        assert words not in whole, words


def test_hidden_a_record_has_a_row_for_what_was_asked_and_no_answer(priya, maya):
    page = priya.browser.get(url_of(maya)).text
    assert [
        label for label in ("Interpreter", "Smoking", "Tobacco score", "Weight") if label not in page
    ] == []
    assert [words for words in ("Welsh", "Daily", "70.5", "Ada Lindt") if words in page] == []


def test_a_record_shows_the_words_of_its_version_and_a_newer_one_its_own(priya, maya, store, clock):
    said = {**TONGUE.choices[1].labels, "en": "Cymraeg"}
    newer = (
        msgspec.structs.replace(INTERPRETER, words=worded("Translator", "Shall somebody translate?")),
        msgspec.structs.replace(
            TONGUE,
            choices=(TONGUE.choices[0], msgspec.structs.replace(TONGUE.choices[1], labels=said)),
        ),
        *(replace_off(item) for item in ASKED[2:]),
    )
    noor = on_file(store, clock(), published(store, clock(), *newer))
    old, new = (sees(priya, each, part="all").text for each in (maya, noor))
    assert ("Do you need an interpreter?" in old, "Shall somebody translate?" in old) == (True, False)
    assert ("Welsh" in old, "Cymraeg" in old) == (True, False)
    assert ("Shall somebody translate?" in new, "Cymraeg" in new, "Welsh" in new) == (True, True, False)
    assert "Daily" in old, "it is no longer asked, and what was answered stays"


def replace_off(item):
    return msgspec.structs.replace(item, is_off=True)


def form(person, patient_id) -> str:
    return str(person.browser.get(edit(patient_id)).text)


def version(page: str) -> dict[str, str]:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return {"version": found[1]}


@on_each_engine
def test_staff_correct_each_kind_by_its_control_and_nothing_else_changes(
    clinician_in, store, clock, subtests
):
    maya = on_file(store, clock(), published(store, clock()))
    page = form(clinician_in, maya)
    for control in (
        '<select id="interpreter"',
        '<option value="welsh" selected>',
        'type="checkbox" name="access" value="step_free" checked',
        '<textarea id="contact"',
        '<select id="smoking"',
        '<input id="weight" name="weight" type="text"',
        '<input id="tetanus"',
    ):
        with subtests.test(control):
            assert control in page
    filled: dict[str, Any] = version(page) | {
        "interpreter": "no",
        "access": ["", "large_print", "hearing_loop"],
        "smoking": "",
        "contact": "Cy Lindt | 01632 960224",
    }
    assert sends(clinician_in, maya, filled).status_code == 303
    assert held(store, maya) == {key: text for key, text in ANSWERS.items() if key != "smoking"} | {
        "interpreter": "no",
        "access": "hearing_loop\nlarge_print",
        "contact": "Cy Lindt | 01632 960224",
    }


def test_what_is_no_choice_is_refused_and_nothing_typed_is_lost(priya, maya, store):
    page = form(priya, maya)
    answer = priya.browser.post_with(
        priya.browser.last_token(), edit(maya), version(page) | {"interpreter": "perhaps", "weight": "71"}
    )
    assert answer.status_code == 422
    assert "That is not one of the choices." in answer.text
    assert 'value="71"' in answer.text
    assert held(store, maya) == ANSWERS


def test_reception_corrects_what_it_may_read_and_health_is_neither_shown_nor_opened(ines, maya, store):
    page = form(ines, maya)
    assert ("Interpreter" in page, "Smoking" in page, "Weight" in page) == (True, False, False)
    refused = ines.browser.post_with(
        ines.browser.last_token(), edit(maya), version(page) | {"smoking": "never"}
    )
    assert refused.status_code == 403
    assert sends(ines, maya, version(page) | {"tongue": "polish"}).status_code == 303
    assert held(store, maya) == ANSWERS | {"tongue": "polish"}


def test_a_question_that_came_later_is_filled_in_on_an_old_record(ines, maya, store, clock):
    old = before(store, clock())
    assert "Cannot be opened" not in sees(ines, old, part="all").text
    assert sends(ines, old, version(form(ines, old)) | {"interpreter": "yes"}).status_code == 303
    assert held(store, old) == {"interpreter": "yes"}


def test_two_records_are_compared_and_a_record_is_printed_part_by_part(priya, ines, maya, store, clock):
    with store.read() as unit:
        newest = questionnaires.in_force(unit.db)
    noor = on_file(store, clock(), newest, tongue="polish", smoking="never")
    for person, seen, unseen in (
        (priya, ("Daily", "Never", "Polish"), ()),
        (ines, ("Polish",), ("Daily", "Never")),
    ):
        does(person, maya, f"compare/{noor}/show", reason="ringing")
        page = person.browser.get(f"{url_of(maya)}/compare/{noor}").text
        assert [words for words in seen if words not in page] == []
        assert [words for words in unseen if words in page] == []
        printed = does(person, maya, "print", parts=["identity"])
        sheet = person.browser.get(printed.headers["Location"]).text
        assert ("Welsh" in sheet, "Daily" in sheet) == (True, False)


def test_a_change_shows_what_the_answer_said_before(priya, maya):
    sends(priya, maya, version(form(priya, maya)) | {"tongue": "polish", "smoking": "never"})
    page = html.unescape(sees(priya, maya, part="all").text)
    assert "Welsh" in page, "what it said before"
    assert "Daily" in page
