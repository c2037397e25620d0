"""The cover and the summary: what a workbook says of itself, to whoever finds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.exports.workbook.cover import translated_words
from tests.exports.workbooks import COVER, Given, opened, parts, pieces, workbook

if TYPE_CHECKING:
    from flask import Flask

HEADINGS = ("record_id", "received", "status", "language", "name")
ROWS = [
    ("1", "2026-11-24T23:59:59+01:00", "new", "en", "Ana"),
    ("2", "2026-11-25T00:00:00+01:00", "new", "es", "Bo"),
    ("3", "2026-11-25T12:00:00+01:00", "done", "es", "Cy"),
    ("4", "2026-11-23T12:00:00+01:00", "in_review", "es", "Di"),
]


def read(content: bytes, sheet: str) -> list[list[object]]:
    rows = opened(content)[sheet].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows if any(row)]


def test_the_cover_comes_first_and_says_who_when_why_what_of_and_how_many():
    content = workbook(Given(HEADINGS, ROWS))
    assert opened(content).active.title == "Cover"
    (title,), (warning,), *said = read(content, "Cover")
    assert title == "Patient records exported from Anteroom"
    assert "not encrypted" in str(warning)
    assert said == [
        ["Clinic", "Larkfield Clinic"],
        ["Exported by", "Noor Haddad, admin"],
        ["Exported on", "2026-11-25 14:06 CET"],
        ["Reason", "Referral list for Northgate"],
        ["Which patients", "Status: New\nReceived from 1 November 2026"],
        ["Columns", "Reference, Name"],
        ["Records", 4],
    ]


def test_without_filters_the_cover_says_all_patients():
    content = workbook(Given(HEADINGS, ROWS), cover=replace(COVER, filters=()))
    assert ["Which patients", "All patients"] in read(content, "Cover")


def test_the_cover_tells_of_texts_that_go_on_where_there_are_any():
    long_ = workbook(Given(("record_id", "name"), [("1", "x" * 40_000)]))
    assert "32,767" in str(read(long_, "Cover")[-1])
    assert ["Records", 1] in read(long_, "Cover")


def test_a_reason_is_a_text_and_cannot_break_the_workbook():
    for why in ("=1+1", "#N/A", "bell \x07", "+44 7700 900123", "x" * 200):
        cell = opened(workbook(Given(HEADINGS, ROWS), cover=replace(COVER, why=why)))["Cover"]["B8"]
        assert cell.data_type == "s"
        assert str(cell.value).lstrip("'") == why.replace("\x07", "")


def test_the_summary_counts_by_status_language_and_day():
    days = [datetime(2026, 11, day) for day in (23, 24, 25)]  # noqa: DTZ001  (a spreadsheet knows no zones)
    assert read(workbook(Given(HEADINGS, ROWS, size=2)), "Summary") == [
        ["Summary"],
        ["By status", "Records", "Share"],
        ["new", 2, 0.5],
        ["done", 1, 0.25],
        ["in_review", 1, 0.25],
        ["By language", "Records", "Share"],
        ["es", 3, 0.75],
        ["en", 1, 0.25],
        ["By day", "Records", "Share"],
        [days[0], 1, 0.25],
        [days[1], 1, 0.25],
        [days[2], 2, 0.5],
    ]


def test_the_summary_tells_of_no_column_that_was_not_taken():
    table = Given(("record_id", "language"), [("1", "en"), ("2", "es")])
    assert read(workbook(table), "Summary") == [
        ["Summary"],
        ["By language", "Records", "Share"],
        ["en", 1, 0.5],
        ["es", 1, 0.5],
    ]


def test_the_summary_of_nobody_has_no_figures():
    assert read(workbook(Given(("record_id", "status"), [])), "Summary") == [
        ["Summary"],
        ["By status", "Records", "Share"],
    ]


def test_only_the_cover_names_a_person_or_the_reason():
    for name, content in parts(workbook(Given(HEADINGS, ROWS))).items():
        if name != "xl/worksheets/sheet1.xml":
            assert b"Noor" not in content, name
            assert b"Northgate" not in content, name


def test_the_cover_speaks_the_language_of_the_request_that_asked_also_when_that_is_over(app: Flask):
    with app.test_request_context(headers={"Accept-Language": "es"}):
        sent, words = pieces(Given(HEADINGS, ROWS)), translated_words()
    content = b"".join(piece for piece, _ in sent)
    assert words["clinic"] == "Clínica"
    assert read(content, "Cover")[2] == ["Clínica", "Larkfield Clinic"]
    assert opened(content).sheetnames == ["Cover", "Summary", "Patients"]
