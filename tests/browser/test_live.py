"""The list while somebody looks at it: new intakes appear without a reload, and names disappear after their minute."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.config import load
from app.services import build
from app.store.trail import audit
from tests.browser.eyes import Eyes
from tests.browser.tab_visibility import AWAY, BACK
from tests.dashboard.people_on_file import details, on_file

NAME = "Maya Okafor-Lindt"
# Again and again, since an answer that arrives just then puts the next question off.
ASK_FOR_A_SECOND_ROW = """() => {
    document.dispatchEvent(new Event("visibilitychange"));
    return document.querySelector("#list tbody tr:nth-child(2)");
}"""


@pytest.fixture
def arrives(emptied):
    """A function that has a patient handed in now."""
    return lambda **changed: on_file(emptied, datetime.now(UTC), **changed)


@pytest.fixture
def page(bea, arrives):
    """The list, with one patient, in a browser whose clock obeys."""
    arrives()
    bea.page.clock.install()
    bea.page.goto("/patients")
    return bea.page


def rows(page):
    return page.locator("#list tbody tr")


def looks_for_news(page):
    """Let a quarter of a minute pass, and wait for what is asked and answered by then."""
    with page.expect_response("**/patients/news*"):
        page.clock.fast_forward(15_000)


def questions(page):
    """Return the list that every question for news from now on is added to."""
    asked = []
    page.on(
        "request",
        lambda each: asked.append(each.url) if "/patients/news" in each.url.partition("?")[0] else None,
    )
    return asked


def shows_names(page):
    page.get_by_label("Why names are shown").select_option("Calling a patient in")
    with page.expect_navigation():
        page.get_by_role("button", name="Show names").click()
    page.get_by_text(NAME).wait_for()


def test_a_new_intake_appears_without_a_reload_and_is_announced(page, arrives):
    eyes = Eyes()
    eyes.follow(page)
    page.reload()
    page.evaluate("window.same = true")
    noor = arrives(name="Noor Haddad")
    looks_for_news(page)
    page.locator(f"a[href^='/patients/{noor}']").wait_for()
    assert rows(page).count() == 2
    assert page.evaluate("window.same")
    assert page.locator("#news").inner_text() == "1 record is new or has new information"
    assert rows(page).filter(has_text="Just in").count() == 1
    assert page.locator("#status a").nth(2).inner_text().split() == ["New", "2"]
    eyes.look(page, "patients")
    assert not (eyes.against_policy + eyes.noisy + eyes.sideways + eyes.inaccessible)


def test_the_first_intake_ever_appears_with_its_tools(ana, server, tmp_path):
    store = build(load(server.environment, tmp_path)).store
    ana.page.clock.install()
    ana.signs_in()
    assert "No patients yet" in ana.text()
    on_file(store, datetime.now(UTC))
    store.close()
    looks_for_news(ana.page)
    rows(ana.page).wait_for()
    assert ana.page.get_by_role("button", name="Show names").is_visible()


def test_what_a_page_loads_unasked_is_a_look_that_says_so(page, arrives, emptied):
    arrives()
    looks_for_news(page)
    page.locator("#list tbody tr:nth-child(2)").wait_for()
    assert details(emptied, "patients.listed")[0] == {"patients": 2, "shown": 0, "live": True}


def test_the_focus_and_an_open_menu_stay_where_they_were(page, arrives):
    page.locator("#tools details.menu summary").click()
    page.locator("#list .cover").focus()
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    arrives()
    looks_for_news(page)
    page.locator("#list tbody tr:nth-child(2)").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('href')") == focused
    assert page.locator("#tools details.menu").get_attribute("open") is not None


def chooses_a_day(page):
    page.locator(".filters summary").click()
    page.get_by_label("Received from").fill("2026-11-24")


@pytest.mark.parametrize(
    "does",
    [
        lambda page: page.get_by_label("Find a patient").fill("Noor"),
        lambda page: page.get_by_label("Find a patient").focus(),
        lambda page: page.get_by_label("Why names are shown").select_option("Calling a patient by phone"),
        chooses_a_day,
    ],
    ids=["types", "is about to type", "chooses a reason", "chooses a day"],
)
def test_nothing_moves_under_somebody_who(does, page, arrives):
    does(page)
    arrives()
    asked = questions(page)
    page.clock.fast_forward(15_000)
    page.clock.fast_forward(15_000)
    assert not asked
    assert rows(page).count() == 1


def test_a_page_asks_once_a_quarter_of_a_minute_for_all_its_parts(page, arrives):
    asked = []
    page.on("request", lambda each: asked.append(each.url.partition("?")[0].rpartition("/")[2]))
    looks_for_news(page)
    page.get_by_label("Find a patient").focus()
    with page.expect_response("**/news/counts"):
        page.clock.fast_forward(15_000)
    assert asked == ["news", "counts"]


def test_nobody_is_asked_while_the_tab_is_hidden(page, arrives):
    asked = questions(page)
    page.evaluate(AWAY)
    page.clock.fast_forward(60_000)
    page.evaluate("document.title")  # a round trip: what was sent would have been seen
    assert not asked


def test_when_the_session_is_over_nobody_asks_again(page, bea):
    bea.browser.clear_cookies()
    looks_for_news(page)
    asked = questions(page)
    for _ in range(4):
        page.clock.fast_forward(15_000)
    assert not asked


def test_when_the_server_is_out_of_reach_the_page_asks_ever_more_seldom_and_then_goes_on(page, arrives):
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(15_000)
    arrives()
    page.context.set_offline(False)
    with page.expect_response("**/patients/news*"):
        page.clock.fast_forward(30_000)
    page.locator("#list tbody tr:nth-child(2)").wait_for()


def test_leaving_the_tab_takes_every_name_out_of_the_page_and_a_key_brings_it_back_within_its_minute(
    page, emptied
):
    shows_names(page)
    before = len(emptied_trail(emptied))
    page.evaluate(AWAY)
    assert "Okafor" not in page.content()
    assert page.locator("#list .masked").first.is_visible()
    page.evaluate(BACK)
    assert "Okafor" not in page.content(), "to come back is not to ask for it"
    page.keyboard.press("Enter")
    page.get_by_text(NAME).wait_for()
    assert page.get_by_role("button", name="Show again").count() == 0
    page.evaluate(AWAY)
    page.clock.fast_forward(61_000)
    page.evaluate(BACK)
    assert page.get_by_role("button", name="Show again").count() == 0
    assert "Okafor" not in page.content()
    assert len(emptied_trail(emptied)) == before


def emptied_trail(store):
    with store.read() as unit:
        return audit.latest(unit.db, 500)


def test_after_a_minute_without_a_touch_the_names_are_gone(page):
    shows_names(page)
    page.clock.fast_forward(50_000)
    assert NAME in page.content()
    page.clock.fast_forward(11_000)
    assert "Okafor" not in page.content()


def test_one_name_is_shown_where_the_eye_is_and_goes_as_all_do(page, arrives):
    for number in range(40):
        arrives(name=f"Noor {number}", birth_date="1950")
    page.reload()
    page.get_by_label("Why names are shown").select_option("Calling a patient in")
    row = page.locator("#list tbody tr").last
    row.scroll_into_view_if_needed()
    before = row.evaluate("each => each.getBoundingClientRect().top")
    with page.expect_navigation():
        row.get_by_role("button", name="Show the name of").click()
    page.get_by_text(NAME).wait_for()
    page.wait_for_function(
        f"Math.abs(document.querySelector('#list tbody tr:last-child').getBoundingClientRect().top - {before}) < 60"
    )
    page.reload()
    assert NAME in page.content()
    page.evaluate(AWAY)
    assert "Okafor" not in page.content()


def test_while_names_are_shown_nothing_comes_and_when_they_are_gone_it_does(page, arrives):
    shows_names(page)
    arrives(name="Noor Haddad")
    page.clock.fast_forward(16_000)
    assert rows(page).count() == 1
    page.clock.fast_forward(45_000)
    page.wait_for_function(ASK_FOR_A_SECOND_ROW, polling=200)
    assert "Haddad" not in page.content()


@pytest.mark.parametrize("moves", ["no-preference", "reduce"])
def test_without_javascript_the_style_sheet_hides_a_name_after_its_minute(moves, clinic, arrives):
    arrives()
    page = clinic.colleague("admin", java_script_enabled=False, reduced_motion=moves).page
    page.goto("/patients")
    shows_names(page)
    name, mask = page.locator("th .shown"), page.locator("th .hidden-again")
    assert name.evaluate("each => getComputedStyle(each).animationDuration") == "60s"
    assert (name.is_visible(), mask.is_visible()) == (True, False)
    page.evaluate("document.getAnimations().forEach((each) => { each.currentTime = 60_000 })")
    assert (name.is_visible(), mask.is_visible()) == (False, True)
