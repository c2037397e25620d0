"""Phone numbers are grouped for reading."""

from __future__ import annotations

import pytest

from app.web.phone import grouped


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+447700900124", "+44 7700 900124"),
        ("+34600111222", "+34 600 11 12 22"),
        ("+15005550006", "+1 500-555-0006"),
        ("US.ab12", "US.ab12"),
        ("", ""),
    ],
)
def test_a_number_is_grouped_for_reading_and_what_is_none_stays(number, words):
    assert grouped(number) == words
