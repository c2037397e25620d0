"""In front of the door, and the pages of a clinic on its first day: no patient has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.staff_people import PASSWORD

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

PAGES: Final = {
    "sign in": "/login",
    "sign in, failed": "/login",
    "sign in, known computer": "/login",
    "sign in, too often": "/login",
    "enrol": "/enrol/<>",
    "enrol, problems": "/enrol/<>",
    "recovery codes": "/account/recovery/codes",
    "patients, none": "/patients",
    "answering, nobody": "/answering",
    "report, nothing": "/report",
    "set up": "/setup",
    "set up, said": "/setup",
    "where the clinic is": "/setup/first",
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Enrol the first admin, look around, and leave."""
    ana = clinic.visitor("ana@larkfield.example", eyes.language)
    eyes.follow(ana.page)
    _enrols(clinic, ana, eyes)
    _on_the_first_day(ana, eyes)
    _leaves(ana, eyes)


def _enrols(clinic: Clinic, ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/login")
    eyes.look(ana.page, "sign in")
    link = clinic.invites(ana.email, "admin")
    ana.page.goto(link)
    eyes.look(ana.page, "enrol")
    ana.fills(password="passwordpassword", code="000000")
    ana.sends("Save and show recovery codes")
    eyes.look(ana.page, "enrol, problems")
    ana.enrols(link)
    eyes.look(ana.page, "recovery codes")
    ana.signs_in("000000")
    eyes.look(ana.page, "sign in, failed")


def _on_the_first_day(ana: Member, eyes: Eyes) -> None:
    ana.signs_in()
    assert ana.at("/patients")
    eyes.look(ana.page, "patients, none")
    ana.page.goto("/answering")
    eyes.look(ana.page, "answering, nobody")
    ana.page.goto("/report")
    eyes.look(ana.page, "report, nothing")
    ana.page.goto("/setup")
    eyes.look(ana.page, "set up")
    ana.presses("form[action='/setup/attest'] button >> nth=0")
    eyes.look(ana.page, "set up, said")
    ana.page.goto("/setup/first")
    eyes.look(ana.page, "where the clinic is")


def _leaves(ana: Member, eyes: Eyes) -> None:
    ana.signs_out()
    eyes.look(ana.page, "sign in, known computer")
    for _ in range(6):
        ana.page.goto("/login")
        ana.fills(email="nobody@larkfield.example", password=PASSWORD, code="000000")
        ana.sends("Sign in")
    assert ana.sees(".big-code")
    eyes.look(ana.page, "sign in, too often")
