"""Serve `/patients/search`: by number, birth date or words of a name.

It is posted, so that no address ever holds the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.dashboard.erase import find_or_tombstone
from app.dashboard.patient_rows import PAGE, Row, address_of, read_reason, read_rows
from app.dashboard.patients import (
    NOBODYS,
    NamesShown,
    around_the_list,
    asked_in,
    chosen_columns,
    names_of,
    record_search,
    sealed_columns,
    show_list,
    today,
    with_single,
)
from app.dashboard.shown import NAME, SHOWN_FOR, end, keep, remember
from app.guard.doors import GuardedBlueprint
from app.guard.pace import count_shown
from app.guard.roles import May
from app.guard.session import actor, current_session, hold_member, signed_in
from app.intake.answers import dates
from app.intake.answers.dates import Found, Trouble
from app.intake.answers.names import name_words
from app.records.filters import Asked
from app.services import current
from app.store import Patient, PatientFilters, Transaction
from app.web.words import day

# What somebody types to find a patient: a phone number, a birth date, or words of a name.

LONGEST: Final = 200
_CHANNEL: Final = "whatsapp:"
_NUMBER: Final = re.compile(r"[+＋]?[0-9 \-‐‑‒–./()\u00a0\u202f]+")
_SHORTEST_NUMBER, _LONGEST_NUMBER = 7, 15  # E.164 has fifteen digits at most
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for: of one kind, in one or more ways of writing it."""

    kind: str
    """"number", "birth_date" or "name": all that the trail learns."""
    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadQuery:
    """Nothing to look for, and why."""

    because: str


def read_search_query(text: str, today: date) -> SearchQuery | BadQuery:
    """Return what a text looks for, whatever its script."""
    if len(text) > LONGEST:
        return BadQuery(_("This is too long: use at most %(most)d characters.", most=LONGEST))
    plain = _INVISIBLE.sub("", _in_figures(text)).strip()
    if not plain:
        return BadQuery(_("Type a number, one name, or a birth date."))
    found = dates.find(text, today)
    return (
        _international(plain)
        or _birth_date(found)
        or _bare_number(plain)
        or _no_date(found.trouble)
        or _name(text)
        or BadQuery(_("This is not a number, a name or a birth date."))
    )


def _in_figures(text: str) -> str:
    """Return the text with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _international(plain: str) -> SearchQuery | BadQuery | None:
    """Read a number that begins as one with its country code does."""
    number = plain.removeprefix(_CHANNEL)
    if _NUMBER.fullmatch(number) is None or not number.startswith(("+", "＋", "00")):
        return None
    return _number(_digits(number).removeprefix("00"))


def _birth_date(found: Found) -> SearchQuery | None:
    return SearchQuery("birth_date", tuple(day.isoformat() for day in found.days)) if found.days else None


def _bare_number(plain: str) -> SearchQuery | BadQuery | None:
    digits = _digits(plain)
    return _number(digits) if _NUMBER.fullmatch(plain) and len(digits) >= _SHORTEST_NUMBER else None


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number))


def _number(digits: str) -> SearchQuery | BadQuery:
    if digits.startswith("0"):
        return BadQuery(_("A number needs its country code, such as %(example)s.", example="+44 7700 900106"))
    if not _SHORTEST_NUMBER <= len(digits) <= _LONGEST_NUMBER:
        return BadQuery(_("A number has 7 to 15 digits, with its country code."))
    return SearchQuery("number", (f"{_CHANNEL}+{digits}", f"+{digits}"))


def _no_date(trouble: Trouble) -> BadQuery | None:
    match trouble:
        case Trouble.NOT_A_DATE:
            return None
        case Trouble.NO_SUCH_DAY:
            return BadQuery(_("That month has no such day."))
        case Trouble.FUTURE:
            return BadQuery(_("That date is in the future."))
        case Trouble.TOO_OLD:
            return BadQuery(_("That date is more than 120 years ago."))
        case _:
            return BadQuery(_("Write the whole birth date, such as 4 March 1990."))


def _name(text: str) -> SearchQuery | None:
    words = name_words(text) if any(map(str.isalpha, text)) else ()
    return SearchQuery("name", words) if words else None


blueprint = GuardedBlueprint(
    "patient_search", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients/search"
)


@blueprint.post("")
def search() -> ResponseReturnValue:
    """Show who was found, with names hidden unless the session shows them.

    A search is one event, by its kind.
    """
    return show_found(request.form.get("q", ""), names_of(current_session()))


def show_found(
    typed: str, names: NamesShown, problems: Mapping[str, str] | None = None, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    """Look for a text, and return the page of who was found."""
    query = read_search_query(typed, today())
    if isinstance(query, BadQuery):
        return _page(
            typed[:LONGEST], None, [], NOBODYS, {"q": query.because}
        ), HTTPStatus.UNPROCESSABLE_ENTITY
    columns = chosen_columns(current_session().member.columns)
    with current().store.begin() as unit:
        hold_member(unit)
        names = with_single(unit, names)
        found = _find(unit, query, sealed_columns(columns))
        rows = read_rows(unit, found[:PAGE], columns, names, today())
        record_search(unit, query.kind, rows)
    return _page(typed, query, rows, names, problems or {}, more=len(found) > PAGE), status


def _find(unit: Transaction, query: SearchQuery, columns: tuple[str, ...]) -> list[Patient]:
    """Return the newest who fit, one more than a page holds if there are so many."""
    patients, most = unit.patient_search, PAGE + 1
    if query.kind == "name":
        return patients.find_by_name_word(" ".join(query.values), most, columns)
    find = patients.find_by_birth_date if query.kind == "birth_date" else patients.find_by_address
    found = {each.id: each for value in query.values for each in find(value, most, columns)}
    return sorted(found.values(), key=lambda each: (each.created_at, each.id), reverse=True)[:most]


def _page(  # noqa: PLR0917  (what the page tells)
    typed: str,
    query: SearchQuery | None,
    rows: list[Row],
    names: NamesShown,
    problems: Mapping[str, str],
    more: bool = False,
) -> str:
    columns = chosen_columns(current_session().member.columns)
    asked = Asked({}, PatientFilters(), {})
    with current().store.read() as unit:
        shared: dict[str, Any] = around_the_list(unit, asked, columns, names)
    return render_template(
        "dashboard/patients_found.html",
        **shared,
        typed=typed,
        query=query,
        readings=_in_words(query),
        rows=rows,
        more=more,
        problems=problems,
    )


def _in_words(query: SearchQuery | None) -> list[str]:
    """Return the days that were looked for, each with its month in words."""
    if query is None or query.kind != "birth_date":
        return []
    return [day(date.fromisoformat(value)) for value in query.values]


# `/patients/show` and `/patients/hide`: names in the list, for a reason, for a minute.

patient_names = GuardedBlueprint(
    "patient_names", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients"
)


@patient_names.post("/show")
def show() -> ResponseReturnValue:
    """Show one name on this page, or every name of this session, for a minute."""
    why = read_reason(request.form.get("reason", ""))
    if why is None:
        names = names_of(current_session())
        return _same_page(
            names, {"reason": _("Choose why names are shown.")}, HTTPStatus.UNPROCESSABLE_ENTITY
        )
    now, details = current().clock(), {"reason": why}
    one = None if "all" in request.form else _patient_id(request.form.get("id", ""))
    with current().store.begin() as unit:
        hold_member(unit)
        if one is None:
            unit.sessions.show_names(current_session().id, now + SHOWN_FOR, why)
            unit.audit.record(actor(), "patients.names_shown", details=details, at=now)
        else:
            find_or_tombstone(unit, one)
            count_shown(unit, names=1)
            keep(unit, one, [NAME], why)
            unit.audit.record(actor(), "patients.name_shown", "patient", one, details, at=now)
    remember(why)
    if one is None:
        return _back(NamesShown(now + SHOWN_FOR, why))
    return _back(names_of(current_session()), f"r-{one.hex}")


@patient_names.post("/hide")
def hide() -> ResponseReturnValue:
    """Hide every name of this session again, and all that it shows of records."""
    with current().store.begin() as unit:
        hold_member(unit)
        unit.sessions.hide_names(current_session().id)
        end(unit)
        unit.audit.record(actor(), "patients.names_hidden", at=current().clock())
    return _back(NOBODYS)


def _back(names: NamesShown, place: str = "") -> ResponseReturnValue:
    """Return to the list, to a row of it, or show the results again.

    No address holds a search.
    """
    if "q" in request.form:
        return _same_page(names)
    asked = asked_in(request.form)
    address = address_of(asked, **asked.place)
    return redirect(f"{address}#{place}" if place else address, HTTPStatus.SEE_OTHER)


def _same_page(
    names: NamesShown, problems: Mapping[str, str] | None = None, status: int = HTTPStatus.OK
) -> ResponseReturnValue:
    if "q" in request.form:
        return show_found(request.form["q"], names, problems, status)
    return show_list(asked_in(request.form), names, problems, status)


def _patient_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest from None
