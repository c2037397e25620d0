"""The patient's own pages: from a link to the reference, with what can go wrong between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.form.page_people import new_link

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes

PAGES: Final = {
    "link": "/f/<>",
    "whom": "/form/whom",
    "privacy": "/form/consent",
    "name, doubted": "/form/name",
    "birth date, wrong": "/form/birth_date",
    "address": "/form/address",
    "help": "/form/help",
    "medicines": "/form/medications",
    "review": "/form/review",
    "sent": "/form/done",
    "changes": "/form/changes",
    "closed": "/form/name",
    "link, elsewhere": "/f/<>",
}
CONTINUE: Final = "main .btn-primary"


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Fill in the form on a phone, with a slip on most pages."""
    link = f"/f/{new_link(clinic.services)}"
    page = clinic.visitor("", eyes.language).page
    eyes.follow(page)
    page.goto(link)
    eyes.look(page, "link")
    page.click(CONTINUE)
    eyes.look(page, "whom")
    page.check("[value=self]")
    page.click(CONTINUE)
    eyes.look(page, "privacy")
    page.click(CONTINUE)
    _answers(page, eyes)
    page.click(CONTINUE)
    eyes.look(page, "sent")
    page.click("[name=change]")
    eyes.look(page, "changes")
    page.goto("/form/changes")
    stranger = clinic.visitor("", eyes.language).page
    eyes.follow(stranger)
    stranger.goto(link)
    eyes.look(stranger, "link, elsewhere")
    stranger.goto("/form/name")
    eyes.look(stranger, "closed")


def _answers(page: Page, eyes: Eyes) -> None:
    page.fill("#answer", "I have a cough and asthma")
    page.click(CONTINUE)
    eyes.look(page, "name, doubted")
    page.fill("#answer", "Maya Okafor-Lindt")
    page.click(CONTINUE)
    _tells_birth_date(page, "31", "2", "1990")
    eyes.look(page, "birth date, wrong")
    _tells_birth_date(page, "3", "4", "1990")
    eyes.look(page, "address")
    page.fill("#line1", "12 Mill Lane")
    page.fill("#town", "Larkfield")
    page.click(CONTINUE)
    page.fill("#answer", "Asthma. I can’t breathe")
    page.click(CONTINUE)
    eyes.look(page, "help")
    page.click("[name=safe]")
    page.fill("#name-1", "Ramipril")
    page.click("[name=add]")
    eyes.look(page, "medicines")
    page.click(CONTINUE)
    eyes.look(page, "review")


def _tells_birth_date(page: Page, day: str, month: str, year: str) -> None:
    for name, figure in (("day", day), ("month", month), ("year", year)):
        page.fill(f"#{name}", figure)
    page.click(CONTINUE)
