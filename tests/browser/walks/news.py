"""What patients send after handing in: records on top of the list, what is new on their pages, and a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.store.patients import patients
from tests.people import HANDS_IN

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member
    from tests.server.live_server import RemotePatient

NOTE: Final = "I hear badly on the telephone"
ANSWERS: Final = ("Noor Haddad", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "Salbutamol", "DONE")
PAGES: Final = {
    "patients, new information": "/patients",
    "record, new information": "/patients/<>",
    "record, new information shown": "/patients/<>",
    "record, more came meanwhile": "/patients/<>",
    "record, read": "/patients/<>",
    "record, reception": "/patients/<>",
    "a call": "/patients/callbacks/<>",
    "patients, called": "/patients",
    "patients, nothing new": "/patients",
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Read what a patient sent after *Done*, and call them."""
    ines, priya = (clinic.colleague(role, eyes.language) for role in ("reception", "clinician"))
    for member in (ines, priya):
        eyes.follow(member.page)
    noor = clinic.patient()
    for line in ("hello", "1", "1", *ANSWERS, *HANDS_IN):
        noor.says(line)
    with clinic.services.store.read() as unit:
        record = f"/patients/{patients.page(unit.db, 1, columns=())[0].id}"
    clinic.hands_in(*ANSWERS)
    priya.page.goto(record)
    priya.presses("[name=status][value=done] >> nth=0")
    for line in ("1", "5", "Ramipril 5 mg", "DONE", "SEND", NOTE, "3"):
        noor.says(line)
    priya.page.goto("/patients")
    eyes.look(priya.page, "patients, new information")
    priya.page.goto(record)
    eyes.look(priya.page, "record, new information")
    _reads(priya, eyes, record, noor)
    _calls(ines, eyes, record)
    priya.page.goto("/patients")
    eyes.look(priya.page, "patients, nothing new")


def _reads(priya: Member, eyes: Eyes, record: str, noor: RemotePatient) -> None:
    priya.presses("[name=part][value=health]")
    eyes.look(priya.page, "record, new information shown")
    noor.says("please ring twice")
    priya.presses("form[action$='/news'] button")
    eyes.look(priya.page, "record, more came meanwhile")
    priya.page.goto(record)
    priya.presses("form[action$='/news'] button")
    eyes.look(priya.page, "record, read")


def _calls(ines: Member, eyes: Eyes, record: str) -> None:
    ines.page.goto(record)
    ines.presses("[name=part][value=all]")
    eyes.look(ines.page, "record, reception")
    ines.page.goto("/patients")
    ines.presses("a[href*='/callbacks/']")
    eyes.look(ines.page, "a call")
    ines.presses("main .btn-primary")
    eyes.look(ines.page, "patients, called")
