"""docs/security/sealing.md tells the truth of what is sealed, and how."""

from __future__ import annotations

import re

from app.crypto import Column
from app.store import columns
from tests.documents import SECURITY_PAGES, section

SEALING = SECURITY_PAGES / "sealing.md"
INDEXED_ONLY = {
    columns.NAME_WORD,
    columns.NAME_START,
    columns.NUMBER_END,
    columns.CONSENT_SENDER,
    columns.SHEET_ROW,
    columns.AUDIT_LINK,
    columns.KEY_ANCHOR,
    columns.ERASURE_LINE,
    columns.AUDIT_ANCHOR,
    columns.SESSION_TOKEN,
    columns.SESSION_ROW,
    columns.SHOWING_ROW,
    columns.LINK_TOKEN,
    columns.LINK_ROW,
    columns.FORM_TOKEN,
    columns.FORM_BROWSER,
    columns.FORM_ROW,
    columns.CHECK_IN,
    columns.FORM_DRAFT,
    columns.DEVICE_TOKEN,
    columns.DEVICE_ROW,
}


def test_every_sealed_column_is_in_the_table_and_no_other():
    table = section(SEALING, "Which columns are sealed")
    told = {
        Column(name, column, padded)
        for name, *cells in re.findall(r"^\| (`[^|]+`) \|([^|]*)\|([^|]*)\|$", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", name)
        for cell, padded in zip(cells, (True, False), strict=True)
        for column in re.findall(r"`(\w+)`", cell)
    }
    sealed = {each for each in vars(columns).values() if isinstance(each, Column)} - INDEXED_ONLY
    assert told == sealed
