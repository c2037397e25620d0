"""Questions are moved by dragging a row, as by its arrows, and the preview follows what is typed."""

from __future__ import annotations

import pytest

AT = "/settings/questions"


@pytest.mark.long
def test_a_question_is_dragged_to_its_place_and_its_arrow_has_the_focus_for_the_next_press(clinic):
    page = clinic.colleague("admin").page
    page.goto(AT)
    carry = page.locator("#q-address .handle").bounding_box()
    there = page.locator("#q-birth_date").bounding_box()
    page.mouse.move(carry["x"] + 3, carry["y"] + 3)
    page.mouse.down()
    page.mouse.move(carry["x"] + 3, there["y"] + 5, steps=5)
    with page.expect_navigation():
        page.mouse.up()
    assert keys_on(page)[:3] == ["name", "address", "birth_date"]
    assert page.evaluate("document.activeElement.value") == "address"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert keys_on(page)[:2] == ["address", "name"]


def keys_on(page):
    return page.evaluate("[...document.querySelectorAll('tr[data-key]')].map((row) => row.dataset.key)")


@pytest.mark.long
def test_the_preview_follows_what_is_typed(clinic):
    page = clinic.colleague("admin").page
    page.goto(f"{AT}/new-question")
    page.fill("[name=ask_en]", "Any pets?")
    page.wait_for_selector("#preview .msg >> text=Any pets?")
    page.check("[name=kind][value=yes_no]")
    page.wait_for_selector("#preview .picks >> text=Yes")
    page.select_option("[name=preview_whom]", "other")
    page.wait_for_selector("#preview .msg >> text=Any pets?")
