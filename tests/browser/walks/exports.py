"""Patients taken out: the form, a second person, a workbook with a passphrase, and what failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.cli.demo import write
from app.intake.clinic import Clinic as ClinicSettings
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.work import jobs
from tests.server.live_server import wait_until

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

PAGES: Final = {
    "exports": "/exports",
    "exports, counted": "/exports",
    "exports, problems": "/exports",
    "exports, with history": "/exports",
    "export, waiting": "/exports/<>",
    "export, to be approved": "/exports/<>",
    "export, too late": "/exports/<>",
    "export, approved": "/exports/<>",
    "export, ready": "/exports/<>",
    "job": "/jobs/<>",
    "job, watched": "/jobs/<>",
    "jobs": "/jobs",
    "jobs, none": "/jobs",
    "list, alerts": "/patients",
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Take patients out as a clinician, approve it as an admin, and look after what failed."""
    write(clinic.services, 30, seed=1)
    priya, ana = (clinic.colleague(role, eyes.language) for role in ("clinician", "admin"))
    for each in (priya, ana):
        eyes.follow(each.page)
    for each, path in ((priya, "/exports"), (ana, "/jobs")):
        each.page.goto(path)
        each.confirms()
    eyes.look(ana.page, "jobs, none")
    _form(priya, eyes)
    _second_person(clinic, priya, ana, eyes)
    _job(clinic, priya, ana, eyes)


def _form(priya: Member, eyes: Eyes) -> None:
    eyes.look(priya.page, "exports")
    priya.clicks("[name=target][value=csv]")
    priya.presses("[name=start][value=contact]")
    priya.sends("Count")
    assert priya.sees("#counted")
    eyes.look(priya.page, "exports, counted")
    priya.page.evaluate("document.querySelector('[name=reason]').required = false")
    priya.presses("main .btn-primary")
    eyes.look(priya.page, "exports, problems")
    priya.fills(reason="Flu clinic call-backs")
    with priya.page.expect_download() as taken:
        priya.clicks("main .btn-primary")
    assert taken.value.suggested_filename.endswith(".csv")
    priya.page.goto("/exports")
    priya.clicks("main details summary")
    priya.fills(preset="Flu clinic")
    priya.sends("Save")
    eyes.look(priya.page, "exports, with history")


def _second_person(clinic: Clinic, priya: Member, ana: Member, eyes: Eyes) -> None:
    with clinic.services.store.begin() as unit:
        kept = versions.current(unit.db, ClinicVersion)
        saved = kept.value if kept else ClinicSettings("Larkfield Clinic", "01632 960 555", "999")
        wanted = replace(saved, export_approval=True)
        assert versions.keep(
            unit.db, ClinicVersion, kept.version if kept else 0, wanted, "operator", clinic.services.clock()
        )
    priya.page.goto("/exports")
    priya.fills(reason="Referral list for Northgate Hospital")
    priya.sends("Ask for approval")
    eyes.look(priya.page, "export, waiting")
    late = ana.browser.new_page()
    for page in (ana.page, late):
        page.goto(priya.page.url)
    eyes.look(ana.page, "export, to be approved")
    ana.sends("Approve")
    eyes.follow(late)
    late.locator("main .btn-danger").click()
    late.locator(".error-summary").wait_for()
    eyes.look(late, "export, too late")
    late.close()
    priya.page.reload()
    eyes.look(priya.page, "export, approved")
    with clinic.services.store.begin() as unit:
        kept = versions.current(unit.db, ClinicVersion)
        assert kept
        allowed = replace(kept.value, export_approval=False, exports_per_hour=3)
        assert versions.keep(
            unit.db, ClinicVersion, kept.version, allowed, "operator", clinic.services.clock()
        )


def _job(clinic: Clinic, priya: Member, ana: Member, eyes: Eyes) -> None:
    store, clock = clinic.services.store, clinic.services.clock
    priya.page.goto("/exports")
    priya.fills(reason="For the practice in Mill Lane", passphrase="correct horse battery")
    priya.presses("main .btn-primary")
    address = priya.page.url.partition("?")[0]
    with store.begin() as unit:
        dead = jobs.add(unit.db, "sheets.remove", None, "anteroom", clock(), clock() + timedelta(hours=1))
    wait_until(lambda: _is_done(clinic, UUID(address.rpartition("/")[2])))
    priya.page.goto(address)
    eyes.look(priya.page, "job")
    priya.presses("main a.btn-primary")
    eyes.look(priya.page, "export, ready")
    ana.page.goto(f"/jobs/{dead}?watch=1")
    eyes.look(ana.page, "job, watched")
    with store.begin() as unit:
        held = jobs.claim(unit.db, clock() + timedelta(hours=2), timedelta(hours=1), {"sheets.remove"})
        assert held
        assert held.lease_token
        assert jobs.fail(unit.db, held.id, held.lease_token, clock(), "sheets_off")
    ana.page.goto("/jobs")
    eyes.look(ana.page, "jobs")
    ana.page.goto("/patients")
    assert ana.page.evaluate("document.querySelectorAll('.banner.warn').length") == 2
    eyes.look(ana.page, "list, alerts")


def _is_done(clinic: Clinic, job: UUID) -> bool:
    with clinic.services.store.read() as unit:
        kept = jobs.get(unit.db, job)
    return kept is not None and kept.state == "done"
