"""Pictures of every page of the dashboard, from invented patients. `make shots`

Each is taken in a real Chromium: at 1440 pixels by day and by night, and at 390 as a phone has it. With names,
`python -m docs.shots requests retention`, only those pages are kept.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import create_app, services
from app.cli.demo import write
from app.config import load
from app.retention.run import run
from app.store.engine import schema
from app.store.patients import legal_holds, look_alikes, patients, rights_requests
from app.store.patients.rights_requests import RightsRequest
from tests.browser.chromium import running_chromium
from tests.browser.member import Member
from tests.form.page_people import new_link
from tests.people import Clock
from tests.server.live_server import Server
from tests.settings import complete_environment
from tests.staff_people import add_colleague

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from playwright.sync_api import BrowserContext, Page

    from app.services import Services

FOLDER: Final = Path(__file__).parent / "shots"
PEOPLE: Final = (("ana", "admin"), ("priya", "clinician"), ("ines", "reception"))
SEED: Final = 20
PATIENTS: Final = 240
TALLEST: Final = 1400
ASKED: Final = (
    ("copy", "chat", -2),
    ("correction", "phone", 3),
    ("erasure", "chat", 12),
    ("objection", "letter", 29),
)
"""What some patients ask for, how, and in how many days it is due."""
CONTINUE: Final = "main button.btn-primary"
ANSWERED: Final[tuple[Mapping[str, str], ...]] = (
    {"answer": "Maya Okafor-Lindt"},
    {"day": "3", "month": "4", "year": "1990"},
    {"line1": "12 Mill Lane", "town": "Larkfield", "postcode": "LK1 2AB"},
    {"answer": "Asthma since childhood"},
    {"name-1": "Ramipril", "dose-1": "5 mg"},
)
"""What an invented patient answers on the form, page by page."""
PICTURED: Final = {"medications": "form-medicines"}


def main() -> None:
    """Fill a clinic, and take a picture of each page."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = f"sqlite:///{folder}/instance/anteroom.db"
        server = Server(folder, database)
        parts = services.build(load(complete_environment(DATABASE_URL=database), folder))
        schema.upgrade(parts.store.engine)
        clock = Clock()
        clock.now = datetime.now(UTC)
        parts = services.Services(parts.settings, parts.store, clock)
        app = create_app(parts)
        staff = {
            who: add_colleague(app, parts, clock, f"{who}@larkfield.example", role) for who, role in PEOPLE
        }
        write(parts, PATIENTS, SEED)
        shots = pages(parts)
        server.start()
        try:
            with running_chromium() as chromium:
                for who, colleague in staff.items():
                    context = chromium.new_context(base_url=server.public_url, ignore_https_errors=True)
                    member = Member(context, colleague.email, recovery=colleague.recovery)
                    member.signs_in()
                    for shot, arrive in shots[who].items():
                        arrive(member)
                        if is_wanted(shot):
                            take(member.page, shot)
                fills_in_the_form(
                    chromium.new_context(base_url=server.public_url, ignore_https_errors=True), parts
                )
        finally:
            server.stop()


def is_wanted(shot: str) -> bool:
    return shot in sys.argv[1:] or not sys.argv[1:]


def fills_in_the_form(browser: BrowserContext, parts: Services) -> None:
    """Answer on the private form as a patient, and take three of its pages."""
    page = browser.new_page()
    page.goto(f"/f/{new_link(parts)}")
    page.click(CONTINUE)
    page.check("[value=self]")
    page.click(CONTINUE)
    page.click(CONTINUE)
    for fields in ANSWERED:
        for name, value in fields.items():
            page.fill(f"#{name}", value)
        if shot := PICTURED.get(page.url.rpartition("/")[2]):
            take(page, shot)
        page.click(CONTINUE)
    take(page, "form-review")
    page.click(CONTINUE)
    take(page, "form-sent")


def pages(parts: Services) -> Mapping[str, Mapping[str, Callable[[Member], object]]]:
    """Return by member, and by the picture's name, how they come to the page."""
    one, other = two_alike(parts)
    record = f"/patients/{one}"

    def goes(path: str) -> Callable[[Member], object]:
        return lambda member: member.page.goto(path)

    return {
        "ana": {
            "patients": goes("/patients"),
            "search": searches,
            "answering": goes("/answering"),
            "retention": holds_one_and_lets_go(parts),
            "audit": goes("/audit"),
            "settings": goes("/settings"),
            "setup": goes("/setup"),
            "account": goes("/account"),
            "staff": confirms_on_the_way("/staff"),
            "consent": goes("/settings/consent"),
            "erase": goes(f"{record}/erase"),
        },
        "priya": {
            "patient": shows_everything(record),
            "compare": goes(f"{record}/compare/{other}"),
            "edit": goes(f"{record}/edit"),
            "report": goes("/report?period=90"),
            "exports": counts_what_to_export,
            "job": has_a_workbook_made,
            "requests": is_asked(parts),
        },
        "ines": {"patient-reception": goes(record)},
    }


def two_alike(parts: Services) -> tuple[UUID, UUID]:
    """Return two records that may be one person."""
    with parts.store.read() as unit:
        alike = look_alikes.of(unit.db, [patient.id for patient in patients.page(unit.db, PATIENTS)])
    one, others = next(iter(alike.items()))
    return one, others[0]


def holds_one_and_lets_go(parts: Services) -> Callable[[Member], object]:
    """Go to how long what is kept: one record is on hold, and a run has come to its end."""

    def go(member: Member) -> None:
        with parts.store.begin() as unit:
            newest = patients.page(unit.db, 1, columns=())[0].id
            legal_holds.add(unit.db, newest, "A solicitor asked for the file", "operator", parts.clock())
        run(parts, "anteroom")
        member.page.goto("/retention")

    return go


def is_asked(parts: Services) -> Callable[[Member], object]:
    """Go to what patients ask for. They do so last: the other pages tell of it."""

    def go(member: Member) -> None:
        now = parts.clock()
        with parts.store.begin() as unit:
            for patient, (kind, channel, days) in zip(
                patients.page(unit.db, 40, columns=())[-4:], ASKED, strict=True
            ):
                due = now.date() + timedelta(days=days)
                asked = RightsRequest(
                    patient_id=patient.id,
                    kind=kind,
                    channel=channel,
                    asked_on=due - timedelta(days=30),
                    due_on=due,
                    noted_at=now,
                    noted_by="patient",
                )
                rights_requests.add(unit.db, asked)
        member.page.goto("/requests")

    return go


def searches(member: Member) -> None:
    member.page.goto("/patients")
    member.fills(q="Larkin")
    member.sends("Find")


def shows_everything(record: str) -> Callable[[Member], None]:
    def show(member: Member) -> None:
        member.page.goto(record)
        member.page.get_by_label("Reason for viewing").select_option("reviewing")
        member.sends("Show everything")

    return show


def counts_what_to_export(member: Member) -> None:
    confirms_on_the_way("/exports")(member)
    member.fills(reason="Flu clinic call-backs")
    member.page.locator("[name=target][value=csv]").check()
    with member.page.expect_download():
        member.page.locator("main .btn-primary").click()
    member.page.goto("/exports")
    member.presses("[name=start][value=contact]")
    member.sends("Count")


def has_a_workbook_made(member: Member) -> None:
    member.page.goto("/exports")
    member.fills(reason="Referral list for Northgate Hospital", passphrase=secrets.token_urlsafe(12))
    member.presses("main .btn-primary")
    member.page.get_by_text("Done", exact=True).wait_for()


def confirms_on_the_way(path: str) -> Callable[[Member], None]:
    def go(member: Member) -> None:
        member.page.goto(path)
        member.confirms()

    return go


def take(page: Page, name: str) -> None:
    """Keep the page as it looks on a desk by day and by night, and on a phone."""
    for kind, width, height, scheme in (
        ("light", 1440, 900, "light"),
        ("dark", 1440, 900, "dark"),
        ("phone", 390, 844, "light"),
    ):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        whole = page.evaluate("document.documentElement.scrollHeight")
        page.screenshot(
            path=FOLDER / f"{name}.{kind}.png",
            full_page=True,
            clip={"x": 0, "y": 0, "width": width, "height": min(whole, TALLEST)},
        )


if __name__ == "__main__":
    main()
