"""The first hour: what is done, and how Anteroom knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.checks import Finding, checklist
from app.checks.checklist import Check, Shown
from app.checks.profile import lines
from app.config import Settings
from app.dashboard.audit import chain_watch
from app.dashboard.settings import version_now
from app.dashboard.setup_law import law_row
from app.dashboard.setup_steps import DOCTOR, steps
from app.guard.doors import GuardedBlueprint, May
from app.guard.session import actor, hold_member, signed_in
from app.records.vocabulary import Actors
from app.services import Services, current
from app.store import AuditFilters, ChainReport, ClinicProfile, Member
from app.web.page import flash

# What the checks of the set-up look at: gathered once for a page, and nothing of a patient in it.

ATTESTED: Final = ("whatsapp_terms",)
"""What nobody but a person can say to be done."""
_RECENT: Final = timedelta(days=7)
_HANDED_IN: Final = "patient.created"


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody said that a step is done."""

    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Reality:
    """How things stand now."""

    settings: Settings
    now: datetime
    host: str
    """Where this very page was asked for, with its port."""
    profile_version: int
    profile: ClinicProfile
    newest_message: datetime | None
    refused: Mapping[str, int]
    """Requests to the webhook that were turned away in the last seven days, by reason."""
    handed_in: datetime | None
    """When the newest intake came in, by the audit trail: an invented patient leaves no such line there."""
    admins: tuple[Member, ...]
    said: Mapping[str, Said]
    chain: ChainReport
    chain_seen_at: datetime
    findings: Sequence[tuple[Check, Sequence[Finding]]]
    """What the shared checks found that this page shows, in their order."""

    def found(self, code: str) -> Finding | None:
        """Return the first finding of a check, or None when it found nothing."""
        return next((each for check, found in self.findings if check.code == code for each in found), None)

    @property
    def is_at_public_url(self) -> bool:
        """Whether this page was asked for at PUBLIC_URL."""
        ours, here = urlsplit(self.settings.public_url), urlsplit(f"https://{self.host}")
        return (ours.hostname, ours.port or 443) == (here.hostname, here.port or 443)


def look(services: Services, host: str) -> Reality:
    """Return how things stand.

    Raises:
        WrongKeys: the configured keys are not all that this database is written with.
    """
    services.store.prove_keys()
    seen_at, chain = chain_watch().report(services)
    now = services.clock()
    findings = [(check, check.findings(services)) for check in checklist.shown_in(Shown.SETUP)]
    with services.store.read() as unit:
        version, profile = version_now(unit)
        actors = Actors.of(unit)
        marks = {name: unit.milestones.get(name) for name in ATTESTED}
        handed_in = unit.audit.page(AuditFilters(action=_HANDED_IN), 1)
        return Reality(
            settings=services.settings,
            now=now,
            host=host,
            profile_version=version,
            profile=profile,
            newest_message=unit.receipts.newest(),
            refused=unit.refusals.counts(now - _RECENT),
            handed_in=handed_in[0].at if handed_in else None,
            admins=tuple(each for each in unit.staff.list() if each.role == "admin" and each.can_sign_in),
            said={name: Said(mark.at, actors.name(mark.actor)) for name, mark in marks.items() if mark},
            chain=chain,
            chain_seen_at=seen_at,
            findings=findings,
        )


# `/setup`: what is done, what comes next, and how Anteroom knows.

blueprint = GuardedBlueprint("setup", __name__, door=signed_in(May.CHANGE_SETTINGS), url_prefix="/setup")


@blueprint.get("")
def setup_page() -> ResponseReturnValue:
    """Show every step with its proof."""
    found = steps(look(current(), request.host))
    done = sum(step.done for step in found)
    next_step = next((index for index, step in enumerate(found) if not step.done), None)
    return render_template(
        "dashboard/setup.html",
        steps=found,
        done=done,
        next_step=next_step,
        doctor=DOCTOR,
        law=current().settings.compliance.profile.name,
        law_rows=[law_row(line) for line in lines(current())],
    )


@blueprint.post("/attest")
def attest() -> ResponseReturnValue:
    """Record that a member confirms a step that Anteroom cannot check."""
    services, name = current(), request.form.get("name", "")
    if name not in ATTESTED:
        raise BadRequest
    with services.store.begin() as unit:
        hold_member(unit)
        unit.milestones.mark(name, actor(), services.clock())
        unit.audit.record(actor(), "setup.attested", details={"step": name}, at=services.clock())
    flash(_("Confirmed. You will be asked again in 30 days."))
    return redirect(url_for("setup.setup_page", _anchor="next"), 303)
