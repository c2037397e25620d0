"""What was found can be left and come back to: by going back and forward, by loading it again, by a bookmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.dashboard.people_on_file import events, on_file

if TYPE_CHECKING:
    from uuid import UUID

    from tests.browser.clinic import Clinic
    from tests.browser.member import Member

FIRST, SECOND, WORDS = "Zoë Searchable-Brontë", "Noor Searchable-Haddad", ("bronte", "haddad")


@pytest.fixture
def ids(clinic: Clinic, emptied: object) -> list[UUID]:
    return [on_file(clinic.services.store, clinic.services.clock(), name=name) for name in (FIRST, SECOND)]


def searches(member: Member, text: str) -> None:
    member.fills(q=text)
    member.sends("Find")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_back_forward_reload_and_a_bookmark_show_what_was_found_and_send_nothing_twice(
    clinic: Clinic, ids: list[UUID], scripts: bool
):
    member = clinic.colleague("reception", java_script_enabled=scripts)
    page, posted, seen = member.page, [], []
    page.on("request", lambda each: posted.append(each.url) if each.method == "POST" else None)
    page.on("request", lambda each: seen.extend([each.url, each.headers.get("referer", "")]))
    page.goto("/patients")
    for place, word in enumerate(WORDS):
        searches(member, word)
        assert member.at(f"/patients/found/{place + 1}")
        assert links(member) == [f"/patients/{ids[place]}"]
    member.presses("#list .cover")
    sent = [each for each in posted if not each.endswith("/hide")]
    for act, path in (
        (page.go_back, "/patients/found/2"),
        (page.reload, "/patients/found/2"),
        (page.go_back, "/patients/found/1"),
        (page.go_forward, "/patients/found/2"),
        (page.go_forward, f"/patients/{ids[1]}?queue=found.2"),
        (lambda: page.goto("/patients/found/1"), "/patients/found/1"),
        (lambda: page.goto("/patients/found"), "/patients/found/2"),
    ):
        act()
        assert member.at(path), (act, page.url)
        assert "ERR_" not in page.content()
    assert [each for each in posted if not each.endswith("/hide")] == sent
    member.shows_names()
    assert member.at("/patients/found/2")
    assert SECOND in member.text()
    for act in (page.reload, page.go_back, page.go_forward):
        act()
        assert "ERR_" not in page.content()
    searches(member, "x" * 2 + "?")
    page.go_back()
    page.go_forward()
    assert "/patients/found/" in page.url
    assert not [each for each in seen if any(word in each.lower() for word in WORDS)]
    looks = [each for each in events(clinic.services.store) if each.action == "patients.searched"]
    assert len(looks) >= 12  # each page that was seen


def links(member: Member) -> list[str]:
    found = member.page.locator("#list .cover")
    return [str(each.get_attribute("href")).partition("?")[0] for each in found.all()]


def test_the_keys_lead_to_the_field_and_from_record_to_record(clinic: Clinic, ids: list[UUID], bea: Member):
    page = bea.page
    page.goto("/patients")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("search/able")
    assert page.locator("#q").input_value() == "search/able"
    page.locator("#q").fill("")
    page.locator("h1").click()
    page.keyboard.type("7f3a 91c2")
    assert page.locator("#q").input_value() == "7f3a 91c2", "a number or a reference may be typed anywhere"
    page.locator("#q").fill("searchable")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    order = links(bea)
    assert len(order) == 2

    def focused() -> str:
        return str(page.evaluate("document.activeElement.getAttribute('href')")).partition("?")[0]

    for key, href in (("ArrowDown", 0), ("j", 1), ("j", 1), ("k", 0), ("ArrowDown", 1)):
        page.keyboard.press(key)
        assert focused() == order[href], key
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert bea.at(f"{order[1]}?queue=found.1")
