"""One correction within its transaction: read what was typed, hold it to what others did meanwhile, save or hand back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.dashboard.correcting.answer_fields import answers_of, columns_of, field_of
from app.dashboard.correcting.conflict import Merged, merge
from app.dashboard.correcting.history import History, history_since
from app.dashboard.correcting.typed import Problem
from app.dashboard.erasing.tombstone import find_or_tombstone, gone
from app.store import NoSuchPatient

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from app.dashboard.correcting.typed import Typing
    from app.records.parts import Part
    from app.store import Patient, Unit


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers of one patient that a member may correct, as they are now."""

    patient: Patient
    parts: tuple[Part, ...]
    answers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """The answers that were changed; none, when the record said all of it already."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mistaken:
    """Nothing was saved: some of what was typed is no answer."""

    sheet: Sheet
    problems: Mapping[str, Problem]


@dataclass(frozen=True, slots=True)
class Conflicting:
    """Nothing was saved: somebody else has changed the record since the form was opened."""

    sheet: Sheet
    merged: Merged
    history: History
    proposal: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Foreign:
    """Nothing was saved: it is not the form of a version of this record."""


Outcome = Saved | Mistaken | Conflicting | Foreign


def open_sheet(unit: Unit, patient_id: UUID, parts: tuple[Part, ...]) -> Sheet:
    """Return the answers of these parts.

    Raises:
        RecordErased, NotFound: there is no such patient.
    """
    patient = find_or_tombstone(unit, patient_id, columns_of(parts))
    return Sheet(patient, parts, answers_of(patient, parts))


@dataclass(frozen=True, slots=True)
class Correction:
    """What a member wants changed: the texts of the boxes, in a form that was opened at a version."""

    version: int
    given: Mapping[str, str] = field(repr=False)
    typing: Typing
    actor: str
    now: datetime

    def save(self, unit: Unit, patient_id: UUID, parts: tuple[Part, ...]) -> Outcome:
        """Write what was changed and nothing else.

        What others changed outside these parts is no conflict: it stays, and is not shown.

        Raises:
            RecordErased, NotFound: there is no such patient.
        """
        sheet = open_sheet(unit, patient_id, parts)
        history = self._history(unit, sheet)
        if history is None or not self.given.keys() <= sheet.answers.keys():
            return Foreign()
        typed, problems = self._read(sheet.answers, history.opened)
        if problems:
            return Mistaken(sheet, problems)
        merged = merge(history.opened, sheet.answers, typed)
        if merged.changes and merged.differences:
            return Conflicting(sheet, merged, history, merged.proposal(typed))
        if not merged.changes or self._write(unit, sheet.patient, merged.changes):
            return Saved(tuple(merged.changes))
        # Others were first. By now we hold the row, so the second look is the last.
        return self.save(unit, patient_id, parts)

    def _write(self, unit: Unit, patient: Patient, changes: Mapping[str, str]) -> bool:
        """Write the changes; False when somebody else has written since the sheet was opened."""
        try:
            new = unit.patients.correct(patient.id, patient.version, changes, self.actor, self.now)
        except NoSuchPatient:
            raise gone(unit, patient.id) from None
        return new is not None

    def _history(self, unit: Unit, sheet: Sheet) -> History | None:
        if self.version == sheet.patient.version:
            return History(sheet.answers, {})
        return history_since(unit, sheet.patient.id, self.version, sheet.answers, sheet.parts)

    def _read(
        self, now: Mapping[str, str], opened: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, Problem]]:
        read = {
            key: self.typing.read(field_of(key), text, known(key, opened, now))
            for key, text in self.given.items()
        }
        problems = {key: found for key, found in read.items() if isinstance(found, Problem)}
        return {key: found.text for key, found in read.items() if not isinstance(found, Problem)}, problems


def known(key: str, *versions: Mapping[str, str]) -> Collection[str]:
    """Return what an answer is in these versions, where it could be opened."""
    return [version[key] for version in versions if key in version]
