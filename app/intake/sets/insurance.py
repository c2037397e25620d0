"""Ask who pays."""

from __future__ import annotations

from typing import Final

from app.intake.clinic import N_
from app.intake.definition import YES, AnswerKind, Condition, Item, ReadBy, Wording
from app.intake.sets.question_set import QuestionSet, words

_IF_INSURED: Final = Condition("insured", (YES,))

SET: Final = QuestionSet(
    "insurance",
    N_("Insurance"),
    N_("Whether there is one, with whom, and the number. Everyone at the clinic reads it."),
    (
        Item(
            "insured",
            AnswerKind.YES_NO,
            words(
                Wording("Insured", "Do you have health insurance?", "Do they have health insurance?"),
                Wording("Con seguro", "¿Tiene usted seguro médico?", "¿Tiene seguro médico esa persona?"),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
        ),
        Item(
            "insurer",
            AnswerKind.TEXT,
            words(
                Wording("Insurer", "Who are you insured with?", "Who are they insured with?"),
                Wording(
                    "Aseguradora", "¿Con quién tiene el seguro?", "¿Con quién tiene el seguro esa persona?"
                ),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
            only_if=_IF_INSURED,
            longest=100,
        ),
        Item(
            "insurance_number",
            AnswerKind.TEXT,
            words(
                Wording(
                    "Insurance number",
                    "What number is on your insurance card?",
                    "What number is on their insurance card?",
                ),
                Wording(
                    "Número de seguro",
                    "¿Qué número pone en su tarjeta del seguro?",
                    "¿Qué número pone en la tarjeta del seguro de esa persona?",
                ),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
            required=False,
            only_if=_IF_INSURED,
            longest=60,
        ),
    ),
)
