"""A patient's browser loses nothing that was typed, and keeps nothing of it that can be read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, expect

from tests.form.page_people import new_link
from tests.server.canary import dresses

CANARY = "Zanthippe Quillfeather"
CONTINUE = "main .btn-primary"
STORES = """async () => JSON.stringify([
    {...localStorage}, {...sessionStorage}, await indexedDB.databases(), await caches.keys(), window.name, document.cookie,
])"""


@pytest.fixture
def page(clinic):
    """The page of a patient who has come to the question for the name."""
    opened = clinic.visitor("").page
    opened.goto(f"/f/{new_link(clinic.services)}")
    opened.click(CONTINUE)
    opened.check("[value=self]")
    opened.click(CONTINUE)
    opened.click(CONTINUE)
    opened.wait_for_url("**/form/name")
    yield opened
    clinic.everybody_leaves()


def says(page, text):
    expect(page.locator(".kept")).to_have_text(text)


def test_what_is_typed_without_a_connection_is_kept_sealed_and_comes_back(page):
    page.context.set_offline(True)
    page.fill("#answer", CANARY)
    says(page, "Not saved yet, no connection")
    page.click(CONTINUE)
    says(page, "There is no connection. What you typed is kept here. Try again in a moment.")
    assert page.input_value("#answer") == CANARY
    kept = page.evaluate(STORES)
    assert "draft:/form/name" in kept
    assert not [
        word for word in (*CANARY.split(), CANARY) if any(each in kept.encode() for each in dresses(word))
    ]
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    page.goto("/form/name", wait_until="load")
    expect(page.locator("#answer")).to_have_value(CANARY)
    page.wait_for_function("() => !JSON.stringify(sessionStorage).includes('draft:')")
    page.context.set_offline(True)
    page.press("#answer", "End")
    page.keyboard.type(" II")
    says(page, "Not saved yet, no connection")
    page.context.set_offline(False)
    says(page, "Saved")
    page.reload()
    assert page.input_value("#answer") == f"{CANARY} II"
    page.click(CONTINUE)
    page.wait_for_url("**/birth_date")
    assert "draft:" not in page.evaluate(STORES)
