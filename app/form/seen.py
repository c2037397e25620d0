"""Show a patient who saw their record: on which days, and of which role."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Final, NamedTuple
from uuid import UUID

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.form.shown import url_of_page
from app.form.visit import Visit
from app.guard.doors import role_name
from app.intake.rights import whose_right
from app.records.own_log import Look, looks_at
from app.records.sights import Seen
from app.services import current
from app.store.staff import staff
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import clinic_zone, reference

_SAW = TrailEvent("patient.saw_who", "The patient saw who looked at their record", TrailGroup.PATIENT)

_YOURS: Final[Mapping[Seen, str]] = {
    Seen.ALLERGY: _l("Whether you have an allergy"),
    Seen.IDENTITY: _l("Who you are"),
    Seen.MESSAGES: _l("Notes and messages"),
    Seen.HEALTH: _l("Your health answers"),
    Seen.FILE: _l("It was printed, copied or put into a file"),
}


class DayLine(NamedTuple):
    """What people of one role saw on one day."""

    day: date
    who: str
    parts: list[str]


def seen_page(there: Visit) -> ResponseReturnValue:
    """Return the page, once the trail has a line of it, or lead to the due one."""
    if not there.has_log:
        return redirect(url_of_page(there.page), 303)
    now, zone = current().clock(), clinic_zone()
    with current().store.begin() as unit:
        roles = {f"staff:{member.id}": member.role for member in staff.all_members(unit.db)}
        whose = [person.id for person in whose_right(there.progress.people)]
        lines = {record: _by_day(looks_at(unit, record), roles, zone) for record in whose}
        for record in whose:
            audit.record(unit.db, "patient", _SAW, "patient", record, at=now)
    return render_template("form/seen.html", records=_named(lines), back=url_of_page(there.page))


def _named(lines: Mapping[UUID, list[DayLine]]) -> dict[str, list[DayLine]]:
    return {reference(record): of_record for record, of_record in lines.items()}


def _by_day(looks: list[Look], roles: Mapping[str, str], zone: tzinfo) -> list[DayLine]:
    """Return a line for each day and role, the newest day first."""
    seen: dict[tuple[date, str], set[Seen]] = {}
    for look in reversed(looks):
        key = look.at.astimezone(zone).date(), _who(look.actor, roles)
        seen.setdefault(key, set()).update(look.parts)
    return [
        DayLine(day, who, [str(_YOURS[part]) for part in Seen if part in parts])
        for (day, who), parts in seen.items()
    ]


def _who(actor: str, roles: Mapping[str, str]) -> str:
    """Return the role of whoever it was, and never a name."""
    if actor in roles:
        return role_name(roles[actor]).capitalize()
    return str(_("Technical operation") if actor == "operator" else _("Staff"))
