"""However much waits, a screen of the list has whole rows of patients, and paper has all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.busy_day import have_a_busy_day

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic

_WHOLE = """() => [...document.querySelectorAll("#list tbody tr:not(.group)")].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}).length"""
_CUT = """() => [...document.querySelectorAll("main tbody :is(th, td)")].filter((cell) => cell.checkVisibility())
    .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.getBoundingClientRect().right > innerWidth)
    .map((cell) => cell.innerText)"""


@pytest.fixture(scope="module")
def busy(clinic: Clinic) -> Clinic:
    have_a_busy_day(clinic.services, patients_on_file=300, unfinished=60)
    return clinic


@pytest.mark.parametrize("language", ["en", "es"])
def test_with_two_dozen_alarms_the_first_screen_has_twelve_patients_and_a_phone_three(
    busy: Clinic, language: str
):
    page = busy.colleague("reception", language).page
    for width, height, rows in ((1440, 900, 12), (390, 844, 3)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/patients")
        assert page.locator("#alarms .alarm").is_visible()
        assert page.locator("main table").count() == 1
        assert page.evaluate(_WHOLE) >= rows, width
    page.set_viewport_size({"width": 1280, "height": 800})
    for path in ("/patients", "/patients?flag=first", "/answering"):
        page.goto(path)
        assert page.evaluate(_CUT) == [], path
    page.goto("/patients")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 within its margins
    page.emulate_media(media="print")
    assert page.locator("thead").is_visible()
    assert not page.locator(".pick").first.is_visible()
    assert page.evaluate(_CUT) == []
    tallest = page.locator("#list tbody tr").evaluate_all(
        "rows => Math.max(...rows.map((row) => row.offsetHeight))"
    )
    assert tallest < 60, "a row of one or two lines"
    busy.everybody_leaves()
