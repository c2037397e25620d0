"""An alarm appears on a page that is open, in its title too, and goes when somebody has taken it."""

from __future__ import annotations

import re

import pytest

from app.store.work import alarm_takings, alarms
from app.store.work.alarm_takings import Outcome
from tests.browser.eyes import Eyes
from tests.browser.tab_visibility import AWAY

CRY = "chest pain"


@pytest.fixture
def cries(clinic):
    """A function that has somebody new cry for help now."""
    return lambda: clinic.patient_tells("hello", CRY)


@pytest.fixture(autouse=True)
def nothing_waits(clinic):
    """Each test begins without alarms, and nobody deals with one."""
    store = clinic.services.store
    with store.begin() as unit:
        for each in alarms.waiting(unit.db, 100):
            alarms.take(unit.db, each.conversation_id, each.id, "staff:1", clinic.services.clock())
        for taking in alarm_takings.held(unit.db):
            alarm_takings.conclude(unit.db, taking, Outcome.SAFE, "", clinic.services.clock())


def asks(page):
    """Let a quarter of a minute pass, and wait for what is asked and answered by then."""
    with page.expect_response(re.compile("/news")):
        page.clock.fast_forward(15_000)


@pytest.mark.parametrize("where", ["/patients", "/account"])
def test_an_alarm_appears_without_a_reload_and_the_title_counts_it(where, bea, cries):
    eyes = Eyes()
    eyes.follow(bea.page)
    bea.page.clock.install()
    bea.page.goto(where)
    title = bea.page.title()
    assert bea.page.locator(".alarm").count() == 0
    cries()
    asks(bea.page)
    bea.page.locator(".alarm").wait_for()
    assert bea.page.title() == f"(1) {title}"
    assert bea.page.locator(".alarm[role=alert]").count() == 1
    assert CRY not in bea.page.content()
    eyes.look(bea.page, "an alarm that came")
    assert not (eyes.against_policy + eyes.noisy + eyes.sideways + eyes.inaccessible)


def test_an_alarm_appears_while_somebody_types_and_while_the_tab_is_hidden(bea, cries):
    bea.page.clock.install()
    bea.page.goto("/patients")
    bea.page.get_by_label("Find a patient").fill("Noor")
    bea.page.evaluate(AWAY)
    cries()
    asks(bea.page)
    bea.page.locator(".alarm").wait_for()
    assert bea.page.get_by_label("Find a patient").input_value() == "Noor"
    assert bea.page.evaluate("document.activeElement.id") == "q"


def test_when_a_colleague_takes_it_the_band_goes_and_says_who(bea, clinic, cries):
    bea.page.clock.install()
    cries()
    bea.page.goto("/patients")
    assert bea.page.title().startswith("(1) ")
    colleague = clinic.colleague("reception")
    colleague.page.goto("/patients")
    colleague.presses("#alarms form .btn")
    asks(bea.page)
    bea.page.locator(".alarm.calm").wait_for()
    assert bea.page.get_by_text("is dealing with an alarm").first.is_visible()
    assert not bea.page.title().startswith("(")


def test_keys_take_an_alarm_close_it_and_take_over_anothers(bea, clinic, cries):
    """On a page without a list, too; no outcome is said by one key."""
    bea.page.clock.install()
    cries()
    bea.page.goto("/account")
    with bea.page.expect_navigation():
        bea.page.keyboard.press("e")
    assert bea.page.locator("a[href^='tel:+']").first.is_visible()
    bea.page.keyboard.press("3")
    assert bea.page.evaluate("document.activeElement.value") == "unreached"
    assert bea.page.get_by_role("heading", name="You are dealing with this").is_visible()
    colleague = clinic.colleague("clinician")
    colleague.page.goto("/news")
    with colleague.page.expect_navigation():
        colleague.page.keyboard.press("e")
    with colleague.page.expect_navigation():
        colleague.page.keyboard.press("t")
    colleague.page.get_by_role("heading", name="You are dealing with this").wait_for()
    asks(bea.page)
    bea.page.get_by_text("took over your alarm").wait_for()
    with colleague.page.expect_navigation():
        colleague.page.keyboard.press("1")
        colleague.page.keyboard.press("Enter")
    colleague.page.get_by_text("Closed by you").wait_for()


def test_an_open_alarm_stays_in_sight_and_a_closed_one_is_hidden_when_the_tab_is_left(bea, cries):
    cries()
    bea.page.goto("/patients")
    bea.presses("#alarms form .btn")
    bea.page.evaluate(AWAY)
    assert CRY in bea.page.content(), "somebody reads it to the emergency services from here"
    bea.presses(".outcomes [value=safe]")
    bea.page.locator("#reason").select_option("calling")
    bea.presses("[value=all]")
    assert CRY in bea.page.content()
    assert bea.page.locator("a[href^='tel:+']").is_visible()
    bea.page.evaluate(AWAY)
    assert CRY not in bea.page.content()
    assert "tel:" not in bea.page.content()


def test_when_the_session_is_over_nobody_asks_again(bea):
    bea.page.clock.install()
    bea.page.goto("/answering")
    bea.browser.clear_cookies()
    asks(bea.page)
    asked = []
    bea.page.on("request", lambda each: asked.append(each.url))
    for _ in range(4):
        bea.page.clock.fast_forward(15_000)
    bea.page.evaluate("document.title")
    assert not [url for url in asked if "/news" in url.partition("?")[0]]


def test_without_javascript_a_reload_shows_it_and_it_is_taken(clinic, cries):
    page = clinic.colleague("reception", java_script_enabled=False).page
    page.goto("/answering")
    assert page.locator(".alarm").count() == 0
    cries()
    page.reload()
    page.get_by_role("button", name="Take it").click()
    page.get_by_role("heading", name="You are dealing with this").wait_for()
    assert page.locator("a[href^='tel:+']").first.is_visible()
    page.get_by_role("button", name="Reached, safe").click()
    page.get_by_text("Closed by you").wait_for()


def test_the_number_and_the_address_of_an_open_alarm_are_copied_and_its_look_is_kept(clinic, bea):
    clinic.patient_tells("hello", "1", "1", "Noor Haddad", "4 March 1990", "12 Mill Lane\nLarkfield", CRY)
    page, eyes = bea.page, Eyes()
    eyes.follow(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/account")
    bea.presses("#alarms form .btn")
    copied = {}
    for what in ("Number", "Address"):
        page.get_by_role("button", name=f"Copy {what}").click()
        page.get_by_role("button", name=f"Copied {what}").wait_for()
        copied[what] = page.evaluate("navigator.clipboard.readText()")
    assert copied.pop("Number").startswith("+447700900")
    assert copied["Address"].splitlines()[0] == "12 Mill Lane"
    eyes.look(page, "an alarm, copied")
    assert not (eyes.against_policy + eyes.noisy + eyes.sideways + eyes.inaccessible)
