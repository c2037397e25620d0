"""The page of the list: what was read, the names that may stand, the event of the look, all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import render_template
from flask_babel import gettext as _

from app.dashboard.alerts import alerts_for
from app.dashboard.patient_list.columns import COLUMNS, chosen_columns, sealed_columns
from app.dashboard.patient_list.looks import record_list
from app.dashboard.patient_list.paging import read_page
from app.dashboard.patient_list.rows import read_rows
from app.dashboard.reasons import REASONS
from app.guard.roles import May, allows
from app.guard.signed_in import current_session, hold_member
from app.guard.words import here, number
from app.records.language_names import LANGUAGES, language_name
from app.records.statuses import STATUSES
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from flask.typing import ResponseReturnValue

    from app.dashboard.patient_list.names import NamesShown
    from app.records.filters import Asked
    from app.store import Unit

MOST_COUNTED: Final = 1000


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
    """Return the page that is asked for, with these names shown, and write the look down."""
    services = current()
    columns = chosen_columns(current_session().member.columns)
    with services.store.begin() as unit:
        hold_member(unit)
        page = read_page(unit, asked, sealed_columns(columns))
        rows = read_rows(unit, page.patients, columns, names, today())
        record_list(unit, rows, names)
        told = dict(problems or {})
        if names.only is not None and all(row.id != names.only for row in rows):
            told["form"] = _("This record is on another page now. No name was shown.")
            status = HTTPStatus.CONFLICT
        shared = around_the_list(unit, asked, columns, names)
        tabs = _tabs(unit, asked)
        answering = bounded(unit.conversations.count_answering())
    newest = rows[0].id.hex if rows else ""
    return render_template(
        "dashboard/patients.html",
        **shared,
        rows=rows,
        tabs=tabs,
        answering=answering,
        newer_url=page.newer_url,
        older_url=page.older_url,
        first_url=asked.url(),
        problems={**asked.problems, **told},
        news_url=asked.url("/patients/news") if page.is_first and not asked.problems else None,
        mark=newest,
    ), status


def today() -> date:
    """Return the day that it is at the clinic."""
    return here(current().clock()).date()


def around_the_list(unit: Unit, asked: Asked, columns: tuple[str, ...], names: NamesShown) -> dict[str, Any]:
    """Return what the tools around a list of patients need, found or not."""
    people = [each for each in unit.staff.list() if allows(each.role, May.SEE_PATIENTS)]
    return {
        "alerts": alerts_for(unit, current_session().member),
        "asked": asked,
        "columns": {name: COLUMNS[name] for name in columns},
        "all_columns": COLUMNS,
        "languages": {code: language_name(code) for code in LANGUAGES},
        "people": [each for each in people if each.id != current_session().member.id],
        "reasons": REASONS,
        **_until(names),
    }


def _until(names: NamesShown) -> dict[str, Any]:
    """Return when shown names are hidden again: the time in words, and the seconds and tens of seconds left."""
    if names.until is None:
        return {"shown_until": None, "why": ""}
    left = (names.until - current().clock()).total_seconds()
    return {
        "shown_until": f"{here(names.until):%H:%M:%S}",
        "seconds_left": max(0, int(left)),
        "tens_left": max(10, min(60, int(left) // 10 * 10)),
        "why": names.why,
    }


def _tabs(unit: Unit, asked: Asked) -> list[Tab]:
    counts = unit.patients.counts(asked.filters, MOST_COUNTED)
    some_unbounded = any(count >= MOST_COUNTED for status, count in counts.items() if status)
    everybody = bounded(MOST_COUNTED if some_unbounded else counts.get("", 0))
    chosen = asked.filters.status
    return [Tab(asked.url(status=""), _("All"), everybody, not chosen)] + [
        Tab(asked.url(status=code), str(status.label), bounded(counts.get(code, 0)), chosen == code)
        for code, status in STATUSES.items()
    ]


def bounded(count: int) -> str:
    """Return a count in the language of the page; beyond what is counted, that there are more."""
    return f"{number(MOST_COUNTED)}+" if count >= MOST_COUNTED else number(count)
