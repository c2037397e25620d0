"""What a record said when a form was opened, and who has changed which answer since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.dashboard.correcting.answer_fields import answers_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from app.records.parts import Part
    from app.store import KeptVersion, Unit


@dataclass(frozen=True, slots=True)
class History:
    """The answers as they were opened, and by key the version whose end was the latest change of an answer.

    An answer is missing from `opened` when no key of ours opens it any more.
    """

    opened: Mapping[str, str] = field(repr=False)
    ended_by: Mapping[str, KeptVersion]


def history_since(
    unit: Unit, patient_id: UUID, version: int, now: Mapping[str, str], parts: Collection[Part]
) -> History | None:
    """Return what happened to the answers of these parts since a version; None when there never was such a version."""
    kept = [each for each in unit.patients.versions(patient_id) if each.version >= version]
    if not kept or kept[-1].version != version:
        return None
    later: Mapping[str, str] = now
    ended_by: dict[str, KeptVersion] = {}
    for each in kept:
        values = unit.patients.values_at(patient_id, each.version)
        earlier = answers_in(values, parts) if isinstance(values, dict) else {}
        for key in now:
            if key not in ended_by and earlier.get(key) != later.get(key):
                ended_by[key] = each
        later = earlier
    return History(later, ended_by)
