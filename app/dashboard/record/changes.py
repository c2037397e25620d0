"""What was changed in a record since it was handed in: when, by whom, which answers, and what they said before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.dashboard.record.answers import in_words
from app.records.answer_labels import label
from app.records.parts import Part, part_of
from app.store import AuditFilters, Extra
from app.store.patient import OWN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from app.records.actors import Actors
    from app.store import KeptVersion, Unit

_ACTIONS: Final = ("patient.updated", "patient.corrected")
_MANY: Final = 20


@dataclass(frozen=True, slots=True)
class Before:
    """What one answer said before a change. `text` is None when it cannot be opened, and empty when there was none."""

    label: str
    text: str | None

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if self.text else []


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `before` is empty as long as the old answers are hidden."""

    at: datetime
    who: str
    labels: tuple[str, ...]
    before: tuple[Before, ...] = ()


def changes_of(unit: Unit, patient_id: UUID, shown: Collection[Part], actors: Actors) -> list[Change]:
    """Return the changes of answers, newest first.

    A version is sealed as one piece, with the health answers in it: it is opened only where these are shown.
    """
    fields = _fields_changed(unit, patient_id)
    return [
        Change(
            version.at,
            actors.name(version.actor),
            tuple(map(label, fields[version.at])),
            tuple(_before(unit, patient_id, version, fields[version.at], shown)),
        )
        for version in unit.patients.versions(patient_id)[:_MANY]
        if version.at in fields  # else no answer was changed, but a flag
    ]


def _fields_changed(unit: Unit, patient_id: UUID) -> dict[datetime, tuple[str, ...]]:
    """Return the keys of the answers that each change touched, by its moment."""
    events = [
        event
        for action in _ACTIONS
        for event in unit.audit.page(AuditFilters(action=action, subject_id=patient_id), _MANY)
    ]
    return {event.at: tuple(event.details.get("fields", ())) for event in events}


def _before(
    unit: Unit, patient_id: UUID, version: KeptVersion, keys: Collection[str], shown: Collection[Part]
) -> Iterator[Before]:
    if Part.HEALTH not in shown:
        return
    values = unit.patients.values_at(patient_id, version.version)
    for key in keys:
        if part_of(key) in shown:
            text = _value(values, key) if isinstance(values, dict) else None
            yield Before(label(key), None if text is None else in_words(key, text))


def _value(values: Mapping[str, str], key: str) -> str | None:
    if key in OWN_COLUMNS:
        return values.get(key)
    return Extra.load(values["extra"]).answers.get(key, "") if "extra" in values else None
