"""The form of a record's answers is covered while nobody looks at it, and what was typed stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.intake.questions import REMOVABLE
from tests.browser.eyes import Eyes
from tests.browser.tab_visibility import AWAY, BACK
from tests.dashboard.correction_form import edit
from tests.dashboard.people_on_file import on_file
from tests.people import ASKED
from tests.store_queries import the_patient

TYPED = "7 Weir Yard"


@pytest.fixture(scope="session")
def chromium(drawing_chromium):
    return drawing_chromium


@pytest.fixture
def maya(emptied):
    return on_file(emptied, datetime.now(UTC))


@pytest.fixture
def page(bea, maya):
    """The form, in a browser whose clock obeys."""
    bea.page.clock.install()
    bea.page.goto(edit(maya))
    return bea.page


def types(page):
    page.get_by_label("Address").fill(TYPED)


def is_covered(page):
    """Tell whether nothing of the answers can be seen, by eyes or by a screen reader; never half of it."""
    fields = page.locator("form.coverable :is(input, textarea):not([type=hidden])").all()
    seen = [each.is_visible() for each in fields]
    assert len(fields) == ASKED + len(REMOVABLE)
    assert len({*seen}) == 1
    assert page.get_by_role("textbox").count() == sum(seen)
    assert page.get_by_role("button", name="Show again").is_visible() is not seen[0]
    assert page.get_by_role("button", name="Save corrections").count() == seen[0]
    return not seen[0]


def test_leaving_the_tab_covers_the_answers_and_what_was_typed_is_there_after_coming_back(
    page, bea, maya, emptied
):
    types(page)
    assert not is_covered(page)
    page.evaluate(AWAY)
    page.evaluate(BACK)
    assert is_covered(page), "to come back is not to ask for it"
    page.get_by_role("button", name="Show again").click()
    assert not is_covered(page)
    assert page.get_by_label("Address").input_value() == TYPED
    assert page.evaluate("document.activeElement.id") == "address"
    bea.sends("Save corrections")
    with emptied.read() as unit:
        assert the_patient(unit, maya).address == TYPED


def test_after_a_minute_without_a_touch_the_answers_are_covered_and_a_key_shows_them(page):
    page.clock.fast_forward(50_000)
    types(page)
    page.clock.fast_forward(50_000)
    assert not is_covered(page)
    page.clock.fast_forward(11_000)
    assert is_covered(page)
    assert page.evaluate("document.activeElement.textContent") == "Show again"
    page.keyboard.press("Enter")
    assert not is_covered(page)
    assert page.get_by_label("Address").input_value() == TYPED


def test_no_answer_is_in_the_picture_of_a_covered_page(page):
    covered = []
    for text in (TYPED, "x"):
        page.get_by_label("Address").fill(text)
        page.evaluate(AWAY)
        covered.append(page.screenshot(full_page=True))
        page.evaluate(BACK)
        page.keyboard.press("Enter")
    assert covered[0] == covered[1]


def test_a_covered_page_is_accessible_and_lawful(page):
    eyes = Eyes()
    eyes.follow(page)
    page.reload()
    page.evaluate(AWAY)
    eyes.look(page, "the form, covered")
    assert not (eyes.against_policy + eyes.noisy + eyes.sideways + eyes.inaccessible)


def test_without_javascript_the_form_is_as_it_was(clinic, maya):
    page = clinic.colleague("admin", java_script_enabled=False).page
    page.goto(edit(maya))
    assert not is_covered(page)
