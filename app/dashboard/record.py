"""One patient: reading the record, and working on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import Forbidden

from app.dashboard.erase import find_or_tombstone, gone
from app.dashboard.patient_rows import REASONS, age, initials, is_right_to_left
from app.dashboard.queue import keep_queue, way_of
from app.dashboard.record_parts import (
    answers_of,
    aside_label,
    changes_of,
    kept,
    left_by,
    moves_from,
    states_of,
    step_kind,
    step_label,
    unreadable_columns,
    views_of,
)
from app.dashboard.request_words import (
    CHANNELS,
    KINDS,
    REFUSALS,
    clinics_today,
    first_due_first,
    refusable,
    shown,
)
from app.guard.doors import GuardedBlueprint
from app.guard.pace import count_shown
from app.guard.roles import May, allows
from app.guard.session import actor, current_session, hold_member, signed_in
from app.intake.answers import clean, is_blank
from app.records.vocabulary import (
    LABELS,
    NEEDS,
    STATUSES,
    Actors,
    Part,
    columns_of,
    language_name,
    language_within,
    parts_open_to,
)
from app.services import current
from app.store import AuditFilters, Member, NoSuchPatient, Patient, Transaction
from app.store.patient import EMERGENCY, SYNTHETIC
from app.store.patient_flags import OPTED_OUT
from app.web.clinic import profile_in, zone_of
from app.web.page import flash
from app.web.words import reference

# What a member asks to be shown of a record, held to what their role may see.

_ALL: Final = "all"
# A member who reads health answers is about to judge them, and the notes say what was done about them.
_WITH: Final = {Part.HEALTH: (Part.HEALTH, Part.NOTES)}


def asked_for(name: str) -> tuple[Part, ...]:
    """Return the parts a button stands for, "all" for all allowed; None if unknown."""
    if name == _ALL:
        return parts_open_to(current_session().member.role)
    if name not in set(Part):
        return ()
    return _WITH.get(Part(name), (Part(name),))


def may_be_shown(parts: Collection[Part]) -> None:
    """Refuse a member who asks for a part that their role may not see, and record it.

    Raises:
        Forbidden: one of the parts is closed to the member's role.
    """
    open_to_them = parts_open_to(current_session().member.role)
    closed = next((part for part in parts if part not in open_to_them), None)
    if closed is None:
        return
    services = current()
    with services.store.begin() as unit:
        details = {"route": request.url_rule.rule if request.url_rule else "", "needs": NEEDS[closed].value}
        unit.audit.record(actor(), "door.refused", details=details, at=services.clock())
    raise Forbidden


# Whom a record may be given to: everybody who works on patients and can sign in.


def who_may_look_after(unit: Transaction, besides: UUID | None = None) -> list[Member]:
    """Return the members to choose from, and `besides`, who may have left since."""
    return [member for member in unit.staff.list() if may_look_after(member) or member.id == besides]


def may_look_after(member: Member) -> bool:
    """Tell whether a record may be given to a member."""
    return member.can_sign_in and allows(member.role, May.WORK_ON_PATIENTS)


# One patient's page, put together: everything it says is read in the transaction that writes the look
# down.

SHOWN_FOR: Final = timedelta(seconds=60)
_NO_PROBLEMS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a record to show, and why; and where in the list of who looked."""

    parts: tuple[Part, ...] = ()
    reason: str = ""
    before: int | None = None


def open_record(unit: Transaction, patient_id: UUID, wanted: Wanted, action: str) -> dict[str, Any]:
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
    views, older = views_of(unit, patient.id, wanted.before, actors)
    changes, left = changes_of(unit, patient, wanted.parts, actors), left_by(unit, patient, wanted.parts)
    return {
        "patient": patient,
        "reference": reference(patient.id),
        "shown": wanted.parts,
        "shown_until": now + SHOWN_FOR if wanted.parts else None,
        "reason": wanted.reason,
        "before": wanted.before,
        "unreadable": unreadable_columns(patient),
        **_who(unit, patient, wanted.parts, now),
        "health": answers_of(patient, Part.HEALTH, wanted.parts),
        "changes": changes,
        "left": left,
        "new_keys": {key for change in changes if change.new for key in change.keys},
        "notes": unit.notes.of(patient.id) if Part.NOTES in wanted.parts else None,
        "notes_count": unit.notes.count(patient.id),
        "actors": actors,
        "states": states_of(unit, patient, actors),
        "moves": moves_from(patient.status),
        "status": STATUSES.get(patient.status),
        "staff": who_may_look_after(unit, patient.assigned_to),
        "look_alikes": unit.patient_search.look_alikes([patient.id]).get(patient.id, ()),
        **_conversation(unit, patient),
        "alarm": unit.alarms.waiting_for(patient.id),
        "consents": unit.consents.of(patient.id),
        "requests": shown(
            first_due_first(unit.rights.of(patient.id, with_notes=Part.NOTES in wanted.parts)), actors
        ),
        "restricted": unit.restrictions.in_force(patient.id),
        "opted_out": OPTED_OUT in unit.patient_search.marks([patient.id]).get(patient.id, ()),
        "today": clinics_today(),
        "way": way_of(unit, patient),
        "kept": kept(unit, patient, actors, now),
        "views": views,
        "older_views": older,
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
    """Return what the trail keeps of a look: parts, reason, and unreadable columns."""
    details: dict[str, object] = {}
    if action != "patient.opened":
        details["parts"] = [part.value for part in wanted.parts]
    if wanted.reason:
        details["reason"] = wanted.reason
    if unreadable := unreadable_columns(patient):
        details["unreadable"] = unreadable
    return details


def _who(unit: Transaction, patient: Patient, shown: Collection[Part], now: datetime) -> dict[str, Any]:
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


def _conversation(unit: Transaction, patient: Patient) -> dict[str, Any]:
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


# `/patients/<id>`: one patient. The page opens with everything hidden; each part is shown by its own
# button.

blueprint = GuardedBlueprint(
    "record", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)
keep_queue(blueprint)
_SEQUENCE: Final = re.compile(r"[0-9]{1,18}")
_COUNT: Final = re.compile(r"[0-9]{1,9}")


@blueprint.get("")
def record_page(patient_id: UUID) -> ResponseReturnValue:
    """Show the record with every answer hidden; `before` turns the pages of views."""
    before = request.args.get("before", "")
    wanted = Wanted(before=int(before) if _SEQUENCE.fullmatch(before) else None)
    with current().store.begin() as unit:
        page = open_record(unit, patient_id, wanted, "patient.opened")
        unit.patient_work.see(patient_id, current_session().member.id)
    return render_record(page)


@blueprint.post("/show")
def show(patient_id: UUID) -> ResponseReturnValue:
    """Show the requested parts in this very answer: no address shows them again."""
    parts, reason = asked_for(request.form.get("part", "")), request.form.get("reason", "")
    problems = {}
    if not parts:
        problems["part"] = _("Choose what to show.")
    if reason and reason not in REASONS:
        problems["reason"] = _("Choose one of the reasons.")
    may_be_shown(parts)
    wanted = Wanted() if problems else Wanted(parts, reason)
    with current().store.begin() as unit:
        hold_member(unit)
        page = open_record(unit, patient_id, wanted, "patient.opened" if problems else "patient.shown")
    return render_record(
        page, problems, status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    )


# A form on a record's page, carried out in one transaction: done, or the page once more with what stood
# in the way.

NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Again:
    """The page as it is now, with what was wrong with a form, and what was typed."""

    page: Mapping[str, Any] = field(repr=False)
    problems: Mapping[str, str]
    values: Mapping[str, str] = field(repr=False)
    status: HTTPStatus


@dataclass(frozen=True, slots=True)
class Onward:
    """What to tell on another page, and its address: that of the next record."""

    said: str
    url: str


def carry_out(
    patient_id: UUID, act: Callable[[Transaction, Member], str | Again | Onward]
) -> ResponseReturnValue:
    """Act on an existing record for a member who may.

    `act` returns what to tell them, `Again` or `Onward`.

    Raises:
        RecordErased: there was such a record.
        NotFound: there never was.
    """
    try:
        with current().store.begin() as unit:
            member = hold_member(unit)
            find_or_tombstone(unit, patient_id)
            outcome = act(unit, member)
    except NoSuchPatient:  # erased between the look and the act
        with current().store.read() as unit:
            raise gone(unit, patient_id) from None
    if isinstance(outcome, Again):
        return render_record(outcome.page, outcome.problems, outcome.values, outcome.status)
    onward = outcome if isinstance(outcome, Onward) else None
    flash(onward.said if onward else str(outcome))
    return redirect(onward.url if onward else url_for("record.record_page", patient_id=patient_id), 303)


def again(
    unit: Transaction,
    patient_id: UUID,
    problems: Mapping[str, str],
    values: Mapping[str, str] = NOTHING,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> Again:
    """Return the page once more: that is one more look at the record."""
    return Again(open_record(unit, patient_id, Wanted(), "patient.opened"), problems, values, status)


def too_late(unit: Transaction, patient_id: UUID, action: str, values: Mapping[str, str] = NOTHING) -> Again:
    """Return the page as it is now, with who did this before."""
    who = who_last(unit, patient_id, action) or _("Someone")
    sentence = _("%(who)s saved first. The page shows the record as it is now.", who=who)
    return again(unit, patient_id, {"form": sentence}, values, HTTPStatus.CONFLICT)


def who_last(unit: Transaction, patient_id: UUID, action: str) -> str | None:
    """Return who did this to the record the last time; None when nobody ever did."""
    newest = unit.audit.page(AuditFilters(action=action, subject_id=patient_id), 1)
    return Actors.of(unit).name(newest[0].actor) if newest else None


# What is done with a record from its page: status, who looks after it, notes, and that the patient was
# rung.

record_work = GuardedBlueprint(
    "record_work", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)
LONGEST_NOTE: Final = 2000


def seen_news() -> int:
    """Return how many news the page had that was posted; none where it does not say."""
    typed = request.form.get("news", "")
    return int(typed) if _COUNT.fullmatch(typed) else 0


def has_news(
    unit: Transaction, patient_id: UUID, status: str = "", values: Mapping[str, str] = NOTHING
) -> Again | None:
    """Return the page with news that came meanwhile, if these stand in the way."""
    patient = unit.patients.get(patient_id, ())
    if patient is None or patient.news_at is None or patient.status != (status or patient.status):
        return None
    sentence = _("The patient has sent something new meanwhile. It is marked on the page: read it first.")
    return again(unit, patient_id, {"form": sentence}, values, HTTPStatus.CONFLICT)


@record_work.post("/assign")
def assign(patient_id: UUID) -> ResponseReturnValue:
    """Assign the record to a member or to no one, unless someone else was first."""
    form = {name: request.form.get(name, "") for name in ("assigned_to", "from")}

    def act(unit: Transaction, me: Member) -> str | Again:
        staff = {str(member.id): member for member in unit.staff.list()}
        before, after = staff.get(form["from"]), staff.get(form["assigned_to"])
        if (form["from"] and not before) or (form["assigned_to"] and not (after and may_look_after(after))):
            return again(unit, patient_id, {"assigned_to": _("Choose someone from the list.")})
        if before is after and _is_of(unit, patient_id, after):
            return str(_("Nothing was changed: the record already says this."))
        if not unit.patients.assign(patient_id, _id(before), _id(after), current().clock(), me.id):
            return too_late(unit, patient_id, "patient.assigned", form)
        _audit(unit, "patient.assigned", patient_id, {"from": form["from"], "to": form["assigned_to"]})
        if after is None:
            return str(_("No one is responsible for this record now."))
        return str(_("%(name)s is now responsible for this record.", name=after.name))

    return carry_out(patient_id, act)


@record_work.post("/emergency")
def answer_emergency(patient_id: UUID) -> ResponseReturnValue:
    """Keep that the patient was rung about an emergency word."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        if not unit.patients.answer_emergency(patient_id, current().clock()):
            return again(
                unit, patient_id, {"form": _why_not_rung(unit, patient_id)}, status=HTTPStatus.CONFLICT
            )
        _audit(unit, "patient.emergency_answered", patient_id)
        return str(_("Marked as called."))

    return carry_out(patient_id, act)


@record_work.post("/note")
def add_note(patient_id: UUID) -> ResponseReturnValue:
    """Seal a note with the record."""
    typed = request.form.get("note", "")
    text = clean(typed)

    def act(unit: Transaction, member: Member) -> str | Again:
        if problem := problem_of_note(text):
            return again(unit, patient_id, {"note": problem}, {"note": typed})
        note = unit.notes.add(patient_id, member.id, text, current().clock())
        _audit(unit, "patient.note_added", patient_id, {"note": note.hex})
        return str(_("The note was added."))

    return carry_out(patient_id, act)


def problem_of_note(note: str) -> str | None:
    """Return what is wrong with a note, or None."""
    if is_blank(note):
        return str(_("Write the note first."))
    over = len(note) - LONGEST_NOTE
    if over <= 0:
        return None
    too_long = ngettext(
        "The note is %(num)s character too long: at most %(limit)s.",
        "The note is %(num)s characters too long: at most %(limit)s.",
        over,
        limit=LONGEST_NOTE,
    )
    return str(too_long)


def _why_not_rung(unit: Transaction, patient_id: UUID) -> str:
    who = who_last(unit, patient_id, "patient.emergency_answered")
    if who is None:
        return str(_("This record has no emergency word."))
    return str(_("The patient has already been called. Marked by %(who)s.", who=who))


def _is_of(unit: Transaction, patient_id: UUID, member: Member | None) -> bool:
    patient = unit.patients.get(patient_id, ())
    return patient is not None and patient.assigned_to == _id(member)


def _id(member: Member | None) -> UUID | None:
    return member.id if member else None


def _audit(unit: Transaction, action: str, patient_id: UUID, details: Mapping[str, object] = NOTHING) -> None:
    unit.audit.record(actor(), action, "patient", patient_id, details, at=current().clock())
