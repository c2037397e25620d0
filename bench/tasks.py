"""What a receptionist does all day, each task once for every hand: `bench/desk.py` weighs them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from argon2.profiles import CHEAPEST
from sqlalchemy import update

from app import create_app
from app.services import Services
from app.store.conversations.conversations import ConversationRow
from app.store.staff import sessions, showings, staff
from app.store.work import alarms
from bench.hand import Hand
from tests.people import Clock, Twilio, message_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.hand import Way
    from tests.browser.clinic import Clinic
    from tests.browser.member import Member

SCREENS: Final[dict[Way, tuple[int, int]]] = {
    "keyboard": (1440, 900),
    "mouse": (1440, 900),
    "touch": (390, 844),
}
MRS_NUNEZ: Final = "Carmen Núñez"
CALLER: Final = "07700 900777"
UNFINISHED: Final = "Tamsin Okoro"
COLLEAGUES: Final = (
    ("Bea Ortiz", "bea@larkfield.example", "clinician"),
    ("Ines Roth", "ines@larkfield.example", "reception"),
)
_MANY: Final = 300


@dataclass
class Desk:
    """A receptionist at the list of patients."""

    clinic: Clinic
    ines: Member
    way: Way
    founds: Callable[[], Clinic]
    """Founds another clinic, of which nobody has said anything."""
    hand: Hand = field(init=False)

    def __post_init__(self) -> None:
        self.starts()

    def starts(self) -> None:
        """Count from here."""
        self.hand = Hand(self.ines.page, self.way)

    def is_at(self, path: str) -> None:
        """Be there, uncounted, with nothing shown."""
        now = self.clinic.services.clock()
        with self.clinic.services.store.begin() as unit:
            for each in staff.all_members(unit.db):
                for session in sessions.of(unit.db, each.id, now, timedelta(hours=1)):
                    showings.end(unit.db, session.id)
                    sessions.show_names(unit.db, session.id, None, None)
        self.ines.page.goto(path)
        self.starts()

    def is_at_a_record(self, path: str = "/patients?status=new") -> None:
        self.is_at(path)
        with self.hand.page.expect_navigation():
            self.hand.page.locator("#list .cover").first.click()
        self.starts()

    def is_at_a_shown_record(self) -> None:
        self.is_at_a_record()
        self.hand.shows()
        self.starts()

    def is_at_the_callers_record(self) -> None:
        """Be at the record of somebody who wrote today, with everything shown: a search that finds one opens it."""
        self.is_at("/patients")
        self.hand.searches(CALLER)
        self.hand.shows()
        self.starts()


def screen(way: Way) -> dict[str, Any]:
    """Return what a browser is to be opened with."""
    width, height = SCREENS[way]
    return {"viewport": {"width": width, "height": height}, "has_touch": way == "touch"}


def signs_in_after_idling(desk: Desk) -> None:
    someone = desk.clinic.colleague("reception", ago=timedelta(minutes=20), **screen(desk.way))
    someone.page.goto("/patients")
    hand = desk.hand = Hand(someone.page, desk.way)
    assert hand.page.evaluate("document.activeElement.name") == "unlock"
    hand.types(someone.next_code())
    with hand.loads_a_page():
        hand.presses("Enter")
    assert someone.at("/patients")


def finds_by_caller(desk: Desk) -> None:
    desk.is_at("/patients")
    desk.hand.searches_and_shows(CALLER)
    desk.hand.sees("Searched Caller")


def finds_by_reference(desk: Desk) -> None:
    desk.is_at("/patients?status=new")
    references = desk.hand.page.locator("#list .cover.mono").all_inner_texts()
    reference = next(each for each in references if each[0].isdecimal())  # as five of eight do
    desk.is_at("/patients")
    desk.hand.searches(reference)
    desk.hand.sees(reference)


def finds_by_name(desk: Desk) -> None:
    desk.is_at("/patients")
    desk.hand.searches_and_shows("nunez")
    desk.hand.sees(MRS_NUNEZ)


def leaves_the_wrong_one(desk: Desk) -> None:
    finds_by_name(desk)
    with desk.hand.loads_a_page():
        desk.hand.does("#list .cover", "ArrowDown", "Enter")
    first = desk.hand.page.url
    desk.starts()
    with desk.hand.loads_a_page():
        desk.hand.does("main a[rel=next]", "n")
    assert desk.hand.page.url != first


def rings(desk: Desk) -> None:
    desk.is_at("/patients")
    desk.hand.searches_and_shows(CALLER)
    desk.starts()
    assert desk.hand.page.locator("a[href^='tel:']").first.get_attribute("href") == "tel:+447700900777"
    desk.hand.clicks += 1  # the telephone of this computer is not ours to open


def notes_the_call(desk: Desk) -> None:
    desk.is_at_a_shown_record()
    desk.hand.clicks_on("#work_note")
    desk.hand.types("Rang 10:10, no answer")
    with desk.hand.loads_a_page():
        desk.hand.clicks_on("[aria-labelledby=h-work] [name=status]")
    desk.hand.sees("Rang 10:10, no answer")
    assert desk.hand.page.locator(".shown").count(), "who they are is shown still"


def needs_a_follow_up(desk: Desk) -> None:
    desk.is_at_a_record()
    with desk.hand.loads_a_page():
        desk.hand.clicks_on("button:has-text('Needs follow-up')")


def is_done_and_goes_on(desk: Desk) -> None:
    desk.is_at_a_record()
    first = desk.hand.page.url
    with desk.hand.loads_a_page():
        desk.hand.clicks_on("button:has-text('Done and next')")
    assert desk.hand.page.url != first


def assigns(desk: Desk) -> None:
    desk.clinic.colleague("clinician").page.goto("/patients")
    desk.is_at_a_record()
    if desk.way == "keyboard":
        desk.hand.presses("a")
        desk.hand.types("clin")
        with desk.hand.loads_a_page():
            desk.hand.presses("Tab", "Enter")
    else:
        with desk.hand.loads_a_page():
            desk.hand.clicks_on("[name=give_to]:has-text('Clinician')")
    desk.hand.sees("is now responsible")


def corrects_a_name(desk: Desk) -> None:
    desk.is_at_a_shown_record()
    with desk.hand.loads_a_page():
        desk.hand.clicks_on("a:has-text('Correct')")
    desk.hand.clicks_on("#name")
    desk.hand.presses("End")
    desk.hand.types("son")
    with desk.hand.loads_a_page():
        desk.hand.presses("Enter")
    desk.hand.sees("son")


def an_alarm_waits(desk: Desk) -> None:
    """Be at the list when one patient has cried for help, uncounted."""
    services = desk.clinic.services
    with services.store.begin() as unit:
        for each in alarms.waiting(unit.db, _MANY):
            alarms.take(unit.db, each.conversation_id, each.id, "anteroom", services.clock())
    desk.clinic.patient_tells(
        "hello", "1", "1", "Noor Haddad", "4 March 1990", "chest pain, I cannot breathe"
    )
    desk.is_at("/patients")
    desk.hand.page.locator("#alarms .alarm").wait_for()


def opens_an_alarm(desk: Desk) -> None:
    _opens(desk)
    _closes(desk)


def _opens(desk: Desk) -> None:
    an_alarm_waits(desk)
    with desk.hand.loads_a_page():
        desk.hand.does("#alarms form .btn", "e")
    assert desk.hand.page.locator("a[href^='tel:']").first.is_visible(), "the number is in sight"
    assert desk.hand.page.get_by_text("Noor Haddad").is_visible()


def _closes(desk: Desk) -> None:
    """Leave no alarm behind, uncounted."""
    with desk.hand.page.expect_navigation():
        desk.hand.page.locator(".outcomes [value=safe]").click()


def closes_an_alarm(desk: Desk) -> None:
    _opens(desk)
    desk.hand.clicks += 1  # to ring; the telephone of this computer is not ours to open
    with desk.hand.loads_a_page():
        desk.hand.does(".outcomes [value=safe]", "1", "Enter")
    desk.hand.sees("Closed by you")


def takes_over(desk: Desk) -> None:
    an_alarm_waits(desk)
    colleague = desk.clinic.colleague("clinician")
    colleague.page.goto("/account")
    colleague.presses("#alarms form .btn")
    desk.is_at("/patients")
    with desk.hand.loads_a_page():
        desk.hand.does("#alarms .btn", "e")
    with desk.hand.loads_a_page():
        desk.hand.does("[data-take]", "t")
    desk.hand.sees("You are dealing with this")
    _closes(desk)


def prints(desk: Desk) -> None:
    desk.is_at_a_shown_record()
    desk.hand.clicks_on("text=Print…")
    with desk.hand.loads_a_page():
        desk.hand.clicks_on("text=Open the print view")
    desk.hand.page.locator("[data-print]").wait_for()


def finds_somebody_unfinished(desk: Desk) -> None:
    desk.is_at("/patients")
    desk.hand.searches_and_shows("tamsin")
    desk.hand.sees(UNFINISHED)
    desk.hand.sees("Address")  # what they were asked last


def calls_back(desk: Desk) -> None:
    """See on the list who asked to be called, call them, and say so."""
    desk.clinic.patient_tells("hello", "1", "1", "call me")
    desk.is_at("/patients")
    desk.hand.sees("Asked to be called")
    with desk.hand.loads_a_page():
        desk.hand.does("#list .tagged, #list tr:has-text('Asked to be called') .cover", "j", "Enter")
    assert desk.hand.page.locator("a[href^='tel:']").first.is_visible(), "the number is in sight"
    desk.hand.clicks += 1  # to call; the telephone of this computer is not ours to open
    with desk.hand.loads_a_page():
        desk.hand.clicks_on("button:has-text('Mark as called')")
    desk.hand.sees("Marked as called.")


def replies(desk: Desk) -> None:
    desk.is_at_the_callers_record()
    desk.hand.does("#reply", "r")
    desk.hand.types("Please call us at ten.")
    with desk.hand.loads_a_page():
        desk.hand.does("#write button:has-text('Send')", "Tab", "Enter")
    desk.hand.sees("The message is on its way.")


def reminds_three(desk: Desk) -> None:
    """Remind everybody who fell silent and wants to be reminded: three people."""
    services, clock = desk.clinic.services, Clock()
    with services.store.engine.begin() as connection:
        connection.execute(update(ConversationRow).values(no_reminders=True))
    clock.now = services.clock() - timedelta(hours=3)
    app = create_app(Services(services.settings, services.store, clock), CHEAPEST)
    twilio, webhook = Twilio(app.test_client()), f"{desk.clinic.server.public_url}/webhook"
    for _three in range(3):
        address = desk.clinic.patient().address
        for line in ("hello", "1", "1", "Ann Lee, 4 March 1990"):
            answer = twilio.post(message_fields(line, address), signed_url=webhook)
            assert answer.status_code == HTTPStatus.OK
    desk.is_at("/answering")
    with desk.hand.loads_a_page():
        desk.hand.clicks_on("text=Remind 3 people…")
    with desk.hand.loads_a_page():
        desk.hand.clicks_on("text=Send 3 reminders")
    desk.hand.sees("3 reminders are on their way.")


def has_the_first_hour(desk: Desk) -> None:
    """Confirm where the clinic is, fill the list, invite two colleagues, and be at the list.

    What the operator set up is filled in already.
    """
    clinic = desk.founds()
    try:
        ana = clinic.colleague("admin", timezone_id="Europe/London", **screen(desk.way))
        hand = desk.hand = Hand(ana.page, desk.way)
        hand.page.goto("/setup/first")
        with hand.loads_a_page():
            hand.clicks_on("text=Yes, this is us")
        with hand.loads_a_page():
            hand.clicks_on("text=Add 60 sample patients")
        with hand.loads_a_page():
            hand.clicks_on(".nav a:has-text('Staff')")
        hand.types(ana.next_code())
        with hand.loads_a_page():
            hand.presses("Enter")
        for name, email, role in COLLEAGUES:
            hand.clicks_on("#name")
            hand.types(name)
            hand.presses("Tab")
            hand.types(email)
            hand.clicks_on(f"[name=role][value={role}]")
            with hand.loads_a_page():
                hand.clicks_on("text=Make a one-time link")
            hand.sees(f"A one-time link for {name}")
        with hand.loads_a_page():
            hand.clicks_on(".nav a:has-text('Patients')")
        hand.page.locator("#list .cover").first.wait_for()
    finally:
        clinic.closes()


TASKS: Final[tuple[tuple[str, Callable[[Desk], None], str, float], ...]] = (
    ("sign in after 15 idle minutes", signs_in_after_idling, "20 s", 6),
    ("find by caller ID (national), see who", finds_by_caller, "17 s", 7),
    ("find by the reference", finds_by_reference, "fails", 5),
    ("find Mrs Núñez (8 of that name), see who", finds_by_name, "16 s", 7),
    ("wrong one, on to the next one", leaves_the_wrong_one, "8 s+", 2),
    ("call her", rings, "60 s", 1.5),
    ("note that you called", notes_the_call, "13 s", 9),
    ("needs follow-up", needs_a_follow_up, "3 s", 3),
    ("done, and the next of New", is_done_and_goes_on, "12 s", 3),
    ("assign to a clinician", assigns, "6 s", 3),
    ("correct a misspelt name", corrects_a_name, "10 s", 8),
    ("print for the room", prints, "7 s", 5),
    ("an alarm, until the number is in sight", opens_an_alarm, "12 s", 3),
    ("an alarm, called and closed", closes_an_alarm, "no end", 7.5),
    ("take over an alarm", takes_over, "impossible", 6),
    ("find somebody unfinished, see who", finds_somebody_unfinished, "not found", 7),
    ("asked to be called: seen, called, closed", calls_back, "not seen", 7.5),
    ("reply in 22 letters", replies, "no key", 9),
    ("remind three who fell silent", reminds_three, "one by one", 6),
    ("the first hour: clinic, samples, two colleagues", has_the_first_hour, "–", 40),
)
"""Task, what does it, what it took before, and what is good, in seconds.

The last four hold at least this. Call back: a click and a page to see the number, a click to call, a click and a page to
close. Reply: a click into the box, 22 keys, a click and a page. Remind: a click and a page that says whom, a click and a page.
The first hour: a click and a page each to confirm the clinic, to add samples, to come to the staff and to the list; a code;
and for each colleague three clicks, name, Tab and e-mail, and a page. The reply and the first hour are rounded up to a
second.
"""
