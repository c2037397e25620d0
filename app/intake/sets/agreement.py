"""Ask for the permission to examine and treat.

It is asked for the visit as a whole. What a clinician proposes there is still explained and asked in person.
"""

from __future__ import annotations

from typing import Final

from app.intake.clinic import N_
from app.intake.definition import AnswerKind, Item, ReadBy, Wording
from app.intake.sets.question_set import QuestionSet, words

SET: Final = QuestionSet(
    "agreement",
    N_("Consent to treatment"),
    N_("Whether they agree to be examined and treated. It replaces no talk with a clinician."),
    (
        Item(
            "treatment_agreed",
            AnswerKind.YES_NO,
            words(
                Wording(
                    "Consent to treatment",
                    "May we examine and treat you at this visit?",
                    "May we examine and treat them at this visit?",
                    "You can change your mind at any time. We tell you first what we do, and why.",
                ),
                Wording(
                    "Permiso para tratar",
                    "¿Podemos examinarle y tratarle en esta visita?",
                    "¿Podemos examinar y tratar a esa persona en esta visita?",
                    "Puede cambiar de idea cuando quiera. Antes le decimos qué hacemos y por qué.",
                ),
            ),
            about_health=False,
            read_by=ReadBy.EVERYONE,
        ),
    ),
)
