"""Everything that is kept about one patient, read in one transaction.

Staff are named by their role: who they are is theirs (CJEU C-579/21). Of a chat that several people share, only what
names this patient is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.guard.clinic import profile_in
from app.retention.current import rules_in
from app.retention.rule import class_of, kept_until
from app.services import current
from app.store import Extra
from app.store.patient import OWN_COLUMNS, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from app.store import (
        AuditEvent,
        Chat,
        ClinicProfile,
        KeptConsent,
        KeptVersion,
        Left,
        Member,
        Note,
        OnSheet,
        Patient,
        Restriction,
        RightsRequest,
        Unit,
    )

_EVENTS_AT_ONCE: Final = 200
_ALL: Final = 100_000
"""More than there are: a page shows the latest, a copy holds every one."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the answers said before a change; None where no key of ours opens it."""

    kept: KeptVersion
    answers: Mapping[str, str] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gathered:
    """One patient, whole."""

    at: datetime
    clinic: ClinicProfile
    patient: Patient
    address: Opened = field(repr=False)
    """The channel address that spoke for them."""
    earlier: tuple[Earlier, ...]
    notes: tuple[Note, ...] = field(repr=False)
    consents: tuple[KeptConsent, ...]
    chat: Chat | None
    exports: tuple[Left, ...]
    sheets: tuple[OnSheet, ...]
    requests: tuple[RightsRequest, ...] = field(repr=False)
    restrictions: tuple[Restriction, ...]
    events: tuple[AuditEvent, ...]
    kept_until: datetime
    """When the retention rule takes the record, if nobody holds or changes it."""
    roles: Mapping[str, str]
    """Actor -> role."""

    def by(self, actor: str) -> str:
        """Return who did something: `patient`, `operator`, `anteroom`, or a role of the staff."""
        return self.roles.get(actor, "staff" if actor.startswith("staff:") else actor)

    @property
    def answers(self) -> dict[str, Opened]:
        """Return every answer by its key, in the order of the columns; None for one that no key of ours opens."""
        own = {key: _text(getattr(self.patient, key)) for key in OWN_COLUMNS}
        extra = self.patient.extra.answers if isinstance(self.patient.extra, Extra) else {}
        return {**own, **extra}

    @property
    def flags(self) -> tuple[str, ...]:
        """Return what is marked on the record, `emergency` for one."""
        return self.patient.flags or ()

    @property
    def answered_at(self) -> datetime:
        """Return when the answers became what they are: nobody's work on the record since is the patient's word."""
        return self.earlier[-1].kept.at if self.earlier else self.patient.created_at

    @property
    def on_behalf(self) -> bool:
        """Return whether somebody answered for them, as far as that is known."""
        return any(each.on_behalf for each in self.consents)


def gather(unit: Unit, patient_id: UUID, now: datetime) -> Gathered | None:
    """Return everything of a patient; None when there is none of this id."""
    patient = unit.patients.get(patient_id)
    if patient is None:
        return None
    settings = current().settings
    return Gathered(
        at=now,
        clinic=profile_in(unit, settings.clinic),
        patient=patient,
        address=unit.patients.numbers([patient]).get(patient.id),
        earlier=tuple(_earlier(unit, patient_id)),
        notes=tuple(reversed(unit.notes.of(patient_id, _ALL))),
        consents=tuple(reversed(unit.consents.of(patient_id, _ALL))),
        chat=unit.chats.of(patient),
        exports=tuple(unit.recipients.exports_of(patient)),
        sheets=tuple(unit.recipients.sheets_of(patient)),
        requests=tuple(reversed(unit.rights.of(patient_id, with_notes=True, limit=_ALL))),
        restrictions=tuple(reversed(unit.restrictions.of(patient_id))),
        events=tuple(reversed(list(_events(unit, patient_id)))),
        kept_until=kept_until(
            class_of(patient.status), patient.updated_at, rules_in(unit, settings.retention)
        ),
        roles={_actor(member): member.role for member in unit.staff.list()},
    )


def _earlier(unit: Unit, patient_id: UUID) -> Iterator[Earlier]:
    for kept in reversed(unit.patients.versions(patient_id)):
        values = unit.patients.values_at(patient_id, kept.version)
        yield Earlier(kept, _answers(values) if isinstance(values, dict) else None)


def _answers(values: Mapping[str, str]) -> dict[str, str]:
    own = {key: values[key] for key in OWN_COLUMNS if key in values}
    extra = Extra.load(values["extra"]).answers if "extra" in values else {}
    return {**own, **extra}


def _events(unit: Unit, patient_id: UUID) -> Iterator[AuditEvent]:
    """Yield what the trail says of them, newest first."""
    before: int | None = None
    while page := unit.audit.about(patient_id, _EVENTS_AT_ONCE, before):
        yield from page
        before = page[-1].seq


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _actor(member: Member) -> str:
    return f"staff:{member.id}"
