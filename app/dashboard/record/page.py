"""Show one patient's page, and record the look.

It opens with everything hidden; each part is shown by its own button. What the page says is read by its sections: a
section is a function in the file of its subject, beside the acts on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.dashboard.person import age, initials, is_right_to_left
from app.dashboard.reach import reach_of
from app.dashboard.record import blueprint
from app.dashboard.record.tombstone import find_or_tombstone
from app.dashboard.shown import COPIED, NAME, REASONS, all_names_until, remembered, seconds_left, shown_of
from app.guard.doors import May, allows
from app.guard.forms import refill
from app.guard.pace import SEE_MORE, count_shown
from app.guard.session import actor, current_session, is_live, scripts_ask_for, signed_in
from app.intake.clinic import Clinic
from app.records.actors import Actors
from app.records.parts import LABELS, Part, columns_of, parts_open_to
from app.records.status import STATUSES
from app.records.vocabulary import language_name, language_within
from app.services import current
from app.store import Transaction
from app.store.conversations import consents, conversation_steps
from app.store.conversations.consents import Consent
from app.store.conversations.conversation_steps import ConversationStep
from app.store.conversations.conversations import Reach
from app.store.patients import patients, record_contents
from app.store.patients.patient import ALL, SYNTHETIC, Patient
from app.store.patients.patient_flags import OPTED_OUT
from app.store.patients.record_contents import Contents
from app.store.trail import audit
from app.store.trail.events import TrailEvent
from app.store.trail.recorded import RECORD_OPENED
from app.web.clinic import clinic_within, reference, zone_of
from app.web.feature import DeclaredTwice

_NO_PROBLEMS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts of a record to open, by default those that this session shows.

    `before` is a place in the list of who looked.
    """

    only: tuple[Part, ...] = tuple(Part)
    before: int | None = None


@dataclass(frozen=True)
class OpenRecord:
    """A record that somebody looks at: what a section of its page reads."""

    unit: Transaction
    patient: Patient
    shown: tuple[Part, ...]
    until: Mapping[str, datetime]
    """Part that is shown -> until when."""
    wanted: Wanted
    actors: Actors
    now: datetime
    contents: Contents
    """What there is of it; of an allergy only what this member may know."""
    said: dict[Callable[[OpenRecord], Any], Mapping[str, Any]] = field(default_factory=dict)
    """Section -> what it has read."""

    @cached_property
    def clinic(self) -> Clinic:
        """The clinic as it is set up now."""
        return clinic_within(self.unit)

    @property
    def marks(self) -> Collection[str]:
        """What stands out about the record."""
        return self.contents.marked.marks

    @cached_property
    def reach(self) -> Reach | None:
        """How the sender who wrote for the patient can be reached, if anybody did."""
        return reach_of(self.unit, self.patient)

    @cached_property
    def consents(self) -> Sequence[Consent]:
        """What they said to the privacy text, the latest first."""
        return consents.of(self.unit.db, self.patient.id)

    @property
    def is_on_behalf(self) -> bool:
        """Whether somebody answered for them, as far as that is known."""
        return bool(self.consents) and self.consents[0].on_behalf

    @cached_property
    def steps(self) -> Sequence[ConversationStep]:
        """The conversation's latest steps, oldest first, without those to other records."""
        talk = self.patient.conversation_id
        steps = conversation_steps.of(self.unit.db, talk) if talk else ()
        return [step for step in steps if step.patient_id in {None, self.patient.id}]


_Section = Callable[[OpenRecord], Mapping[str, Any]]
_sections: list[_Section] = []


def section(read: _Section) -> _Section:
    """Let the page of a record say what a function reads of it, by name.

    It reads once, so that another section may ask it.
    """

    @wraps(read)
    def once(record: OpenRecord) -> Mapping[str, Any]:
        if read not in record.said:
            record.said[read] = read(record)
        return record.said[read]

    _sections.append(once)
    return once


def open_record(unit: Transaction, patient_id: UUID, wanted: Wanted, event: TrailEvent) -> dict[str, Any]:
    """Record the look as `event`, and return what the page says of the patient.

    Everything is read in the transaction that records the look.

    Raises:
        RecordErased: there was one.
        NotFound: there never was.
        DeclaredTwice: two sections say something of the same name.
    """
    until = shown_of(unit, patient_id)
    parts = tuple(part for part in Part if part in until and part in wanted.only)
    named_until = _named_until(unit, until) if Part.IDENTITY in wanted.only else None
    patient = find_or_tombstone(unit, patient_id, columns_of(parts))
    now = current().clock()
    may_know = allows(current_session().member.role, May.READ_HEALTH)
    contents = record_contents.of(unit.db, patient_id, with_allergies=may_know)
    looked_at = _look_details(patient, parts, is_named=named_until is not None)
    if contents.marked.allergy:
        looked_at["allergies"] = 1
    audit.record(unit.db, actor(), event, "patient", patient.id, looked_at, at=now)
    record = OpenRecord(unit, patient, parts, until, wanted, Actors.of(unit), now, contents)
    page: dict[str, Any] = {
        "patient": patient,
        "reference": reference(patient.id),
        "shown": parts,
        "until": until,
        "seconds": {part: seconds_left(moment) for part, moment in until.items()},
        "unreadable": unreadable_columns(patient),
        "named_for": None if named_until is None else seconds_left(named_until),
        "actors": record.actors,
        "today": now.astimezone(zone_of(record.clinic)).date(),
        "consents": record.consents,
        **_who(record, is_named=named_until is not None),
    }
    for read in _sections:
        said = read(record)
        if twice := page.keys() & said.keys():
            raise DeclaredTwice(*sorted(twice))
        page |= said
    return page


def _named_until(unit: Transaction, until: Mapping[str, datetime]) -> datetime | None:
    """Return until when the name is shown: alone, as a part, or with every name."""
    if one := until.get(Part.IDENTITY) or until.get(NAME):
        return one
    everybody = all_names_until(current_session())
    count_shown(unit, names=0 if everybody is None else 1)
    return everybody


def render_record(
    page: Mapping[str, Any],
    problems: Mapping[str, str] = _NO_PROBLEMS,
    values: Mapping[str, str] = _NO_PROBLEMS,
    status: HTTPStatus = HTTPStatus.OK,
) -> ResponseReturnValue:
    """Return the page, with what was wrong with a form and what was typed into it."""
    known = what_every_page_knows()
    return render_template(
        "dashboard/record/page.html", problems=problems, values=values, page=page, **known
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
        "why": remembered(),
        "copied": COPIED,
        "statuses": STATUSES,
        "language_name": language_name,
        "language_within": language_within,
        "reference_of": reference,
    }


def unreadable_columns(patient: Patient) -> list[str]:
    """Return the names of the opened columns that no key of ours opens."""
    return [name for name in ALL if not isinstance(getattr(patient, name), str | None)]


def _look_details(patient: Patient, parts: Collection[Part], *, is_named: bool) -> dict[str, object]:
    """Return what the trail keeps of a look: what was shown, and what did not open."""
    details: dict[str, object] = {}
    if parts or is_named:
        named = [NAME] if is_named and Part.IDENTITY not in parts else []
        details["parts"] = [*named, *(part.value for part in parts)]
    if unreadable := unreadable_columns(patient):
        details["unreadable"] = unreadable
    return details


def _who(record: OpenRecord, *, is_named: bool) -> dict[str, Any]:
    """Return what the page says of the person; their number only if they are named."""
    unit, patient = record.unit, record.patient
    name = patient.name if isinstance(patient.name, str) else None
    born = patient.birth_date if isinstance(patient.birth_date, str) else ""
    zone = zone_of(record.clinic)
    number = patients.numbers(unit.db, [patient]).get(patient.id, "") if is_named else None
    return {
        "name": name,
        "initials": initials(name or ""),
        "right_to_left": is_right_to_left(name or ""),
        "age": age(born, record.now.astimezone(zone).date()),
        "number": number.rpartition(":")[2] if isinstance(number, str) else None,
        "number_unreadable": number is not None and not isinstance(number, str),
        "synthetic": SYNTHETIC in (patient.flags or ()),
        "flags_unreadable": patient.flags is None,
        "opted_out": OPTED_OUT in record.marks,
    }


_SEQUENCE: Final = re.compile(r"[0-9]{1,18}")


@blueprint.get("", door=signed_in(May.SEE_PATIENTS), confirms=SEE_MORE)
@scripts_ask_for
def record_page(patient_id: UUID) -> ResponseReturnValue:
    """Show the record: what this session asked for within the minute, the rest hidden.

    `before` turns the pages of views.
    """
    before, typed = request.args.get("before", ""), refill()
    wanted = Wanted(before=int(before) if _SEQUENCE.fullmatch(before) else None)
    with current().store.begin() as unit:
        page = open_record(unit, patient_id, wanted, RECORD_OPENED)
        if not is_live() and page["patient"].assigned_to == (me := current_session().member.id):
            patients.see(unit.db, patient_id, me)
    chosen = {"form_keys": ",".join(typed.fields.getlist("keys"))}
    return render_record(page, typed.problems, typed.values | chosen)
