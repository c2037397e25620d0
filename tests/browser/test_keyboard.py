"""Hands that stay on the keyboard reach everything, and see where they are."""

from __future__ import annotations

import pytest

from tests.dashboard.people_on_file import on_file
from tests.staff_people import PASSWORD

STOPS = """() => {
    const checked = [...document.querySelectorAll("[type=radio]:checked")].map((each) => each.name), radios = new Set();
    return [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex='0']")]
        .filter((each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }))
        .filter((each) => each.type !== "radio" || each.checked || !checked.includes(each.name) && !radios.has(each.name) && radios.add(each.name))
        .map((each, place) => { each.dataset.stop = place; return each.outerHTML.slice(0, 120); });
}"""
HERE = """() => {
    const here = document.activeElement;
    const ringed = [here, here.closest("label") ?? here].map((each) => getComputedStyle(each));
    const box = here.getBoundingClientRect();
    return {
        stop: here.dataset.stop ?? here.name,
        hasRing: ringed.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0),
        isInView: box.bottom > 0 && box.top < innerHeight,
    };
}"""
IN_PARTS, PARTS = ('type="date"', 'type="time"'), 4
"""Day, month, year and calendar; hour, minute, half of the day and clock: Chromium stops at each."""


@pytest.fixture(scope="session")
def chromium(drawing_chromium):
    return drawing_chromium


def focus(page):
    """Return what has the focus, in a few characters."""
    return page.evaluate(
        "(({localName, name, textContent}) => `${localName} ${name || textContent.trim()}`)(document.activeElement)"
    )


def test_tab_reaches_every_control_of_the_sign_in_page_and_the_focus_is_seen_on_each(server, open_browser):
    page = open_browser(server).new_page()
    page.goto("/login")
    controls = page.locator("a, button, summary, input:not([type=hidden])").filter(visible=True).all()
    unfocused = [surroundings(page, control) for control in controls]
    assert len(controls) == 7
    for control, plain in zip(controls, unfocused, strict=True):
        page.keyboard.press("Tab")
        assert control.evaluate("it => it === document.activeElement"), focus(page)
        assert surroundings(page, control) != plain, focus(page)


def surroundings(page, control):
    """Return the picture of a control and of the ring that a focus draws around it. It shows no caret."""
    box, ring = control.bounding_box(), 6
    return page.screenshot(
        clip={
            "x": max(0, box["x"] - ring),
            "y": max(0, box["y"] - ring),
            "width": box["width"] + 2 * ring,
            "height": box["height"] + 2 * ring,
        }
    )


def test_a_member_signs_in_and_out_by_keyboard_alone(ana):
    keyboard, page = ana.page.keyboard, ana.page
    page.goto("/login")
    keyboard.press("Tab")
    for typed in (ana.email, PASSWORD, ana.spare_code()):
        keyboard.press("Tab")
        keyboard.type(typed)
    keyboard.press("Enter")
    page.wait_for_url("**/patients")
    for _ in range(20):
        keyboard.press("Tab")
        if focus(page) == "button Sign out":
            break
    keyboard.press("Enter")
    page.wait_for_url("**/login")


def test_the_skip_link_is_the_first_stop_is_seen_and_leads_to_the_content(ana):
    ana.signs_in()
    page = ana.page
    page.keyboard.press("Tab")
    assert focus(page) == "a Skip to content"
    box = page.get_by_role("link", name="Skip to content").bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_after_a_mistake_the_focus_is_on_what_went_wrong(ana):
    ana.signs_in("000000")
    ana.page.locator("[role=alert]:focus").wait_for()
    ana.page.keyboard.press("Tab")
    ana.page.keyboard.press("Enter")
    assert focus(ana.page) == "input password"


PAGES = [
    "/patients",
    "/answering",
    "{record}",
    "{record}/edit",
    "/report",
    "/settings/clinic",
    "/setup",
    "/setup/first",
    "/audit",
    "/account",
]


def test_tab_reaches_every_control_of_a_page_in_order_and_the_focus_is_seen_on_each(clinic):
    record = on_file(clinic.services.store, clinic.services.clock())
    page = clinic.colleague("admin").page
    for path in PAGES:
        page.goto(path.format(record=f"/patients/{record}"))
        for place, control in enumerate(page.evaluate(STOPS)):
            page.keyboard.press("Tab")
            found = page.evaluate(HERE)
            assert found == {"stop": str(place), "hasRing": True, "isInView": True}, (path, control)
            for _ in range(PARTS - 1 if any(kind in control for kind in IN_PARTS) else 0):
                page.keyboard.press("Tab")
