"""A workbook that waits to be downloaded is sealed, and goes in time.

Once it was downloaded, its time is over, or somebody is erased.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.crypto import Unreadable
from app.store.exports import export_files
from app.store.exports.export_files import PART, ExportFile
from app.store.model import table_of
from app.store.patients import erasures
from tests.store.example import ANSWERS, FILE, NOW, asked, created

if TYPE_CHECKING:
    from app.store import Store

WORKBOOK = bytes(range(256)) * 300


def kept(store: Store, content: bytes = WORKBOOK) -> UUID:
    with store.begin() as unit:
        export_id = asked(unit, None, "xlsx", protected=True)
        for number, start in enumerate(range(0, len(content), PART)):
            export_files.write_part(unit.db, export_id, number, content[start : start + PART], NOW)
    return export_id


def fetched(store: Store, export_id: UUID) -> bytes:
    content, number = b"", 0
    while True:
        with store.read() as unit:
            part = export_files.part(unit.db, export_id, number)
        if part is None:
            return content
        content, number = content + part, number + 1


def count(store: Store, export_id: UUID) -> int:
    with store.read() as unit:
        return export_files.count(unit.db, export_id)


def test_a_file_is_fetched_as_it_was_kept(store: Store):
    export_id, other = kept(store), kept(store, FILE)
    assert (count(store, export_id), count(store, other), count(store, uuid4())) == (2, 1, 0)
    assert (fetched(store, export_id), fetched(store, other)) == (WORKBOOK, FILE)


def test_nothing_of_a_file_lies_in_the_table_in_clear(store: Store):
    kept(store, FILE)
    with store.engine.connect() as connection:
        [part] = connection.execute(select(table_of(ExportFile).c.part)).scalars()
    assert part.startswith("gAAAA")


def test_parts_that_changed_places_do_not_open(store: Store):
    export_id = kept(store)
    with store.engine.begin() as connection:
        for number, to in ((0, 9), (1, 0), (9, 1)):
            moved = update(ExportFile).where(ExportFile.number == number)
            connection.execute(moved.values(number=to))
    with store.read() as unit, pytest.raises(Unreadable):
        export_files.part(unit.db, export_id, 0)


def test_a_file_is_forgotten_alone(store: Store):
    export_id, other = kept(store), kept(store)
    with store.begin() as unit:
        assert export_files.forget(unit.db, export_id)
        assert not export_files.forget(unit.db, export_id)
    assert (count(store, export_id), count(store, other)) == (0, 2)


def test_files_that_have_waited_too_long_are_forgotten(store: Store):
    export_id = kept(store)
    with store.begin() as unit:
        assert export_files.forget_older(unit.db, NOW) == 0
        assert export_files.forget_older(unit.db, NOW + timedelta(seconds=1)) == 2
    assert fetched(store, export_id) == b""


def test_with_an_erasure_every_waiting_file_goes_for_it_may_hold_the_patient(store: Store):
    patient, export_id = created(store, ANSWERS), kept(store)
    with store.begin() as unit:
        assert erasures.erase(unit.db, patient, "other", "operator", NOW)
    assert count(store, export_id) == 0
