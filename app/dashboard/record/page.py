"""One patient's page, put together: everything it says is read in the transaction that writes the look down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import render_template

from app.dashboard.erasing.tombstone import find_or_tombstone
from app.dashboard.masks import age, initials, is_right_to_left
from app.dashboard.reasons import REASONS
from app.dashboard.record.answers import answers_of, unreadable_columns
from app.dashboard.record.changes import changes_of
from app.dashboard.record.keeping import kept
from app.dashboard.record.looks import looks_at
from app.dashboard.record.staff_choices import who_may_look_after
from app.dashboard.record.states import moves_from, states_of
from app.dashboard.requests.kinds import CHANNELS, KINDS, REFUSALS, refusable
from app.dashboard.requests.showing import clinics_today, first_due_first, shown
from app.dashboard.steps import aside_label, step_kind, step_label
from app.guard.clinic import profile_in, zone_of
from app.guard.pace import count_shown
from app.guard.roles import May, allows
from app.guard.signed_in import actor, current_session
from app.guard.words import reference
from app.records.actors import Actors
from app.records.language_names import language_name, language_within
from app.records.parts import LABELS, Part, columns_of, parts_open_to
from app.records.statuses import STATUSES
from app.services import current
from app.store.patient import EMERGENCY, SYNTHETIC
from app.store.patient_marks import OPTED_OUT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Patient, Unit

SHOWN_FOR: Final = timedelta(seconds=60)
_NO_PROBLEMS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a record to show, and why; and where in the list of who looked."""

    parts: tuple[Part, ...] = ()
    reason: str = ""
    before: int | None = None


def open_record(unit: Unit, patient_id: UUID, wanted: Wanted, action: str) -> dict[str, Any]:
    """Write the look down, and return what the page says of the patient.

    Raises:
        RecordErased: there was one.
        NotFound: there never was.
    """
    count_shown(unit, records=1 if wanted.parts else 0)
    patient = find_or_tombstone(unit, patient_id, columns_of(wanted.parts))
    now = current().clock()
    unit.audit.record(actor(), action, "patient", patient.id, _looked_at(wanted, action, patient), at=now)
    actors = Actors.of(unit)
    looks, older = looks_at(unit, patient.id, wanted.before, actors)
    return {
        "patient": patient,
        "reference": reference(patient.id),
        "url": f"/patients/{patient.id}",
        "shown": wanted.parts,
        "shown_until": now + SHOWN_FOR if wanted.parts else None,
        "reason": wanted.reason,
        "before": wanted.before,
        "unreadable": unreadable_columns(patient),
        **_who(unit, patient, wanted.parts, now),
        "health": answers_of(patient, Part.HEALTH, wanted.parts),
        "changes": changes_of(unit, patient.id, wanted.parts, actors),
        "notes": unit.notes.of(patient.id) if Part.NOTES in wanted.parts else None,
        "notes_count": unit.notes.count(patient.id),
        "actors": actors,
        "states": states_of(unit, patient, actors),
        "moves": moves_from(patient.status),
        "status": STATUSES.get(patient.status),
        "staff": who_may_look_after(unit, patient.assigned_to),
        "look_alikes": unit.patients.look_alikes([patient.id]).get(patient.id, ()),
        **_conversation(unit, patient),
        "consents": unit.consents.of(patient.id),
        "requests": shown(
            first_due_first(unit.rights.of(patient.id, with_notes=Part.NOTES in wanted.parts)), actors
        ),
        "restricted": unit.restrictions.in_force(patient.id),
        "opted_out": OPTED_OUT in unit.patients.marks([patient.id]).get(patient.id, ()),
        "today": clinics_today(),
        "kept": kept(unit, patient, actors, now),
        "looks": looks,
        "older_looks": older,
    }


def render_record(
    page: Mapping[str, Any],
    problems: Mapping[str, str] = _NO_PROBLEMS,
    values: Mapping[str, str] = _NO_PROBLEMS,
    status: HTTPStatus = HTTPStatus.OK,
) -> ResponseReturnValue:
    """Return the page, with what was wrong with a form and what was typed into it."""
    known = what_every_page_knows()
    return render_template(
        "dashboard/record.html", problems=problems, values=values, page=page, **known
    ), status


def what_every_page_knows() -> dict[str, Any]:
    """Return what the templates of a record need besides the record."""
    role = current_session().member.role
    return {
        "parts": {part.value: LABELS[part] for part in parts_open_to(role)},
        "may_read_health": allows(role, May.READ_HEALTH),
        "may_erase": allows(role, May.ERASE_PATIENTS),
        "may_copy": allows(role, May.EXPORT),
        "may_read_audit": allows(role, May.READ_AUDIT),
        "reasons": REASONS,
        "statuses": STATUSES,
        "language_name": language_name,
        "language_within": language_within,
        "reference_of": reference,
        "request_kinds": KINDS,
        "request_channels": CHANNELS,
        "refusals": REFUSALS,
        "refusable": refusable(role),
    }


def _looked_at(wanted: Wanted, action: str, patient: Patient) -> dict[str, object]:
    """Return what the trail keeps of a look: parts, the reason, and which columns no key of ours opens."""
    details: dict[str, object] = {}
    if action != "patient.opened":
        details["parts"] = [part.value for part in wanted.parts]
    if wanted.reason:
        details["reason"] = wanted.reason
    if unreadable := unreadable_columns(patient):
        details["unreadable"] = unreadable
    return details


def _who(unit: Unit, patient: Patient, shown: Collection[Part], now: datetime) -> dict[str, Any]:
    name = patient.name if isinstance(patient.name, str) else None
    born = patient.birth_date if isinstance(patient.birth_date, str) else ""
    zone = zone_of(profile_in(unit, current().settings.clinic))
    number = unit.patients.numbers([patient]).get(patient.id, "") if Part.IDENTITY in shown else None
    return {
        "name": name,
        "initials": initials(name or ""),
        "right_to_left": is_right_to_left(name or ""),
        "age": age(born, now.astimezone(zone).date()),
        "identity": answers_of(patient, Part.IDENTITY, shown),
        "number": number.rpartition(":")[2] if isinstance(number, str) else None,
        "number_unreadable": number is not None and not isinstance(number, str),
        "emergency": EMERGENCY in (patient.flags or ()),
        "synthetic": SYNTHETIC in (patient.flags or ()),
        "flags_unreadable": patient.flags is None,
    }


def _conversation(unit: Unit, patient: Patient) -> dict[str, Any]:
    if patient.conversation_id is None:
        return {"undelivered": None, "steps": ()}
    steps = unit.steps.of(patient.conversation_id)
    return {
        "undelivered": unit.deliveries.failure(patient.conversation_id),
        "steps": [
            {
                "label": step_label(step.step),
                "aside": aside_label(step.aside),
                "kind": step_kind(step.step, step.aside),
                "at": step.at,
            }
            for step in steps
            if step.patient_id in {None, patient.id}
        ],
    }
