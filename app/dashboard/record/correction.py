"""Correct answers in one transaction, even if two members do so at once.

What was typed is compared with what others did meanwhile, and is saved or handed back. Nothing of it is lost.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from app.dashboard.record.age import answered
from app.dashboard.record.answer_fields import (
    Problem,
    Typing,
    answered_too_young,
    answers_in,
    answers_of,
    field_of,
)
from app.dashboard.record.tombstone import find_or_tombstone, gone
from app.records.parts import Part, answer_columns
from app.store import NoSuchPatient, Transaction
from app.store.patients import patients
from app.store.patients.patient import KeptVersion, Patient

_BIRTH_DATE: Final = "birth_date"


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that someone else changed: as opened, as it is now, and as typed."""

    key: str
    opened: str | None = field(repr=False)
    now: str = field(repr=False)
    typed: str = field(repr=False)

    @property
    def overlaps(self) -> bool:
        """Whether both changed it, and to different values."""
        return self.typed not in {self.opened, self.now}


@dataclass(frozen=True, slots=True)
class Merged:
    """What would be saved, and what others changed meanwhile."""

    changes: Mapping[str, str] = field(repr=False)
    """The answers that the record does not hold yet."""
    differences: tuple[Difference, ...]

    def proposal(self, typed: Mapping[str, str]) -> dict[str, str]:
        """Return the form for a second look: what was typed, else the newer answers."""
        theirs = {each.key: each.now for each in self.differences if not each.overlaps}
        return {**typed, **theirs}


def merge(opened: Mapping[str, str], now: Mapping[str, str], typed: Mapping[str, str]) -> Merged:
    """Compare what was typed with the record as opened and as it is now.

    All three are stored values by key. A value may be missing from `opened`, if no key of ours opens it any more. Then
    the member is asked to look at it again, because it cannot be known whether it was changed.
    """
    mine = {key: text for key, text in typed.items() if text != opened.get(key)}
    changes = {key: text for key, text in mine.items() if text != now[key]}
    differences = tuple(
        Difference(key, opened.get(key), now[key], text)
        for key, text in typed.items()
        if now[key] != opened.get(key)
    )
    return Merged(changes, differences)


@dataclass(frozen=True, slots=True)
class History:
    """The answers as opened, and by key the version of each answer's latest change.

    An answer is missing from `opened` when no key of ours opens it any more.
    """

    opened: Mapping[str, str] = field(repr=False)
    ended_by: Mapping[str, KeptVersion]


def history_since(
    unit: Transaction, patient_id: UUID, version: int, now: Mapping[str, str], parts: Collection[Part]
) -> History | None:
    """Return what happened to these answers since a version; None if it is unknown."""
    kept = [each for each in patients.versions(unit.db, patient_id) if each.version >= version]
    if not kept or kept[-1].version != version:
        return None
    later: Mapping[str, str] = now
    ended_by: dict[str, KeptVersion] = {}
    for each in kept:
        values = patients.values_at(unit.db, patient_id, each.version)
        earlier = answers_in(values, parts) if isinstance(values, dict) else {}
        for key in now:
            if key not in ended_by and earlier.get(key) != later.get(key):
                ended_by[key] = each
        later = earlier
    return History(later, ended_by)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers of one patient that a member may correct, as they are now."""

    patient: Patient
    parts: tuple[Part, ...]
    answers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """The answers that were changed; none, if the record said the same already."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvalidAnswers:
    """Nothing was saved: some of what was typed is not an answer."""

    sheet: Sheet
    problems: Mapping[str, Problem]


@dataclass(frozen=True, slots=True)
class Conflicting:
    """Nothing was saved: someone else changed the record since the form was opened."""

    sheet: Sheet
    merged: Merged
    history: History
    proposal: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrongForm:
    """Nothing was saved: the form does not belong to any version of this record."""


@dataclass(frozen=True, slots=True)
class Ready:
    """These answers can be saved."""

    sheet: Sheet
    changes: Mapping[str, str] = field(repr=False)


Outcome = Saved | InvalidAnswers | Conflicting | WrongForm


def open_sheet(unit: Transaction, patient_id: UUID, parts: tuple[Part, ...]) -> Sheet:
    """Return the answers of these parts.

    Raises:
        RecordErased, NotFound: there is no such patient.
    """
    patient = find_or_tombstone(unit, patient_id, answer_columns(parts))
    return Sheet(patient, parts, answers_of(patient, parts))


@dataclass(frozen=True, slots=True)
class Correction:
    """What a member wants changed: the typed texts, in a form opened at a version."""

    version: int
    given: Mapping[str, str] = field(repr=False)
    typing: Typing
    actor: str
    now: datetime
    carer_agrees: bool = False
    """Whether the member says that a parent or carer agrees to what a child answered alone."""

    def save(self, unit: Transaction, patient_id: UUID, parts: tuple[Part, ...]) -> Outcome:
        """Write what was changed and nothing else.

        What others changed outside these parts is no conflict: it stays, and is not shown.

        Raises:
            RecordErased, NotFound: there is no such patient.
        """
        outcome = self.check(unit, patient_id, parts)
        if not isinstance(outcome, Ready):
            return outcome
        if not outcome.changes or self._write(unit, outcome.sheet.patient, outcome.changes):
            return Saved(tuple(outcome.changes))
        # Someone else saved first. By now we hold the row, so the second attempt is the last.
        return self.save(unit, patient_id, parts)

    def check(
        self, unit: Transaction, patient_id: UUID, parts: tuple[Part, ...]
    ) -> Ready | InvalidAnswers | Conflicting | WrongForm:
        """Compare what was typed with the record as it is now, and write nothing.

        Raises:
            RecordErased, NotFound: there is no such patient.
        """
        sheet = open_sheet(unit, patient_id, parts)
        history = self._history(unit, sheet)
        if history is None or not self.given.keys() <= sheet.answers.keys():
            return WrongForm()
        typed, problems = self._read(sheet.answers, history.opened)
        problems = problems or self._of_a_child(unit, sheet, typed)
        if problems:
            return InvalidAnswers(sheet, problems)
        merged = merge(history.opened, sheet.answers, typed)
        if merged.changes and merged.differences:
            return Conflicting(sheet, merged, history, merged.proposal(typed))
        return Ready(sheet, merged.changes)

    def _of_a_child(self, unit: Transaction, sheet: Sheet, typed: Mapping[str, str]) -> dict[str, Problem]:
        """Return the problem with a birth date by which a child answered alone."""
        born = typed.get(_BIRTH_DATE, "")
        if self.carer_agrees or born == sheet.answers.get(_BIRTH_DATE):
            return {}
        told = answered(unit, sheet.patient.id, born, self.now)
        return {_BIRTH_DATE: answered_too_young(told.age)} if told and told.too_young else {}

    def _write(self, unit: Transaction, patient: Patient, changes: Mapping[str, str]) -> bool:
        """Write the changes; False when someone else has written in the meantime."""
        try:
            new = patients.correct(unit.db, patient.id, patient.version, changes, self.actor, self.now)
        except NoSuchPatient:
            raise gone(unit, patient.id) from None
        return new is not None

    def _history(self, unit: Transaction, sheet: Sheet) -> History | None:
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
    """Return the values of an answer in these versions, where it could be opened."""
    return [version[key] for version in versions if key in version]
