"""Ask where medicines are fetched."""

from __future__ import annotations

from typing import Final

from app.intake.clinic import N_
from app.intake.definition import AnswerKind, Item, ReadBy, Wording
from app.intake.sets.question_set import QuestionSet, words

SET: Final = QuestionSet(
    "pharmacy",
    N_("Pharmacy"),
    N_("The one that they go to. Everyone at the clinic reads it."),
    (
        Item(
            "pharmacy",
            AnswerKind.TEXT,
            words(
                Wording(
                    "Pharmacy",
                    "Which pharmacy do you go to?",
                    "Which pharmacy do they go to?",
                    "Its name and its street. For example: Mill Lane Pharmacy, 3 Mill Lane",
                ),
                Wording(
                    "Farmacia",
                    "¿A qué farmacia va usted?",
                    "¿A qué farmacia va esa persona?",
                    "Su nombre y su calle. Por ejemplo: Farmacia Molino, calle Mayor 3",
                ),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
            required=False,
            longest=200,
        ),
    ),
)
