"""One patient: reading the record, and working on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.erase import find_or_tombstone, gone
from app.dashboard.message_words import why
from app.dashboard.patient_rows import REASONS, age, initials, is_right_to_left
from app.dashboard.queue import keep_queue, way_of
from app.dashboard.record_links import REASONS as FORM_REASONS
from app.dashboard.record_links import links_of
from app.dashboard.record_messages import BLOCKED, thread_of
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
from app.dashboard.record_remarks import remarks_of
from app.dashboard.request_words import (
    CHANNELS,
    KINDS,
    REFUSALS,
    first_due_first,
    refusable,
    shown,
)
from app.dashboard.shown import COPIED, NAME, SHOWN_FOR, all_names_until, remembered, seconds_left, shown_of
from app.guard.doors import GuardedBlueprint, May, allows
from app.guard.forms import come_back, is_navigation, is_refilled, refill
from app.guard.pace import count_shown
from app.guard.session import actor, current_session, hold_member, is_live, scripts_ask_for, signed_in
from app.intake import channel
from app.records.vocabulary import (
    LABELS,
    STATUSES,
    Actors,
    Part,
    columns_of,
    language_name,
    language_within,
    parts_open_to,
)
from app.services import current
from app.store import AuditFilters, Member, NoSuchPatient, Note, Patient, Transaction
from app.store.outbound import LONGEST
from app.store.patient import EMERGENCY, SYNTHETIC
from app.store.patient_flags import OPTED_OUT
from app.web.clinic import clinics_today, cost, profile_in, reference
from app.web.page import flash

# The members who may be assigned a record: everybody who works on patients and can sign in.


def who_may_look_after(unit: Transaction, besides: UUID | None = None) -> list[Member]:
    """Return the members to choose from, and `besides`, who may have left since."""
    return [member for member in unit.staff.list() if may_look_after(member) or member.id == besides]


def may_look_after(member: Member) -> bool:
    """Tell whether a record may be given to a member."""
    return member.can_sign_in and allows(member.role, May.WORK_ON_PATIENTS)


# One patient's page. Everything on it is read in the transaction that records the look.

_NO_PROBLEMS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts of a record to open, by default those that this session shows.

    `before` is a place in the list of who looked.
    """

    only: tuple[Part, ...] = tuple(Part)
    before: int | None = None


def open_record(unit: Transaction, patient_id: UUID, wanted: Wanted, action: str) -> dict[str, Any]:
    """Record the look as `action`, and return what the page says of the patient.

    Raises:
        RecordErased: there was one.
        NotFound: there never was.
    """
    until = shown_of(unit, patient_id)
    parts = tuple(part for part in Part if part in until and part in wanted.only)
    named_until = _named_until(unit, until) if Part.IDENTITY in wanted.only else None
    patient = find_or_tombstone(unit, patient_id, columns_of(parts))
    now = current().clock()
    looked_at = _look_details(patient, parts, is_named=named_until is not None)
    unit.audit.record(actor(), action, "patient", patient.id, looked_at, at=now)
    actors = Actors.of(unit)
    views, older = views_of(unit, patient.id, wanted.before, actors)
    changes, left = changes_of(unit, patient, parts, actors), left_by(unit, patient, parts)
    return {
        "patient": patient,
        "reference": reference(patient.id),
        "shown": parts,
        "until": until,
        "seconds": {part: seconds_left(moment) for part, moment in until.items()},
        "named_for": None if named_until is None else seconds_left(named_until),
        "before": wanted.before,
        "unreadable": unreadable_columns(patient),
        **_who(unit, patient, parts, now, is_named=named_until is not None),
        "health": answers_of(patient, Part.HEALTH, parts),
        "remarks": remarks_of(unit, patient),
        "changes": changes,
        "left": left,
        "new_keys": {key for change in changes if change.new for key in change.keys},
        "thread": thread_of(unit, patient, parts, actors, now, clinical=reads_clinical_notes()),
        "links": links_of(unit, patient, actors, now),
        "notes": _notes(unit, patient_id, until.get(Part.NOTES), now) if Part.NOTES in wanted.only else (),
        "notes_count": unit.notes.count(patient.id, clinical=reads_clinical_notes()),
        "actors": actors,
        "states": states_of(unit, patient, actors),
        "moves": moves_from(patient.status, reviews=allows(current_session().member.role, May.READ_HEALTH)),
        "status": STATUSES.get(patient.status),
        "staff": who_may_look_after(unit, patient.assigned_to),
        "look_alikes": unit.patient_search.look_alikes([patient.id]).get(patient.id, ()),
        **_conversation(unit, patient),
        "alarm": unit.alarms.waiting_for(patient.id),
        "consents": unit.consents.of(patient.id),
        "requests": shown(
            first_due_first(unit.rights.of(patient.id, with_notes=Part.NOTES in parts)), actors
        ),
        "requests_have_notes": unit.rights.has_notes(patient.id),
        "restricted": unit.restrictions.in_force(patient.id),
        "opted_out": OPTED_OUT in unit.patient_search.marks([patient.id]).get(patient.id, ()),
        "today": clinics_today(),
        "way": way_of(unit, patient),
        "kept": kept(unit, patient, actors, now),
        "views": views,
        "older_views": older,
    }


def _notes(
    unit: Transaction, patient_id: UUID, until: datetime | None, now: datetime
) -> list[tuple[Note, int]]:
    """Return the notes that are shown, each with its seconds left.

    While notes are hidden, a member sees the ones that they have just written.
    """
    me, clinical = current_session().member, reads_clinical_notes()
    if until is not None:
        return [(note, seconds_left(until)) for note in unit.notes.of(patient_id, clinical=clinical)]
    just = unit.notes.just_by(patient_id, me.id, now - SHOWN_FOR, clinical=clinical)
    return [(note, seconds_left((note.changed_at or note.at) + SHOWN_FOR)) for note in just]


def reads_clinical_notes() -> bool:
    """Tell whether the member reads notes that are hidden from reception."""
    return allows(current_session().member.role, May.READ_HEALTH)


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
        "form_reasons": FORM_REASONS,
        "why": remembered(),
        "copied": COPIED,
        "statuses": STATUSES,
        "language_name": language_name,
        "language_within": language_within,
        "reference_of": reference,
        "request_kinds": KINDS,
        "request_channels": CHANNELS,
        "refusals": REFUSALS,
        "blocked_why": BLOCKED,
        "longest_reply": LONGEST,
        "cost": cost(current().settings.twilio.price),
        "gsm": ("".join(sorted(channel.GSM)), "".join(sorted(channel.GSM_DOUBLE))),
        "refusable": refusable(role),
    }


def _look_details(patient: Patient, parts: Collection[Part], *, is_named: bool) -> dict[str, object]:
    """Return what the trail keeps of a look: what was shown, and what did not open."""
    details: dict[str, object] = {}
    if parts or is_named:
        named = [NAME] if is_named and Part.IDENTITY not in parts else []
        details["parts"] = [*named, *(part.value for part in parts)]
    if unreadable := unreadable_columns(patient):
        details["unreadable"] = unreadable
    return details


def _who(
    unit: Transaction, patient: Patient, shown: Collection[Part], now: datetime, *, is_named: bool
) -> dict[str, Any]:
    """Return what the page says of the person; their number only if they are named."""
    name = patient.name if isinstance(patient.name, str) else None
    born = patient.birth_date if isinstance(patient.birth_date, str) else ""
    zone = profile_in(unit, current().settings.clinic).zone
    number = unit.patients.numbers([patient]).get(patient.id, "") if is_named else None
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
    """Return the steps of the conversation, and why our last message did not arrive."""
    if patient.conversation_id is None:
        return {"undelivered": None, "steps": ()}
    steps = unit.steps.of(patient.conversation_id)
    undelivered = unit.deliveries.failure(patient.conversation_id)
    return {
        "undelivered": undelivered,
        "undelivered_why": why(undelivered.error_code) if undelivered else "",
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
@scripts_ask_for
def record_page(patient_id: UUID) -> ResponseReturnValue:
    """Show the record: what this session asked for within the minute, the rest hidden.

    `before` turns the pages of views.
    """
    before, typed = request.args.get("before", ""), refill()
    wanted = Wanted(before=int(before) if _SEQUENCE.fullmatch(before) else None)
    with current().store.begin() as unit:
        page = open_record(unit, patient_id, wanted, "patient.opened")
        if not is_live():
            unit.patient_work.see(patient_id, current_session().member.id)
    chosen = {"form_keys": ",".join(typed.fields.getlist("keys"))}
    return render_record(page, typed.problems, typed.values | chosen)


# A form on a record's page is carried out in one transaction. If something is wrong, the page comes again and says
# what.

NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Again:
    """The page as it is now, with what was wrong with a form, and what was typed.

    `page` is None for a browser, which is redirected to the page instead.
    """

    page: Mapping[str, Any] | None = field(repr=False)
    problems: Mapping[str, str]
    values: Mapping[str, str] = field(repr=False)
    status: HTTPStatus


@dataclass(frozen=True, slots=True)
class Onward:
    """What to tell on another page, and its address: that of the next record."""

    said: str
    url: str


def carry_out(
    patient_id: UUID, act: Callable[[Transaction, Member], str | Again | Onward], place: str = ""
) -> ResponseReturnValue:
    """Act on a record in one transaction, and return to the same place on its page.

    `act` returns what to tell them, `Again` or `Onward`. `place` is the id of a heading on the page.

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
        return answer_again(patient_id, outcome)
    if isinstance(outcome, Onward):
        flash(outcome.said)
        return redirect(outcome.url, 303)
    flash(outcome, place=place)
    return redirect(url_for("record.record_page", patient_id=patient_id, _anchor=place or None), 303)


def again(
    unit: Transaction,
    patient_id: UUID,
    problems: Mapping[str, str],
    values: Mapping[str, str] = NOTHING,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> Again:
    """Return the page once more: that is one more look at the record."""
    page = None if is_navigation() else open_record(unit, patient_id, Wanted(), "patient.opened")
    return Again(page, problems, values, status)


def answer_again(patient_id: UUID, outcome: Again) -> ResponseReturnValue:
    """Redirect a browser to the page; answer another program with the page itself."""
    address = url_for("record.record_page", patient_id=patient_id)
    if (elsewhere := come_back(outcome.problems, address)) is not None:
        return elsewhere
    page = outcome.page
    if page is None:  # a browser's form that is too long to be kept
        with current().store.begin() as unit:
            page = open_record(unit, patient_id, Wanted(), "patient.opened")
    return render_record(page, outcome.problems, outcome.values, outcome.status)


def too_late(unit: Transaction, patient_id: UUID, action: str, values: Mapping[str, str] = NOTHING) -> Again:
    """Return the page as it is now, with who did this before."""
    who = who_last(unit, patient_id, action) or _("Someone")
    sentence = _("%(who)s saved first. The page shows the record as it is now.", who=who)
    return again(unit, patient_id, {"form": sentence}, values, HTTPStatus.CONFLICT)


def who_last(unit: Transaction, patient_id: UUID, action: str) -> str | None:
    """Return who did this to the record the last time; None when nobody ever did."""
    newest = unit.audit.page(AuditFilters(action=action, subject_id=patient_id), 1)
    return Actors.of(unit).name(newest[0].actor) if newest else None


# Acts on the record's page: assign it, and mark the patient as called.

record_work = GuardedBlueprint(
    "record_work", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)


def seen_news() -> int:
    """Return how many news the page showed, as its form says; 0 if it does not say."""
    typed = request.form.get("news", "")
    return int(typed) if _COUNT.fullmatch(typed) else 0


def has_news(
    unit: Transaction, patient_id: UUID, status: str = "", values: Mapping[str, str] = NOTHING
) -> Again | None:
    """Return the page again if news came meanwhile that the member has not seen."""
    patient = unit.patients.get(patient_id, ())
    if patient is None or patient.news_at is None or patient.status != (status or patient.status):
        return None
    sentence = _("The patient has sent something new meanwhile. It is marked on the page: read it first.")
    return again(unit, patient_id, {"form": sentence}, values, HTTPStatus.CONFLICT)


@record_work.post("/assign")
@is_refilled
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

    return carry_out(patient_id, act, "h-assigned")


@record_work.post("/emergency")
def answer_emergency(patient_id: UUID) -> ResponseReturnValue:
    """Record that the patient was called about an emergency word."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        if not unit.patients.answer_emergency(patient_id, current().clock()):
            return again(
                unit, patient_id, {"form": _why_not_rung(unit, patient_id)}, status=HTTPStatus.CONFLICT
            )
        _audit(unit, "patient.emergency_answered", patient_id)
        return str(_("Marked as called."))

    return carry_out(patient_id, act)


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
