"""Read whom an alarm is about, from the record or from the unsent answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.dashboard.person import age
from app.intake.questions import show
from app.store import Transaction
from app.store.conversations import conversations
from app.store.patients import patients
from app.store.work.alarms import Alarm
from app.web.clinic import clinics_today
from app.web.languages import page_language

_ASKED: Final = ("name", "birth_date", "address")
Told = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Whom:
    """What is known of the patient.

    A text is "" if they were not asked yet, and None if it cannot be opened.
    """

    name: str | None = field(repr=False)
    born: str | None = field(repr=False)
    age: int | None = field(repr=False)
    address: str | None = field(repr=False)
    on_file: bool
    """Whether this is from a record, and not from answers that were not sent."""


def whom(unit: Transaction, alarm: Alarm) -> Whom | None:
    """Return whom an alarm is about; None if nobody has told us.

    Unsent answers count if they are of the intake that the alarm names, or it names none.
    """
    on_file = alarm.patient_id and patients.get(unit.db, alarm.patient_id, _ASKED)
    if on_file:
        return _read({key: getattr(on_file, key) for key in _ASKED}, on_file=True)
    answers = _unsent(unit, alarm.conversation_id, alarm.patient_id)
    return _read(answers, on_file=False) if answers else None


def _unsent(unit: Transaction, conversation_id: UUID, intake: UUID | None) -> Told:
    found = conversations.get(unit.db, conversation_id)
    progress = found.read() if found else None
    if progress is None or (intake is not None and progress.patient != intake):
        return {}
    return {key: text for key, text in progress.answers.items() if key in _ASKED}


def _read(told: Told, *, on_file: bool) -> Whom:
    """Return the answers as a page shows them."""
    name, born, address = (_opened(told.get(key, "")) for key in _ASKED)
    return Whom(
        name,
        show("birth_date", born, page_language()) if born else born,
        age(born, clinics_today()) if born else None,
        address,
        on_file,
    )


def _opened(answer: object) -> str | None:
    return answer if isinstance(answer, str) else None
