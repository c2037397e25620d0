"""A cry for help: the line above every page, whom to call, who has taken it, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.browser.languages import in_words

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
    "an alarm, taken": "/alarms/<>",
    "an alarm, another was first": "/alarms/<>",
    "patients, an alarm taken": "/patients",
    "an alarm, not reached": "/alarms/<>",
    "an alarm, taken by a colleague": "/alarms/<>",
    "an alarm, taken over": "/alarms/<>",
    "patients, taken over": "/patients",
    "an alarm, closed": "/alarms/<>",
    "an alarm, no reason": "/alarms/<>",
    "an alarm, all shown": "/alarms/<>",
    "an alarm, a clinician": "/alarms/<>",
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
    _taken_over(ines, priya, eyes)


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


def _late(ines: Member, ana: Member, eyes: Eyes) -> None:
    ana.page.goto(ines.page.url)
    ines.presses("[data-take]")
    eyes.look(ines.page, "an alarm, taken")
    ana.presses("[data-take]")
    eyes.look(ana.page, "an alarm, another was first")
    ana.page.goto("/patients")
    ana.presses("#alarms form .btn")
    ana.presses(".outcomes [value=no_emergency]")
    ines.page.goto("/patients")
    eyes.look(ines.page, "patients, an alarm taken")


def _taken_over(ines: Member, priya: Member, eyes: Eyes) -> None:
    ines.presses("#alarms a >> nth=0")
    ines.presses(".outcomes [value=unreached]")
    eyes.look(ines.page, "an alarm, not reached")
    priya.page.goto("/patients")
    priya.presses("#alarms a >> nth=0")
    eyes.look(priya.page, "an alarm, taken by a colleague")
    priya.presses("[data-take]")
    eyes.look(priya.page, "an alarm, taken over")
    ines.page.goto("/patients")
    eyes.look(ines.page, "patients, taken over")
    priya.presses(".outcomes [value=help]")
    eyes.look(priya.page, "an alarm, closed")
    priya.page.evaluate("document.querySelector('#reason').required = false")
    priya.presses("[value=all]")
    eyes.look(priya.page, "an alarm, no reason")
    priya.chooses("#reason", "handing_over")
    priya.presses("[value=all]")
    eyes.look(priya.page, "an alarm, all shown")
    with priya.page.expect_navigation():
        priya.page.get_by_role("button", name=in_words("Open it again", priya.language)).click()
    eyes.look(priya.page, "an alarm, a clinician")
