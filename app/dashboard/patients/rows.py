"""Build the rows of the list. A row whose name is hidden holds no name at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from flask_babel import gettext as _

from app.dashboard.message_words import why
from app.dashboard.patients.columns import own_columns
from app.dashboard.patients.names import NamesShown
from app.dashboard.person import age, age_band, initials, is_right_to_left, last_digits
from app.guard.session import current_session
from app.records.asked_list import flags_open_to
from app.records.status import STATUSES
from app.records.vocabulary import in_words, language_name
from app.store import Transaction
from app.store.patients import look_alikes, record_marks
from app.store.patients.patient import EMERGENCY, SYNTHETIC, Patient
from app.store.patients.patient_flags import ALLERGY, OPTED_OUT, RESTRICTED, UNDELIVERED
from app.store.patients.record_marks import ON_HOLD, UNMARKED, Marked
from app.store.staff import staff
from app.web.clinic import number as in_figures
from app.web.clinic import reference

PAGE: Final = 50
MOST_COUNTED: Final = 1000


def count_or_more(count: int) -> str:
    """Return a count in the page's language: "1,000+" from a thousand on."""
    return f"{in_figures(MOST_COUNTED)}+" if count >= MOST_COUNTED else in_figures(count)


_DUPLICATE: Final = "duplicate"
_NEWS: Final = "news"
_DUE: Final = "due"
_ASSIGNED: Final = "assigned"
_FLAGS: Final = (
    EMERGENCY, _NEWS, ALLERGY, _DUE, _ASSIGNED, RESTRICTED, OPTED_OUT, UNDELIVERED, ON_HOLD, _DUPLICATE, SYNTHETIC,
)  # fmt: skip
"""The flags that a row may have, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One patient, as far as the page may show them."""

    id: UUID
    reference: str
    received: datetime
    news: datetime | None
    """When the patient last sent something that nobody has read."""
    language: str
    status: str
    tag: str
    assigned: str
    due_on: date | None
    shown: bool
    """Whether name, age and number are."""
    left: int | None
    """The seconds for which this row stays shown, if it is shown on its own."""
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
    undelivered: str
    """Why our last message did not arrive, and what to do; "" where it did."""
    own: Mapping[str, str] = field(repr=False)
    """Column -> the choice that it shows, in words."""
    is_pressing: bool
    """Whether an emergency word of theirs waits for somebody."""


def read_rows(
    unit: Transaction, listed: Sequence[Patient], columns: Collection[str], names: NamesShown, today: date
) -> list[Row]:
    """Return the rows of these patients, who were read with `sealed_columns(columns)`."""
    if not listed:
        return []
    ids = [each.id for each in listed]
    marked = record_marks.of(  # no choice of columns hides the marks
        unit.db, ids, addresses="number" in columns, with_allergies=may_see_allergies()
    )
    alike = look_alikes.of(unit.db, ids) if "flags" in columns else {}
    members = (
        {member.id: member.name for member in staff.all_members(unit.db)} if "assigned" in columns else {}
    )
    at = _Beside(
        names,
        today,
        current_session().member.id,
        {code: str(status.label) for code, status in STATUSES.items()},
        {code: language_name(code) for code in {each.language for each in listed}},
        members,
        alike,
        own_columns(columns),
    )
    return [_row(each, marked.get(each.id, UNMARKED), at) for each in listed]


def may_see_allergies() -> bool:
    """Return whether the member's role may: an allergy is a health answer."""
    return ALLERGY in flags_open_to(current_session().member.role)


class _Beside(NamedTuple):
    """What the rows of a page share."""

    names: NamesShown
    today: date
    me: UUID
    labels: Mapping[str, str]
    """Status -> its name."""
    languages: Mapping[str, str]
    members: Mapping[UUID, str]
    alike: Collection[UUID]
    own: Mapping[str, str]
    """Column -> the key of the clinic's own question."""


def _row(patient: Patient, marked: Marked, at: _Beside) -> Row:
    address, names, today = marked.address, at.names, at.today
    name = patient.name if isinstance(patient.name, str) else None
    shown = names.of(patient.id)
    born = patient.birth_date if isinstance(patient.birth_date, str) else ""
    number = _number(address) if isinstance(address, str) else ""
    return Row(
        id=patient.id,
        reference=reference(patient.id),
        received=patient.created_at,
        news=patient.news_at,
        language=at.languages[patient.language],
        status=at.labels.get(patient.status, patient.status),
        tag=STATUSES[patient.status].tag if patient.status in STATUSES else "stopped",
        due_on=patient.due_on,
        assigned=at.members.get(patient.assigned_to, _("Someone")) if patient.assigned_to else "",
        shown=shown and name is not None,
        left=names.left(patient.id),
        readable=name is not None,
        name=name if shown and name else "",
        initials=initials(name or ""),
        direction="rtl" if is_right_to_left(name or "") else "ltr",
        age=age(born, today) if shown else None,
        band=age_band(born, today),
        number=number if shown else "",
        last_digits=last_digits(number),
        sealed=_sealed(patient, marked, at),
        own=_own(patient, at),
        flags=_flags(patient, marked, at),
        undelivered=why(marked.why_undelivered) if UNDELIVERED in marked.marks else "",
        is_pressing=patient.is_pressing,
    )


def _number(address: str) -> str:
    """Return a channel address's phone number; "" for "whatsapp:CC.alnum"."""
    number = address.rpartition(":")[2]
    return number if number.startswith("+") else ""


def _own(patient: Patient, at: _Beside) -> dict[str, str]:
    others = patient.others_that_open if at.own else {}
    return {name: in_words(key, others[key]) for name, key in at.own.items() if key in others}


def _sealed(patient: Patient, marked: Marked, at: _Beside) -> list[str]:
    values = {"name": patient.name, "age": patient.birth_date, "number": marked.address}
    shut = [column for column, value in values.items() if not isinstance(value, str) and value is not None]
    if not isinstance(patient.particulars, str | None):
        shut += at.own
    lacks_flags = patient.flags is None or (marked.allergy is None and may_see_allergies())
    return shut + (["flags"] if lacks_flags else [])


def _flags(patient: Patient, marked: Marked, at: _Beside) -> list[str]:
    theirs = {*(patient.flags or ()), *marked.marks}
    has = {
        _NEWS: patient.news_at,
        EMERGENCY: patient.alarm_waits,
        ALLERGY: marked.allergy,
        _DUE: patient.due_on and patient.due_on <= at.today,
        _ASSIGNED: patient.assigned_to == at.me and patient.assigned_news_at,
        _DUPLICATE: patient.id in at.alike,
    }
    return [flag for flag in _FLAGS if flag in theirs or has.get(flag)]
