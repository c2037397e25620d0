"""A restricted record leaves the spreadsheet like an erased one, stays out of every push, and comes back once that is lifted."""

from __future__ import annotations

import pytest

from app.store.exports.sheets import REMOVAL
from app.store.patients import erasures, restrictions
from tests.exports.google.clinic import everywhere


def restricts(clinic, patient):
    with clinic.services.store.begin() as unit:
        assert erasures.restrict(unit.db, patient, "operator", clinic.services.clock())


def lifts(clinic, patient):
    with clinic.services.store.begin() as unit:
        assert restrictions.lift(unit.db, patient, "operator", clinic.services.clock())


def test_a_restricted_records_row_disappears_and_comes_back_with_the_push_after_it_is_lifted(sheet_clinic):
    first, resting, last = sheet_clinic.on_file(3)
    sheet_clinic.pushes()
    restricts(sheet_clinic, resting)
    sheet_clinic.works()
    assert everywhere(sheet_clinic) == ["record_id", str(first), str(last)]
    assert sheet_clinic.job(REMOVAL).state == "done"
    assert sheet_clinic.pushes().rows == 2
    assert str(resting) not in everywhere(sheet_clinic)
    lifts(sheet_clinic, resting)
    assert sheet_clinic.pushes().rows == 3
    assert str(resting) in everywhere(sheet_clinic)
    assert sheet_clinic.ledger() == {first, resting, last}


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kind", ["shape", "append"])
def test_restricted_while_a_push_is_under_way_it_is_not_left_there(moment, kind, sheet_clinic):
    first, resting = sheet_clinic.on_file(2)
    done: list[None] = []

    def watch(when, asked):
        if (when, asked.kind) == (moment, kind) and not done:
            done.append(restricts(sheet_clinic, resting))

    sheet_clinic.google.watch = watch
    sheet_clinic.pushes()
    sheet_clinic.works_for(minutes=10)
    assert done
    assert everywhere(sheet_clinic) == ["record_id", str(first)]


def test_lifted_before_the_removal_came_round_the_next_push_has_it(sheet_clinic):
    (resting,) = sheet_clinic.on_file(1)
    sheet_clinic.pushes()
    restricts(sheet_clinic, resting)
    lifts(sheet_clinic, resting)
    sheet_clinic.works()
    assert sheet_clinic.pushes().rows == 1
    assert str(resting) in everywhere(sheet_clinic)
