"""The workbook: what other programs read in it is what was written, and nothing in it is anything but text."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import from_excel

from app.exports.columns import COLUMNS
from app.exports.workbook.book import WorkbookFrame
from app.exports.workbook.dates import day, moment
from app.exports.workbook.long_texts import GOES_ON, GONE_ON, MOST_UNITS
from app.exports.workbook.package import MOST_BYTES_OF_A_PART, Package
from app.exports.workbook.row_xml import row_template, rows_as_xml
from app.exports.workbook.sheets import PatientSheets
from app.records.cells import neutral
from tests.exports.workbooks import (
    MAIN,
    POISON,
    Given,
    by_openpyxl,
    by_pandas,
    of_texts,
    opened,
    part,
    parts,
    pieces,
    workbook,
)
from tests.vectors import hostile_texts

TEXTS = st.text(st.characters(codec=None, exclude_categories=())) | st.sampled_from(POISON[:-3])
SEVERAL = settings(max_examples=25)


def sheets(content: bytes) -> list[str]:
    return list(opened(content).sheetnames)


@SEVERAL
@given(st.lists(TEXTS.map(neutral), min_size=1, max_size=30))
def test_openpyxl_and_pandas_read_back_what_was_written(texts):
    table = of_texts(texts)
    content = workbook(table)
    assert by_openpyxl(content) == table.rows
    assert by_pandas(content) == table.rows


def test_openpyxl_and_pandas_read_back_hostile_texts_and_none_breaks_the_rest():
    table = of_texts([neutral(text) for text in hostile_texts() + POISON if len(text) < MOST_UNITS])
    content = workbook(table)
    assert by_openpyxl(content) == table.rows
    assert by_pandas(content) == table.rows


def test_every_cell_of_a_patient_is_text_and_none_a_formula():
    content = workbook(of_texts([neutral(text) for text in hostile_texts() + POISON]))
    sheet = part(content, "xl/worksheets/sheet3.xml")
    assert {cell.get("t") for cell in sheet.iter(f"{MAIN}c")} == {"inlineStr"}
    assert {child.tag for cell in sheet.iter(f"{MAIN}c") for child in cell} == {f"{MAIN}is"}
    assert not any(
        re.search(rb"<f[ >/]|externalLink|hyperlink", written) for written in parts(content).values()
    )


def test_cells_are_text_cells_also_for_who_types_into_them():
    sheet = opened(workbook(Given(("record_id", "status", "medications"), [("1", "new", "none")])))[
        "Patients"
    ]
    for row in sheet.iter_rows():
        assert [(cell.number_format, cell.data_type) for cell in row] == [("@", "s")] * 3
        assert not any(cell.quotePrefix for cell in row), "the guard's own ' would be shown twice"


MOMENT = "2026-07-25T16:06:09+02:00"
DATED = ("record_id", "received", "birth_date", "name")


def dated(*cells):
    """Return the second row of a sheet with these cells, as openpyxl reads it."""
    (row,) = list(opened(workbook(Given(DATED, [("1", *cells, "Ana")])))["Patients"].iter_rows())[1:]
    return row[1], row[2]


def test_a_moment_and_a_birth_date_are_dates():
    received, born = dated(MOMENT, "1990-04-03")
    assert (received.data_type, received.number_format) == ("d", "yyyy-mm-dd hh:mm:ss")
    assert received.value == datetime(2026, 7, 25, 16, 6, 9)  # noqa: DTZ001  (as the clinic's clock showed it)
    assert (born.data_type, born.number_format) == ("d", "yyyy-mm-dd")
    assert born.value == datetime(1990, 4, 3)  # noqa: DTZ001


@pytest.mark.parametrize(
    "said", ["1900-03-01", "1900-12-31", "1999-12-31", "2000-02-29", "2026-11-25", "9999-12-31"]
)
def test_a_spreadsheet_counts_a_day_as_we_do(said):
    assert dated(MOMENT, said)[1].value.date().isoformat() == said


@pytest.mark.parametrize(
    "said",
    ["1950", "age 76 on 2026-11-25", "1900-02-28", "2023-02-30", "19900403", "1990-04-03 ", "\u0661990-04-03", "1<2>3&4",
     "'=1+1", "_x0041_", "[cannot be read]", "45000", "2026-W01-1"],
)  # fmt: skip
def test_a_birth_date_that_is_no_day_stays_the_text_that_it_is(said):
    _received, born = dated(MOMENT, said)
    assert (born.data_type, born.number_format, born.value) == ("s", "@", said)


@SEVERAL
@given(st.lists(TEXTS.map(neutral).filter(lambda text: day(text) is None), min_size=1, max_size=30))
def test_no_other_text_becomes_a_date_or_moves_where_dates_may_be(texts):
    rows = [(str(number), MOMENT, text, text) for number, text in enumerate(texts)]
    read = by_openpyxl(workbook(Given(DATED, rows)))
    assert read == [(number, "2026-07-25 16:06:09", *said) for number, _received, *said in rows]


def test_headings_stand_still_are_told_apart_and_can_be_filtered():
    table = Given(("record_id", "birth_date", "medical_history"), [("1", "1990-04-03", "none")] * 5)
    sheet = opened(workbook(table))["Patients"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:C6", "$1:$1")
    assert {(cell.font.bold, cell.fill.fgColor.rgb) for cell in sheet[1]} == {(True, "000D5C68")}
    assert not sheet["A2"].font.bold
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [12, 12, 60]
    assert [sheet[f"{letter}2"].alignment.wrap_text for letter in "ABC"] == [None, None, True]


def test_all_columns_are_read_on_a_sheet_of_paper_that_lies_and_each_page_says_its_headings_and_number():
    headings = tuple(column.key for column in COLUMNS)
    sheet = opened(workbook(Given(headings, [("2026-11-25",) * len(headings)])))["Patients"]
    page = sheet.page_setup
    assert (page.orientation, page.paperSize, page.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.oddFooter.right.text) == ("$1:$1", "&P / &N")
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    assert sum(widths) <= 250, "at most 250 characters are 7 points high on A4"
    assert sheet["E2"].alignment.wrap_text


def test_a_full_sheet_is_continued_on_the_next_with_its_own_headings():
    table = Given(("record_id", "name"), [(str(number), f"name {number}") for number in range(25)], size=7)
    content = workbook(table, most_rows=10)
    assert sheets(content) == ["Cover", "Summary", "Patients", "Patients 2", "Patients 3"]
    assert [len(by_openpyxl(content, name)) for name in sheets(content)[2:]] == [9, 9, 7]
    assert [row for name in sheets(content)[2:] for row in by_pandas(content, name)] == table.rows
    assert [opened(content)[name].auto_filter.ref for name in sheets(content)[2:]] == [
        "A1:B10",
        "A1:B10",
        "A1:B8",
    ]


def test_a_sheet_that_is_just_full_is_the_last():
    table = Given(("record_id", "name"), [("1", "name")] * 9)
    assert sheets(workbook(table, most_rows=10)) == ["Cover", "Summary", "Patients"]


def test_a_part_ends_long_before_it_needs_zip64():
    table = Given(("record_id", "name"), [(str(number), "name") for number in range(40)])
    package = Package()
    filled = PatientSheets(package, most_bytes=1000)
    filled.apply_styles(WorkbookFrame(table.columns, table.head))
    for start in range(0, 40, 10):
        filled.write(table.rows[start : start + 10])
    filled.finish()
    assert package.namelist() == [f"xl/worksheets/sheet{number}.xml" for number in (3, 4, 5, 6)]
    assert MOST_BYTES_OF_A_PART < zipfile.ZIP64_LIMIT


def test_a_package_beyond_4_gib_tells_so_in_zip64_and_a_part_never_does():
    package = Package()
    with package.open("small.xml", "w") as small:
        small.write(b"<small/>")
    stream: Any = package.fp
    stream.offset += 5 << 30  # as if as much had gone out before
    package.start_dir = stream.tell()
    package.close()
    content = package.take()
    assert b"PK\x06\x06" in content
    assert b"PK\x06\x07" in content
    assert content.startswith(b"PK\x03\x04\x14\x00"), "version 2.0 is enough to unpack the part"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def joined(cells: list[str]) -> str:
    return "".join(cell.removeprefix(GONE_ON).removesuffix(GOES_ON) for cell in cells)


@pytest.mark.parametrize(
    "text", ["x" * (MOST_UNITS + 1), "🩺" * 40_000, "a" + "🩺" * 16_400, "x" * 100_000, "_x0041_" * 10_000]
)
def test_a_text_too_long_for_a_cell_goes_on_in_the_next_row_and_both_say_so(text):
    table = Given(
        ("record_id", "name", "medications"), [("1", "Ana", "none"), ("2", "Bo", text), ("3", "Cy", "")]
    )
    rows = by_openpyxl(workbook(table))
    own = [row for row in rows if row[0] == "2"]
    cells = [row[2] for row in own]
    assert rows == [table.rows[0], *own, table.rows[2]]
    assert [row[1] for row in own] == ["Bo", *[""] * (len(own) - 1)]
    assert all(units(cell) <= MOST_UNITS for cell in cells)
    assert all(cell.endswith(GOES_ON) for cell in cells[:-1])
    assert all(cell.startswith(GONE_ON) for cell in cells[1:])
    assert joined(cells) == text


@pytest.mark.parametrize("text", ["x" * MOST_UNITS, "🩺" * (MOST_UNITS // 2)])
def test_a_text_that_just_fits_stays_in_its_cell(text):
    assert by_openpyxl(workbook(of_texts([text]))) == [("record 0", text, text)]


def test_two_long_texts_of_a_record_go_on_beside_each_other():
    table = Given(("record_id", "name", "address"), [("1", "x" * 70_000, "y" * 40_000)])
    rows = by_openpyxl(workbook(table))
    assert [bool(row[2]) for row in rows] == [True, True, False]
    assert joined([row[1] for row in rows]) == "x" * 70_000
    assert joined([row[2] for row in rows[:2]]) == "y" * 40_000


def test_a_record_is_not_torn_between_two_sheets():
    short, long_ = ("1", "none"), ("2", "x" * 100_000)
    content = workbook(Given(("record_id", "medications"), [short] * 7 + [long_] + [short]), most_rows=10)
    assert [[row[0] for row in by_openpyxl(content, name)] for name in sheets(content)[2:]] == [
        ["1"] * 7,
        ["2"] * 4 + ["1"],
    ]


def test_a_record_longer_than_a_sheet_is_still_whole():
    long_ = ("2", "x" * 400_000)
    content = workbook(
        Given(("record_id", "medications"), [("1", "none"), long_, ("3", "none")]), most_rows=6
    )
    rows = [row for name in sheets(content)[2:] for row in by_openpyxl(content, name)]
    assert joined([row[1] for row in rows if row[0] == "2"]) == long_[1]
    assert [row[0] for row in rows if row[0] != "2"] == ["1", "3"]


def test_nobody_is_an_empty_table():
    content = workbook(Given(("record_id", "name"), []))
    assert by_openpyxl(content) == by_pandas(content) == []
    assert opened(content)["Patients"].auto_filter.ref == "A1:B1"


def test_a_cell_that_would_move_others_into_other_columns_breaks_the_export():
    with pytest.raises(ValueError, match="NUL"):
        rows_as_xml([("1", "a\x00b"), ("2", "c")], 2, row_template([("A", 0, None), ("B", 0, None)]))


def test_the_same_rows_make_the_same_bytes():
    table = of_texts(["Ana", "Bo"])
    assert workbook(table) == workbook(table)


def test_what_is_cut_off_anywhere_is_no_workbook():
    sent = list(pieces(Given(("record_id", "name"), [("1", "Ana")] * 50_000)))
    whole = b"".join(piece for piece, _ in sent)
    ends = [len(b"".join(piece for piece, _ in sent[:count])) for count in range(len(sent))]
    for end in [*ends, len(whole) - 1, len(whole) - 30]:
        with pytest.raises(zipfile.BadZipFile):
            zipfile.ZipFile(BytesIO(whole[:end]))


def test_a_table_that_breaks_gives_no_workbook():
    class Broken(Given):
        def batches(self, store):
            yield from super().batches(store)
            raise ConnectionError

    sent: list[bytes] = []
    with pytest.raises(ConnectionError):
        sent.extend(piece for piece, _ in pieces(Broken(("record_id", "name"), [("1", "Ana")] * 5000)))
    assert not zipfile.is_zipfile(BytesIO(b"".join(sent)))


def test_nothing_is_read_before_it_is_asked_for_and_every_record_is_counted_once():
    read = []

    class Watched(Given):
        def batches(self, store):
            for batch in super().batches(store):
                read.append(len(batch))
                yield batch

    rows = [(str(number), f"{number * 7919 % 100_003} name") for number in range(30_000)]
    sent = pieces(Watched(("record_id", "name"), rows))
    first, records = next(sent)
    assert first.startswith(b"PK")
    assert (records, read) == (0, [])
    told = 0
    for _, records in sent:
        told += records
        assert told == sum(read)
    assert told == len(rows)


@settings(max_examples=150)
@given(st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1)))  # noqa: DTZ001  (as the clinic's clock shows them)
def test_a_time_is_right_to_the_second_in_readers_that_round_and_in_those_that_cut(at: datetime):
    at = at.replace(microsecond=0)
    written = moment(at.isoformat())
    assert written
    assert from_excel(float(written)) == at
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    assert int(float(written) % 1 * 86_400) == seconds
