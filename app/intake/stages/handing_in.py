"""Handing answers in: what leaves the conversation, and the little that stays to tell people apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.answers.birthdate import birth_year
from app.intake.answers.names import first_name, initial
from app.intake.progress import Person
from app.intake.scene import Move
from app.intake.turn import Submitted, Updated

if TYPE_CHECKING:
    from uuid import UUID

    from app.intake.progress import Progress
    from app.intake.scene import Scene

MOST_PEOPLE = 10


def reference(patient: UUID) -> str:
    """What a patient may quote on the phone, and staff may read out: the beginning of the id."""
    return f"{patient.hex[:4]}-{patient.hex[4:8]}"


def submit(scene: Scene, progress: Progress) -> Move:
    """The whole intake. The answers are in the event, and no longer in the progress."""
    patient = progress.patient or scene.message.new_id
    asked = {question.key for question in scene.questions}
    answers = {key: value for key, value in progress.answers.items() if key in asked}
    event = Submitted(patient, scene.phrases.code, answers, progress.emergency)
    person = Person(patient, _initial(answers), _year(answers), tuple(answers), progress.for_other)
    sentence = scene.fill(scene.phrases.submitted, reference=reference(patient))
    return Move(
        _handed_in(progress, person), (f"{_thanks(scene, answers)} {sentence}",), (event,), then_ask=False
    )


def update(scene: Scene, progress: Progress, person: Person) -> Move:
    """Only the answers that changed."""
    changed = dict(progress.answers)
    event = Updated(person.id, changed, progress.emergency)
    renewed = Person(
        person.id,
        _initial(changed) if "name" in changed else person.initial,
        _year(changed) if "birth_date" in changed else person.birth_year,
        tuple(dict.fromkeys((*person.answered, *changed))),
        person.other,
    )
    sentence = scene.fill(scene.phrases.updated, reference=reference(person.id))
    return Move(_handed_in(progress, renewed), (sentence,), (event,), then_ask=False)


def _handed_in(progress: Progress, person: Person) -> Progress:
    others = tuple(other for other in progress.people if other.id != person.id)
    people = (*others, person)[-MOST_PEOPLE:]
    return replace(path.empty(progress), step="submitted", patient=None, people=people)


def _thanks(scene: Scene, answers: dict[str, str]) -> str:
    name = "" if scene.of_other else first_name(answers.get("name", ""))
    return scene.fill(scene.phrases.thanks_by_name, name=name) if name else scene.fill(scene.phrases.thanks)


def _initial(answers: dict[str, str]) -> str:
    return initial(answers.get("name", ""))


def _year(answers: dict[str, str]) -> int | None:
    return birth_year(answers.get("birth_date", ""))
