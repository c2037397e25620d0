"""How an answer came about: read twice, changed while checking, or a cry for help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from app.intake.questions import QUESTIONS
from app.store import Patient, Step, Transaction

_QUESTIONS: Final = frozenset(question.key for question in QUESTIONS)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence under an answer. One that warns is shown as a tag."""

    text: str
    warns: bool = False


def remarks_of(unit: Transaction, patient: Patient) -> Mapping[str, list[Remark]]:
    """Return the remarks by the key of their answer, from its steps and alarms."""
    found: dict[str, list[Remark]] = defaultdict(list)
    for key in unit.alarms.steps_of(patient.id):
        found[key].append(Remark(_("Emergency word"), warns=True))
    if patient.conversation_id is not None:
        steps = unit.steps.of(patient.conversation_id)
        own = [step for step in steps if step.patient_id in {None, patient.id}]
        for key, text in _of_steps(own):
            found[key].append(Remark(text))
    return found


def _of_steps(steps: Iterable[Step]) -> Iterable[tuple[str, str]]:
    """Yield each remark once, by what was asked until the answers were sent."""
    told, is_checking = set(), False
    for step in steps:
        if step.step == "submitted":
            break
        is_checking = is_checking or step.step == "review"
        if step.step not in _QUESTIONS:
            continue
        if step.aside == "which_day":
            told.add((step.step, _("It could be read as two days: the patient chose this one.")))
        elif is_checking:
            told.add((step.step, _("Changed while checking the answers.")))
    return sorted(told)
