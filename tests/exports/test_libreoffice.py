"""LibreOffice opens what leaves: it reads what was written, and finds no formula, however hard it looks for one."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, cast
from xml.etree import ElementTree as ET

import pytest

from app.exports.targets import csv as csv_target
from app.exports.workbook.sheets import GOES_ON, GONE_ON
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
    return b"".join(piece for piece, _ in csv_target.stream(cast("Table", table), cast("Store", None)))


def test_libreoffice_reads_in_a_workbook_what_was_written(tmp_path):
    short = of_texts([text for text in TEXTS if len(text) < 32_767])
    long_ = Given(("record_id", "name"), [("record 0", "x" * 40_000), ("record 1", "🩺" * 17_000)])
    full = Given(("record_id", "name"), [(str(number), f"name {number}") for number in range(25)])
    files = {"short": workbook(short), "long": workbook(long_), "full": workbook(full, most_rows=10)}
    for name, content in files.items():
        (tmp_path / f"{name}.xlsx").write_bytes(content)
    made = convert([tmp_path / f"{name}.xlsx" for name in files], EVERY_SHEET_AS_CSV, tmp_path)

    assert read(made / "short-Patients.csv") == [short.head, *short.rows]
    assert [
        row for name in ("", " 2", " 3") for row in read(made / f"full-Patients{name}.csv")[1:]
    ] == full.rows
    pieces = read(made / "long-Patients.csv")[1:]
    for record, text in long_.rows:
        cells = [row[1] for row in pieces if row[0] == record]
        assert "".join(cell.removeprefix(GONE_ON).removesuffix(GOES_ON) for cell in cells) == text
    assert ["Records", str(len(short.rows))] in [list(row) for row in read(made / "short-Cover.csv")]


def test_libreoffice_finds_no_formula_in_a_workbook_and_no_patients_cell_that_is_not_text(tmp_path):
    file = tmp_path / "hostile.xlsx"
    file.write_bytes(workbook(of_texts(TEXTS)))
    flat = convert([file], FLAT, tmp_path) / "hostile.fods"
    assert formulas(flat) == []
    (patients,) = (
        sheet
        for sheet in ET.parse(flat).iter(FORMULA.replace("formula", "table"))
        if sheet.get(FORMULA.replace("formula", "name")) == "Patients"
    )
    assert {cell.attrib[KIND] for cell in patients.iter() if KIND in cell.attrib} == {"string"}


def test_libreoffice_shows_dates_as_dates_and_one_guard_before_what_looks_live(tmp_path):
    file = tmp_path / "dated.xlsx"
    rows = [
        ("1", "2026-07-25T16:06:09+02:00", "1990-04-03", "=1+1"),
        ("2", "2026-11-25T00:00:00+01:00", "1950", "- aspirin"),
    ]
    file.write_bytes(
        workbook(
            Given(
                ("record_id", "received", "birth_date", "name"), [(*row[:3], neutral(row[3])) for row in rows]
            )
        )
    )
    flat = ET.parse(convert([file], FLAT, tmp_path) / "dated.fods")
    dates = [
        cell.attrib[KIND.replace("value-type", "date-value")]
        for cell in flat.iter()
        if cell.get(KIND) == "date"
    ]
    assert {"2026-07-25T16:06:09", "1990-04-03"} <= {*dates}
    shown = read(convert([file], EVERY_SHEET_AS_CSV, tmp_path) / "dated-Patients.csv")
    assert shown[1:] == [
        ("1", "2026-07-25 16:06:09", "1990-04-03", "'=1+1"),
        ("2", "2026-11-25 00:00:00", "1950", "'- aspirin"),
    ]


def test_libreoffice_finds_no_formula_in_our_csv_and_would_have_without_the_guard(tmp_path):
    ours, naive = tmp_path / "ours.csv", tmp_path / "naive.csv"
    ours.write_bytes(as_csv(of_texts(TEXTS)))
    with naive.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([text] for text in LIVE)
    made = convert([ours, naive], FLAT, tmp_path, reading=CSV_WITH_FORMULAS)
    assert formulas(made / "ours.fods") == []
    assert len(formulas(made / "naive.fods")) >= 3
