"""Count the list of patients: its tabs, and who waits for somebody."""

from __future__ import annotations

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
from app.store.patients import list_counts, patients
from app.store.patients.list_counts import ListCounts
from app.store.patients.patient_filters import OPEN, PatientFilters
from app.store.patients.patient_flags import ALARM, FIRST
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
    """How many there are, and who is to be called."""

    asked: PatientFilters
    counts: ListCounts
    calls: list[CallRow]

    @property
    def strangers(self) -> list[CallRow]:
        """Those who asked to be called and have no record, in a list that is not narrowed."""
        plain = replace(self.asked, flag="" if self.asked.flag == FIRST else self.asked.flag)
        return [each for each in self.calls if each.patient_id is None] if plain in _PLAIN else []

    @property
    def few_strangers(self) -> list[CallRow]:
        """Those of them who come soon enough to stand among the few who wait."""
        soon = self.calls[: max(0, UNFOLDED - self.counts.here.of(self.asked.status, ALARM))]
        return [each for each in self.strangers if each in soon]

    @property
    def waiting_here(self) -> int:
        """How many of this list wait for somebody."""
        return self.counts.here.of(self.asked.status) + len(self.strangers)

    @property
    def listed(self) -> int:
        """How many the list has."""
        if self.asked.due_by:
            return self.counts.due
        at_rest = self.counts.waiting.at_rest if self.asked.status == OPEN else 0
        return patients.how_many(self.counts.by_status, self.asked.status) + at_rest


def tally_of(unit: Transaction, asked: Asked) -> Tally:
    flag = asked.filters.flag
    filters = replace(asked.filters, flag="" if flag == FIRST else flag)
    counts = list_counts.of(unit.db, filters, flag, clinics_today(), MOST_COUNTED)
    calls = callbacks.all_waiting(unit.db) if counts.calls else []
    return Tally(asked.filters, counts, [call_row(each) for each in calls])


def tabs_of(asked: Asked, tally: Tally) -> list[Tab]:
    """Return what leads to each part of the list, narrowed as it is otherwise."""
    flag = asked.filters.flag
    counts, due, is_first = tally.counts.by_status, asked.filters.due_by, flag == FIRST
    some_unbounded = any(count >= MOST_COUNTED for status, count in counts.items() if status)

    def tab(code: str, label: str, count: int, status: str) -> Tab:
        is_current = asked.filters.status == status and not (due or is_first)
        url = address_of(asked, status=code, due="", flag="" if is_first else flag)
        return Tab(url, label, count_or_more(count), is_current)

    new, *others = (
        tab(code, str(status.label), counts.get(code, 0), code) for code, status in STATUSES.items()
    )
    at_work = patients.how_many(counts, OPEN) + tally.counts.waiting.at_rest
    first = Tab(
        address_of(asked, status="", due="", flag=FIRST),
        _("First"),
        count_or_more(tally.counts.waiting.of("") + len(tally.strangers)),
        is_first,
    )
    return [
        tab(OPEN if flag and not is_first else "", _("Open"), at_work, OPEN),
        *([] if flag and not is_first else [first]),
        new,
        Tab(
            address_of(asked, status="", due=TODAY, flag="" if is_first else flag),
            _("Due today"),
            count_or_more(tally.counts.due),
            due is not None,
        ),
        *others,
        tab(EVERY, _("All"), MOST_COUNTED if some_unbounded else counts.get("", 0), ""),
    ]
