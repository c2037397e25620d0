"""One walk through every page: each is accessible, quiet, lawful, and fits, on desk and phone, by day and by night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.eyes import Eyes
from tests.browser.member import Member
from tests.browser.walk import walk
from tests.server.serving import Server

if TYPE_CHECKING:
    from pathlib import Path

PAGES: Final = {
    "sign in", "sign in, known computer", "sign in, failed", "sign in, too often", "enrol", "enrol, problems",
    "recovery codes", "confirm", "confirm, failed", "account", "account, problems", "new recovery codes",
    "staff", "staff, managing", "staff, problems", "invited", "patients, none", "patients", "audit",
    "audit, nothing found", "403", "404",
}  # fmt: skip


@pytest.fixture(scope="module")
def eyes(chromium, sqlite_template, tmp_path_factory):
    """What was seen on a walk through every page."""
    folder: Path = tmp_path_factory.mktemp("walk")
    database = folder / "anteroom.db"
    database.write_bytes(sqlite_template.read_bytes())
    server = Server(folder, f"sqlite:///{database}").start()
    eyes = Eyes()

    def arrives(email: str) -> Member:
        browser = chromium.new_context(base_url=server.public_url, ignore_https_errors=True)
        member = Member(browser, email)
        eyes.follow(member.page)
        return member

    try:
        walk(server, arrives("ana@larkfield.example"), arrives("ines@larkfield.example"), eyes)
        yield eyes
    finally:
        for context in chromium.contexts:
            context.close()
        server.stop()


def test_the_walk_comes_by_every_page(eyes):
    assert set(eyes.seen) == PAGES


def test_no_page_breaks_a_rule_of_accessibility(eyes):
    assert not eyes.inaccessible, "\n".join(eyes.inaccessible)


def test_no_page_writes_an_error_to_the_console(eyes):
    assert not eyes.noisy, "\n".join(eyes.noisy)


def test_no_page_violates_its_own_policy(eyes):
    assert not eyes.against_policy, "\n".join(eyes.against_policy)


def test_no_page_has_to_be_scrolled_sideways(eyes):
    assert not eyes.sideways, "\n".join(eyes.sideways)


def test_what_is_planted_on_a_page_is_seen(server, open_browser):
    """Else a blind eye would pass every page."""
    eyes, page = Eyes(), open_browser(server).new_page()
    eyes.follow(page)
    page.goto("/login")
    page.evaluate("console.error('planted'); document.querySelector('main').style.minInlineSize = '2000px'")
    page.evaluate("document.querySelector('h1').setAttribute('style', 'color: red')")
    page.evaluate("document.querySelector('label').remove()")
    eyes.look(page, "sign in")
    assert len(eyes.sideways) == 4
    assert len(eyes.inaccessible) == 4
    assert eyes.against_policy[0].startswith("sign in: style-src")
    assert "sign in: planted" in eyes.noisy
