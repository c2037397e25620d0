"""What somebody finds who sits down at a computer after its user has signed out (ASVS 14.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
