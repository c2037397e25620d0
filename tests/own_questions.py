"""A clinic that asks questions of its own: one of each kind, open to reception or about health."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from app.intake.definition import (
    AnswerKind,
    Choice,
    Column,
    Condition,
    Definition,
    Item,
    ReadBy,
    Score,
    Wording,
)
from app.intake.questionnaire import SHIPPED
from app.store.clinic import questionnaires
from app.store.patients import patients
from tests.dashboard.people_on_file import MAYA

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.intake.questionnaire import Questionnaire
    from app.store import Store


def worded(label: str, ask: str) -> dict[str, Wording]:
    """Return the words of an item: the Spanish ones are the English ones with an accent."""
    return {"en": Wording(label, ask), "es": Wording(f"{label} (es)", f"¿{ask}")}


def choices(*words: str, points: bool = False) -> tuple[Choice, ...]:
    """Return a choice for each word, which is its code too."""
    return tuple(
        Choice(
            word.lower().replace(" ", "_"),
            {"en": word, "es": f"{word} (es)"},
            points=at if points else None,
        )
        for at, word in enumerate(words)
    )


INTERPRETER = Item(
    "interpreter",
    AnswerKind.YES_NO,
    worded("Interpreter", "Do you need an interpreter?"),
    is_listed=True,
    about_health=False,
    read_by=ReadBy.EVERYONE,
)
TONGUE = Item(
    "tongue",
    AnswerKind.ONE,
    worded("Spoken at home", "What do you speak at home?"),
    only_if=Condition("interpreter", ("yes",)),
    choices=choices("Polish", "Welsh", "Sign language"),
    is_listed=True,
    about_health=False,
    read_by=ReadBy.EVERYONE,
)
ACCESS = Item(
    "access",
    AnswerKind.SEVERAL,
    worded("Access needs", "What do you need here?"),
    choices=choices("Step free", "Hearing loop", "Large print"),
    required=False,
    is_listed=True,
    about_health=False,
    read_by=ReadBy.EVERYONE,
)
CONTACT = Item(
    "contact",
    AnswerKind.LIST,
    worded("Emergency contact", "Whom may we call?"),
    columns=(
        Column("who", {"en": "Name", "es": "Nombre"}),
        Column("phone", {"en": "Phone", "es": "Teléfono"}),
    ),
    required=False,
    about_health=False,
    read_by=ReadBy.EVERYONE,
)
SMOKING = Item(
    "smoking",
    AnswerKind.ONE,
    worded("Smoking", "Do you smoke?"),
    choices=choices("Never", "Daily", points=True),
    required=False,
)
WEIGHT = Item(
    "weight",
    AnswerKind.NUMBER,
    worded("Weight", "How much do you weigh?"),
    unit="kg",
    least="2",
    most="350",
    decimals=1,
)
TETANUS = Item(
    "tetanus", AnswerKind.DATE, worded("Tetanus jab", "When was your last tetanus jab?"), required=False
)
ASKED = (INTERPRETER, TONGUE, ACCESS, CONTACT, SMOKING, WEIGHT, TETANUS)
SCORES = (Score("tobacco", {"en": "Tobacco score"}, ("smoking",)),)
ANSWERS = {
    "interpreter": "yes",
    "tongue": "welsh",
    "access": "step_free\nlarge_print",
    "contact": "Ada Lindt | 01632 960222\nBo Lindt | 01632 960223",
    "smoking": "daily",
    "weight": "70.5",
    "tetanus": "2024-05",
}
OPEN_KEYS = ("interpreter", "tongue", "access", "contact")


def published(store: Store, now: datetime, *items: Item, scores: tuple[Score, ...] = SCORES) -> Questionnaire:
    """Publish a version that asks these, by default one of each kind, after what ships."""
    asked = Definition((*SHIPPED.definition.items, *(items or ASKED)), scores=scores)
    with store.begin() as unit:
        after = questionnaires.in_force(unit.db).version
        new = questionnaires.publish(unit.db, after, asked, "operator", now)
    assert new
    return new


def on_file(
    store: Store, now: datetime, asked: Questionnaire, answers: Mapping[str, str] = ANSWERS, **changed: str
) -> UUID:
    """Write down a patient, Maya, with these answers to a version, and return their id."""
    new = uuid4()
    with store.begin() as unit:
        patients.create(
            unit.db, new, None, "en", {**MAYA, **answers, **changed}, False, now, asked_version=asked.version
        )
    return new
