"""Ask whom the clinic may call."""

from __future__ import annotations

from typing import Final

from app.intake.clinic import N_
from app.intake.definition import AnswerKind, Item, ReadBy, Wording
from app.intake.sets.question_set import QuestionSet, column, words

SET: Final = QuestionSet(
    "emergency_contact",
    N_("Emergency contact"),
    N_("Whom you may call: name, who they are, phone. Everyone at the clinic reads it."),
    (
        Item(
            "emergency_contact",
            AnswerKind.LIST,
            words(
                Wording(
                    "Emergency contact",
                    "Whom may we call if something happens to you?",
                    "Whom may we call if something happens to them?",
                    "Their name, who they are to you, and their phone. For example: Ada Lindt, my sister, 07700 900222",
                ),
                Wording(
                    "Contacto de emergencia",
                    "¿A quién podemos llamar si le pasa algo a usted?",
                    "¿A quién podemos llamar si le pasa algo a esa persona?",
                    "Su nombre, quién es y su teléfono. Por ejemplo: Ada Lindt, mi hermana, 600 900 222",
                ),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
            required=False,
            columns=(
                column("name", "Name", "Nombre"),
                column("relation", "Who they are to you", "Quién es", required=False),
                column("phone", "Phone", "Teléfono"),
            ),
        ),
    ),
)
