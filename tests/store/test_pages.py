"""Lists show the newest first, skip nothing, repeat nothing, and open only what they show."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from app.store import Extra, Patient
from tests.store.example import ANSWERS, NOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store import Store


def add(store: Store, minutes: Iterable[int]) -> list[UUID]:
    """Create one patient for each minute after the start."""
    ids = []
    with store.begin() as unit:
        for minute in minutes:
            ids.append(uuid4())
            unit.patients.create(ids[-1], None, "en", ANSWERS, False, NOW + timedelta(minutes=minute))
    return ids


def page(store: Store, limit: int, last: Patient | None = None) -> list[Patient]:
    with store.read() as unit:
        return unit.patients.page(limit, None if last is None else (last.created_at, last.id))


def every_page(store: Store, limit: int) -> list[Patient]:
    seen = found = page(store, limit)
    while found:
        found = page(store, limit, found[-1])
        seen = seen + found
    return seen


def test_pages_hold_every_patient_once_newest_first(store: Store):
    ids = add(store, range(7))
    assert [patient.id for patient in every_page(store, 3)] == ids[::-1]


def test_patients_of_the_same_moment_have_an_order_that_stays(store: Store):
    ids = add(store, [0] * 9)
    seen = [patient.id for patient in every_page(store, 2)]
    assert sorted(seen) == sorted(ids)
    assert [patient.id for patient in every_page(store, 4)] == seen


def test_patients_who_arrive_between_two_pages_move_nobody(store: Store):
    ids = add(store, range(4))
    first = page(store, 2)
    add(store, [10, 11])
    second = page(store, 2, first[-1])
    assert [patient.id for patient in first + second] == ids[::-1]


def test_a_list_opens_only_the_columns_it_shows(store: Store):
    add(store, [0])
    with store.read() as unit:
        [bare] = unit.patients.page(10, columns=())
        [named] = unit.patients.page(10)
        [flagged] = unit.patients.page(10, columns=("birth_date", "extra"))
    assert (bare.name, bare.status, bare.version) == (None, "new", 1)
    assert (named.name, named.birth_date, named.medical_history, named.extra) == (
        ANSWERS["name"],
        None,
        None,
        None,
    )
    assert (flagged.name, flagged.birth_date) == (None, "1980-03-04")
    assert flagged.extra == Extra({"allergies": "penicillin, severe"})


def test_a_list_has_no_column_that_patients_have_not(store: Store):
    with store.read() as unit, pytest.raises(KeyError):
        unit.patients.page(10, columns=("shoe_size",))


def test_an_empty_list_has_no_pages(store: Store):
    assert every_page(store, 3) == []
