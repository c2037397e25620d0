"""Count the list of patients: its tabs, and who waits for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from flask_babel import gettext as _

from app.dashboard.patients.address import address_of
from app.dashboard.patients.calls import CallRow, call_row
from app.dashboard.patients.rows import MOST_COUNTED, count_or_more
from app.records.asked_list import EVERY, TODAY
from app.records.filters import Asked
from app.records.status import STATUSES
from app.store import Transaction
from app.store.conversations import callbacks
from app.store.patients import patients
from app.store.patients.patient_filters import OPEN, PatientFilters
from app.store.patients.patient_flags import ALARM, FIRST
from app.store.patients.patient_lists import Waiting, count_waiting
from app.web.clinic import clinics_today

UNFOLDED: Final = 5
"""The most of those who wait that stand above the others."""
_PLAIN: Final = (PatientFilters(status=OPEN), PatientFilters())


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the list, with its number of patients."""

    url: str
    label: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are: by status, due today, and waiting for somebody."""

    asked: PatientFilters
    by_status: Mapping[str, int]
    due: int
    waiting: Waiting
    """Of any status, on any day."""
    here: Waiting
    """Those of them who are due, in the list of what is due."""
    calls: list[CallRow]

    @property
    def strangers(self) -> list[CallRow]:
        """Those who asked to be called and have no record, in a list that is not narrowed."""
        plain = replace(self.asked, flag="" if self.asked.flag == FIRST else self.asked.flag)
        return [each for each in self.calls if each.patient_id is None] if plain in _PLAIN else []

    @property
    def few_strangers(self) -> list[CallRow]:
        """Those of them who come soon enough to stand among the few who wait."""
        soon = self.calls[: max(0, UNFOLDED - self.here.of(self.asked.status, ALARM))]
        return [each for each in self.strangers if each in soon]

    @property
    def waiting_here(self) -> int:
        """How many of this list wait for somebody."""
        return self.here.of(self.asked.status) + len(self.strangers)

    @property
    def listed(self) -> int:
        """How many the list has."""
        if self.asked.due_by:
            return self.due
        at_rest = self.waiting.at_rest if self.asked.status == OPEN else 0
        return patients.how_many(self.by_status, self.asked.status) + at_rest


def tally_of(unit: Transaction, asked: Asked) -> Tally:
    filters = replace(asked.filters, flag="" if asked.filters.flag == FIRST else asked.filters.flag)
    waiting = count_waiting(unit.db, replace(filters, due_by=None), MOST_COUNTED)
    return Tally(
        asked.filters,
        patients.counts(unit.db, filters, MOST_COUNTED),
        patients.count_due(unit.db, clinics_today(), filters, MOST_COUNTED),
        waiting,
        count_waiting(unit.db, filters, MOST_COUNTED) if filters.due_by else waiting,
        [call_row(each) for each in callbacks.all_waiting(unit.db)],
    )


def tabs_of(asked: Asked, tally: Tally) -> list[Tab]:
    """Return what leads to each part of the list, narrowed as it is otherwise."""
    flag = asked.filters.flag
    counts, due, is_first = tally.by_status, asked.filters.due_by, flag == FIRST
    some_unbounded = any(count >= MOST_COUNTED for status, count in counts.items() if status)

    def tab(code: str, label: str, count: int, status: str) -> Tab:
        is_current = asked.filters.status == status and not (due or is_first)
        url = address_of(asked, status=code, due="", flag="" if is_first else flag)
        return Tab(url, label, count_or_more(count), is_current)

    new, *others = (
        tab(code, str(status.label), counts.get(code, 0), code) for code, status in STATUSES.items()
    )
    at_work = patients.how_many(counts, OPEN) + tally.waiting.at_rest
    first = Tab(
        address_of(asked, status="", due="", flag=FIRST),
        _("First"),
        count_or_more(tally.waiting.of("") + len(tally.strangers)),
        is_first,
    )
    return [
        tab(OPEN if flag and not is_first else "", _("Open"), at_work, OPEN),
        *([] if flag and not is_first else [first]),
        new,
        Tab(
            address_of(asked, status="", due=TODAY, flag="" if is_first else flag),
            _("Due today"),
            count_or_more(tally.due),
            due is not None,
        ),
        *others,
        tab(EVERY, _("All"), MOST_COUNTED if some_unbounded else counts.get("", 0), ""),
    ]
