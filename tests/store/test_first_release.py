"""Expand, migrate, contract: the tables serve the code of the first release, until a release says otherwise.

`tests/data/releases/` has the columns that it writes and reads. `make faults` runs its code on the newest tables.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from app.store.tables import metadata

KNOWN: Final[dict[str, list[str]]] = json.loads(
    (Path(__file__).resolve().parents[1] / "data" / "releases" / "0.1.0.json").read_text()
)
GONE: Final = {("staff_links", "totp"), ("staff_recovery_codes", "code_hash")}
"""What a machine of the first release can no longer do: follow a one-time link, take a recovery code."""
ASKED: Final = {
    ("staff_links", "openings"), ("staff_links", "mac"), ("staff_devices", "mac"),
    ("staff_recovery_codes", "id"), ("staff_recovery_codes", "code"),
    ("clinic_profiles", "id"), ("retention_rules", "id"),
}  # fmt: skip
"""And make a link or codes, sign somebody in, save settings. docs/upgrading.md says so."""


def test_no_column_that_the_first_release_reads_is_gone():
    gone = {
        (table, column)
        for table, columns in KNOWN.items()
        for column in columns
        if column not in metadata.tables[table].columns
    }
    assert gone == GONE


def test_no_new_column_asks_for_a_value_that_the_first_release_does_not_write():
    asked = {
        (table, column.name)
        for table, columns in KNOWN.items()
        for column in metadata.tables[table].columns
        if column.name not in columns and not column.nullable and column.server_default is None
    }
    assert asked == ASKED
