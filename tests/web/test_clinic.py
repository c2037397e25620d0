"""Dates, times and numbers are written as the clinic and the language of the page write them."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flask import g

from app.intake.clinic import Clinic
from app.web.clinic import day, moment, number, size, time_of_day, to_clinic_time

NOW = datetime(2026, 11, 24, 14, 6, tzinfo=UTC)


@pytest.fixture
def read_in(app):
    """Return a function that opens a page in a language, at a clinic in a zone."""

    @contextmanager
    def page(language="en", zone="UTC"):
        with app.test_request_context(headers={"Accept-Language": language}):
            g.clinic = Clinic("Larkfield Clinic", "01632 960 555", "112", timezone=zone)
            yield

    return page


@pytest.mark.parametrize(
    ("language", "words"), [("en", "3 April 1990"), ("es", "3 de abril de 1990"), ("xx", "3 April 1990")]
)
def test_a_day_has_its_month_in_words(language, words, read_in):
    with read_in(language):
        assert day(date(1990, 4, 3)) == words


def test_a_time_counts_as_the_day_that_it_is_at_the_clinic(read_in):
    late = datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    with read_in():
        assert day(late) == "31 December 2025"
    with read_in(zone="Europe/Athens"):
        assert day(late) == "1 January 2026"


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (datetime(2026, 11, 24, 9, 31, 59, tzinfo=UTC), "Today, 09:31", "Hoy, 09:31"),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "Today, 00:00", "Hoy, 00:00"),
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), "Yesterday, 23:59", "Ayer, 23:59"),
        (datetime(2026, 11, 25, 1, 40, tzinfo=UTC), "Tomorrow, 01:40", "Mañana, 01:40"),
        (datetime(2026, 11, 22, 18, 41, tzinfo=UTC), "22 Nov, 18:41", "22 nov, 18:41"),
        (datetime(2026, 12, 1, 8, 0, tzinfo=UTC), "1 Dec, 08:00", "1 dic, 08:00"),
        (datetime(2025, 11, 22, 18, 41, tzinfo=UTC), "22 Nov 2025, 18:41", "22 nov 2025, 18:41"),
        (
            datetime(2026, 11, 25, 0, 30, tzinfo=timezone(timedelta(hours=1))),
            "Today, 23:30",
            "Hoy, 23:30",
        ),
    ],
)
def test_a_moment_is_told_as_seen_from_now(value, english, spanish, read_in):
    with read_in("en"):
        assert moment(value, NOW) == english
    with read_in("es"):
        assert moment(value, NOW) == spanish


def test_the_clinics_midnight_and_not_that_of_utc_parts_today_from_tomorrow(read_in):
    with read_in(zone="Pacific/Auckland"):  # 13 hours ahead: it is the 25th there
        assert moment(datetime(2026, 11, 24, 10, 59, tzinfo=UTC), NOW) == "Yesterday, 23:59"
        assert moment(datetime(2026, 11, 24, 11, 0, tzinfo=UTC), NOW) == "Today, 00:00"


def test_the_same_time_of_day_is_kept_when_the_clocks_change(read_in):
    with read_in(zone="Europe/London"):
        assert time_of_day(datetime(2026, 10, 24, 8, 0, tzinfo=UTC)) == "09:00"
        assert time_of_day(datetime(2026, 10, 26, 9, 0, tzinfo=UTC)) == "09:00"


def test_new_year_separates_yesterday_from_another_year(read_in):
    new_year = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)
    with read_in():
        assert moment(datetime(2026, 12, 31, 9, 0, tzinfo=UTC), new_year) == "Yesterday, 09:00"
        assert moment(datetime(2026, 12, 30, 9, 0, tzinfo=UTC), new_year) == "30 Dec 2026, 09:00"


@pytest.mark.parametrize(("language", "written"), [("en", "12,840"), ("es", "12.840")])
def test_a_figure_has_its_thousands_apart(language, written, read_in):
    with read_in(language):
        assert number(12840) == written
        assert number(7) == "7"


@pytest.mark.parametrize(
    ("bytes_", "english", "spanish"),
    [
        (612, "0.6 kB", "0,6 kB"),
        (18_345, "18.3 kB", "18,3 kB"),
        (1_000_000, "1 MB", "1 MB"),
        (5_200_000_000, "5.2 GB", "5,2 GB"),
    ],
)
def test_a_file_is_told_in_the_unit_that_fits(bytes_, english, spanish, read_in):
    with read_in("en"):
        assert size(bytes_) == english
    with read_in("es"):
        assert size(bytes_) == spanish


def test_a_time_without_a_zone_is_refused(read_in):
    naive = NOW.replace(tzinfo=None)
    with read_in():
        for words in (
            lambda: moment(naive, NOW),
            lambda: moment(NOW, naive),
            lambda: day(naive),
            lambda: to_clinic_time(naive),
        ):
            with pytest.raises(ValueError, match="without a zone"):
                words()
