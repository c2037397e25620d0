"""A browser without JavaScript can do everything."""

from __future__ import annotations

import pytest

from app.guard.cookies import SESSION_COOKIE
from tests.browser.member import Member


@pytest.fixture(scope="session")
def chromium(drawing_chromium):
    return drawing_chromium


def test_without_javascript_a_member_enrols_signs_in_chooses_colours_invites_and_signs_out(
    clinic,
):
    tomas = Member(clinic.opens_browser(java_script_enabled=False), "tomas@larkfield.example")
    tomas.enrols(clinic.invites(tomas.email, "admin"))
    tomas.signs_in()
    assert tomas.at("/patients")

    tomas.page.goto("/account")
    tomas.page.locator("#theme").select_option("Dark")
    tomas.page.get_by_role("button", name="Save the colours").click()
    assert "Saved." in tomas.text()
    assert tomas.page.locator("html").get_attribute("data-theme") == "dark"
    assert tomas.page.locator("body").evaluate("body => getComputedStyle(body).colorScheme") == "dark"

    tomas.page.goto("/staff")
    tomas.confirms()
    assert tomas.at("/staff")
    tomas.fills(name="Ines Marques", email="ines@larkfield.example")
    tomas.page.get_by_role("radio", name="Reception").check()
    tomas.sends("Make a one-time link")
    link = tomas.page.get_by_label("Link").input_value()
    assert link.startswith(f"{clinic.server.public_url}/enrol/")

    tomas.page.goto("/staff")
    tomas.page.get_by_role("button", name="Manage Ines Marques").click()
    tomas.page.get_by_role("link", name="Disable…").last.click()
    tomas.sends("Disable Ines Marques")
    assert "Disabled on" in tomas.page.get_by_role("row", name="Ines Marques").inner_text()

    tomas.signs_out()
    assert tomas.cookie(SESSION_COOKIE) is None
    tomas.page.goto("/patients")
    assert tomas.at("/login?next=/patients")
