"""A question of each kind, as a clinic may define it."""

from __future__ import annotations

from app.intake.definition import AnswerKind, Choice, Column, Definition, Item, ReadBy, Wording
from app.intake.questionnaire import SHIPPED, Questionnaire


def words(label: str, ask: str, etiqueta: str, pregunta: str, hint: str = "") -> dict[str, Wording]:
    return {"en": Wording(label, ask, hint=hint), "es": Wording(etiqueta, pregunta)}


SMOKING = Item(
    "smoking",
    AnswerKind.ONE,
    words("Smoking", "Do you smoke?", "Tabaco", "¿Fuma usted?"),
    required=False,
    choices=(
        Choice("yes", {"en": "Yes", "es": "Sí"}),
        Choice(
            "past",
            {"en": "I used to", "es": "Antes sí"},
            {"en": ("gave up", "stopped"), "es": ("ya no fumo", "lo dejé")},
        ),
        Choice("no", {"en": "No", "es": "No"}),
    ),
)
LANGUAGE = Item(
    "language_wanted",
    AnswerKind.ONE,
    words("Language", "Which language would you like?", "Idioma", "¿Qué idioma prefiere?"),
    about_health=False,
    read_by=ReadBy.EVERYONE,
    choices=tuple(
        Choice(code, {"en": label})
        for code, label in (
            *(("ar", "العربية"), ("bn", "বাংলা"), ("fr", "Français"), ("pl", "Polski"), ("pt", "Português")),
            *(("ro", "Română"), ("es", "Español"), ("so", "Soomaali"), ("ur", "اردو"), ("zh", "中文")),
            *(("uk", "Українська"), ("other", "Another one")),
        )
    ),
)
REACTIONS = Item(
    "reactions",
    AnswerKind.SEVERAL,
    words(
        "Reactions", "Which of these have caused a reaction?", "Reacciones", "¿Cuáles le han dado reacción?"
    ),
    required=False,
    choices=(
        Choice("penicillin", {"en": "Penicillin", "es": "Penicilina"}),
        Choice("latex", {"en": "Latex", "es": "Látex"}),
        Choice("nuts", {"en": "Nuts and seeds", "es": "Frutos secos"}),
    ),
)
INTERPRETER = Item(
    "interpreter",
    AnswerKind.YES_NO,
    words(
        "Interpreter", "Would you like an interpreter at your visit?", "Intérprete", "¿Desea un intérprete?"
    ),
    about_health=False,
    read_by=ReadBy.EVERYONE,
)
WEIGHT = Item(
    "weight",
    AnswerKind.NUMBER,
    words("Weight", "How much do you weigh, in kilograms?", "Peso", "¿Cuánto pesa, en kilos?"),
    required=False,
    unit="kg",
    unit_labels={"en": "kilograms", "es": "kilos"},
    least="2",
    most="350",
    decimals=1,
)
HEIGHT = Item(
    "height",
    AnswerKind.NUMBER,
    words("Height", "How tall are you?", "Estatura", "¿Cuánto mide?"),
    required=False,
    unit="cm",
    least="50",
    most="250",
)
EYE_TEST = Item(
    "eye_test",
    AnswerKind.DATE,
    words(
        "Last eye test", "When was your last eye test?", "Última revisión de la vista", "¿Cuándo fue su última revisión?",
        hint="A month is enough. For example: May 2024.",
    ),
    required=False,
)  # fmt: skip
CONTACT = Item(
    "contact",
    AnswerKind.LIST,
    words(
        "Emergency contact",
        "Whom may we call if something happens to you? Their name, who they are to you, and their phone.",
        "Contacto de emergencia",
        "¿A quién podemos llamar si le pasa algo?",
        hint="For example: Ada Lindt, my sister, 07700 900222",
    ),
    about_health=False,
    read_by=ReadBy.EVERYONE,
    columns=(
        Column("name", {"en": "Name", "es": "Nombre"}, required=True),
        Column("relation", {"en": "Relation", "es": "Relación"}),
        Column("phone", {"en": "Phone number", "es": "Teléfono"}, required=True),
    ),
)
PHARMACY = Item(
    "pharmacy",
    AnswerKind.TEXT,
    words("Pharmacy", "Which pharmacy do you use?", "Farmacia", "¿A qué farmacia va?"),
    about_health=False,
    read_by=ReadBy.EVERYONE,
    required=False,
    longest=100,
)
OWN = (SMOKING, LANGUAGE, REACTIONS, INTERPRETER, WEIGHT, HEIGHT, EYE_TEST, CONTACT, PHARMACY)


def asking(*own: Item, version: int = 2) -> Questionnaire:
    """Return a version that asks the shipped questions, and then these."""
    return Questionnaire(version, Definition((*SHIPPED.definition.items, *own)))
