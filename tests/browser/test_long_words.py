"""A word without a blank, as long as a patient may write one: it breaks no page on a screen, and none of it is cut on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from app.store.patients import erasures, legal_holds

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from tests.browser.clinic import Clinic

LONG = "https://example.org/" + "abcdefghij" * 68  # as an answer of 700 characters; a link has no blank
NAME = " ".join(["Wolfeschlegelsteinhausenbergerdorffwelche"] * 3)
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
PAPER: ViewportSize = {"width": 688, "height": 1000}
"""The width that A4 leaves between the margins of the style sheet: 182 mm."""
CUT = """() => {
    const limit = document.documentElement.clientWidth + 1, cut = [];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
        const holder = node.parentElement;
        if (!node.data.trim() || !holder.checkVisibility({ visibilityProperty: true }) || holder.closest(".vh, thead")) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        let right = limit;
        for (let each = holder; each; each = each.parentElement) {
            if (getComputedStyle(each).overflowX !== "visible") right = Math.min(right, each.getBoundingClientRect().right + 1);
        }
        if ([...range.getClientRects()].some((box) => box.right > right)) cut.push(node.data.trim().slice(0, 60));
    }
    return cut;
}"""
"""The beginnings of the texts that reach beyond the paper, or beyond a box that hides what reaches beyond it."""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page, name: str) -> list[str]:
    """Return what is wrong with the page that is open, on a desk, on a phone and on paper."""
    found = []
    for screen in (DESK, PHONE):
        page.set_viewport_size(screen)
        if beyond := page.evaluate(SIDEWAYS):
            found.append(f"{name} at {screen['width']}: {beyond} px too wide")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    found += [f"{name} on paper: cut: {text}" for text in page.evaluate(CUT)]
    page.emulate_media(media="screen")
    page.set_viewport_size(DESK)
    return found


def test_no_long_word_breaks_a_page_or_is_cut_on_paper(clinic: Clinic):
    record = clinic.hands_in(NAME, "4 March 1990", LONG[:480], LONG, "DONE", LONG, "DONE")
    clinic.hands_in(NAME, "4 March 1990", LONG[:480], LONG, "DONE", LONG, "DONE")
    priya = clinic.colleague("admin")
    page, found = priya.page, []
    page.goto(record)
    priya.fills(work_note=LONG)
    priya.presses("[aria-labelledby=h-work] [name=status][value='']")
    for fold in ("History", "Record a request"):
        page.locator("summary", has_text=fold).click()
    page.locator("#request_kind").select_option("erasure")
    page.locator("#request_channel").select_option("letter")
    priya.fills(request_note=LONG)
    priya.sends("Record the request")
    priya.presses(".notes a >> nth=0")
    found += faults(page, "note")
    page.goto(f"{record}/edit")
    found += faults(page, "correct")
    priya.fills(medications=LONG + "x")
    priya.sends("Save corrections")
    priya.presses("#part")
    page.locator(".shown", has_text="https://").first.wait_for()
    found += faults(page, "record")
    page.locator("[popovertarget=print]").click()
    for box in page.locator("[name=parts]").all():
        box.check()
    priya.sends("Open the print view")
    found += faults(page, "print view")
    page.goto(record)
    priya.presses(".strip .warn a.btn")
    page.locator("#reason").select_option("reviewing")
    priya.presses("form[action$='/show'] button")
    found += faults(page, "compare")
    page.goto("/patients")
    page.locator("#reason").select_option("ringing")
    priya.sends("Show names")
    found += faults(page, "list")
    page.goto(f"{record}/hold")
    priya.confirms()
    priya.fills(reason=LONG[:400])
    priya.sends("Put on hold")
    page.goto("/exports")
    priya.fills(reason=LONG[:300])
    with page.expect_download():
        page.locator("main .btn-primary").click()
    for path in ("/requests", "/audit", "/exports", f"{record}/hold", f"{record}/erase", f"{record}/copy"):
        page.goto(path)
        found += faults(page, path.replace(record, "record"))
    with clinic.services.store.begin() as unit:
        legal_holds.lift(unit.db, UUID(record[-36:]), LONG[:400], "operator", clinic.services.clock())
        erasures.erase(unit.db, UUID(record[-36:]), "patient_asked", "operator", clinic.services.clock())
    page.goto(record)
    found += faults(page, "tombstone")
    assert not found, "\n".join(found)
