"""Colleagues, one's own account, what the clinic says of itself, and the trail of all that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.store.conversations import kept_forms
from app.store.staff import staff
from tests.dashboard.people_on_file import on_file
from tests.store.example import sent_late

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

PAGES: Final = {
    "confirm": "/confirm",
    "confirm, failed": "/confirm",
    "staff": "/staff",
    "staff, problems": "/staff",
    "staff, managing": "/staff",
    "review": "/staff/review",
    "review, problems": "/staff/review",
    "review, confirmed": "/staff/review",
    "before disabling": "/staff/<>/disable",
    "before resetting": "/staff/<>/reset-code",
    "a kept form": "/kept",
    "invited": "/staff/link",
    "account": "/account",
    "account, problems": "/account",
    "before new recovery codes": "/account/recovery",
    "new recovery codes": "/account/recovery/codes",
    "settings": "/settings",
    "settings, problems": "/settings/clinic",
    "settings, overtaken": "/settings/clinic",
    "settings, changed": "/settings",
    "settings, in danger": "/settings/danger",
    "settings, what is asked": "/settings/intake",
    "settings, messages": "/settings/messages",
    "settings, exports": "/settings/exports",
    "privacy text": "/settings/consent",
    "privacy text, problems": "/settings/consent/preview",
    "privacy text, preview": "/settings/consent/preview",
    "privacy text, overtaken": "/settings/consent/preview",
    "saved replies": "/settings/replies",
    "saved replies, problems": "/settings/replies",
    "poster": "/poster",
    "audit": "/audit",
    "audit, nothing found": "/audit",
    "audit, who saw a record": "/audit",
    "affected": "/audit/affected",
    "affected, problems": "/audit/affected",
    "affected, found": "/audit/affected/<>",
    "affected, nobody": "/audit/affected/<>",
    "403": "/patients",
    "404": "/nothing-here",
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Manage colleagues and settings as an admin; read the trail as one, and as an auditor."""
    ana = clinic.colleague("admin", eyes.language)
    eyes.follow(ana.page)
    _managing(clinic, ana, eyes)
    _settings(clinic, ana, eyes)
    _privacy_text(ana, eyes)
    _reading(clinic, ana, eyes)
    ines = clinic.colleague("auditor", eyes.language)
    eyes.follow(ines.page)
    ines.page.goto("/patients")
    eyes.look(ines.page, "403")


def _kept_form(clinic: Clinic, ana: Member, eyes: Eyes) -> None:
    services = clinic.services
    with services.store.begin() as unit:
        member = staff.by_email(unit.db, ana.email)
        assert member is not None
        fields = [("name", "Ines Marques of the second floor"), ("role", "reception")]
        assert kept_forms.keep(unit.db, sent_late(member.id, "/exports/presets", fields, at=services.clock()))
    ana.page.goto("/kept")
    eyes.look(ana.page, "a kept form")
    ana.presses("form[action='/kept/forget'] button")


def _managing(clinic: Clinic, ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/staff")
    eyes.look(ana.page, "confirm")
    ana.fills(code="000000")
    ana.sends("Confirm and continue")
    eyes.look(ana.page, "confirm, failed")
    ana.confirms()
    ana.fills(name="Ines", email=ana.email)
    ana.clicks("[name=role][value=auditor]")
    ana.sends("Make a one-time link")
    eyes.look(ana.page, "staff, problems")
    ana.fills(email=f"ines-{eyes.language}@larkfield.example")
    ana.sends("Make a one-time link")
    eyes.look(ana.page, "invited")
    ana.page.goto("/staff")
    eyes.look(ana.page, "staff")
    ana.clicks("[popovertarget^=manage-] >> nth=-1")
    eyes.look(ana.page, "staff, managing")
    ana.presses(".menu a[href$='/disable'] >> nth=-1")
    eyes.look(ana.page, "before disabling")
    ana.page.goto(ana.page.url.replace("/disable", "/reset-code"))
    eyes.look(ana.page, "before resetting")
    ana.page.goto("/staff/review")
    eyes.look(ana.page, "review")
    decisions = "select[name^=decision-]"
    ana.chooses(f"{decisions} >> nth=0", "disable")
    ana.presses("form[action='/staff/review'] button")
    eyes.look(ana.page, "review, problems")
    for number in range(ana.page.locator(decisions).count()):
        ana.chooses(f"{decisions} >> nth={number}", "keep")
    ana.presses("form[action='/staff/review'] button")
    eyes.look(ana.page, "review, confirmed")
    _kept_form(clinic, ana, eyes)
    ana.page.goto("/account")
    eyes.look(ana.page, "account")
    ana.fills(old="wrong", new="passwordpassword")
    ana.sends("Change password")
    eyes.look(ana.page, "account, problems")
    ana.presses("a[href='/account/recovery']")
    eyes.look(ana.page, "before new recovery codes")
    ana.presses("form[action='/account/recovery'] button")
    ana.keeps_recovery_codes()
    eyes.look(ana.page, "new recovery codes")


def _settings(clinic: Clinic, ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/settings")
    eyes.look(ana.page, "settings")
    ana.presses("main a[href='/settings/clinic']")
    ana.fills(name="Larkfield\u202eClinic")
    ana.sends("Save")
    eyes.look(ana.page, "settings, problems")
    other = clinic.colleague("admin", eyes.language)
    other.page.goto("/settings/clinic")
    other.fills(name=f"Larkfield Clinic {eyes.language}")
    other.sends("Save")
    ana.fills(name="Larkfield Clinic")
    ana.sends("Save")
    assert ana.sees("#overtaken")
    eyes.look(ana.page, "settings, overtaken")
    ana.sends("Save")
    assert ana.sees(".banner.ok")
    eyes.look(ana.page, "settings, changed")
    for subject, what in (
        ("danger", "in danger"),
        ("intake", "what is asked"),
        ("exports", "exports"),
        ("messages", "messages"),
    ):
        ana.page.goto(f"/settings/{subject}")
        eyes.look(ana.page, f"settings, {what}")
    ana.presses("main a[href='/settings/replies']")
    ana.fills(name="Sheds", text="Sheds are behind the yard.")
    ana.sends("Save reply")
    ana.clicks("main summary >> nth=0")
    eyes.look(ana.page, "saved replies")
    for field in ("name", "text"):
        box = f"form[action='/settings/replies'] [name={field}]"
        ana.page.evaluate(f'document.querySelector("{box}").value = "\u200b"')
    ana.sends("Save reply")
    eyes.look(ana.page, "saved replies, problems")
    ana.page.goto("/settings")
    ana.presses("main a[href='/poster']")
    eyes.look(ana.page, "poster")


def _privacy_text(ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/settings/consent")
    eyes.look(ana.page, "privacy text")
    version = ana.page.evaluate("document.querySelector('[name=version]').value")
    ana.page.evaluate("document.querySelector('[name=text_en]').removeAttribute('maxlength')")
    ana.fills(text_en="x" * 5000)
    ana.sends("Preview")
    eyes.look(ana.page, "privacy text, problems")
    ana.fills(text_en=f"*We keep your answers.* {eyes.language} {version}\n\nOnly this clinic reads them.")
    ana.sends("Preview")
    eyes.look(ana.page, "privacy text, preview")
    ana.page.evaluate(f"document.querySelector('[name=version]').value = {int(version) - 1}")
    ana.sends("Publish and ask everyone again")
    eyes.look(ana.page, "privacy text, overtaken")


def _reading(clinic: Clinic, ana: Member, eyes: Eyes) -> None:
    ana.page.goto("/audit")
    eyes.look(ana.page, "audit")
    ana.page.goto("/audit?since=2020-01-01&until=2020-01-02")
    eyes.look(ana.page, "audit, nothing found")
    maya = on_file(clinic.services.store, clinic.services.clock())
    for _each in range(2):
        ana.page.goto(f"/patients/{maya}")
    ana.page.goto(f"/audit?record={maya}")
    ana.clicks("details.more summary")
    eyes.look(ana.page, "audit, who saw a record")
    _asking(ana, eyes)
    ana.page.goto("/nothing-here")
    eyes.look(ana.page, "404")


def _asking(ana: Member, eyes: Eyes) -> None:
    """Ask who is affected, at first without saying whose account it was."""
    ana.page.goto("/patients")
    ana.shows_names()
    ana.page.goto("/audit/affected")
    eyes.look(ana.page, "affected")
    ana.sends("Find whose records were seen")
    eyes.look(ana.page, "affected, problems")
    for address, seen in (("127.0.0.0/8", "affected, found"), ("192.0.2.0/24", "affected, nobody")):
        ana.page.goto("/audit/affected")
        ana.clicks("[name=by][value=network]")
        ana.fills(network=address)
        ana.sends("Find whose records were seen")
        eyes.look(ana.page, seen)
