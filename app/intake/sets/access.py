"""Ask what makes a visit easier: an interpreter, a way in without steps.

It is asked what to arrange, and not why. So reception may read the answers and arrange it.
"""

from __future__ import annotations

from typing import Final

from app.intake.clinic import N_
from app.intake.definition import YES, AnswerKind, Condition, Item, ReadBy, Wording
from app.intake.sets.question_set import QuestionSet, choice, words

_ANOTHER: Final = "another"

SET: Final = QuestionSet(
    "access",
    N_("Interpreter and access"),
    N_("What to arrange for the visit, and not why. Everyone at the clinic reads it."),
    (
        Item(
            "interpreter",
            AnswerKind.YES_NO,
            words(
                Wording(
                    "Interpreter",
                    "Would you like an interpreter at your visit?",
                    "Would they like an interpreter at their visit?",
                ),
                Wording(
                    "Intérprete",
                    "¿Quiere un intérprete en su visita?",
                    "¿Quiere esa persona un intérprete en su visita?",
                ),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
            is_listed=True,
        ),
        Item(
            "interpreter_language",
            AnswerKind.ONE,
            words(
                Wording(
                    "Interpreter’s language",
                    "Which language would you like?",
                    "Which language would they like?",
                ),
                Wording("Idioma del intérprete", "¿En qué idioma?", "¿En qué idioma?"),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
            only_if=Condition("interpreter", (YES,)),
            choices=(
                choice("ar", "العربية", "العربية"),
                choice("fr", "Français", "Français"),
                choice("pl", "Polski", "Polski"),
                choice("pt", "Português", "Português"),
                choice("ro", "Română", "Română"),
                choice("uk", "Українська", "Українська"),
                choice("zh", "中文", "中文"),
                choice("signed", "A sign language", "Una lengua de signos"),
                choice(_ANOTHER, "Another one", "Otro"),
            ),
        ),
        Item(
            "interpreter_other",
            AnswerKind.TEXT,
            words(
                Wording("Other language", "Which language is it?", "Which language is it?"),
                Wording("Otro idioma", "¿Qué idioma es?", "¿Qué idioma es?"),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
            only_if=Condition("interpreter_language", (_ANOTHER,)),
            longest=60,
        ),
        Item(
            "access",
            AnswerKind.SEVERAL,
            words(
                Wording(
                    "Access",
                    "Would any of these make your visit easier?",
                    "Would any of these make their visit easier?",
                ),
                Wording(
                    "Accesibilidad",
                    "¿Le haría la visita más fácil algo de esto?",
                    "¿Le haría la visita más fácil a esa persona algo de esto?",
                ),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
            required=False,
            choices=(
                choice("step_free", "A way in with no steps", "Entrar sin escalones"),
                choice("large_print", "Large print", "Letra grande"),
                choice("hearing_loop", "A hearing loop", "Un bucle auditivo"),
                choice("quiet_room", "A quiet room", "Una sala tranquila"),
                choice("more_time", "More time", "Más tiempo"),
            ),
        ),
    ),
)
