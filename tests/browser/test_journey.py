"""From a patient's first word to a nurse who reads the name, and to a thief who finds the door shut."""

from __future__ import annotations

import pytest

from app.guard.cookies import SESSION_COOKIE
from tests.browser.member import Member, one_time_link
from tests.server.shell import SPOKEN, spanish_intake


@pytest.fixture(scope="session")
def chromium(drawing_chromium):
    return drawing_chromium


@pytest.fixture
def database_url(postgresql_url):
    """The database of a clinic in production. What a database does is in tests of its own, on both."""
    return postgresql_url


@pytest.fixture
def server(serve):
    """A server as it is deployed, that hashes as slowly."""
    return serve(WEB_CONCURRENCY="1")


@pytest.fixture
def steal(open_browser, server):
    """Return a function that tells what a thief with a copied cookie gets to see of the patients."""

    def look(cookie):
        thief = open_browser(server)
        thief.add_cookies(
            [{"name": SESSION_COOKIE, "value": cookie, "url": server.public_url, "secure": True}]
        )
        page = thief.new_page()
        page.goto("/patients")
        return page.locator("body").inner_text()

    return look


@pytest.mark.long
def test_a_spanish_intake_reaches_the_admin_and_a_stolen_cookie_opens_nothing_afterwards(
    server, open_browser, steal
):
    held = spanish_intake(server)
    assert held.returncode == 0, held.stderr

    ana = Member(open_browser(server), "ana@larkfield.example")
    ana.enrols(one_time_link(server, ana.email, "admin"))
    ana.page.get_by_label("I have saved these codes").check()
    ana.sends("Finish")
    assert ana.at("/setup?"), "who has just given a code is signed in, and told what comes next"

    ana.page.goto("/patients")
    record = ana.page.locator("#list .cover").inner_text()
    assert "Spanish" in ana.page.get_by_role("row", name=record).inner_text()
    assert not any(said in ana.text() for said in SPOKEN.values())

    before = ana.cookie(SESSION_COOKIE)
    assert record in steal(before), "as long as nobody signs out, a copy is as good as the cookie"
    ana.page.goto("/staff")
    assert ana.at("/confirm?next=/staff")
    ana.confirms()
    assert ana.at("/staff")
    assert ana.email in ana.text()
    after = ana.cookie(SESSION_COOKIE)
    assert "Sign in" in steal(before), "stepping up has made the first copy worthless"

    assert record in steal(after)
    ana.signs_out()
    assert ana.cookie(SESSION_COOKIE) is None
    for copy in (before, after):
        seen = steal(copy)
        assert "Sign in" in seen
        assert record not in seen
