"""The rows of the list: of whom no name is shown, a row holds no name, so that no page can show it by mistake."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from app.dashboard import masks
from app.guard.words import reference
from app.records.language_names import language_name
from app.records.statuses import STATUSES
from app.store.patient import EMERGENCY, SYNTHETIC
from app.store.patient_marks import ON_HOLD, OPTED_OUT, RESTRICTED, UNDELIVERED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from app.dashboard.patient_list.names import NamesShown
    from app.store import Patient, Unit

_DUPLICATE: Final = "duplicate"
_FLAGS: Final = (
    EMERGENCY, RESTRICTED, OPTED_OUT, UNDELIVERED, ON_HOLD, _DUPLICATE, SYNTHETIC,
)  # fmt: skip
"""What a row may be flagged with, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One patient, as far as the page may show them."""

    id: UUID
    reference: str
    received: datetime
    language: str
    status: str
    tag: str
    assigned: str
    shown: bool
    """Whether name, age and number are."""
    readable: bool
    """Whether a key of ours opens the name."""
    name: str = field(repr=False)
    initials: tuple[str, ...] = field(repr=False)
    direction: str
    age: int | None = field(repr=False)
    band: str | None = field(repr=False)
    number: str = field(repr=False)
    last_digits: str = field(repr=False)
    sealed: Collection[str]
    """The columns whose value no key of ours opens."""
    flags: Collection[str]


def read_rows(
    unit: Unit, patients: Sequence[Patient], columns: Collection[str], names: NamesShown, today: date
) -> list[Row]:
    """Return the rows of these patients, who were read with `sealed_columns(columns)`."""
    numbers = unit.patients.numbers(patients) if "number" in columns else {}
    ids = [each.id for each in patients]
    marks = unit.patients.marks(ids)  # no choice of columns hides these
    alike = unit.patients.look_alikes(ids) if "flags" in columns else {}
    members = {member.id: member.name for member in unit.staff.list()} if "assigned" in columns else {}
    flags = {each.id: _flags(each, marks.get(each.id, ()), bool(alike.get(each.id))) for each in patients}
    return [
        _row(each, names.of(each.id), today, numbers.get(each.id, ""), flags[each.id], members)
        for each in patients
    ]


def _row(  # noqa: PLR0917  (the parts of a row)
    patient: Patient,
    shown: bool,
    today: date,
    address: object,
    flags: Collection[str],
    members: Mapping[UUID, str],
) -> Row:
    name = patient.name if isinstance(patient.name, str) else None
    born = patient.birth_date if isinstance(patient.birth_date, str) else ""
    number = _number(address) if isinstance(address, str) else ""
    status = STATUSES.get(patient.status)
    return Row(
        id=patient.id,
        reference=reference(patient.id),
        received=patient.created_at,
        language=language_name(patient.language),
        status=str(status.label) if status else patient.status,
        tag=status.tag if status else "stopped",
        assigned=members.get(patient.assigned_to, _("Somebody")) if patient.assigned_to else "",
        shown=shown and name is not None,
        readable=name is not None,
        name=name if shown and name else "",
        initials=masks.initials(name or ""),
        direction="rtl" if masks.is_right_to_left(name or "") else "ltr",
        age=masks.age(born, today) if shown else None,
        band=masks.age_band(born, today),
        number=number if shown else "",
        last_digits=masks.last_digits(number),
        sealed=_sealed(patient, address),
        flags=flags,
    )


def _number(address: str) -> str:
    """Return the phone number of a channel address; empty when it has none ("whatsapp:CC.alnum")."""
    number = address.rpartition(":")[2]
    return number if number.startswith("+") else ""


def _sealed(patient: Patient, address: object) -> list[str]:
    values = {"name": patient.name, "age": patient.birth_date, "number": address}
    shut = [column for column, value in values.items() if not isinstance(value, str) and value is not None]
    return shut + (["flags"] if patient.flags is None else [])


def _flags(patient: Patient, marks: Collection[str], is_alike: bool) -> list[str]:
    of_theirs = {*(patient.flags or ()), *marks, *([_DUPLICATE] if is_alike else [])}
    return [flag for flag in _FLAGS if flag in of_theirs]
