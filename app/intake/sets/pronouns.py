"""Ask for the sex on record, and how to speak of somebody."""

from __future__ import annotations

from typing import Final

from app.intake.clinic import N_
from app.intake.definition import AnswerKind, Item, ReadBy, Wording
from app.intake.sets.question_set import QuestionSet, choice, words

SET: Final = QuestionSet(
    "pronouns",
    N_("Sex and pronouns"),
    N_(
        "The sex recorded at birth, for clinicians; pronouns, for everyone at the clinic. Both may be skipped."
    ),
    (
        Item(
            "sex_at_birth",
            AnswerKind.ONE,
            words(
                Wording(
                    "Sex recorded at birth",
                    "What sex were you given at birth?",
                    "What sex were they given at birth?",
                    "We ask because some tests and doses depend on it.",
                ),
                Wording(
                    "Sexo al nacer",
                    "¿Qué sexo le dieron al nacer?",
                    "¿Qué sexo le dieron al nacer a esa persona?",
                    "Lo preguntamos porque cambia algunas pruebas y dosis.",
                ),
            ),
            required=False,
            choices=(
                choice("female", "Female", "Mujer"),
                choice("male", "Male", "Hombre"),
                choice("intersex", "Intersex", "Intersexual"),
            ),
        ),
        Item(
            "pronouns",
            AnswerKind.ONE,
            words(
                Wording("Pronouns", "How should we speak of you?", "How should we speak of them?"),
                Wording(
                    "Pronombres", "¿Cómo debemos hablar de usted?", "¿Cómo debemos hablar de esa persona?"
                ),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
            required=False,
            choices=(
                choice("she", "She, her", "Ella"),
                choice("he", "He, him", "Él"),
                choice("they", "They, them", "Elle"),
                choice("by_name", "By my name only", "Solo por mi nombre"),
            ),
        ),
    ),
)
