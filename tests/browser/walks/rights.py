"""What a patient asks for: in the chat, by letter, answered, refused; a record that rests, and a copy for its patient."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tests.browser.clinic import CHEST_PAIN
from tests.store.example import asking

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

PAGES: Final = {
    "requests, none": "/requests",
    "requests": "/requests",
    "requests, answered": "/requests",
    "list, requests due": "/patients",
    "record, with requests": "/patients/<>",
    "record, a request that cannot be": "/patients/<>",
    "record, restricted": "/patients/<>",
    "lift the restriction": "/patients/<>/unrestrict",
    "lift the restriction, no reason": "/patients/<>/unrestrict",
    "correct, asked for": "/patients/<>/edit",
    "copy": "/patients/<>/copy",
    "copy, problems": "/patients/<>/copy",
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Answer what a patient asked for, as a clinician."""
    record = clinic.hands_in(*CHEST_PAIN)
    priya = clinic.colleague("clinician", eyes.language)
    eyes.follow(priya.page)
    priya.page.goto("/requests")
    eyes.look(priya.page, "requests, none")
    _asked_for(clinic, UUID(record.rpartition("/")[2]))
    priya.page.goto("/requests")
    eyes.look(priya.page, "requests")
    priya.page.goto("/patients")
    eyes.look(priya.page, "list, requests due")
    _at_the_record(priya, record, eyes)
    _copying(priya, record, eyes)


def _asked_for(clinic: Clinic, patient_id: UUID) -> None:
    """Three requests: one overdue, one due soon, one with time."""
    now = clinic.services.clock()
    with clinic.services.store.begin() as unit:
        for ago, (kind, days) in enumerate((("copy", -2), ("correction", 3), ("erasure", 29))):
            due = now.date() + timedelta(days=days)
            noted_at, asked = now - timedelta(minutes=ago), due - timedelta(days=30)
            assert asking(unit, patient_id, kind, noted_at, asked=asked, due=due, note="Please, on paper")


def _at_the_record(priya: Member, record: str, eyes: Eyes) -> None:
    priya.page.goto(record)
    priya.clicks("details.more:has(#request_kind) > summary")
    priya.chooses("#request_kind", "erasure")
    priya.chooses("#request_channel", "letter")
    priya.fills(request_day=date(1999, 1, 1).isoformat())
    priya.fills(request_note="x" * 2001)
    priya.presses("form[action$='/requests'] .btn")
    eyes.look(priya.page, "record, a request that cannot be")
    priya.page.goto(record)
    priya.chooses("[name=refusal] >> nth=-1", "kept_by_law")
    priya.presses("[name=state][value=refused] >> nth=-1")
    priya.page.goto(record)
    eyes.look(priya.page, "record, with requests")
    priya.page.goto(f"{record}/edit")
    assert priya.sees("[name=answers_request]:checked")
    eyes.look(priya.page, "correct, asked for")
    priya.page.goto(record)
    priya.clicks("[popovertarget=restrict]")
    priya.presses("form[action$='/restrict'] button")
    priya.page.goto(record)
    eyes.look(priya.page, "record, restricted")
    priya.presses(".strip a[href$='/unrestrict']")
    priya.confirms()
    eyes.look(priya.page, "lift the restriction")
    priya.page.evaluate("document.querySelector('#reason').required = false")
    priya.presses("main .btn-danger")
    eyes.look(priya.page, "lift the restriction, no reason")
    priya.page.goto("/requests?state=closed")
    eyes.look(priya.page, "requests, answered")


def _copying(priya: Member, record: str, eyes: Eyes) -> None:
    priya.page.goto(f"{record}/copy")
    eyes.look(priya.page, "copy")
    priya.page.evaluate("document.querySelector('#format').required = false")
    priya.page.evaluate("document.querySelector('#reason').required = false")
    priya.presses("main .btn-primary")
    eyes.look(priya.page, "copy, problems")
    priya.chooses("#format", "fhir")
    priya.chooses("#reason", "access")
    with priya.page.expect_download() as taken:
        priya.clicks("main .btn-primary")
    assert taken.value.suggested_filename.endswith(".fhir.json")
