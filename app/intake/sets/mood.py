"""Ask the two questions of PHQ-2, and the two of GAD-2.

Both are by Drs. Spitzer, Williams, Kroenke and colleagues, with a grant from Pfizer Inc.: no permission is required to
reproduce, translate, display or distribute them. The words of the two weeks are said with each question, because a chat asks
them one by one. A sum is shown to clinicians. It is no diagnosis.
"""

from __future__ import annotations

from typing import Final

from app.intake.clinic import N_
from app.intake.definition import AnswerKind, Item, Score, Wording
from app.intake.sets.question_set import QuestionSet, choice, labels, words

_HOW_OFTEN: Final = (
    choice("not_at_all", "Not at all", "Ningún día", 0),
    choice("several_days", "Several days", "Varios días", 1),
    choice("more_than_half", "More than half the days", "Más de la mitad de los días", 2),
    choice("nearly_every_day", "Nearly every day", "Casi todos los días", 3),
)
_ASK: Final = "Over the last 2 weeks, how often have you been bothered by this problem? {}"
_OF_OTHER: Final = "Over the last 2 weeks, how often have they been bothered by this problem? {}"
_PREGUNTA: Final = "Durante las últimas 2 semanas, ¿qué tan seguido le ha molestado este problema? {}"
_DE_OTRO: Final = (
    "Durante las últimas 2 semanas, ¿qué tan seguido le ha molestado a esa persona este problema? {}"
)


def _item(key: str, english: tuple[str, str], spanish: tuple[str, str]) -> Item:
    return Item(
        key,
        AnswerKind.ONE,
        words(
            Wording(english[0], _ASK.format(english[1]), _OF_OTHER.format(english[1])),
            Wording(spanish[0], _PREGUNTA.format(spanish[1]), _DE_OTRO.format(spanish[1])),
        ),
        required=False,
        choices=_HOW_OFTEN,
    )


PHQ_2: Final = QuestionSet(
    "phq_2",
    N_("PHQ-2: low mood"),
    N_("Two questions about mood, with a sum for clinicians. It is no diagnosis."),
    (
        _item(
            "phq2_interest",
            ("PHQ-2: interest", "Little interest or pleasure in doing things"),
            ("PHQ-2: interés", "Poco interés o placer en hacer las cosas"),
        ),
        _item(
            "phq2_mood",
            ("PHQ-2: mood", "Feeling down, depressed, or hopeless"),
            ("PHQ-2: ánimo", "Se ha sentido decaído(a), deprimido(a) o sin esperanzas"),
        ),
    ),
    (Score("phq2", labels("PHQ-2 (0 to 6)", "PHQ-2 (0 a 6)"), ("phq2_interest", "phq2_mood")),),
)
GAD_2: Final = QuestionSet(
    "gad_2",
    N_("GAD-2: worry"),
    N_("Two questions about worry, with a sum for clinicians. It is no diagnosis."),
    (
        _item(
            "gad2_nerves",
            ("GAD-2: nerves", "Feeling nervous, anxious, or on edge"),
            ("GAD-2: nervios", "Se ha sentido nervioso(a), ansioso(a) o con los nervios de punta"),
        ),
        _item(
            "gad2_worry",
            ("GAD-2: worry", "Not being able to stop or control worrying"),
            ("GAD-2: preocupación", "No ha sido capaz de parar o controlar su preocupación"),
        ),
    ),
    (Score("gad2", labels("GAD-2 (0 to 6)", "GAD-2 (0 a 6)"), ("gad2_nerves", "gad2_worry")),),
)
