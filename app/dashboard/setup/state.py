"""Gather once for a page what the steps of the set-up look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from app.checks import Check, Finding, Shown, checklist
from app.config import Settings
from app.dashboard.audit.chain import chain_watch
from app.dashboard.settings.changes import version_now
from app.intake.clinic import Clinic
from app.records.actors import Actors
from app.records.effects import CREATED
from app.services import Services
from app.store.clinic import milestones
from app.store.clinic.milestones import SAMPLES
from app.store.messages import receipts
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.audit_verify import ChainReport
from app.store.work import refusals

ATTESTED: Final = ("whatsapp_terms",)
"""The steps that only a person can confirm."""
_RECENT: Final = timedelta(days=7)
_HANDED_IN: Final = CREATED.code


class Confirmation(NamedTuple):
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
    clinic_version: int
    clinic: Clinic
    newest_message: datetime | None
    refused: Mapping[str, int]
    """Requests to the webhook that were turned away in the last seven days, by reason."""
    handed_in: datetime | None
    """When the newest intake came in, by the audit trail: an invented patient leaves no such line there."""
    admins: tuple[Member, ...]
    confirmed: Mapping[str, Confirmation]
    chain: ChainReport
    chain_seen_at: datetime
    has_samples: bool
    """Whether there are sample patients."""
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
        version, clinic = version_now(unit)
        actors = Actors.of(unit)
        marks = {name: milestones.get(unit.db, name) for name in ATTESTED}
        handed_in = audit.page(unit.db, AuditFilters(action=_HANDED_IN), 1)
        return SetupState(
            settings=services.settings,
            now=now,
            host=host,
            clinic_version=version,
            clinic=clinic,
            newest_message=receipts.newest(unit.db),
            refused=refusals.counts(unit.db, now - _RECENT),
            handed_in=handed_in[0].at if handed_in else None,
            admins=tuple(
                each for each in staff.all_members(unit.db) if each.role == "admin" and each.can_sign_in
            ),
            confirmed={
                name: Confirmation(mark.at, actors.name(mark.actor)) for name, mark in marks.items() if mark
            },
            chain=chain,
            chain_seen_at=seen_at,
            has_samples=milestones.get(unit.db, SAMPLES) is not None,
            findings=findings,
        )
