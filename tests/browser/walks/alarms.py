"""A cry for help: the band above the lists, the page that says what to do, and who has taken it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

CRY: Final = "I have chest pain"
PAGES: Final = {
    "no alarms": "/alarms",
    "patients, alarms wait": "/patients",
    "answering, alarms wait": "/answering",
    "answering, not deleted": "/answering",
    "alarms": "/alarms",
    "an alarm, reception": "/alarms/<>",
    "an alarm, the number shown": "/alarms/<>",
    "an alarm, taken": "/alarms/<>",
    "patients, an alarm taken": "/patients",
    "an alarm, a clinician": "/alarms/<>",
    "an alarm, no reason": "/alarms/<>",
    "an alarm, all shown": "/alarms/<>",
    "an alarm, another was first": "/alarms/<>",
    "an alarm, taken by a colleague": "/alarms/<>",
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Deal with an alarm as reception does, and read one as a clinician does."""
    roles = ("reception", "clinician", "admin")
    ines, priya, ana = (clinic.colleague(role, eyes.language) for role in roles)
    for member in (ines, priya, ana):
        eyes.follow(member.page)
    ines.page.goto("/alarms")
    eyes.look(ines.page, "no alarms")
    clinic.patient_tells("hello", CRY)
    noor = clinic.patient()
    for line in ("hello", "1", "1", "Noor Haddad"):
        noor.says(line)
    ines.page.goto("/answering")
    draft = ines.page.evaluate("document.querySelector('[href$=\"/restart\"]').getAttribute('href')")
    assert draft
    noor.says(CRY)
    noor.says("STOP, me duele el pecho")
    _reception(ines, eyes, draft)
    _late(ines, ana, eyes)
    _clinician(priya, eyes)


def _reception(ines: Member, eyes: Eyes, draft: str) -> None:
    ines.page.goto("/patients")
    eyes.look(ines.page, "patients, alarms wait")
    ines.page.goto("/answering")
    eyes.look(ines.page, "answering, alarms wait")
    ines.page.goto(draft)
    eyes.look(ines.page, "answering, not deleted")
    ines.page.goto("/alarms")
    eyes.look(ines.page, "alarms")
    ines.presses("#main tbody .btn >> nth=0")
    eyes.look(ines.page, "an alarm, reception")
    ines.chooses("#reason", "calling")
    ines.presses("[value=number]")
    eyes.look(ines.page, "an alarm, the number shown")


def _late(ines: Member, ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/alarms")
    ana.presses("#main tbody .btn >> nth=0")
    ines.presses("main .btn-primary")
    eyes.look(ines.page, "an alarm, taken")
    ana.presses("main .btn-primary")
    eyes.look(ana.page, "an alarm, another was first")
    ines.page.goto("/patients")
    eyes.look(ines.page, "patients, an alarm taken")
    ana.page.goto("/patients")
    ana.presses(".banners a >> nth=0")
    eyes.look(ana.page, "an alarm, taken by a colleague")


def _clinician(priya: Member, eyes: Eyes) -> None:
    priya.page.goto("/alarms")
    priya.presses("#main tbody .btn >> nth=0")
    eyes.look(priya.page, "an alarm, a clinician")
    priya.page.evaluate("document.querySelector('#reason').required = false")
    priya.presses("[value=all]")
    eyes.look(priya.page, "an alarm, no reason")
    priya.chooses("#reason", "handing_over")
    priya.presses("[value=all]")
    eyes.look(priya.page, "an alarm, all shown")
