"""LibreOffice opens what leaves: it reads what was written, and finds no formula, however hard it looks for one."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, cast
from xml.etree import ElementTree as ET

import pytest

from app.exports.targets import csv as csv_target
from app.exports.workbook.long_texts import GOES_ON, GONE_ON
from app.records.cells import neutral
from tests.exports.libreoffice import CSV_WITH_FORMULAS, EVERY_SHEET_AS_CSV, FLAT, convert
from tests.exports.workbooks import POISON, Given, of_texts, workbook
from tests.vectors import hostile_texts

if TYPE_CHECKING:
    from pathlib import Path

    from app.exports.table import Row, Table
    from app.store import Store

pytestmark = pytest.mark.timeout(240)
FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
KIND = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
LIVE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("https://evil.example")',
    "\t=1+1",
    " =1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
]
TEXTS = [neutral(text) for text in [*hostile_texts(), *POISON, *LIVE, "_x0041_", "a;=1+1"]]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def formulas(path: Path) -> list[str]:
    return [cell.attrib[FORMULA] for cell in ET.parse(path).iter() if FORMULA in cell.attrib]


def as_csv(table: Given) -> bytes:
    return b"".join(
        piece for piece, _ in csv_target.stream(cast("Table", table), cast("Store", None), for_program=True)
    )


SHORT = of_texts([text for text in TEXTS if len(text) < 32_767])
CUT_AT_A_PAIR = [f"{'x' * before}{'🩺' * 300}" for before in (32_400, 32_401)]
"""Longer than a cell's 32,767 units of UTF-16; whichever its parity is, one is cut within a character of two units.

LibreOffice takes twenty seconds for a cell that is full of such characters.
"""
LONG = Given(
    ("record_id", "name"),
    [(f"record {number}", text) for number, text in enumerate(["x" * 40_000, *CUT_AT_A_PAIR])],
)
FULL = Given(("record_id", "name"), [(str(number), f"name {number}") for number in range(25)])
DATED = Given(
    ("record_id", "received", "birth_date", "name"),
    [
        ("1", "2026-07-25T16:06:09+02:00", "1990-04-03", neutral("=1+1")),
        ("2", "2026-11-25T00:00:00+01:00", "1950", neutral("- aspirin")),
    ],
)


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory):
    """Workbooks, and a folder. A start of LibreOffice is a second's work, so each format has one."""
    folder = tmp_path_factory.mktemp("workbooks")
    made = {
        "short": workbook(SHORT),
        "long": workbook(LONG),
        "full": workbook(FULL, most_rows=10),
        "hostile": workbook(of_texts(TEXTS)),
        "dated": workbook(DATED),
    }
    for name, content in made.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    return [folder / f"{name}.xlsx" for name in made]


@pytest.fixture(scope="module")
def as_texts(workbooks):
    """The folder of the sheets as CSV, of every workbook that is read so."""
    read_so = [each for each in workbooks if each.stem != "hostile"]
    return convert(read_so, EVERY_SHEET_AS_CSV, workbooks[0].parent)


@pytest.fixture(scope="module")
def as_xml(workbooks):
    """The folder of the workbooks as flat XML."""
    return convert(workbooks[-2:], FLAT, workbooks[0].parent)


def test_libreoffice_reads_in_a_workbook_what_was_written(as_texts):
    assert read(as_texts / "short-Patients.csv") == [SHORT.head, *SHORT.rows]
    assert [
        row for name in ("", " 2", " 3") for row in read(as_texts / f"full-Patients{name}.csv")[1:]
    ] == FULL.rows
    pieces = read(as_texts / "long-Patients.csv")[1:]
    for record, text in LONG.rows:
        cells = [row[1] for row in pieces if row[0] == record]
        assert "".join(cell.removeprefix(GONE_ON).removesuffix(GOES_ON) for cell in cells) == text
    assert ["Records", str(len(SHORT.rows))] in [list(row) for row in read(as_texts / "short-Cover.csv")]


def test_libreoffice_finds_no_formula_in_a_workbook_and_no_patients_cell_that_is_not_text(as_xml):
    flat = as_xml / "hostile.fods"
    assert formulas(flat) == []
    (patients,) = (
        sheet
        for sheet in ET.parse(flat).iter(FORMULA.replace("formula", "table"))
        if sheet.get(FORMULA.replace("formula", "name")) == "Patients"
    )
    assert {cell.attrib[KIND] for cell in patients.iter() if KIND in cell.attrib} == {"string"}


def test_libreoffice_shows_dates_as_dates_and_one_guard_before_what_looks_live(as_xml, as_texts):
    dates = [
        cell.attrib[KIND.replace("value-type", "date-value")]
        for cell in ET.parse(as_xml / "dated.fods").iter()
        if cell.get(KIND) == "date"
    ]
    assert {"2026-07-25T16:06:09", "1990-04-03"} <= {*dates}
    shown = read(as_texts / "dated-Patients.csv")
    assert shown[1:] == [
        ("1", "2026-07-25 16:06:09", "1990-04-03", "'=1+1"),
        ("2", "2026-11-25 00:00:00", "1950", "'- aspirin"),
    ]


def test_libreoffice_finds_no_formula_in_our_csv_and_would_have_without_the_guard(workbooks):
    folder = workbooks[0].parent  # a new clinic would make the start longer
    ours, naive = folder / "ours.csv", folder / "naive.csv"
    ours.write_bytes(as_csv(of_texts(TEXTS)))
    with naive.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([text] for text in LIVE)
    made = convert([ours, naive], FLAT, folder, reading=CSV_WITH_FORMULAS)
    assert formulas(made / "ours.fods") == []
    assert len(formulas(made / "naive.fods")) >= 3
