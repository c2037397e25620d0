"""docs/performance.md and what holds later changes to it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from bench.performance import CHARTS, PAGE, TABLES, chart, fallen, recorded, written
from tests.cases import for_each


@for_each("key", TABLES)
def test_each_table_is_on_the_page_with_ratios_that_the_quick_run_is_held_to(key):
    assert recorded(PAGE.read_text(), key)
    assert ET.parse(CHARTS / f"{key}.svg").getroot().tag.endswith("svg")


def test_what_is_written_is_what_is_read_and_the_rest_of_the_page_stays():
    page = PAGE.read_text()
    first = next(iter(TABLES))
    again = written(page, first, {"one": 2.5, "two, large": 0.5}, {"one": 1.25})
    assert recorded(again, first) == {"one": 1.25}
    assert [recorded(again, key) for key in TABLES if key != first] == [
        recorded(page, key) for key in TABLES if key != first
    ]
    assert written(again, first, {"one": 2.5, "two, large": 0.5}, {"one": 1.25}) == again


def test_a_row_that_fell_by_more_than_a_third_is_named_and_one_that_fell_less_is_not():
    assert fallen({"one": 3.0, "two": 3.0}, {"one": 1.99, "two": 2.01}) == ["one: 1.99, and 3.00 is recorded"]


def test_a_row_that_is_not_measured_any_more_is_named():
    assert fallen({"one": 3.0}, {}) == ["one: 0.00, and 3.00 is recorded"]


def test_a_chart_s_bars_are_as_long_as_the_ratios_say():
    bars = [
        float(each.get("width", 0))
        for each in ET.fromstring(chart("Ratios", {"one <&>": 1.0, "two": 4.0})).iter()
        if each.get("class") == "bar"
    ]
    assert round(bars[1] / bars[0]) == 4
