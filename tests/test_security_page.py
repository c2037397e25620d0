"""docs/security/sealing.md tells the truth of what is sealed, and how."""

from __future__ import annotations

import re

from app.crypto import Column
from app.store.staff.links import LINK_FORM
from app.store.tables import metadata
from tests.documents import SECURITY_PAGES, section
from tests.releases import tables_to_come

SEALING = SECURITY_PAGES / "sealing.md"


def test_every_sealed_column_is_in_the_table_and_no_other():
    table = section(SEALING, "Which columns are sealed")
    told = {
        Column(name, column, padded)
        for name, *cells in re.findall(r"^\| (`[^|]+`) \|([^|]*)\|([^|]*)\|$", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", name)
        for cell, padded in zip(cells, (True, False), strict=True)
        for column in re.findall(r"`(\w+)`", cell)
    }
    to_come = tables_to_come()
    released = [table for table in metadata.sorted_tables if table.name not in to_come]
    found = {column.info.get("sealed") for table in released for column in table.columns}
    told = {column for column in told if column.table not in to_come}
    assert told == (found - {None}) | {LINK_FORM}
