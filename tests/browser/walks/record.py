"""One patient's record: read, worked on, printed, corrected, compared and erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.cli.demo import write
from app.store.patients import patients
from tests.browser.clinic import CHEST_PAIN
from tests.dashboard.people_on_file import on_file

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

PAGES: Final = {
    "record": "/patients/<>",
    "record, printing": "/patients/<>",
    "record, shown": "/patients/<>",
    "record, no such reason": "/patients/<>",
    "record, a note that is too long": "/patients/<>",
    "record, too late": "/patients/<>",
    "record, worked on": "/patients/<>",
    "note": "/patients/<>/notes/<>",
    "note, too long": "/patients/<>/notes/<>",
    "note, deleted": "/patients/<>/notes/<>",
    "record, who looked before": "/patients/<>",
    "record, invented": "/patients/<>",
    "record, right to left": "/patients/<>",
    "print view": "/patients/<>/print",
    "record, reception": "/patients/<>",
    "record, reception, shown": "/patients/<>",
    "correct": "/patients/<>/edit",
    "correct, reception": "/patients/<>/edit",
    "correct, problems": "/patients/<>/edit",
    "correct, two readings": "/patients/<>/edit",
    "correct, overtaken": "/patients/<>/edit",
    "compare": "/patients/<>/compare/<>",
    "compare, no reason": "/patients/<>/compare/<>",
    "compare, shown": "/patients/<>/compare/<>",
    "erase": "/patients/<>/erase",
    "erase, problems": "/patients/<>/erase",
    "erased": "/patients/<>",
    "erased, problems": "/patients/<>",
    "certificate": "/patients/<>/certificate",
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Look after somebody who used an emergency word and may be on file twice, as a clinician, with reception's help."""
    record = clinic.hands_in(*CHEST_PAIN)
    clinic.hands_in(*CHEST_PAIN)
    priya, ines = (clinic.colleague(role, eyes.language) for role in ("clinician", "reception"))
    for each in (priya, ines):
        eyes.follow(each.page)
    _reading(priya, record, eyes)
    _working(priya, record, eyes)
    _at_reception(ines, record, eyes)
    _correcting(priya, ines, record, eyes)
    _comparing(priya, record, eyes)
    _others(clinic, priya, eyes)
    _erasing(priya, record, eyes)


def _reading(priya: Member, record: str, eyes: Eyes) -> None:
    priya.page.goto(record)
    assert priya.sees(".strip .bad form")
    assert priya.sees(".strip .bad a")
    assert priya.sees(".strip .warn")
    eyes.look(priya.page, "record")
    priya.clicks("[popovertarget=print]")
    eyes.look(priya.page, "record, printing")
    while priya.page.evaluate("document.querySelector('[name=parts]:not(:checked)') !== null"):
        priya.clicks("[name=parts]:not(:checked) >> nth=0")
    priya.sends("Open the print view")
    eyes.look(priya.page, "print view")
    priya.page.goto(record)
    priya.chooses("#reason", "reviewing")
    priya.presses("#part")
    eyes.look(priya.page, "record, shown")
    priya.page.evaluate("reason.selectedOptions[0].value = 'none of ours'")
    priya.presses("#part")
    eyes.look(priya.page, "record, no such reason")


def _working(priya: Member, record: str, eyes: Eyes) -> None:
    priya.page.goto(record)
    priya.fills(work_note="x" * 2001)
    priya.presses("[aria-labelledby=h-work] [name=status][value='']")
    eyes.look(priya.page, "record, a note that is too long")
    priya.fills(work_note="Rang twice.\nWill ring again at 16:00.")
    priya.presses("[aria-labelledby=h-work] [name=status][value='']")
    _changing_a_note(priya, eyes)
    early = priya.browser.new_page()
    early.goto(record)
    priya.presses(".page-head button[form=work]")
    eyes.follow(early)
    early.locator("[form=work][name=status][value=done]").click()
    early.locator(".error-summary").wait_for()
    eyes.look(early, "record, too late")
    early.close()
    priya.sends("Assign to me")
    priya.page.goto(f"{record}/edit")
    priya.fills(address="Calle Nueva 1, 3.º B\nSevilla", medications="None")
    priya.sends("Save corrections")
    for _ in range(11):  # so that who looked is more than a page shows
        priya.page.request.get(record)
    priya.page.goto(record)
    priya.presses("[form=hide][value=identity]")
    priya.presses("[form=show][value=health]")
    eyes.look(priya.page, "record, worked on")
    priya.clicks("#history > summary")
    priya.presses("section[aria-labelledby=h-looked] > nav a >> nth=-1")
    eyes.look(priya.page, "record, who looked before")


def _changing_a_note(priya: Member, eyes: Eyes) -> None:
    record = priya.page.url
    priya.presses(".notes a")
    priya.fills(text="Rang three times.")
    priya.presses("form.coverable .btn-primary")
    priya.presses(".notes a")
    eyes.look(priya.page, "note")
    priya.fills(text="x" * 2001)
    priya.presses("form.coverable .btn-primary")
    eyes.look(priya.page, "note, too long")
    priya.presses(".btn-danger")
    priya.presses(".notes a")
    eyes.look(priya.page, "note, deleted")
    priya.page.goto(record)


def _at_reception(ines: Member, record: str, eyes: Eyes) -> None:
    ines.page.goto(record)
    eyes.look(ines.page, "record, reception")
    ines.chooses("#reason", "ringing")
    ines.presses("[form=show][value=identity]")
    eyes.look(ines.page, "record, reception, shown")
    ines.page.goto(f"{record}/edit")
    eyes.look(ines.page, "correct, reception")


def _correcting(priya: Member, ines: Member, record: str, eyes: Eyes) -> None:
    priya.page.goto(f"{record}/edit")
    eyes.look(priya.page, "correct")
    priya.fills(name="", birth_date="the third of nothing")
    priya.sends("Save corrections")
    eyes.look(priya.page, "correct, problems")
    priya.page.goto(f"{record}/edit")
    priya.fills(birth_date="3/4/1990", address="1 Quarry Road", name="Maya Okafor")
    priya.sends("Save corrections")
    eyes.look(priya.page, "correct, two readings")
    ines.fills(address="2 Church Walk", name="Maya Lindt")
    ines.sends("Save corrections")
    priya.clicks("[name=birth_date_meant] >> nth=0")
    priya.sends("Save corrections")
    eyes.look(priya.page, "correct, overtaken")


def _comparing(priya: Member, record: str, eyes: Eyes) -> None:
    priya.page.goto(record)
    priya.presses(".strip .warn a.btn")
    eyes.look(priya.page, "compare")
    priya.page.evaluate("reason.required = false; reason.value = ''")
    priya.presses("form[action$='/show'] button")
    eyes.look(priya.page, "compare, no reason")
    priya.chooses("#reason", "reviewing")
    priya.presses("form[action$='/show'] button")
    eyes.look(priya.page, "compare, shown")


def _others(clinic: Clinic, priya: Member, eyes: Eyes) -> None:
    store, now = clinic.services.store, clinic.services.clock()
    noor = on_file(
        store, now, language="ar", name="نور حدّاد", address="شارع النيل ١٢\nشقة 3B", medications=""
    )
    priya.page.goto(f"/patients/{noor}")
    priya.presses("#part")
    eyes.look(priya.page, "record, right to left")
    write(clinic.services, 1, seed=3)
    with store.read() as unit:
        invented = patients.page(unit.db, 1, columns=())[0].id
    priya.page.goto(f"/patients/{invented}")
    eyes.look(priya.page, "record, invented")


def _erasing(priya: Member, record: str, eyes: Eyes) -> None:
    priya.page.goto(f"{record}/erase")
    priya.confirms()
    eyes.look(priya.page, "erase")
    priya.fills(reference="0000-0000")
    priya.page.evaluate("document.querySelector('#reason').required = false")
    priya.sends("Erase for good")
    eyes.look(priya.page, "erase, problems")
    priya.fills(reference=priya.page.evaluate("document.querySelector('#reference-hint').innerText"))
    priya.chooses("#reason", "patient_asked")
    priya.sends("Erase for good")
    assert priya.at(record)
    eyes.look(priya.page, "erased")
    priya.fills(kept_days="many")
    priya.sends("Make the certificate")
    eyes.look(priya.page, "erased, problems")
    priya.fills(kept_days="30")
    priya.sends("Make the certificate")
    while not priya.at(f"{record}/certificate"):  # a job is still asking Twilio to delete
        priya.sends("Make the certificate")
    eyes.look(priya.page, "certificate")
