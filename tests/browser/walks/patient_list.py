"""The list of patients and its search, the people who are still answering, and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.cli.demo import write
from app.store.messages import contents
from tests.browser.clinic import CHEST_PAIN
from tests.dashboard.people_on_file import on_file
from tests.store.example import a_text

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

NAMES: Final = (
    "نور حدّاد",
    "Łucja Żak-Wiśniewska",
    "José Ibáñez Soler",
    "अनन्या शर्मा",
    "Nguyễn Thị Hương Giang",
)
FEW_ROWS: Final = "/patients?status=new"
"""To look at fifty rows takes as long as to look at five pages."""
PAGES: Final = {
    "patients": "/patients",
    "patients, choosing columns": "/patients",
    "patients, all columns": "/patients",
    "patients, older": "/patients",
    "patients, views and filters": "/patients",
    "many at once": "/patients/bulk",
    "patients, nobody matches": "/patients",
    "patients, a filter that cannot be read": "/patients",
    "patients, a place that is gone": "/patients",
    "patients, no reason": "/patients",
    "patients, one name shown": "/patients",
    "patients, names shown": "/patients",
    "search, names shown": "/patients/found/<>",
    "search, many": "/patients/found/<>",
    "search, no such name": "/patients/found/<>",
    "search, no such day": "/patients/found/<>",
    "search, no such number": "/patients/found/<>",
    "search, two readings": "/patients/found/<>",
    "search, not understood": "/patients/found/<>",
    "answering": "/answering",
    "unfinished intake": "/answering/<>",
    "news": "/news",
    "answering, managing": "/answering",
    "answering, moved on": "/answering",
    "remind": "/answering/<>/remind",
    "remind, nobody": "/answering/remind",
    "delete the draft": "/answering/<>/restart",
    "delete the draft, no reason": "/answering/<>/restart",
    "wrong number": "/answering/<>/release",
    "invite": "/invite",
    "invite, problems": "/invite",
    "invite, checked": "/invite/check",
    "invite, sent": "/invite",
    "report": "/report",
    "report, a quarter": "/report",
    "report, no such period": "/report",
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Look people up as reception does, and look at the figures as a clinician does."""
    come_in(clinic)
    priya = clinic.colleague("clinician", eyes.language)
    eyes.follow(priya.page)
    _listing(priya, eyes)
    _columns(priya, eyes)
    _searching(priya, eyes)
    _names(priya, eyes)
    _answering(priya, eyes)
    _inviting(clinic, priya, eyes)
    _report(priya, eyes)


def come_in(clinic: Clinic) -> None:
    """Have invented people come in, others whose names are written in many ways, and two who may be one in need."""
    write(clinic.services, 60, seed=11)
    for name in NAMES:
        on_file(clinic.services.store, clinic.services.clock(), name=name)
    clinic.hands_in(*CHEST_PAIN)
    clinic.hands_in(*CHEST_PAIN)
    clinic.patient_tells("hello", "1", "1", "Noor Haddad")


def _listing(priya: Member, eyes: Eyes) -> None:
    priya.page.goto("/patients")
    eyes.look(priya.page, "patients")
    priya.page.goto("/patients?status=all")
    priya.presses("[rel=next]")
    eyes.look(priya.page, "patients, older")
    _working(priya, eyes)
    priya.page.goto("/patients?status=rejected&language=uk&since=2020-01-01&until=2020-01-02")
    eyes.look(priya.page, "patients, nobody matches")
    priya.page.goto("/patients?status=lost&since=2026-11-25&until=2026-11-24")
    eyes.look(priya.page, "patients, a filter that cannot be read")
    priya.page.goto(f"/patients?before=20000101T000000.000000_{'0' * 32}")
    eyes.look(priya.page, "patients, a place that is gone")


def _working(priya: Member, eyes: Eyes) -> None:
    priya.page.goto("/patients?status=new&flag=alarm")
    priya.clicks(".views summary")
    priya.fills(name="112")
    priya.presses(".views .btn >> nth=1")
    priya.clicks(".filters summary")
    eyes.look(priya.page, "patients, views and filters")
    priya.page.goto(FEW_ROWS)
    for nth in range(3):
        priya.clicks(f".pick input >> nth={nth}")
    priya.chooses("#to", "status:done")
    priya.presses("#bulk .btn")
    eyes.look(priya.page, "many at once")


def _columns(priya: Member, eyes: Eyes) -> None:
    priya.page.goto(FEW_ROWS)
    priya.clicks("#tools details.menu summary")
    eyes.look(priya.page, "patients, choosing columns")
    while priya.page.evaluate("document.querySelector('[name=columns]:not(:checked)') !== null"):
        priya.clicks("[name=columns]:not(:checked) >> nth=0")
    priya.sends("Show selected")
    eyes.look(priya.page, "patients, all columns")


def _searching(priya: Member, eyes: Eyes) -> None:
    for text, name in {
        "larkin": "search, many",
        "Nobody-of-this-name": "search, no such name",
        "4 March 1901": "search, no such day",
        "+44 7700 900999": "search, no such number",
        "3/4/1955": "search, two readings",
        "1": "search, not understood",
    }.items():
        finds(priya, text)
        eyes.look(priya.page, name)


def _names(priya: Member, eyes: Eyes) -> None:
    priya.page.goto(FEW_ROWS)
    with priya.page.expect_navigation():  # as without why.js, which would ask beside the button
        priya.page.evaluate("names.noValidate = true; names.requestSubmit(names.elements.all)")
    eyes.look(priya.page, "patients, no reason")
    priya.chooses("#names [name=reason]", "calling_in")
    priya.presses("#list tbody button[name=id] >> nth=2")
    eyes.look(priya.page, "patients, one name shown")
    priya.page.goto(FEW_ROWS)
    priya.shows_names()
    eyes.look(priya.page, "patients, names shown")
    finds(priya, "okafor")
    priya.shows_names()
    eyes.look(priya.page, "search, names shown")


def finds(member: Member, text: str) -> None:
    """Search from the list that is open."""
    member.fills(q=text)
    member.presses("form[role=search] button")


def _answering(priya: Member, eyes: Eyes) -> None:
    priya.page.goto("/news")
    eyes.look(priya.page, "news")
    priya.page.goto("/answering")
    eyes.look(priya.page, "answering")
    priya.presses("tbody .cover >> nth=0")
    eyes.look(priya.page, "unfinished intake")
    priya.page.goto("/answering")
    priya.clicks("[popovertarget^=manage-] >> nth=0")
    eyes.look(priya.page, "answering, managing")
    priya.presses(".menu a[href$='/remind'] >> nth=0")
    eyes.look(priya.page, "remind")
    there = priya.page.url
    priya.page.goto("/answering/remind")
    eyes.look(priya.page, "remind, nobody")
    priya.page.goto(there.replace("/remind", "/restart"))
    eyes.look(priya.page, "delete the draft")
    priya.page.evaluate("document.querySelector('#reason').required = false")
    priya.presses("main .btn-danger")
    eyes.look(priya.page, "delete the draft, no reason")
    priya.chooses("#reason", "stuck")
    priya.page.evaluate("document.querySelector('[name=version]').value = 99")
    priya.presses("main .btn-danger")
    eyes.look(priya.page, "answering, moved on")
    priya.clicks("[popovertarget^=manage-] >> nth=0")
    priya.presses(".menu a[href$='/release'] >> nth=0")
    eyes.look(priya.page, "wrong number")


def _inviting(clinic: Clinic, priya: Member, eyes: Eyes) -> None:
    """Write to numbers first, in a language that WhatsApp has approved."""
    priya.page.goto("/invite")
    priya.fills(numbers="07700 900377\n" * 51)
    priya.presses("form[action='/invite'] .btn-primary")
    eyes.look(priya.page, "invite, problems")
    now = clinic.services.clock()
    with clinic.services.store.begin() as unit:
        said = a_text("invitation", "Hello, this is {{1}}.", now, sid="HX" + "a" * 32, state="approved")
        contents.put(unit.db, said)
    priya.page.goto("/invite")
    eyes.look(priya.page, "invite")
    priya.fills(numbers="+44 7700 900377\n+44 7700 900377\n+1 500 555 0006\nMaya")
    priya.chooses("#language", "en")
    priya.presses("form[action='/invite'] .btn-primary")
    eyes.look(priya.page, "invite, checked")
    priya.clicks("[name=agreed]")
    priya.presses("form[action^='/invite/check'] .btn-primary")
    eyes.look(priya.page, "invite, sent")


def _report(priya: Member, eyes: Eyes) -> None:
    priya.page.goto("/report")
    eyes.look(priya.page, "report")
    priya.page.goto("/report?period=90")
    for nth in range(priya.page.evaluate("document.querySelectorAll('details.more summary').length")):
        priya.clicks(f"details.more summary >> nth={nth}")
    eyes.look(priya.page, "report, a quarter")
    priya.page.goto("/report?period=7000")
    eyes.look(priya.page, "report, no such period")
