"""A real browser tells nobody the address of a link, and shows nothing of a form that was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import launched
from tests.form.page_people import new_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Playwright, Request

    from tests.browser.clinic import Clinic

CANARY = "Quillonia Fenwobble"
CONTINUE = "main .btn-primary"
CLOSE = (
    "() => { const form = document.querySelector('form.form'); form.action = '/form/close'; form.submit(); }"
)


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser that shows a kept page when somebody goes back, if it may."""
    with launched(playwright, keeps_pages=True) as browser:
        yield browser


@pytest.fixture
def page(clinic: Clinic) -> Iterator[Page]:
    yield clinic.visitor("").page
    clinic.everybody_leaves()


def begins(page: Page, token: str) -> None:
    page.goto(f"/f/{token}")
    page.click(CONTINUE)
    page.check("[value=self]")
    page.click(CONTINUE)
    page.click(CONTINUE)
    page.wait_for_url("**/form/name")


def test_the_button_passes_the_check_of_its_referrer_and_no_referrer_or_log_has_the_token(
    clinic: Clinic, page: Page
) -> None:
    asked: list[Request] = []
    page.on("request", lambda each: asked.append(each))  # noqa: PLW0108  (Playwright marks its handler)
    token = new_link(clinic.services, "whatsapp:+15005550031")
    begins(page, token)
    page.fill("#answer", CANARY)
    page.click(CONTINUE)
    page.wait_for_url("**/form/birth_date")
    told = [(each.method, each.url, each.all_headers().get("referer", "")) for each in asked]
    home = f"{clinic.server.public_url}/"
    [button] = [each for each in told if each[0] == "POST" and token in each[1]]
    assert button[2] == home, "it names the host, without which the form would be refused"
    assert len(told) > 10
    assert not [
        each for each in told if token in each[2] or (token in each[1] and f"/f/{token}" not in each[1])
    ]
    assert not [each for each in told if any(word in str(each) for word in CANARY.split())]
    log = clinic.server.log.read_text()
    assert "/f/<token>" in log, "the log was looked at"
    assert token not in log


def test_back_after_closing_the_form_shows_nothing_of_it(clinic: Clinic, page: Page) -> None:
    begins(page, new_link(clinic.services, "whatsapp:+15005550032"))
    page.fill("#answer", CANARY)
    page.click(CONTINUE)
    page.wait_for_url("**/form/birth_date")
    page.goto("/form/name")
    assert page.input_value("#answer") == CANARY
    page.goto("/form/birth_date")
    page.evaluate(CLOSE)
    page.wait_for_url("**/form/close")
    assert "form is closed" in page.inner_text("h1")
    cookies = {each["name"] for each in page.context.cookies()}
    assert "__Host-intake" not in cookies
    for _ in range(4):
        page.go_back()
        assert CANARY not in page.content()
        assert page.locator("#answer").count() == 0
