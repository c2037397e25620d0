"""What a patient can do to whoever opens an export."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from app.proof.outcome import Outcome, judged
from app.proof.people import MAREN, new_number
from app.proof.target import Target
from app.proof.visitor import NotAnswered

_LIVE = ("=", "+", "-", "@", "\t")


def live_formulas(target: Target) -> Outcome:
    """Write a formula as an answer, for the spreadsheet of whoever opens the export."""
    target.hands_in(new_number(), MAREN._replace(history="=cmd|'/C calc'!A0", medications="@SUM(1+1)"))
    answer = target.exports("csv")
    rows = list(csv.reader(StringIO(answer.text.lstrip("\ufeff"))))
    if "SUM(1" not in answer.text:
        raise NotAnswered("the answer is not in the export")
    live = sum(_is_live(cell) for row in rows[1:] for cell in row)
    return judged(
        live > 0,
        f"{live} cells of the CSV are live formulas",
        f"{sum(map(len, rows))} cells, none of which a spreadsheet runs",
    )


def _is_live(cell: str) -> bool:
    return cell.startswith(_LIVE) and not cell.lstrip("+").replace(" ", "").isdigit()


def poisoned_workbook(target: Target) -> Outcome:
    """Write a character that no workbook can hold, so that nobody gets one any more."""
    target.hands_in(new_number(), MAREN._replace(history="asthma\x0b since\x07 birth\ufffe"))
    answer = target.exports_by(target.desk(), "xlsx")
    return judged(
        not answer.is_granted or not _is_workbook(answer.body),
        "one patient's answer stops the Excel export for all",
        "the workbook opens, and the patient is in it",
    )


def _is_workbook(content: bytes) -> bool:
    """Return whether it can be read, and has the patient who wrote."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            return any(MAREN.name.encode() in packed.read(name) for name in packed.namelist())
    except BadZipFile:
        return False
