"""How long what is kept: the rules, a change of them, and a record on hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.cli.demo import write
from app.retention.run import run
from app.store.clinic import believed_clock, retention_runs, versions
from app.store.clinic.retention_rules import Rules, RulesVersion
from tests.browser.clinic import CHEST_PAIN
from tests.dashboard.people_on_file import on_file

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

PAGES: Final = {
    "retention, new": "/retention",
    "retention": "/retention",
    "rules": "/retention/change",
    "rules, problems": "/retention/change",
    "rules, overtaken": "/retention/change",
    "rules, what would go": "/retention/change",
    "retention, waiting": "/retention",
    "is the clock right": "/retention/release",
    "is the clock right, more goes": "/retention/release",
    "hold": "/patients/<>/hold",
    "hold, problems": "/patients/<>/hold",
    "record, on hold": "/patients/<>",
    "lift": "/patients/<>/hold",
    "erase, on hold": "/patients/<>/erase",
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Put a record on hold as a clinician, and change the rules as an admin."""
    record = clinic.hands_in(*CHEST_PAIN)
    write(clinic.services, 30, seed=1)
    priya, ana = (clinic.colleague(role, eyes.language) for role in ("clinician", "admin"))
    for each in (priya, ana):
        eyes.follow(each.page)
    ana.page.goto("/retention")
    eyes.look(ana.page, "retention, new")
    _holding(priya, record, eyes)
    _ruling(clinic, ana, eyes)
    _releasing(clinic, ana, eyes)


def _holding(priya: Member, record: str, eyes: Eyes) -> None:
    priya.page.goto(f"{record}/erase")
    priya.confirms()
    late = priya.page.evaluate("document.querySelector('#reference-hint').innerText")
    priya.page.goto(f"{record}/hold")
    eyes.look(priya.page, "hold")
    priya.page.evaluate("document.querySelector('#reason').required = false")
    priya.sends("Put on hold")
    eyes.look(priya.page, "hold, problems")
    priya.fills(reason="A solicitor asked for the file")
    priya.sends("Put on hold")
    eyes.look(priya.page, "record, on hold")
    priya.page.goto(f"{record}/hold")
    eyes.look(priya.page, "lift")
    priya.page.goto(f"{record}/erase")
    priya.fills(reference=late)
    priya.chooses("#reason", "patient_asked")
    priya.sends("Erase for good")
    eyes.look(priya.page, "erase, on hold")


def _ruling(clinic: Clinic, ana: Member, eyes: Eyes) -> None:
    store, clock = clinic.services.store, clinic.services.clock
    run(clinic.services, "anteroom")
    with store.begin() as unit:
        retention_runs.end(
            unit.db, retention_runs.begin(unit.db, "operator", clock()), {"open": 2}, clock(), "WrongKeys"
        )
    ana.page.goto("/retention/change")
    ana.confirms()
    eyes.look(ana.page, "rules")
    ana.fills(open_days="7", sender_records="many")
    ana.sends("Save the rules")
    eyes.look(ana.page, "rules, problems")
    with store.begin() as unit:
        kept = versions.current(unit.db, RulesVersion)
        assert versions.keep(
            unit.db,
            RulesVersion,
            kept.version if kept else 0,
            replace(Rules(), job_days=60),
            "operator",
            clock(),
        )
    on_file(store, clock() - timedelta(days=300))
    ana.fills(open_days="200", sender_records="5")
    ana.sends("Save the rules")
    eyes.look(ana.page, "rules, overtaken")
    ana.sends("Save the rules")
    eyes.look(ana.page, "rules, what would go")
    ana.presses("main .btn-danger")
    assert ana.sees(".banner.ok")
    eyes.look(ana.page, "retention")


def _releasing(clinic: Clinic, ana: Member, eyes: Eyes) -> None:
    store, clock = clinic.services.store, clinic.services.clock
    with store.begin() as unit:
        believed_clock.believe(unit.db, clock() - timedelta(days=30), None)
    ana.page.goto("/retention")
    eyes.look(ana.page, "retention, waiting")
    ana.page.goto("/retention/release")
    eyes.look(ana.page, "is the clock right")
    on_file(store, clock() - timedelta(days=3000))
    ana.sends("The clock is right: continue")
    eyes.look(ana.page, "is the clock right, more goes")
    ana.sends("The clock is right: continue")
    assert ana.at("/retention"), ana.text()
    assert ana.sees(".banner.ok")
