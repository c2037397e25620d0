"""A request is due within a month as the law counts one, at the ends of months too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.patients.rights_requests import due_on


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-11-25", 30, "2026-12-25"),
        ("2026-08-31", 30, "2026-09-30"),
        ("2027-01-31", 30, "2027-02-28"),
        ("2028-01-31", 30, "2028-02-29"),
        ("2027-02-01", 30, "2027-03-01"),
        ("2026-12-31", 31, "2027-01-31"),
        ("2027-01-31", 15, "2027-02-15"),
        ("2027-01-31", 45, "2027-03-17"),
    ],
)
def test_the_days_count_but_never_past_the_month(asked, days, due):
    assert due_on(date.fromisoformat(asked), timedelta(days=days)) == date.fromisoformat(due)


@given(st.dates(date(1970, 1, 1), date(2200, 1, 1)), st.integers(1, 90))
def test_no_request_is_due_before_it_was_made_or_after_its_days(asked, days):
    assert asked < due_on(asked, timedelta(days=days)) <= asked + timedelta(days=days)
