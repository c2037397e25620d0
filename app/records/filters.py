"""What a list or an export is narrowed to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.intake.questions import Question
from app.records.status import STATUSES
from app.records.vocabulary import LANGUAGES, label_of, shown_of
from app.store.patients.patient_choices import Choice
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.patient_lists import Spot
from app.web.questionnaire import current_questionnaire

NAMES: Final = ("status", "language", "since", "until", "assigned", "choice")
ME: Final = "me"
PLACES: Final = ("before", "after")
_LONGEST: Final = 96
_FIRST_YEAR, _LAST_YEAR = 2000, 2200  # a day next to the calendar's ends has no midnight in every zone


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold the filters as they were typed and as they were read, and the problems."""

    typed: Mapping[str, str]
    filters: PatientFilters
    problems: Mapping[str, str]
    """What is wrong, by the name of the field."""
    older_than: Spot | None = None
    newer_than: Spot | None = None
    place: Mapping[str, str] = field(default_factory=dict)
    """The cursor as it was written."""
    sort: str = ""
    """What the list is ordered by, "-" before it for the other way round; "" is newest first."""
    is_whole: bool = True
    """Whether all records were looked through, and not only the newest."""

    @property
    def narrows(self) -> dict[str, str]:
        """Return the active filters by the name of their field."""
        return {name: text for name, text in self.typed.items() if text and name not in self.problems}

    @property
    def view(self) -> dict[str, str]:
        """Return the active filters and the order."""
        return self.narrows | ({"sort": self.sort} if self.sort else {})

    @property
    def fields(self) -> dict[str, str]:
        """Return the query of this page: its filters, its order and its place."""
        return self.view | dict(self.place)

    def with_changes(self, **changed: str) -> dict[str, Any]:
        """Return the query with some filters changed; "" removes one."""
        return {name: text for name, text in (self.view | changed).items() if text}


def read_asked(given: Mapping[str, str], member_id: UUID, zone: ZoneInfo) -> Asked:
    """Return what these fields ask for.

    A filter that cannot be read does not apply, and is in `problems`.
    """
    typed = {name: _printable(given.get(name, "")) for name in NAMES}
    problems: dict[str, str] = {}
    since, until = (_day(typed[name], name, problems) for name in ("since", "until"))
    if since and until and since > until:
        problems["until"] = _("The end date is before the start date.")
        until = None
    filters = PatientFilters(
        status=_one_of(STATUSES, typed["status"], "status", problems),
        language=_one_of(LANGUAGES, typed["language"], "language", problems),
        since=_midnight(since, zone),
        until=_midnight(until and until + timedelta(days=1), zone),
        assigned_to=_member(typed["assigned"], member_id, problems),
        choice=_choice(typed["choice"], problems),
    )
    if filters.assigned_to and typed["assigned"] != ME:
        typed["assigned"] = str(filters.assigned_to)  # an id can be written in many ways, and at any length
    return Asked(typed, filters, problems)


def _one_of(known: Collection[str], text: str, name: str, problems: dict[str, str]) -> str:
    if text in {"", *known}:
        return text
    problems[name] = _("That is not one of the choices.")
    return ""


def listed() -> Iterator[tuple[str, Question, tuple[str, ...]]]:
    """Yield the questions whose choices the list has: their keys, and their codes."""
    for question in current_questionnaire().known:
        item = question.item
        if item and item.is_listed and item.is_open and item.codes:
            yield item.key, question, item.codes


def choices_of_list() -> list[Choice]:
    """Return every choice that a list can be narrowed to."""
    return [Choice(key, code) for key, _question, codes in listed() for code in codes]


def listed_choices() -> dict[str, dict[str, str]]:
    """Return what a list can be narrowed to: question -> choice -> its words."""
    return {
        label_of(question): {f"{key}.{code}": shown_of(question, code) for code in codes}
        for key, question, codes in listed()
    }


def _choice(text: str, problems: dict[str, str]) -> Choice | None:
    if not text:
        return None
    named, _dot, code = text.partition(".")
    if any(named == key and code in codes for key, _question, codes in listed()):
        return Choice(named, code)
    problems["choice"] = _("That is not one of the choices.")
    return None


def _printable(text: str) -> str:
    """Drop what cannot be seen. PostgreSQL accepts no NUL."""
    return "".join(filter(str.isprintable, text[:_LONGEST])).strip()


def _day(text: str, name: str, problems: dict[str, str]) -> date | None:
    if not text:
        return None
    day = date.min
    if text.isascii():  # both take the digits of every script
        with suppress(ValueError):
            day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day, not a moment)
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    problems[name] = _("This is not a valid day. Write it like this: 2026-11-24.")
    return None


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, zone)


def _member(text: str, me: UUID, problems: dict[str, str]) -> UUID | None:
    if text in {"", ME}:
        return me if text else None
    if text.isascii():
        with suppress(ValueError):
            return UUID(text)
    problems["assigned"] = _("That is not one of the choices.")
    return None
