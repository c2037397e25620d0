"""The columns whose values are keyed hashes: nothing in them is sealed."""

from __future__ import annotations

from app.store import columns

KEYED_HASHES = {
    columns.NAME_WORD,
    columns.NAME_START,
    columns.NUMBER_END,
    columns.CONSENT_SENDER,
    columns.SHEET_ROW,
    columns.ERASURE_LINE,
    columns.CHECK_IN,
}
