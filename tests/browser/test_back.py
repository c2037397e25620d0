"""What somebody finds who sits down at a computer after its user has signed out (ASVS 14.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.store.trail import audit
from tests.browser.chromium import launched
from tests.dashboard.people_on_file import on_file
from tests.server.shell import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser that shows a kept page when somebody goes back, if it may."""
    with launched(playwright, keeps_pages=True) as browser:
        yield browser


def test_back_after_signing_out_shows_nothing_of_the_patients(clinic, bea):
    on_file(clinic.services.store, clinic.services.clock(), name=SPOKEN["name"])
    bea.page.goto("/patients")
    bea.shows_names()
    assert SPOKEN["name"] in bea.text()
    bea.signs_out()
    for _ in range(2):
        bea.page.go_back()
        assert SPOKEN["name"] not in bea.page.content()
        assert "/login" in bea.page.url


def test_back_forward_and_reload_after_a_showing_and_an_act_are_pages_and_send_nothing_again(clinic, bea):
    record = on_file(clinic.services.store, clinic.services.clock(), name=SPOKEN["name"])
    page = bea.page
    page.goto("/patients")
    page.goto(f"/patients/{record}")
    page.locator("#reason").select_option("ringing")
    bea.presses("[form=show][value=identity]")
    bea.fills(work_note="Rang at ten")
    page.locator("#work_note").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    bea.presses("[aria-labelledby=h-work] [name=status][value='']")
    assert before > 0
    page.wait_for_function(f"Math.abs(scrollY - {before}) < 200")
    assert bea.at(f"/patients/{record}")
    page.reload()
    page.go_back()
    page.go_back()
    for _ in range(2):
        page.go_forward()
        assert SPOKEN["name"] in page.content()
    assert page.get_by_text("Rang at ten").count() == 1
    with clinic.services.store.read() as unit:
        actions = [event.action for event in audit.about(unit.db, record, 50)]
    assert (actions.count("patient.shown"), actions.count("patient.note_added")) == (1, 1)
