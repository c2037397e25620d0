"""Presets are a member's own, few, and their names are sealed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from app.store.exports.export_presets import MOST, ExportPreset, forget, presets_of, save
from tests.store.example import NOW, PRESET, enrolled, preset

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from app.store import Store


def saved(store: Store, member: UUID, name: str = PRESET) -> UUID | None:
    with store.begin() as unit:
        kept = preset(member, name)
        return kept.id if save(unit.db, kept) else None


def presets(store: Store, member: UUID) -> Sequence[ExportPreset]:
    with store.read() as unit:
        return presets_of(unit.db, member)


def test_a_preset_is_read_as_it_was_saved_and_by_its_member_alone(store: Store):
    nurse, doctor = enrolled(store), enrolled(store, "doctor@larkfield.example")
    new = saved(store, nurse)
    [kept] = presets(store, nurse)
    assert (kept.id, kept.name, kept.target, kept.created_at) == (new, PRESET, "csv", NOW)
    assert (kept.columns, kept.filters) == (
        ["record_id", "medications"],
        {"status": "new", "since": "2026-11-01"},
    )
    assert PRESET not in repr(kept)
    assert presets(store, doctor) == []


def test_a_preset_is_forgotten_by_its_member_alone(store: Store):
    nurse, doctor = enrolled(store), enrolled(store, "doctor@larkfield.example")
    new = saved(store, nurse) or uuid4()
    with store.begin() as unit:
        assert not forget(unit.db, new, doctor)
        assert forget(unit.db, new, nurse)
        assert not forget(unit.db, new, nurse)
    assert presets(store, nurse) == []


def test_a_member_has_so_many_and_no_more(store: Store):
    nurse, doctor = enrolled(store), enrolled(store, "doctor@larkfield.example")
    names = [str(number) for number in range(MOST)]
    assert all(saved(store, nurse, name) for name in names)
    assert saved(store, nurse) is None
    assert saved(store, doctor)
    assert sorted(str(each.name) for each in presets(store, nurse)) == sorted(names)


def test_no_name_of_a_preset_is_in_the_database_file(sqlite_store: Store):
    saved(sqlite_store, enrolled(sqlite_store))
    folder = Path(sqlite_store.engine.url.database or "").parent
    assert not any(PRESET.encode() in path.read_bytes() for path in folder.iterdir())
