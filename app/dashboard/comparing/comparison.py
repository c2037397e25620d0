"""Two records side by side: hidden, but for what agrees; or shown, as far as a role may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.dashboard.comparing.agreement import Agreement, agreement_of
from app.dashboard.correcting.answer_fields import answers_of, columns_of, keys_of
from app.dashboard.erasing.tombstone import find_or_tombstone
from app.dashboard.masks import age_band, initials, is_right_to_left, last_digits
from app.dashboard.record.answers import in_words
from app.guard.words import here, reference
from app.records.answer_labels import label
from app.records.language_names import language_name
from app.records.parts import Part, part_of
from app.records.statuses import STATUSES
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from app.store import Patient, Unit

_NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two patients, with what was opened of them."""

    patients: tuple[Patient, Patient]
    numbers: Mapping[UUID, object] = field(repr=False)
    resting: Collection[UUID]
    """Those that are restricted."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of one of them. `text` is None when it is hidden, `mask` what stands for it then."""

    text: str | None = field(repr=False)
    mask: Any = field(default="", repr=False)
    unreadable: bool = False

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if self.text else []


@dataclass(frozen=True, slots=True)
class Line:
    """One question, both answers, and how they go together."""

    key: str
    label: str
    cells: tuple[Cell, Cell]
    agreement: Agreement


def open_pair(unit: Unit, one: UUID, other: UUID, shown: Collection[Part]) -> Pair:
    """Return both; with nothing shown, who they are is opened to tell what agrees, and no health answer is.

    Raises:
        RecordErased, NotFound: one of them is not there.
    """
    columns = columns_of({Part.IDENTITY, *shown})
    found = find_or_tombstone(unit, one, columns), find_or_tombstone(unit, other, columns)
    resting = [each for each in (one, other) if unit.restrictions.in_force(each)]
    return Pair(found, unit.patients.numbers(found), resting)


def heads(pair: Pair) -> list[dict[str, Any]]:
    """Return what is known of each without opening anything."""
    return [
        {
            "id": patient.id,
            "reference": reference(patient.id),
            "received": patient.created_at,
            "language": language_name(patient.language),
            "status": STATUSES.get(patient.status),
            "at_rest": patient.id in pair.resting,
        }
        for patient in pair.patients
    ]


def lines(pair: Pair, open_parts: Collection[Part], shown: Collection[Part]) -> list[Line]:
    """Return every question of the parts that the member may see; those not in `shown` with both answers hidden."""
    values = [_values(patient, pair.numbers.get(patient.id, "")) for patient in pair.patients]
    keys = [*keys_of([Part.IDENTITY], ()), _NUMBER]
    keys += keys_of([part for part in open_parts if part is Part.HEALTH], (*values[0], *values[1]))
    return [
        _line(key, values[0].get(key), values[1].get(key), _part(key) in shown) for key in dict.fromkeys(keys)
    ]


def _values(patient: Patient, number: object) -> dict[str, object]:
    """Return the answers that were opened. None: not opened, or it does not open."""
    number = number.rpartition(":")[2] if isinstance(number, str) else number
    return {**answers_of(patient, list(Part)), _NUMBER: number}


def _line(key: str, one: object, other: object, shown: bool) -> Line:
    name = _("WhatsApp") if key == _NUMBER else label(key)
    return Line(key, name, (_cell(key, one, shown), _cell(key, other, shown)), agreement_of(key, one, other))


def _cell(key: str, value: object, shown: bool) -> Cell:
    if shown:
        return Cell(in_words(key, value)) if isinstance(value, str) else Cell(None, unreadable=True)
    return Cell(None, _mask(key, value) if isinstance(value, str) else "")


def _mask(key: str, value: str) -> Any:
    """Return what of an answer may stand on a screen that others see; nothing of most."""
    match key:
        case "name":
            return {"initials": initials(value), "right_to_left": is_right_to_left(value)}
        case "birth_date":
            return age_band(value, here(current().clock()).date())
        case "number":
            return last_digits(value)
        case _other:
            return ""


def _part(key: str) -> Part:
    return Part.IDENTITY if key == _NUMBER else part_of(key)
