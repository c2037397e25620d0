"""Presets are a member's own, few, and their names are sealed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from app.store.exports import MOST
from tests.store.example import NOW, PRESET, enrolled

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import ExportPreset, Store


def save(store: Store, member: UUID, name: str = PRESET) -> UUID | None:
    with store.begin() as unit:
        return unit.export_presets.save(
            member, name, "csv", ("record_id", "medications"), {"status": "new", "since": "2026-11-01"}, NOW
        )


def presets(store: Store, member: UUID) -> list[ExportPreset]:
    with store.read() as unit:
        return unit.export_presets.list(member)


def test_a_preset_is_read_as_it_was_saved_and_by_its_member_alone(store: Store):
    nurse, doctor = enrolled(store), enrolled(store, "doctor@larkfield.example")
    new = save(store, nurse)
    [preset] = presets(store, nurse)
    assert (preset.id, preset.name, preset.target, preset.created_at) == (new, PRESET, "csv", NOW)
    assert (preset.columns, preset.filters) == (
        ("record_id", "medications"),
        {"status": "new", "since": "2026-11-01"},
    )
    assert PRESET not in repr(preset)
    assert presets(store, doctor) == []


def test_a_preset_is_forgotten_by_its_member_alone(store: Store):
    nurse, doctor = enrolled(store), enrolled(store, "doctor@larkfield.example")
    new = save(store, nurse) or uuid4()
    with store.begin() as unit:
        assert not unit.export_presets.forget(new, doctor)
        assert unit.export_presets.forget(new, nurse)
        assert not unit.export_presets.forget(new, nurse)
    assert presets(store, nurse) == []


def test_a_member_has_so_many_and_no_more(store: Store):
    nurse, doctor = enrolled(store), enrolled(store, "doctor@larkfield.example")
    names = [str(number) for number in range(MOST)]
    assert all(save(store, nurse, name) for name in names)
    assert save(store, nurse) is None
    assert save(store, doctor)
    assert sorted(str(preset.name) for preset in presets(store, nurse)) == sorted(names)


def test_no_name_of_a_preset_is_in_the_database_file(sqlite_store: Store):
    save(sqlite_store, enrolled(sqlite_store))
    folder = Path(sqlite_store.engine.url.database or "").parent
    assert not any(PRESET.encode() in path.read_bytes() for path in folder.iterdir())
