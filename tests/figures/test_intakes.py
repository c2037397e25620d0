"""Intakes are counted by the clinic's own days, by language and by age, and every group adds up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.intakes import BANDS, AgeBand, Intake, count_intakes

LONDON = ZoneInfo("Europe/London")
DAYS = [date(2026, 10, 24) + timedelta(days=day) for day in range(4)]


def at(*moment: int, age: int | None = 40, language: str = "en") -> Intake:
    return Intake(datetime(*moment, tzinfo=UTC), language, age)  # type: ignore[misc, arg-type]


def test_a_day_begins_at_the_clinics_midnight_on_both_sides_of_the_change_of_the_clock():
    intakes = [
        at(2026, 10, 24, 22, 59),  # 23:59 in summer
        at(2026, 10, 24, 23, 0),  # 00:00 of the 25th
        at(2026, 10, 25, 0, 30),  # 01:30, the first time
        at(2026, 10, 25, 1, 30),  # 01:30, the second time
        at(2026, 10, 25, 23, 59),  # 23:59 in winter
        at(2026, 10, 26, 0, 0),
    ]
    assert list(count_intakes(intakes, LONDON, DAYS).days.items()) == list(
        zip(DAYS, [1, 4, 1, 0], strict=True)
    )


def test_a_day_without_a_midnight_has_its_intakes():
    cairo = ZoneInfo("Africa/Cairo")  # on 24 April 2026 the clock goes from 00:00 to 01:00
    days = [date(2026, 4, 23), date(2026, 4, 24)]
    intakes = [at(2026, 4, 23, 21, 59), at(2026, 4, 23, 22, 0)]
    assert list(count_intakes(intakes, cairo, days).days.values()) == [1, 1]


def test_intakes_of_other_days_are_in_no_figure():
    figures = count_intakes([at(2026, 10, 20, 12), at(2026, 10, 24, 12)], LONDON, DAYS, ["en"])
    assert (figures.total, sum(figures.days.values()), figures.languages) == (1, 1, {"en": 1})


def test_languages_that_nobody_used_are_counted_and_others_follow():
    intakes = [at(2026, 10, 24, 12, language=language) for language in ("uk", "es", "ar", "es")]
    figures = count_intakes(intakes, LONDON, DAYS, ["en", "es"])
    assert list(figures.languages.items()) == [("en", 0), ("es", 2), ("ar", 1), ("uk", 1)]


def test_ages_fall_into_bands_at_their_edges():
    ages = [0, 9, 10, 17, 18, 29, 30, 44, 45, 59, 60, 74, 75, 130, None]
    figures = count_intakes([at(2026, 10, 24, 12, age=age) for age in ages], LONDON, DAYS)
    assert list(figures.ages.items()) == [*((band, 2) for band in BANDS), (None, 1)]
    assert BANDS[0] == AgeBand(0, 9)
    assert BANDS[-1] == AgeBand(75, None)


@pytest.mark.parametrize("age", [None, 3])
def test_ages_all_known_or_all_unknown_are_counted(age):
    figures = count_intakes([at(2026, 10, 24, 12, age=age)] * 3, LONDON, DAYS)
    assert figures.ages[None if age is None else BANDS[0]] == 3


def test_nobody_is_nobody_everywhere():
    figures = count_intakes([], LONDON, DAYS, ["en"])
    assert (figures.total, figures.languages) == (0, {"en": 0})
    assert set(figures.days.values()) == set(figures.ages.values()) == {0}


@given(
    st.lists(
        st.builds(
            Intake,
            st.datetimes(datetime(2026, 10, 20), datetime(2026, 10, 30), timezones=st.just(UTC)),  # noqa: DTZ001  (Hypothesis adds the zone)
            st.sampled_from(["en", "es", "uk"]),
            st.none() | st.integers(0, 120),
        )
    )
)
def test_every_group_adds_up_to_the_total(intakes):
    figures = count_intakes(intakes, LONDON, DAYS, ["en"])
    days = [intake.at.astimezone(LONDON).date() for intake in intakes]
    assert figures.days == {day: days.count(day) for day in DAYS}
    assert figures.total == sum(figures.languages.values()) == sum(figures.ages.values())
    assert figures.total == sum(figures.days.values())
