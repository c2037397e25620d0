"""The patient's own pages: from a link to the reference, with what can go wrong between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.store.clinic import questionnaires
from tests.browser.eyes import SIDEWAYS
from tests.form.page_people import new_link
from tests.intake.own_questions import OWN, asking

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

PAGES: Final = {
    "link": "/f/<>",
    "whom": "/form/whom",
    "privacy": "/form/consent",
    "name, doubted": "/form/name",
    "birth date, wrong": "/form/birth_date",
    "address": "/form/address",
    "privacy, at length": "/form/privacy",
    "help": "/form/help",
    "medicines": "/form/medications",
    "one of several": "/form/smoking",
    "one of many, none chosen": "/form/language_wanted",
    "several, and none": "/form/reactions",
    "a number, too big": "/form/weight",
    "a month": "/form/eye_test",
    "rows, a cell missing": "/form/contact",
    "review": "/form/review",
    "sent": "/form/done",
    "who saw": "/form/seen",
    "changes": "/form/changes",
    "closed": "/form/name",
    "link, elsewhere": "/f/<>",
}
CONTINUE: Final = "main .btn-primary"
_SMALL: Final[ViewportSize] = {"width": 360, "height": 740}
_ZOOMED: Final[ViewportSize] = {"width": 640, "height": 400}
"""A screen of 1280 px at 200 %."""
_MOST_SHIFT: Final = 0.1
_SHIFT: Final = """() => new Promise((tell) => {
    const observer = new PerformanceObserver((seen) => sum(seen.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    const sum = (entries) => tell(entries.reduce((all, each) => all + (each.hadRecentInput ? 0 : each.value), 0));
    requestAnimationFrame(() => requestAnimationFrame(() => sum(observer.takeRecords())));
})"""
_MIRROR: Final = "document.documentElement.dir = document.documentElement.dir === 'rtl' ? 'ltr' : 'rtl'"


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Fill in the form on a phone, with a slip on most pages."""
    _publish(clinic)
    link = f"/f/{new_link(clinic.services)}"
    maya = clinic.visitor("", eyes.language)
    page = maya.page
    eyes.follow(page)
    page.goto(link)
    _look(page, eyes, "link")
    maya.presses(CONTINUE)
    _look(page, eyes, "whom")
    maya.clicks("[value=self]")
    maya.presses(CONTINUE)
    _look(page, eyes, "privacy")
    maya.presses(CONTINUE)
    _answers(maya, eyes)
    maya.presses(CONTINUE)
    _look(page, eyes, "sent")
    page.goto("/form/seen")
    _look(page, eyes, "who saw")
    page.goto("/form/done")
    maya.presses("[name=change]")
    _look(page, eyes, "changes")
    page.goto("/form/changes")
    stranger = clinic.visitor("", eyes.language).page
    eyes.follow(stranger)
    stranger.goto(link)
    _look(stranger, eyes, "link, elsewhere")
    stranger.goto("/form/name")
    _look(stranger, eyes, "closed")


def _answers(maya: Member, eyes: Eyes) -> None:
    page = maya.page
    maya.fills(answer="I have a cough and asthma")
    maya.presses(CONTINUE)
    _look(page, eyes, "name, doubted")
    maya.fills(answer="Maya Okafor-Lindt")
    maya.presses(CONTINUE)
    _tells_birth_date(maya, "31", "2", "1990")
    _look(page, eyes, "birth date, wrong")
    _tells_birth_date(maya, "3", "4", "1990")
    _look(page, eyes, "address")
    page.goto("/form/privacy")
    _look(page, eyes, "privacy, at length")
    page.goto("/form/address")
    maya.fills(line1="12 Mill Lane")
    maya.fills(town="Larkfield")
    maya.presses(CONTINUE)
    maya.fills(answer="Asthma. I can’t breathe")
    maya.presses(CONTINUE)
    _look(page, eyes, "help")
    maya.presses("[name=safe]")
    maya.fills(**{"name-1": "Ramipril"})
    maya.presses("[name=add]")
    _look(page, eyes, "medicines")
    maya.presses(CONTINUE)
    _answers_own(maya, eyes)
    _look(page, eyes, "review")


def _publish(clinic: Clinic) -> None:
    """Have the clinic ask questions of its own, of each kind."""
    store = clinic.services.store
    with store.begin() as unit:
        after = questionnaires.in_force(unit.db).version
        asked = asking(*OWN).definition
        assert questionnaires.publish(unit.db, after, asked, "operator", clinic.services.clock())


def _answers_own(maya: Member, eyes: Eyes) -> None:
    """Answer the clinic's own questions."""
    page = maya.page
    _look(page, eyes, "one of several")
    maya.clicks("[value=past]")
    maya.presses(CONTINUE)
    maya.presses(CONTINUE)
    _look(page, eyes, "one of many, none chosen")
    maya.clicks("[value=uk]")
    maya.presses(CONTINUE)
    maya.clicks("[name=choice-latex]")
    maya.clicks("[name=none]")
    maya.presses(CONTINUE)
    _look(page, eyes, "several, and none")
    maya.clicks("[name=none]")
    maya.presses(CONTINUE)
    maya.clicks("[value=no]")
    maya.presses(CONTINUE)
    maya.fills(answer="700")
    maya.presses(CONTINUE)
    _look(page, eyes, "a number, too big")
    maya.fills(answer="70,5")
    maya.presses(CONTINUE)
    maya.presses(CONTINUE)
    maya.fills(month="5", year="2024")
    _look(page, eyes, "a month")
    maya.presses(CONTINUE)
    maya.fills(**{"name-1": "Ada Lindt"})
    maya.presses("[name=add]")
    maya.fills(**{"name-2": "Bo", "phone-2": "07700 900333"})
    maya.presses(CONTINUE)
    _look(page, eyes, "rows, a cell missing")
    maya.fills(**{"phone-1": "07700 900222"})
    maya.presses(CONTINUE)
    maya.presses(CONTINUE)


def _tells_birth_date(maya: Member, day: str, month: str, year: str) -> None:
    maya.fills(day=day, month=month, year=year)
    maya.presses(CONTINUE)


def _look(page: Page, eyes: Eyes, name: str) -> None:
    """Look at a page as the desk's are, and on a small phone, zoomed in, and mirrored; nothing in it may move."""
    page.wait_for_load_state()
    if (moved := page.evaluate(_SHIFT)) >= _MOST_SHIFT:
        eyes.sideways.append(f"{name}: moves by {moved}")
    eyes.look(page, name)
    desk = page.viewport_size
    assert desk is not None
    for screen, times in ((desk, 1), (_SMALL, 2), (_ZOOMED, 2)):
        page.set_viewport_size(screen)
        for _ in range(times):
            page.evaluate(_MIRROR)
            if (over := page.evaluate(SIDEWAYS)) > 0:
                direction = page.locator("html").get_attribute("dir")
                eyes.sideways.append(f"{name}, {screen['width']} px, {direction}: {over} px")
    page.evaluate(_MIRROR)
    page.set_viewport_size(desk)
