from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.guard.words import day, moment

NOW = datetime(2026, 11, 24, 14, 6, tzinfo=UTC)


def test_a_day_has_its_month_in_words():
    assert day(date(1990, 4, 3)) == "3 April 1990"


def test_a_time_counts_as_the_day_it_is_in_utc():
    assert day(datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))) == "31 December 2025"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 11, 24, 9, 31, 59, tzinfo=UTC), "Today, 09:31"),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "Today, 00:00"),
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), "Yesterday, 23:59"),
        (datetime(2026, 11, 25, 1, 40, tzinfo=UTC), "Tomorrow, 01:40"),
        (datetime(2026, 11, 22, 18, 41, tzinfo=UTC), "22 Nov, 18:41"),
        (datetime(2026, 12, 1, 8, 0, tzinfo=UTC), "1 Dec, 08:00"),
        (datetime(2025, 11, 22, 18, 41, tzinfo=UTC), "22 Nov 2025, 18:41"),
        (datetime(2026, 11, 25, 0, 30, tzinfo=timezone(timedelta(hours=1))), "Today, 23:30"),
    ],
)
def test_a_moment_is_told_as_seen_from_now(value, words):
    assert moment(value, NOW) == words


def test_new_year_separates_yesterday_from_another_year():
    new_year = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)
    assert moment(datetime(2026, 12, 31, 9, 0, tzinfo=UTC), new_year) == "Yesterday, 09:00"
    assert moment(datetime(2026, 12, 30, 9, 0, tzinfo=UTC), new_year) == "30 Dec 2026, 09:00"


def test_a_time_without_a_zone_is_refused():
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="without a zone"):
        moment(naive, NOW)
    with pytest.raises(ValueError, match="without a zone"):
        moment(NOW, naive)
    with pytest.raises(ValueError, match="without a zone"):
        day(naive)
