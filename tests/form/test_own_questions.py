"""The form asks a clinic's own questions with the right control for each, and keeps what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from app.store.clinic import questionnaires
from app.store.patients import patients
from tests.form.page_people import ANSWERS
from tests.intake.own_questions import CONTACT, OWN, asking

if TYPE_CHECKING:
    from app.services import Services
    from tests.form.page_people import AtThePage

TYPED = {
    "smoking": {"answer": "past"},
    "language_wanted": {"answer": "uk"},
    "reactions": {"choice-penicillin": "1", "choice-nuts": "1"},
    "interpreter": {"answer": "no"},
    "weight": {"answer": "70,5 kg"},
    "height": {"rather-not": "1"},
    "eye_test": {"month": "5", "year": "2024"},
    "contact": {
        "name-1": "Ada Lindt, Dr",
        "phone-1": "07700 900222",
        "name-2": "Bo",
        "relation-2": "son",
        "phone-2": "1",
    },
    "pharmacy": {},
}
KEPT = {
    "smoking": "past",
    "language_wanted": "uk",
    "reactions": "penicillin\nnuts",
    "interpreter": "no",
    "weight": "70.5",
    "height": "declined",
    "eye_test": "2024-05",
    "contact": "Ada Lindt, Dr |  | 07700 900222\nBo | son | 1",
}


@pytest.fixture(autouse=True)
def asked(services: Services) -> None:
    """The clinic has published a question of each kind."""
    with services.store.begin() as unit:
        after = questionnaires.in_force(unit.db).version
        assert questionnaires.publish(unit.db, after, asking(*OWN).definition, "operator", services.clock())


@pytest.fixture
def there(maya: AtThePage) -> AtThePage:
    """Maya, where the clinic's own questions begin."""
    maya.begins()
    maya.agrees()
    maya.answers()
    assert maya.page == OWN[0].key
    return maya


def test_every_kind_is_answered_on_its_page_and_becomes_the_record(there: AtThePage, services: Services):
    there.answers(TYPED)
    assert there.page == "review"
    review = there.sees("review")
    for words in (
        "I used to",
        "Українська",
        "Penicillin, Nuts and seeds",
        "70.5 kg",
        "May 2024",
        "Rather not say",
        "Bo, son, 1",
    ):
        assert words in review, words
    there.sends("review")
    with services.store.read() as unit:
        (listed,) = patients.page(unit.db, 5)
        patient = patients.get(unit.db, listed.id)
    assert patient is not None
    assert isinstance(patient.others, Mapping)
    assert {key: value for key, value in patient.others.items() if key not in ANSWERS} == KEPT


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(there: AtThePage):
    wrong = {
        "language_wanted": ({}, "Choose an answer", "answer"),
        "reactions": ({"choice-latex": "1", "none": "1"}, "ticked", "choice-penicillin"),
        "interpreter": ({"answer": "perhaps"}, "Choose an answer", "answer"),
        "weight": (
            {"answer": "700"},
            "That is more than 350. Please write it again, in kilograms.",
            "answer",
        ),
        "eye_test": ({"day": "31", "month": "2", "year": "2024"}, "no 31 February", "day"),
        "contact": (
            {"name-1": "Ada", "relation-2": "son", "phone-2": "1"},
            "Enter this: Phone number",
            "phone-1",
        ),
    }
    while (page := there.page) != "review":
        if page in wrong:
            sent, said, field = wrong[page]
            answer = there.sends(page, **sent)
            assert answer.status_code == 422, page
            assert said in answer.text, (page, said)
            assert f'href="#{field}"' in answer.text, page
            assert f'id="{field}"' in answer.text, page
            for name, value in sent.items():
                kept = rf'name="{name}"[^>]*(value="{value}"|checked)|value="{value}"[^>]*checked'
                assert re.search(kept, answer.text) or value == "perhaps", (page, name)
        there.sends(page, **TYPED[page])


def test_a_page_shows_again_what_was_answered_and_a_draft_of_it(there: AtThePage):
    there.answers(TYPED)
    for page, shown in (
        ("smoking", 'value="past" checked'),
        ("reactions", 'name="choice-nuts" value="1" checked'),
        ("weight", 'value="70.5"'),
        ("height", 'name="rather-not" value="1" checked'),
        ("eye_test", 'id="month" name="month" maxlength="12" autocomplete="off" value="5"'),
        ("contact", 'name="name-1" value="Ada Lindt, Dr"'),
        ("contact", 'name="relation-2" value="son"'),
    ):
        assert shown in there.sees(page), page
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', there.sees("reactions"))
    assert mark
    typed = {"choice-latex": "1", "mark": mark[1], "other": "x"}
    assert there.browser.post("/form/reactions/draft", **typed).status_code == 204
    page = there.sees("reactions")
    assert 'name="choice-latex" value="1" checked' in page
    assert 'name="choice-nuts" value="1" checked' not in page
    there.sends("smoking")
    assert "smoking" not in str(there.sees("review").count("I used to")), (
        "what nobody has to answer is left out"
    )


def test_rows_are_added_and_removed_without_javascript(there: AtThePage):
    there.answers({key: typed for key, typed in TYPED.items() if key != CONTACT.key})
    typed = TYPED["contact"]
    more = there.sends("contact", **typed, add="1")
    assert 'id="name-3"' in more.text
    fewer = there.sends("contact", **typed, remove="1")
    assert 'name="name-1" value="Bo"' in fewer.text
    assert 'id="name-2"' not in fewer.text


def test_a_number_in_other_words_is_asked_about_and_kept_as_understood(there: AtThePage):
    there.answers({key: typed for key, typed in TYPED.items() if key != "weight"})
    doubted = there.sends("weight", answer="70 before the baby")
    assert "Is that 70 kg?" in doubted.text
    assert 'name="sure"' in doubted.text
    assert there.sends("weight", answer="70 before the baby", sure="1").status_code == 303
