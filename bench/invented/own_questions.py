"""Three questions of a clinic's own, and how people answer them.

A yes or no with a choice that hangs on it, a number with a unit, and a list of people. All of what is written here was
written for this bench, before it was run; the app's own lists of words were not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from app.intake.answers.rows import written
from app.intake.definition import (
    NO,
    YES,
    AnswerKind,
    Choice,
    Condition,
    Definition,
    Item,
    Wording,
)
from app.intake.questionnaire import SHIPPED, Questionnaire
from app.intake.sets import contact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

_GLASSES: Final = Item(
    "glasses",
    AnswerKind.YES_NO,
    {
        "en": Wording("Glasses", "Do you wear glasses or lenses?", "Do they wear glasses or lenses?"),
        "es": Wording("Gafas", "¿Lleva gafas o lentillas?", "¿Lleva gafas o lentillas esa persona?"),
    },
)
_WHAT_FOR: Final = Item(
    "glasses_for",
    AnswerKind.ONE,
    {
        "en": Wording("Glasses for", "What do you wear them for?", "What do they wear them for?"),
        "es": Wording("Gafas para", "¿Para qué las lleva?", "¿Para qué las lleva?"),
    },
    only_if=Condition("glasses", (YES,)),
    choices=(
        Choice("near", {"en": "Reading", "es": "Ver de cerca"}),
        Choice("far", {"en": "Seeing far away", "es": "Ver de lejos"}),
        Choice("both", {"en": "Both", "es": "Las dos cosas"}),
    ),
)
_WEIGHT: Final = Item(
    "weight",
    AnswerKind.NUMBER,
    {
        "en": Wording(
            "Weight", "How much do you weigh, in kilograms?", "How much do they weigh, in kilograms?"
        ),
        "es": Wording("Peso", "¿Cuánto pesa usted, en kilos?", "¿Cuánto pesa esa persona, en kilos?"),
    },
    unit="kg",
    unit_labels={"en": "kilograms", "es": "kilos"},
    least="2",
    most="350",
    decimals=1,
)
_CONTACT: Final = "emergency_contact"
ASKED: Final = Questionnaire(
    2, Definition((*SHIPPED.definition.items, _GLASSES, _WHAT_FOR, _WEIGHT, *contact.SET.items))
)
KEYS: Final = tuple(item.key for item in ASKED.definition.own)


@dataclass(frozen=True, slots=True)
class OwnHabits:
    """Hold how people who write one language answer. A text with {} holds the answer itself."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    what_for: Mapping[str, tuple[str, ...]]
    """Code -> how it is said. The first is the plainest."""
    weights: tuple[str, ...]
    """The first is the plainest."""
    people: tuple[tuple[str, str, str], ...]
    """Name, who they are, phone."""
    one_line: tuple[str, ...]
    """Ways to write a person: {name}, {relation}, {phone}."""
    nobody: tuple[str, ...]
    no_more: tuple[str, ...]


HABITS: Final[Mapping[str, OwnHabits]] = {
    "en": OwnHabits(
        yes=(
            "yes", "Yes", "yes I do", "yeah", "yep", "y", "1", "I do", "Yes, since school", "yes, glasses", "👍",
            "yes lenses", "Yes please", "sometimes yes",
        ),
        no=("no", "No", "nope", "no I don't", "n", "2", "No, never", "no glasses", "not me", "I don't", "no thanks"),
        what_for={
            "near": (
                "Reading", "reading", "1", "for reading", "just reading", "only for reading", "To read", "reading glasses",
                "readng", "reading the paper",
            ),
            "far": (
                "Seeing far away", "2", "far away", "for far away", "seeing far", "to see far away", "far", "number 2",
                "seeing far awey", "for seeing far away mostly",
            ),
            "both": ("Both", "both", "3", "both of them", "for both", "Both!", "both really", "boht", "both please"),
        },
        weights=(
            "{}", "{}", "{}", "{} kg", "{}kg", "{} kilos", "about {}", "around {} kg", "I weigh {} kg", "{} kilograms",
            "it's {}", "{}.", "roughly {} kilos", "I'm {} kg", "{} KG", "last time it was {}", "{} I think", "~{}",
        ),
        people=(
            ("Ada Lindt", "my sister", "07700 900222"), ("Tom Hale", "my husband", "07700900333"),
            ("Ruth Fenn", "my mum", "+44 7700 900444"), ("Owen Quill", "my neighbour", "01632 960 111"),
            ("Priya Raman", "my wife", "07700 900 555"), ("Siobhán O'Brien", "my daughter", "07700-900666"),
            ("Jan van der Berg", "my friend", "0044 7700 900777"), ("Bob Stone", "my dad", "(01632) 960222"),
        ),
        one_line=(
            "{name}, {relation}, {phone}", "{name}, {relation}, {phone}", "{name} {relation} {phone}",
            "{name} ({relation}) {phone}", "{name} - {relation} - {phone}", "{name}, {relation} {phone}",
            "{relation} {name} {phone}", "{relation}, {name}, {phone}", "{name}; {relation}; {phone}",
            "{name} {phone} {relation}", "{name} who is {relation}, {phone}", "{name}, {relation}, tel {phone}",
        ),
        nobody=("none", "nobody", "no one", "NONE", "there is nobody", "skip", "I have nobody", "no-one"),
        no_more=("that is all", "2", "no", "that's all", "no more", "nobody else", "That's it", "no thanks", "done"),
    ),
    "es": OwnHabits(
        yes=(
            "sí", "Sí", "si", "1", "sí, llevo", "claro", "sí, gafas", "Sí, desde niña", "si señora", "👍", "pues sí",
            "sí, lentillas", "sip",
        ),
        no=("no", "No", "2", "no llevo", "nunca", "No, gracias", "qué va", "no uso", "no, ninguna", "pues no"),
        what_for={
            "near": (
                "Ver de cerca", "1", "de cerca", "para ver de cerca", "solo de cerca", "cerca", "la 1", "ver de serca", "para cerca",
            ),
            "far": (
                "Ver de lejos", "2", "de lejos", "para ver de lejos", "lejos", "para lejos", "ver de legos", "la 2",
            ),
            "both": (
                "Las dos cosas", "3", "las dos", "para las dos cosas", "las dos cosas por favor", "la 3", "las dos kosas",
            ),
        },
        weights=(
            "{}", "{}", "{}", "{} kg", "{}kg", "{} kilos", "unos {}", "peso {} kg", "peso unos {} kilos", "{} kilogramos",
            "como {} kilos", "{}.", "más o menos {}", "{} KG", "la última vez {}", "creo que {}", "son {} kilos",
        ),
        people=(
            ("Lucía Ibáñez Soler", "mi hermana", "600 900 222"), ("Mateo Zúñiga", "mi marido", "600900333"),
            ("Nuria Güell", "mi madre", "+34 600 900 444"), ("Andrés del Río", "un vecino", "91 555 01 11"),
            ("Íñigo Muñoz Peña", "mi hijo", "600-900-555"), ("Ximena Cárdenas", "mi amiga", "0034 600 900 666"),
            ("Beatriz Núñez", "mi mujer", "600.900.777"),
        ),
        one_line=(
            "{name}, {relation}, {phone}", "{name}, {relation}, {phone}", "{name} {relation} {phone}",
            "{name} ({relation}) {phone}", "{name} - {relation} - {phone}", "{name}, {relation} {phone}",
            "{relation} {name} {phone}", "{relation}, {name}, {phone}", "{name}; {relation}; {phone}",
            "{name} {phone} {relation}", "{name} que es {relation}, {phone}", "{name}, {relation}, tel. {phone}",
        ),
        nobody=("nada", "nadie", "ninguno", "no tengo a nadie", "NADA", "omitir", "nadie, vivo solo"),
        no_more=("eso es todo", "2", "no", "nadie más", "ya está", "no, gracias", "nada más", "listo"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnTruth:
    """Hold the truth about a person, as far as the clinic's own questions ask for it."""

    wears: bool
    what_for: str
    weight: Decimal
    people: tuple[tuple[str, str, str], ...]

    @property
    def answers(self) -> dict[str, str]:
        """Return what should be on the record. Nobody is there: "none", or nothing if that was skipped."""
        return {
            "glasses": YES if self.wears else NO,
            **({"glasses_for": self.what_for} if self.wears else {}),
            "weight": f"{self.weight.normalize():f}",
            _CONTACT: written(self.people),
        }


def invent_own(language: str, random: Random) -> OwnTruth:
    """Invent what is true of one person."""
    habits = HABITS[language]
    whole = random.random() < 0.7
    weight = Decimal(random.randrange(40, 130)) + (0 if whole else Decimal(random.randrange(1, 10)) / 10)
    return OwnTruth(
        random.random() < 0.6,
        random.choice(tuple(habits.what_for)),
        weight,
        tuple(random.sample(habits.people, random.choice((0, 1, 1, 1, 1, 2)))),
    )


def in_figures(weight: Decimal, language: str, random: Random) -> str:
    """Write a weight with a point or a comma, as people do."""
    written_out = f"{weight.normalize():f}"
    with_comma = random.random() < (0.7 if language == "es" else 0.1)
    return written_out.replace(".", ",") if with_comma else written_out
