"""The rule is one sum: what counts since a moment is due so many days after it, and never while it is on hold."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import RetentionSettings
from app.config.variables import Bound
from app.records.status import STATUSES
from app.retention.rules import (
    BOUNDS,
    STATUSES_OF,
    Kept,
    bounds_of,
    changed,
    class_of,
    days,
    due,
    due_since,
    kept_until,
    rules_of,
    within,
)
from app.store.clinic.retention_rules import Rules

_BETWEEN = (datetime(2020, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001  (hypothesis adds the zone)
KINDS = st.sampled_from(Kept)
MOMENTS = st.datetimes(*_BETWEEN, timezones=st.just(UTC))
RULES = st.builds(Rules, **{name: st.integers(*bound) for name, bound in BOUNDS.items()})
SPANS = st.timedeltas(timedelta(microseconds=1), timedelta(days=4000))


@given(KINDS, MOMENTS, RULES)
def test_nothing_is_due_a_moment_before_its_days_are_over_and_everything_is_when_they_are(kept, since, rules):
    over = since + timedelta(days=days(kept, rules))
    assert not due(kept, since, rules, over - timedelta(microseconds=1))
    assert due(kept, since, rules, over)
    assert kept_until(kept, since, rules) == over


@given(KINDS, MOMENTS, RULES, MOMENTS)
def test_what_is_held_is_never_due(kept, since, rules, now):
    assert not due(kept, since, rules, now, held=True)


@given(KINDS, MOMENTS, RULES, MOMENTS, SPANS)
def test_what_is_due_stays_due(kept, since, rules, now, later):
    assert not due(kept, since, rules, now) or due(kept, since, rules, now + later)


@given(KINDS, MOMENTS, RULES, MOMENTS)
def test_a_database_that_asks_by_the_cut_off_finds_exactly_what_is_due(kept, since, rules, now):
    assert due(kept, since, rules, now) == (since <= due_since(kept, rules, now))


@given(KINDS, MOMENTS, RULES, MOMENTS, st.integers(0, 36_000))
def test_a_longer_rule_never_makes_anything_due(kept, since, rules, now, more):
    longer = replace(rules, **{kept.field: days(kept, rules) + more})
    assert not due(kept, since, longer, now) or due(kept, since, rules, now)


def test_every_status_of_a_record_is_in_exactly_one_class():
    named = [status for states in STATUSES_OF.values() for status in states]
    assert sorted(named) == sorted(STATUSES)
    assert class_of("from_a_later_version") is Kept.OPEN


def test_every_figure_has_bounds_that_the_shipped_ones_keep_and_the_trail_is_kept_for_a_year_at_least():
    assert BOUNDS.keys() == {field.name for field in fields(Rules)}
    for name, value in asdict(Rules()).items():
        assert BOUNDS[name].least <= value <= BOUNDS[name].most, name
    assert BOUNDS["audit_days"].least >= 365


@pytest.mark.parametrize("days", [30, 365, 3650, 36_500])
def test_receipts_outlive_the_records_of_the_operators_choice_and_every_figure_stays_within_bounds(days):
    rules = rules_of(RetentionSettings(record_days=days))
    assert rules.receipt_days >= rules.open_days == rules.done_days == days
    assert rules.rejected_days <= days
    for name, value in asdict(rules).items():
        assert BOUNDS[name].least <= value <= BOUNDS[name].most, name


def test_a_law_lengthens_what_was_saved_before_and_shortens_nothing():
    law = RetentionSettings(record_law=Bound(365, 10_958), audit_law=Bound(2192, 36_500))
    saved = replace(Rules(), open_days=40, rejected_days=90, done_days=36_500, audit_days=400)
    kept = within(saved, law)
    assert (kept.open_days, kept.rejected_days, kept.audit_days) == (365, 365, 2192)
    assert kept.done_days == 36_500, "choosing a profile deletes nothing"
    assert within(saved, RetentionSettings()) == saved
    assert bounds_of(law)["done_days"] == Bound(365, 10_958)
    assert bounds_of(law)["audit_days"] == Bound(2192, 36_500)
    assert rules_of(law).rejected_days == 365
    assert rules_of(law).export_days == 2192, "who got what is on record for as long as the trail"
    assert bounds_of(RetentionSettings()) == BOUNDS


@given(RULES, RULES)
def test_what_was_changed_is_named_and_nothing_else(before, after):
    names = changed(before, after)
    assert {name for name in asdict(before) if asdict(before)[name] != asdict(after)[name]} == set(names)


def test_rules_of_another_version_are_read_with_what_is_missing_as_shipped():
    assert Rules.load({"open_days": 40, "of_a_later_version": 3}) == replace(Rules(), open_days=40)
