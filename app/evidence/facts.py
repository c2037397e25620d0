"""What is known of an installation, from its settings and its database.

Counts, dates and periods only. No column that holds what patients said is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from app.checks import Finding, Shown, State, checklist
from app.checks.profile import Line, lines
from app.config.environment import version
from app.config.settings import Settings
from app.intake.clinic import Clinic
from app.intake.questionnaire import Questionnaire
from app.retention.rules import rules_in
from app.services import Services
from app.store import Transaction
from app.store.backup.restore import REHEARSED
from app.store.clinic import milestones, questionnaires
from app.store.clinic.milestones import BACKUP_REHEARSED, BACKUP_TAKEN
from app.store.clinic.retention_rules import Rules
from app.store.engine.powers import powers_of
from app.store.holdings import Holding, holdings
from app.store.model import connection_of
from app.store.patients import patients
from app.store.staff import access_reviews
from app.store.staff.staff import all_members
from app.store.trail import audit, witnesses
from app.store.trail.audit import AuditFilters
from app.web.clinic import clinic_in

_MOST: Final = 10_000_000
_WHATSAPP: Final = "whatsapp:"


class Rehearsal(NamedTuple):
    """A backup that was restored to try it out."""

    at: datetime
    took: timedelta | None
    """How long the restore took; None if an older release tried it."""
    rows: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What every paper is written from."""

    settings: Settings
    clinic: Clinic
    """As it is set up now, by the environment or by an admin."""
    asked: Questionnaire
    """What patients are asked now."""
    rules: Rules
    """The rules of retention in force."""
    now: datetime
    version: str
    members: Mapping[str, int]
    """Role -> how many may sign in."""
    records: int
    backup_at: datetime | None
    """When the newest backup was taken."""
    rehearsal: Rehearsal | None
    """The newest rehearsal that is written down here."""
    reviewed_at: datetime | None
    """When somebody last confirmed who keeps what they may do."""
    unreviewed: int
    """How many should have been confirmed by now."""
    witnessed: Mapping[str, datetime]
    """When the trail's head last went to a witness, each way."""
    powers: tuple[str, ...] | None
    """What the database's user may do to the whole server; None on SQLite."""
    lines: tuple[Line, ...]
    """The rules of the compliance profile, each with the value in force."""
    findings: tuple[Finding, ...]
    """What the checks that need no network find wrong."""
    holdings: tuple[Holding, ...]

    @property
    def on_whatsapp(self) -> bool:
        """Whether one of our numbers is on WhatsApp."""
        return any(sender.startswith(_WHATSAPP) for sender in self.settings.twilio.senders)

    @property
    def by_sms(self) -> bool:
        """Whether one of our numbers takes SMS."""
        return not all(sender.startswith(_WHATSAPP) for sender in self.settings.twilio.senders)

    @property
    def law(self) -> str:
        """The name of the compliance profile; "" where none is chosen."""
        return self.settings.compliance.profile.name


def gather(services: Services) -> Facts:
    """Return what is known now.

    Raises:
        StoreUnavailable, WrongKeys: the database cannot be read.
    """
    settings = services.settings
    found, of_law = tuple(_findings(services)), tuple(lines(services))
    with services.store.read() as unit:
        taken = milestones.get(unit.db, BACKUP_TAKEN)
        members = Counter(each.role for each in all_members(unit.db) if each.can_sign_in)
        return Facts(
            settings=settings,
            clinic=clinic_in(unit, settings.clinic),
            asked=questionnaires.in_force(unit.db),
            rules=rules_in(unit, settings.retention),
            now=services.clock(),
            version=version(),
            members=dict(sorted(members.items())),
            records=patients.counts(unit.db, cap=_MOST)[""],
            backup_at=taken.at if taken else None,
            rehearsal=_rehearsal(unit),
            reviewed_at=max((each.at for each in access_reviews.reviews(unit.db)), default=None),
            unreviewed=len(access_reviews.overdue(unit.db, services.clock())),
            witnessed=witnesses.newest(unit.db),
            powers=powers_of(connection_of(unit.db)),
            lines=of_law,
            findings=found,
            holdings=holdings(),
        )


def _rehearsal(unit: Transaction) -> Rehearsal | None:
    done = milestones.get(unit.db, BACKUP_REHEARSED)
    if done is None:
        return None
    line = next(iter(audit.page(unit.db, AuditFilters(action=REHEARSED.code), 1)), None)
    details = line.details if line is not None and line.at == done.at else {}
    length = details.get("milliseconds")
    took = None if length is None else timedelta(milliseconds=int(length))
    return Rehearsal(done.at, took, int(details.get("rows", 0)))


def _findings(services: Services) -> list[Finding]:
    here = (check for check in checklist.shown_in(Shown.DOCTOR) if not check.over_network)
    return [found for check in here for found in check.findings(services) if found.state is not State.OK]
