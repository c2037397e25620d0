"""The list of patients: looking, filtering, searching, and showing names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.dashboard.alarms import band_of
from app.dashboard.alerts import alerts_for
from app.dashboard.callbacks import call_row
from app.dashboard.patient_rows import (
    MOST_COUNTED,
    Row,
    address_of,
    address_of_queue,
    count_or_more,
    read_own_queue,
    read_page,
    read_rows,
)
from app.dashboard.shown import REASONS, all_names_until, names_shown, remembered, seconds_left
from app.guard.doors import GuardedBlueprint, May, allows
from app.guard.forms import refill
from app.guard.pace import count_shown
from app.guard.session import actor, current_session, hold_member, is_live, scripts_ask_for, signed_in
from app.records.filters import (
    FLAG_NAMES,
    ORDERS,
    SORTS,
    TODAY,
    Asked,
    Queue,
    flags_open_to,
    order_in,
    read_list,
    sorted_by,
    turned,
    with_allergies,
    write_ids,
    write_queue,
)
from app.records.vocabulary import LANGUAGES, STATUSES, language_name
from app.services import current
from app.store import Patient, Session, Transaction
from app.store.patient_flags import ALARM, ALLERGY, NEWS
from app.store.patient_lists import LONGEST_VIEW_NAME, MOST, MOST_VIEWS, SavedView
from app.web.clinic import clinic_zone, clinics_today, day, to_clinic_time
from app.web.page import flash, what_is_new

# `/patients/news`: whether the list has changed. The page asks four times a minute, while somebody looks at it.

patient_news = GuardedBlueprint(
    "patient_news", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients/news"
)


@patient_news.get("")
@scripts_ask_for
def news() -> ResponseReturnValue:
    """Return what is new, and the ids of the newest patient and news of this list.

    The trail records no look, because nothing about a patient is read or shown. If an id differs from the page's own, the
    list has changed, and the page loads it. That is a look at the list, and is recorded as one.
    """
    asked = asked_in(request.args)
    if asked.problems or asked.filters.flag == ALLERGY:
        raise BadRequest
    with current().store.read() as unit:
        newest = unit.patients.newest(asked.filters)
        unread = unit.patients.unread(1, (), asked.filters)
        waiting = unit.callbacks.count()
    return {**what_is_new(current_session().member), "mark": _mark(newest, unread, waiting)}


def _mark(newest: UUID | None, unread: Sequence[Patient], waiting: int) -> str:
    """Return what changes with the list: newest record, newest news, waiting calls."""
    news = [f"{unread[0].id.hex}.{unread[0].news}"] if unread else []
    return "-".join([newest.hex if newest else "", *news, *([str(waiting)] if waiting else [])])


# Which columns the list has, remembered for each member. The reference and the name are always there.

COLUMNS: Final[Mapping[str, str]] = {
    "age": _l("Age"),
    "number": _l("Number"),
    "language": _l("Language"),
    "received": _l("Received"),
    "flags": _l("Flags"),
    "assigned": _l("Assigned"),
    "due": _l("Follow-up"),
    "status": _l("Status"),
}
"""Code -> its heading, in the order of the list."""
_AT_FIRST: Final = tuple(name for name in COLUMNS if name not in {"assigned", "due"})
_SEALED: Final[Mapping[str, str]] = {"age": "birth_date"}
_ALWAYS: Final = ("name",)


def chosen_columns(kept: str | None) -> tuple[str, ...]:
    """Return the columns that a member chose, or the default ones."""
    return _AT_FIRST if kept is None else _known(kept.split(","))


def kept_columns(chosen: Collection[str]) -> str:
    """Return the choice as it is kept."""
    return ",".join(_known(chosen))


def sealed_columns(shown: Collection[str]) -> tuple[str, ...]:
    """Return which sealed columns to open to show these; never a health answer."""
    return (*_ALWAYS, *(sealed for name, sealed in _SEALED.items() if name in shown))


def _known(names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in COLUMNS if name in names)


# Whose names are shown on a page of the list, and until when.

_SEARCH: Final = re.compile(r"[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NamesShown:
    """The names that are shown: everybody's until a time, or some, each until its own."""

    until: datetime | None = None
    why: str = ""
    single: Mapping[UUID, datetime] = field(default_factory=dict)

    def of(self, patient_id: UUID) -> bool:
        """Tell whether this patient's name is shown."""
        return self.until is not None or patient_id in self.single

    def left(self, patient_id: UUID) -> int | None:
        """Return the seconds that this name stays shown, unless all names are shown."""
        until = None if self.until else self.single.get(patient_id)
        return None if until is None else seconds_left(until)


NOBODYS: Final = NamesShown()


def names_of(session: Session) -> NamesShown:
    """Return what a member's session lets every list of theirs show now."""
    until = all_names_until(session)
    return NOBODYS if until is None else NamesShown(until, session.names_shown_why or "")


def with_single(unit: Transaction, names: NamesShown) -> NamesShown:
    """Return the same with the names that were shown one by one.

    A request that a script sends gets none of these, because perhaps nobody is looking.
    """
    return names if is_live() else replace(names, single=names_shown(unit))


# What the trail keeps of a look at the list: one event a page, which names every patient whose name was
# shown.


def record_list(unit: Transaction, rows: Sequence[Row]) -> None:
    """Write down a look at a page of the list."""
    counted: dict[str, object] = {"patients": len(rows)}
    if unreadable := sum(not row.readable for row in rows):
        counted["unreadable"] = unreadable
    if is_live():
        counted["live"] = True
    _record(unit, "patients.listed", counted, rows)


def record_search(
    unit: Transaction, kinds: Sequence[str], rows: Sequence[Row], found: int | None = None
) -> None:
    """Write down a search by its kind: never what was looked for."""
    counted = len(rows) if found is None else found
    _record(unit, "patients.searched", {"kind": ", ".join(kinds), "found": counted}, rows)


def _record(unit: Transaction, action: str, details: Mapping[str, object], rows: Sequence[Row]) -> None:
    at = current().clock()
    shown = [row.id for row in rows if row.shown]
    if allergies := sum(ALLERGY in row.flags for row in rows):
        details = {**details, "allergies": allergies}
    # Those that are shown one by one were counted when they were asked for.
    if names := sum(row.shown and row.left is None for row in rows):
        count_shown(unit, names=names)
    unit.audit.record(actor(), action, details={**details, "shown": len(shown)}, mentions=shown, at=at)


# The page of the list. Its rows, the names that may be shown and the event of the look are of one transaction.


@dataclass(frozen=True, slots=True)
class Tab:
    """A status with its number of patients; "" is every status."""

    url: str
    label: str
    count: str
    current: bool


def show_list(
    asked: Asked, names: NamesShown, problems: Mapping[str, str] | None = None, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    """Return the requested page with these names shown, and record the look."""
    services = current()
    columns = chosen_columns(current_session().member.columns)
    with services.store.begin() as unit:
        hold_member(unit)
        names, asked = with_single(unit, names), with_allergies(unit, asked)
        order = order_in(unit, asked)
        page = read_page(unit, asked, order, sealed_columns(columns))
        stretches = [order.spot(each).stretch for each in page.patients]
        rows = read_rows(unit, page.patients, columns, names, clinics_today())
        record_list(unit, rows)
        shared = around_the_list(unit, asked, columns, names) | band_of(unit)
        tabs, views = _tabs(unit, asked), views_for(unit, asked)
        answering = count_or_more(unit.conversations.count_answering())
        calls = unit.callbacks.waiting() if page.is_first else []
        newest, unread = unit.patients.newest(asked.filters), unit.patients.unread(1, (), asked.filters)
        mark = _mark(newest, unread, unit.callbacks.count())
    return render_template(
        "dashboard/patients.html",
        **shared,
        everybody=rows,
        alarmed=[row for row, stretch in zip(rows, stretches, strict=True) if stretch == ALARM],
        news=[row for row, stretch in zip(rows, stretches, strict=True) if stretch == NEWS],
        rows=[row for row, stretch in zip(rows, stretches, strict=True) if stretch not in {ALARM, NEWS}],
        calls=[call_row(each) for each in calls],
        tabs=tabs,
        answering=answering,
        newer_url=page.newer_url,
        older_url=page.older_url,
        first_url=address_of(asked),
        problems={**asked.problems, **(problems or {})},
        news_url=url_for("patient_news.news", **asked.with_changes())
        if page.is_first
        and not asked.problems
        and asked.filters.flag != ALLERGY  # each look opens health data
        else None,
        mark=mark,
        queue=write_queue(asked.fields),
        write_ids=write_ids,
        most_looked_through=MOST,
        sorting=_sorting(asked),
        saved=views,
        statuses=STATUSES,
    ), status


@dataclass(frozen=True, slots=True)
class Sorting:
    """Where a column's heading leads, and which way it orders the list now."""

    url: str
    direction: str = ""


def _sorting(asked: Asked) -> dict[str, Sorting]:
    now, turned_round = sorted_by(asked), asked.sort.startswith("-")
    falls = (now == "received") != turned_round
    return {
        name: Sorting(
            address_of(asked, sort=turned(asked, name)),
            ("descending" if falls else "ascending") if name == now else "",
        )
        for name in SORTS
    }


def around_the_list(
    unit: Transaction, asked: Asked, columns: tuple[str, ...], names: NamesShown
) -> dict[str, Any]:
    """Return what the tools around a list of patients need, found or not."""
    people = [each for each in unit.staff.list() if allows(each.role, May.SEE_PATIENTS)]
    waiting, since = unit.news.new_records(MOST_COUNTED)
    return {
        "waiting_new": waiting,
        "waiting_shown": count_or_more(waiting),
        "waiting_since": since,
        "alerts": alerts_for(unit, current_session().member),
        "asked": asked,
        "columns": {name: COLUMNS[name] for name in columns},
        "all_columns": COLUMNS,
        "languages": {code: language_name(code) for code in LANGUAGES},
        "people": [each for each in people if each.id != current_session().member.id],
        "reasons": REASONS,
        "flag_names": {flag: FLAG_NAMES[flag] for flag in flags_open_to(current_session().member.role)},
        "filtered": len(asked.narrows.keys() - {"status", "due"}),
        "orders": ORDERS,
        **_until(names),
    }


def _until(names: NamesShown) -> dict[str, Any]:
    """Return when names are hidden again: in words, seconds, and tens of seconds."""
    if names.until is None:
        return {"shown_until": None, "why": remembered()}
    left = (names.until - current().clock()).total_seconds()
    return {
        "shown_until": f"{to_clinic_time(names.until):%H:%M:%S}",
        "seconds_left": max(0, int(left)),
        "tens_left": max(10, min(60, int(left) // 10 * 10)),
        "why": names.why,
    }


def _tabs(unit: Transaction, asked: Asked) -> list[Tab]:
    counts = unit.patients.counts(asked.filters, MOST_COUNTED)
    some_unbounded = any(count >= MOST_COUNTED for status, count in counts.items() if status)
    everybody = count_or_more(MOST_COUNTED if some_unbounded else counts.get("", 0))
    chosen, due = asked.filters.status, asked.filters.due_by
    how_many_due = count_or_more(unit.patient_work.count_due(clinics_today(), asked.filters, MOST_COUNTED))
    of_a_status = [
        Tab(
            address_of(asked, status=code, due=""),
            str(status.label),
            count_or_more(counts.get(code, 0)),
            chosen == code and not due,
        )
        for code, status in STATUSES.items()
    ]
    return [
        Tab(address_of(asked, status="", due=""), _("All"), everybody, not (chosen or due)),
        of_a_status[0],
        Tab(address_of(asked, status="", due=TODAY), _("Due today"), how_many_due, due is not None),
        *of_a_status[1:],
    ]


# `/patients`: who has handed in an intake, newest first.

blueprint = GuardedBlueprint("patients", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients")


@blueprint.get("")
@scripts_ask_for
def patients_page() -> ResponseReturnValue:
    """Show a page of the list; the look is written down in the same transaction.

    A request that a script sends gets no names, because the request that hides them may be on its way.
    """
    asked = asked_in(request.args)
    names = NOBODYS if is_live() else names_of(current_session())
    return show_list(
        asked, names, refill().problems, HTTPStatus.BAD_REQUEST if asked.problems else HTTPStatus.OK
    )


@blueprint.post("/columns")
def choose_columns() -> ResponseReturnValue:
    """Save which columns this member sees, or return to the default ones."""
    chosen = None if "reset" in request.form else kept_columns(request.form.getlist("columns"))
    with current().store.begin() as unit:
        unit.staff.set_columns(hold_member(unit).id, chosen)
    flash(_("Your columns are saved."))
    return redirect(came_from(), HTTPStatus.SEE_OTHER)


def came_from() -> str:
    """Return the address of the list, or of what was found, that a form was sent from."""
    if number := found_in(request.form):
        return url_for("patient_found.found", number=number)
    asked = asked_in(request.form)
    return address_of(asked, **asked.place)


def found_in(fields: Mapping[str, str]) -> int:
    """Return the number of the search that a form was sent from.

    It is 0 when the form came from the list.
    """
    number = fields.get("found", "")
    return int(number) if _SEARCH.fullmatch(number) else 0


def asked_in(fields: Mapping[str, str]) -> Asked:
    """Return what these fields ask the list for."""
    return read_list(fields, current_session().member, clinic_zone(), clinics_today())


# Serve `/patients/views`: a member's own views of the list, filters under a name.

saved_views = GuardedBlueprint(
    "saved_views", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients/views"
)


@dataclass(frozen=True, slots=True)
class View:
    """A saved view on the page of the list."""

    id: UUID
    name: str
    url: str
    """ "" for a view that cannot be read any more: it can only be deleted."""
    current: bool


def views_for(unit: Transaction, asked: Asked) -> list[View]:
    """Return the member's views; the one that is shown is current."""
    shown = write_queue(asked.view)
    return [
        View(view.id, _name(view), _url(view.query), view.query == shown)
        for view in unit.saved_views.of(current_session().member.id)
    ]


@saved_views.post("")
def save() -> ResponseReturnValue:
    """Save the filters and the order of the list under a name."""
    queue = read_own_queue(request.form.get("queue", ""))
    query = write_queue(queue.asked.view if queue else {})
    name = " ".join("".join(filter(_is_kept, request.form.get("name", "")[:400])).split())
    if not name or len(name) > LONGEST_VIEW_NAME:
        flash(_("Give the view a name of at most %(most)s characters.", most=LONGEST_VIEW_NAME), warns=True)
        return _back(queue)
    with current().store.begin() as unit:
        is_saved = unit.saved_views.save(hold_member(unit).id, name, query, current().clock())
    if is_saved:
        flash(_("The view is saved."))
    else:
        flash(_("You have %(most)s views. Delete one first.", most=MOST_VIEWS), warns=True)
    return _back(queue)


@saved_views.post("/<uuid:view_id>/forget")
def forget(view_id: UUID) -> ResponseReturnValue:
    """Delete one of one's own views."""
    with current().store.begin() as unit:
        was_theirs = unit.saved_views.forget(hold_member(unit).id, view_id)
    flash(_("The view is deleted.") if was_theirs else _("This view no longer exists."))
    return _back(read_own_queue(request.form.get("queue", "")))


def _name(view: SavedView) -> str:
    if isinstance(view.name, str):
        return view.name
    return str(_("View of %(day)s", day=day(view.created_at)))


def _back(queue: Queue | None) -> ResponseReturnValue:
    return redirect(address_of_queue(queue), HTTPStatus.SEE_OTHER)


def _url(query: str) -> str:
    queue = read_own_queue(query)
    return address_of_queue(queue) if queue else ""


def _is_kept(char: str) -> bool:
    return char.isprintable() or char.isspace()
