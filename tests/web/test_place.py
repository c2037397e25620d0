"""A country is whatever was posted: what is none has no time zones and no number, and nothing is kept of it."""

from __future__ import annotations

from app.web import place


def test_a_posted_country_that_is_none_is_not_kept_in_memory():
    assert "Europe/London" in place.zones_of("GB")
    assert (place.emergency_number_of("GB"), place.emergency_number_of("DE")) == ("999", "112")
    kept = [each for each in vars(place).values() if hasattr(each, "cache_info")]
    before = [each.cache_info().currsize for each in kept]
    for number in range(50):
        nowhere = f"Nowhere {number}"
        assert (place.zones_of(nowhere), place.emergency_number_of(nowhere)) == ((), "")
    assert [each.cache_info().currsize for each in kept] == before
