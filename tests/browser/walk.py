"""The walk through every page, in the order in which people come by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.member import one_time_link
from tests.staff_people import PASSWORD
from tests.test_journeys import ADDRESS, flask

if TYPE_CHECKING:
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member
    from tests.server.serving import Server


def walk(server: Server, ana: Member, ines: Member, eyes: Eyes) -> None:
    in_front_of_the_door(server, ana, eyes)
    before_a_patient_came(ana, eyes)
    confirming(ana, eyes)
    managing(ana, ines, eyes)
    assert flask(server, "chat", "--script", "docs/intake-es.txt", "--from", ADDRESS).returncode == 0
    reading(ana, eyes)
    as_an_auditor(ines, eyes)
    leaving(ana, eyes)


def in_front_of_the_door(server: Server, ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/login")
    eyes.look(ana.page, "sign in")
    link = one_time_link(server, ana.email, "admin")
    ana.page.goto(link)
    eyes.look(ana.page, "enrol")
    ana.fills(password="passwordpassword", code="000000")
    ana.sends("Save and show recovery codes")
    eyes.look(ana.page, "enrol, problems")
    ana.enrols(link)
    eyes.look(ana.page, "recovery codes")
    ana.signs_in("000000")
    eyes.look(ana.page, "sign in, failed")


def before_a_patient_came(ana: Member, eyes: Eyes) -> None:
    ana.signs_in()
    assert ana.at("/patients")
    eyes.look(ana.page, "patients, none")
    ana.page.goto("/account")
    eyes.look(ana.page, "account")


def confirming(ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/staff")
    eyes.look(ana.page, "confirm")
    ana.fills(code="000000")
    ana.sends("Confirm and go on")
    eyes.look(ana.page, "confirm, failed")
    ana.confirms()
    assert ana.at("/staff")


def managing(ana: Member, ines: Member, eyes: Eyes) -> None:
    ana.fills(name="Ines", email=ana.email)
    ana.page.get_by_role("radio", name="Auditor").check()
    ana.sends("Make a one-time link")
    eyes.look(ana.page, "staff, problems")
    ana.fills(email=ines.email)
    ana.sends("Make a one-time link")
    eyes.look(ana.page, "invited")
    link = ana.page.get_by_label("Link").input_value()
    ines.enrols(link)
    ana.page.goto("/staff")
    eyes.look(ana.page, "staff")
    ana.page.get_by_role("button", name="Manage Ines").click()
    eyes.look(ana.page, "staff, managing")
    ana.page.goto("/account")
    ana.fills(old="wrong", new="passwordpassword")
    ana.sends("Change password")
    eyes.look(ana.page, "account, problems")
    ana.sends("Make ten new recovery codes")
    ana.keeps_recovery_codes()
    eyes.look(ana.page, "new recovery codes")


def reading(ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/patients")
    eyes.look(ana.page, "patients")
    ana.page.goto("/audit")
    eyes.look(ana.page, "audit")
    ana.page.goto("/audit?action=sign_in&since=2020-01-01&until=2020-01-02")
    eyes.look(ana.page, "audit, nothing found")
    ana.page.goto("/nothing-here")
    eyes.look(ana.page, "404")


def as_an_auditor(ines: Member, eyes: Eyes) -> None:
    ines.signs_in()
    assert ines.at("/audit")
    ines.page.goto("/patients")
    eyes.look(ines.page, "403")


def leaving(ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/account")
    ana.signs_out()
    eyes.look(ana.page, "sign in, known computer")
    for _ in range(6):
        ana.page.goto("/login")
        ana.fills(email="nobody@larkfield.example", password=PASSWORD, code="000000")
        ana.sends("Sign in")
    assert "too many tries" in ana.text()
    eyes.look(ana.page, "sign in, too often")
