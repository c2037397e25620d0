"""What is no answer is asked about on the form's pages too: nothing that was typed is lost, and no script is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.intake.flow import Flow
from app.intake.model import FORM
from tests.cases import for_each
from tests.form.form_people import AtTheForm
from tests.form.page_people import ANSWERS, AtThePage
from tests.intake.patient import CLINIC

ON_PAGES = replace(CLINIC, channel=FORM, holds_too=("whatsapp",))
HEALTH = ("medical_history", "allergies", "medications")
TALK = ("I told you already", "let me get my list, one minute", "same as last time", "why do you need that?")


def written_in(page: str, text: str) -> dict[str, str]:
    return {"answer" if page == "medical_history" else "name-1": text}


def somebody_at(page: str) -> AtTheForm:
    """Return somebody at a page of the shipped questions."""
    visitor = AtTheForm(flow=Flow(ON_PAGES))
    visitor.does("whom", "self")
    visitor.does("consent", "yes")
    for each in list(ANSWERS)[: list(ANSWERS).index(page)]:
        visitor.fills(each, ANSWERS[each])
    assert visitor.page == page
    return visitor


@for_each("page", HEALTH)
@for_each("text", TALK)
def test_what_may_be_no_answer_is_asked_about_and_kept_by_one_press(page, text):
    visitor = somebody_at(page)
    visitor.fills(page, written_in(page, text))
    assert visitor.problem.startswith("Is that your answer about")
    assert page not in visitor.progress.answers
    visitor.fills(page, written_in(page, text), sure=True)
    assert visitor.progress.answers[page] == text


def test_each_row_is_heard_by_itself():
    visitor = somebody_at("medications")
    rows = {"name-1": "Ramipril", "dose-1": "5 mg", "name-2": "same as last time"}
    visitor.fills("medications", rows)
    assert visitor.problem
    visitor.fills("medications", {**rows, "name-2": "Salbutamol"})
    assert visitor.progress.answers["medications"] == "Ramipril, 5 mg\nSalbutamol"


def test_what_was_kept_is_not_asked_about_again():
    visitor = somebody_at("medical_history")
    visitor.fills("medical_history", {"answer": TALK[0]}, sure=True)
    visitor.fills("medical_history", {"answer": TALK[0]})
    assert not visitor.problem


def test_a_wish_is_a_reason_to_come():
    visitor = somebody_at("reason")
    visitor.fills("reason", {"answer": "can I see a nurse?"})
    assert visitor.progress.answers["reason"] == "can I see a nurse?"


@pytest.fixture
def asked(maya: AtThePage) -> AtThePage:
    """A patient at the question about medicines."""
    maya.begins()
    maya.agrees()
    for page in list(ANSWERS)[: list(ANSWERS).index("medications")]:
        maya.sends(page, **ANSWERS[page])
    assert maya.page == "medications"
    return maya


def test_the_page_asks_with_what_was_typed_and_a_button_to_keep_it(asked: AtThePage) -> None:
    answer = asked.sends("medications", **{"name-1": "same as last time", "dose-1": "5 mg"})
    assert answer.status_code == 422
    assert "Is that your answer about Medicines?" in answer.text
    assert 'value="same as last time"' in answer.text
    assert 'value="5 mg"' in answer.text
    assert '<button class="btn" name="sure" value="1">Keep it</button>' in answer.text
    assert asked.sends("medications", **{"name-1": "same as last time", "sure": "1"}).status_code == 303
    assert asked.page == "reason"


def test_medicines_have_a_hint_and_another_way_to_take_them(asked: AtThePage) -> None:
    page = asked.sees("medications")
    assert "Copy the name from the box." in page
    asked.sends("medications", **{"name-1": "Methotrexate", "dose-1": "on Mondays", "often-1": "other"})
    asked.sends("reason", **ANSWERS["reason"])
    assert "Methotrexate, on Mondays, Other" in asked.sees("review")


def test_each_page_leads_to_the_privacy_text_and_back(asked: AtThePage) -> None:
    for page in ("medications", "name"):
        assert 'href="/form/privacy"' in asked.sees(page)
    text = asked.browser.get("/form/privacy").text
    assert "More about your privacy" in text
    assert 'href="/form"' in text
