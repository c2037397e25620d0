"""A patient's browser loses nothing that was typed, and keeps nothing of it that can be read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, expect

from tests.form.page_people import new_link
from tests.server.canary import encodings

CANARY = "Zanthippe Quillfeather"
CONTINUE = "main .btn-primary"
# At once: between the two, the page would try to save what was typed, and would know of the lost connection.
FILL_AND_SEND = """typed => {
    const field = document.querySelector("#answer");
    field.value = typed;
    field.dispatchEvent(new Event("input", {bubbles: true}));
    field.form.requestSubmit();
}"""
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
    opened.wait_for_url("**/form/name*")
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
        word for word in (*CANARY.split(), CANARY) if any(each in kept.encode() for each in encodings(word))
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
    page.route("**/form/name*/**", lambda route: route.abort())
    page.route("**/form/name", lambda route: route.abort())
    with pytest.raises(Error, match="ERR_FAILED"), page.expect_navigation():
        page.evaluate(FILL_AND_SEND, "Maya Okafor-Lindt")  # a connection may be lost and nobody be told
    page.wait_for_url(re.compile("^chrome-error:"), wait_until="commit")
    page.unroute_all()
    page.goto("/form/name", wait_until="load")
    expect(page.locator("#answer")).to_have_value("Maya Okafor-Lindt")
    page.click(CONTINUE)
    page.wait_for_url("**/birth_date")
    assert "draft:" not in page.evaluate(STORES)


def tabs_to(page, selector):
    """Press Tab until the focus is there."""
    for _ in range(40):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached")


def types(page, *lines):
    """Type into the fields from the first one on, and press Enter in the last."""
    for left, line in enumerate(lines, 1 - len(lines)):
        page.keyboard.type(line)
        page.keyboard.press("Tab" if left else "Enter")


def presses(page, selector, leads_to=None):
    tabs_to(page, selector)
    page.keyboard.press("Enter")
    if leads_to:
        page.wait_for_url(f"**/form/{leads_to}*")


def test_a_whole_form_is_filled_in_without_javascript_by_the_keyboard_alone(clinic):
    page = clinic.opens_browser(java_script_enabled=False).new_page()
    page.goto(f"/f/{new_link(clinic.services, 'whatsapp:+15005550008')}")
    presses(page, CONTINUE, "whom")
    tabs_to(page, "[name=for]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/form/consent*")
    presses(page, CONTINUE, "name")
    presses(page, "#answer")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    presses(page, ".error-summary a")
    expect(page.locator("#answer")).to_be_focused()
    types(page, "Maya Okafor-Lindt")
    page.wait_for_url("**/form/birth_date*")
    tabs_to(page, "#day")
    types(page, "3", "4", "1990")
    page.wait_for_url("**/form/address*")
    tabs_to(page, "#line1")
    types(page, "12 Mill Lane", "", "Larkfield")
    page.wait_for_url("**/form/medical_history*")
    tabs_to(page, "#answer")
    page.keyboard.type("Asthma")
    presses(page, CONTINUE, "medications")
    tabs_to(page, "#name-1")
    page.keyboard.type("Ramipril")
    presses(page, "[name=add]")
    expect(page.locator("#name-2")).to_be_focused()
    page.keyboard.type("Salbutamol")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[name=remove][value='2']")).to_be_focused()
    tabs_to(page, "#dose-2")
    types(page, "2 puffs")
    page.wait_for_url("**/form/review*")
    assert {"Ramipril", "Salbutamol, 2 puffs"} <= set(page.locator("main").inner_text().splitlines())
    presses(page, CONTINUE, "done")
    clinic.everybody_leaves()
