"""The set-up page: what is done, and how Anteroom knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from app.checks import Finding, checklist
from app.checks.checklist import Check, Shown
from app.checks.profile import Line, Origin, lines
from app.config import IntakeMode, Settings
from app.config.profiles import Rule
from app.dashboard.audit import chain_watch
from app.dashboard.settings import version_now
from app.dashboard.setup_steps import DOCTOR, steps
from app.guard.doors import GuardedBlueprint, May
from app.guard.session import actor, hold_member, signed_in
from app.records.vocabulary import Actors
from app.services import Services, current
from app.store import AuditFilters, ChainReport, ClinicProfile, Member
from app.web.page import flash

# What the checks of the set-up look at. It is gathered once for each page, and holds nothing about a patient.

ATTESTED: Final = ("whatsapp_terms",)
"""The steps that only a person can confirm."""
_RECENT: Final = timedelta(days=7)
_HANDED_IN: Final = "patient.created"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person's confirmation that a step is done."""

    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class SetupState:
    """The present state of what the steps check."""

    settings: Settings
    now: datetime
    host: str
    """The host and port at which this page was requested."""
    profile_version: int
    profile: ClinicProfile
    newest_message: datetime | None
    refused: Mapping[str, int]
    """Requests to the webhook that were turned away in the last seven days, by reason."""
    handed_in: datetime | None
    """When the newest intake came in, by the audit trail: an invented patient leaves no such line there."""
    admins: tuple[Member, ...]
    confirmed: Mapping[str, Confirmation]
    chain: ChainReport
    chain_seen_at: datetime
    findings: Sequence[tuple[Check, Sequence[Finding]]]
    """What the shared checks found that this page shows, in their order."""

    def found(self, code: str) -> Finding | None:
        """Return the first finding of a check, or None when it found nothing."""
        return next((each for check, found in self.findings if check.code == code for each in found), None)

    @property
    def is_at_public_url(self) -> bool:
        """Whether this page was requested at PUBLIC_URL."""
        ours, here = urlsplit(self.settings.public_url), urlsplit(f"https://{self.host}")
        return (ours.hostname, ours.port or 443) == (here.hostname, here.port or 443)


def setup_state(services: Services, host: str) -> SetupState:
    """Return the present state of what the steps check.

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
        return SetupState(
            settings=services.settings,
            now=now,
            host=host,
            profile_version=version,
            profile=profile,
            newest_message=unit.receipts.newest(),
            refused=unit.refusals.counts(now - _RECENT),
            handed_in=handed_in[0].at if handed_in else None,
            admins=tuple(each for each in unit.staff.list() if each.role == "admin" and each.can_sign_in),
            confirmed={
                name: Confirmation(mark.at, actors.name(mark.actor)) for name, mark in marks.items() if mark
            },
            chain=chain,
            chain_seen_at=seen_at,
            findings=findings,
        )


# The compliance profile in words.

WHAT: Final[Mapping[str, str]] = {
    "INTAKE_MODE": _l("Where patients answer"),
    "RETENTION_DAYS": _l("How long records are kept, at most"),
    "AUDIT_RETENTION_DAYS": _l("How long the audit trail is kept"),
    "RIGHTS_DUE_DAYS": _l("Time to answer a patient’s request"),
    "SESSION_IDLE_MINUTES": _l("Inactivity until sign-out"),
}
"""Setting -> what it decides."""
_MODES: Final[Mapping[str, str]] = {
    IntakeMode.CHAT: _l("In the chat"),
    IntakeMode.LINK: _l("On our own page, through a link"),
    IntakeMode.ASK: _l("Where the patient chooses"),
}
_SET_BY: Final[Mapping[Origin, str]] = {
    Origin.PROFILE: _l("Profile"),
    Origin.OPERATOR: _l("Operator"),
    Origin.ADMIN: _l("Admin, under Retention"),
}


@dataclass(frozen=True, slots=True)
class LawRow:
    """One line of the table."""

    what: str
    setting: str
    value: str
    set_by: str
    allowed: str
    source: str
    is_allowed: bool


def law_row(line: Line) -> LawRow:
    """Return a rule of the profile as the page words it."""
    rule = line.rule
    return LawRow(
        str(WHAT[rule.setting]),
        rule.setting,
        _value(rule, line.value),
        str(_SET_BY[line.origin]),
        _allowed(rule),
        rule.source,
        line.is_allowed,
    )


def _value(rule: Rule, value: int | str) -> str:
    if isinstance(value, str):
        return str(_MODES[value])
    if rule.setting.endswith("_MINUTES"):
        return str(ngettext("one minute", "%(num)d minutes", value))
    return str(ngettext("one day", "%(num)d days", value))


def _allowed(rule: Rule) -> str:
    if rule.over_whatsapp:
        modes = ", ".join(_value(rule, each) for each in rule.over_whatsapp)
        return str(_("Over WhatsApp only: %(modes)s", modes=modes))
    least, most = (None if edge is None else _value(rule, edge) for edge in (rule.least, rule.most))
    if least and most:
        return str(_("From %(least)s to %(most)s", least=least, most=most))
    if least:
        return str(_("At least %(span)s", span=least))
    return str(_("At most %(span)s", span=most)) if most else str(_("Any value"))


# `/setup`: what is done, what comes next, and how Anteroom knows.

blueprint = GuardedBlueprint("setup", __name__, door=signed_in(May.CHANGE_SETTINGS), url_prefix="/setup")


@blueprint.get("")
def setup_page() -> ResponseReturnValue:
    """Show every step with its proof."""
    found = steps(setup_state(current(), request.host))
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
