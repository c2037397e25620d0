"""The list as people work through it: whole tables, fourteen rows, keys, and none of it needs a script."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from sqlalchemy import update

from app.store.conversations import senders
from app.store.messages import deliveries
from app.store.patients import erasures, patient_lists, patient_notes, patients
from app.store.patients.patient import patients as records
from app.store.work import alarms
from tests.dashboard.people_on_file import on_file
from tests.store.example import an_alarm

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from tests.browser.clinic import Clinic

_OUTSIDE = """() => [...document.querySelectorAll("main table")].flatMap((table) => {
    const box = table.closest(".scroll") ?? table.parentElement, end = box.getBoundingClientRect().right;
    const cells = [...table.querySelectorAll("tbody :is(th, td)")].filter((cell) => cell.checkVisibility());
    const cut = cells.filter((cell) => cell.getBoundingClientRect().right > end + 1 || cell.scrollWidth > cell.clientWidth + 1);
    return [...(table.getBoundingClientRect().right > end + 1 ? ["table"] : []), ...cut.map((cell) => cell.innerText)];
})"""
"""What of a table lies outside its box, or of a cell outside the cell."""
_WHOLE = """() => [...document.querySelectorAll("#list tbody tr")].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}).length"""
_TABS_OUTSIDE = """() => {
    const tabs = document.querySelector("#status"), end = tabs.getBoundingClientRect().right;
    const outside = [...tabs.children].filter((tab) => tab.getBoundingClientRect().right > end + 1);
    return outside.map((tab) => tab.innerText);
}"""
WIDTHS = (1280, 1366, 1440)
_WIDE = ("Maximiliana", "Zacarías-Montenegro", "Ntombizodwa")


STATUSES = ("new", "in_review", "follow_up", "done", "rejected")


@pytest.fixture(scope="module")
def full(clinic: Clinic) -> Clinic:
    """A clinic with an alarm, emergencies on top and a full page under each tab, all flags among them."""
    store, now = clinic.services.store, clinic.services.clock()
    with store.begin() as unit:
        talk = senders.lock(unit.db, "whatsapp:+447700900363", None, now).id
        alarms.add(unit.db, an_alarm(talk, None, "I cannot breathe", now - timedelta(minutes=8), "address"))
    for minute in range(100):
        at, name = now - timedelta(minutes=minute), f"{_WIDE[minute % 3]} {_WIDE[(minute + 1) % 3]} {minute}"
        said = {"allergies": "Penicillin"} if minute % 4 == 0 else {}
        said["birth_date"] = f"{1950 + minute // 12}-{minute % 12 + 1:02}-03"
        record = on_file(store, at, ("en", "es")[minute % 2], minute in {20, 40}, name=name, **said)
        with store.begin() as unit:
            status = STATUSES[minute % 5]
            if status != "new":
                due = now.date() if status == "follow_up" else None
                patients.set_status(unit.db, record, "new", status, now, due=due)
            if minute % 20 == 0:
                erasures.restrict(unit.db, record, "operator", now)
    with store.begin() as unit:  # the reason stands beside the flag
        talk = senders.lock(unit.db, "whatsapp:+447700900364", None, now).id
        deliveries.advance(unit.db, "SM" + "a" * 32, talk, "failed", "63003", now)
    with store.engine.begin() as connection:
        last = update(records).where(records.c.id == record)
        connection.execute(last.values(conversation_id=talk))
    return clinic


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_table_is_whole_on_a_desk_and_each_tab_has_fourteen_rows(full: Clinic, language: str):
    admin = full.colleague("admin", language)
    page = admin.page
    page.goto("/staff")
    admin.confirms()
    for path in (
        "/patients",
        "/patients?status=follow_up",
        "/patients?flag=undelivered",
        "/staff",
        "/retention",
        "/exports",
        "/report",
        "/audit",
    ):
        page.goto(path)
        assert admin.at(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(_OUTSIDE) == [], (path, width)
    page.set_viewport_size({"width": 1440, "height": 900})
    for tab in ("", "due=today", *(f"status={status}" for status in STATUSES)):
        page.goto(f"/patients?{tab}")
        assert page.locator("#alarms .alarm").is_visible()
        assert page.evaluate(_WHOLE) >= 14, tab
    for width in (720, *WIDTHS):  # 720 is 1440 enlarged twice
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(_TABS_OUTSIDE) == [], width
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/patients")
    page.evaluate("scrollTo(0, 600)")
    heading = page.locator("thead th").nth(1)
    assert abs(heading.evaluate("each => each.getBoundingClientRect().top")) <= 1, "it stays"
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/patients", "/patients?status=in_review"):
        page.goto(path)
        assert page.locator("#alarms .alarm").is_visible()
        assert page.evaluate(_WHOLE) >= 2, path
    page.goto("/retention")
    here = page.locator(".nav [aria-current]").evaluate("each => each.getBoundingClientRect().right")
    assert 0 < here <= 360, "the entry of this page is in sight"
    full.everybody_leaves()


def test_a_note_that_was_typed_and_not_added_is_not_lost(full: Clinic):
    ines = full.colleague("reception")
    page, store = ines.page, full.services.store
    page.goto("/patients?status=new")
    ines.presses("#list tbody:last-of-type tr:nth-child(4) .cover")
    page.locator("#work_note").fill("Rang at ten")
    for button in ("Show who they are", "Hide"):
        ines.sends(button)
        assert page.locator("#work_note").input_value() == "Rang at ten", "it comes back with the page"
    page.locator("a[rel=next]").click()
    page.get_by_text("This is not saved yet.").wait_for()
    assert page.evaluate("document.activeElement.id") == "work_note"
    with page.expect_navigation():
        page.locator("a[rel=next]").click()
    assert page.locator("#work_note").input_value() == ""
    page.locator("#work_note").fill("Rang at eleven")
    reference = page.url.partition("?")[0]
    ines.sends("Done and next")
    with store.read() as unit:
        notes = patient_notes.of(unit.db, UUID(reference.rpartition("/")[2]))
    assert [each.text for each in notes] == ["Rang at eleven"], "it goes with the status"
    full.everybody_leaves()


def test_keys_do_what_links_do_and_nothing_while_one_types(full: Clinic):
    page = full.colleague("reception").page
    page.goto("/patients?status=new")
    links = page.locator("#list .cover")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == links.nth(1).get_attribute("href")
    page.keyboard.press("k")
    assert focused(page) == links.nth(0).get_attribute("href")
    page.keyboard.press("x")
    assert page.locator(".pick :checked").count() == 1
    page.locator("#q").focus()
    page.keyboard.type("jxn?")
    assert (page.locator("#q").input_value(), page.locator(".pick :checked").count()) == ("jxn?", 1)
    page.locator("#q").fill("")
    links.nth(0).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/patients/*-*")
    first = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("p")
    page.wait_for_url(first)
    with page.expect_navigation():  # until its scripts have run
        page.keyboard.press("s")
    page.get_by_text("Shown until").wait_for()
    page.keyboard.press("d")
    page.wait_for_url(lambda url: not url.startswith(first))
    page.keyboard.press("/")
    page.wait_for_url("**/patients?status=new#q")
    assert page.evaluate("document.activeElement.id") == "q"
    page.go_back()
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement?.id") != "reply", "nobody can write to this one"
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "work_note"
    page.keyboard.press("Tab")
    came_from = page.url.partition("?")[0].rpartition("/")[2]
    page.keyboard.press("u")
    page.wait_for_url("**/patients?status=new#r-**")
    page.locator(f".cover[href*='{came_from}']:focus").wait_for()
    full.everybody_leaves()


def test_every_key_can_be_turned_off_and_they_work_beyond_the_list(full: Clinic):
    page = full.colleague("reception").page
    page.goto("/patients?status=new")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    before = focused(page)
    for key in ("j", "?"):
        page.keyboard.press(key)
    assert focused(page) == before
    assert not page.locator("#keys").is_visible(), "each key can be turned off"
    page.locator("#keys-button").click()
    page.locator("#keys-on").check()
    page.goto("/alarms")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    full.everybody_leaves()


def test_without_a_script_there_is_done_and_next_and_many_at_once(full: Clinic):
    member = full.colleague("reception", java_script_enabled=False)
    page = member.page
    page.goto("/patients?status=new")
    page.locator("#list .cover").nth(0).click()
    assert not page.locator("#keys-button").is_visible()
    page.locator("#work_note").fill("Called")
    page.get_by_role("button", name="Done and next").click()
    assert "This is the next record." in page.locator(".banner.ok").inner_text()
    page.locator(".queue .back").click()
    page.locator("td.pick input").nth(0).check()
    page.locator("td.pick input").nth(1).check()
    page.locator("#to").select_option("status:in_review")
    page.get_by_role("button", name="Continue…").click()
    page.get_by_role("button", name="Set 2 records to In review").click()
    assert "2 records were changed." in page.locator(".banner.ok").inner_text()
    full.everybody_leaves()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_one_tick_below_the_list_selects_the_whole_page(scripts: bool, full: Clinic):
    phone: ViewportSize = {"width": 390, "height": 844}
    page = full.colleague("reception", java_script_enabled=scripts, viewport=phone).page
    page.goto("/patients")
    rows = page.locator("#list td.pick input")
    assert not page.locator("#list thead").first.is_visible()
    every = page.get_by_role("checkbox", name="Select all on this page")
    every.check()
    assert rows.evaluate_all("boxes => boxes.every((box) => box.checked)") is scripts
    page.locator("#to").select_option("assign:nobody")
    page.get_by_role("button", name="Continue…").click()
    asked = parse_qs(urlsplit(page.url).query)
    assert len(asked["id"]) == 1, "the address stays short"
    assert len(asked["id"][0]) == 22 * rows_of(full)
    full.everybody_leaves()


def rows_of(full: Clinic) -> int:
    """Return how many records the first page of the list has."""
    with full.services.store.read() as unit:
        return len(patient_lists.after(unit.db, 50, columns=()))


def focused(page: Page) -> str | None:
    href: str | None = page.evaluate("document.activeElement.getAttribute('href')")
    return href
