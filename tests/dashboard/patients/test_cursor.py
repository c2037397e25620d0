"""A place in the list is read when it is written just as we write it, and not otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from app.records.cursor import read_cursor, write_cursor

PLACE = "20261124T093105.000042_0f4b1c5de0a94c53a31b8c1a4f6d2e77"
moments = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(moments, st.uuids())
def test_what_is_written_is_read_back(moment, row):
    assert read_cursor(write_cursor(moment, row)) == (moment, row)


@given(
    moments,
    st.uuids(),
    st.integers(0, 54),
    st.sampled_from("0129afAF _-T.{}\n\u0660２") | st.text(max_size=3),
)
def test_what_is_read_was_written_just_so(moment, row, place, other):
    written = write_cursor(moment, row)
    text = written[:place] + other + written[place + 1 :]
    try:
        place = read_cursor(text)
    except BadRequest:
        return
    assert text == ("" if place is None else write_cursor(*place))


def test_the_place_of_these_tests_is_one():
    row = UUID(PLACE.rpartition("_")[2])
    assert read_cursor(PLACE) == (datetime(2026, 11, 24, 9, 31, 5, 42, tzinfo=UTC), row)


@pytest.mark.parametrize(
    "text",
    [
        f" {PLACE}",
        f"{PLACE}\n",
        PLACE.upper(),
        PLACE.replace("_", "_urn:uuid:"),
        PLACE.replace("_", "_{") + "}",
        PLACE[:-12] + "-" + PLACE[-12:],
        PLACE.replace("2026", "２０２６"),
        PLACE.replace("_0", "_\u0660"),
        PLACE.replace(".000042", ".42"),
        PLACE.replace("T09", "T9"),
        PLACE.replace("T", " "),
        PLACE.replace("1124", "1324"),
        PLACE.replace("T09", "T24"),
        PLACE.replace("2026", "0000"),
        PLACE.partition("_")[0],
        "_",
        "x" * 100_000,
    ],
)
def test_another_spelling_is_refused(text, ines, store):
    with pytest.raises(BadRequest):
        read_cursor(text)
    if len(text) < 1000:
        for place in ("before", "after"):
            assert (
                ines.browser.client.get(
                    "/patients", base_url="https://intake.example.org", query_string={place: text}
                ).status_code
                == 400
            )
