"""Invent a person, with what should be on the record in the end."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from bench.invented.habits import Habits

BURSTS, CHILDREN, ADULTS = 0.22, 0.12, 0.06
PAUSES, CORRECTIONS = 0.15, 0.12
SLIPS, CLOSES = 0.06, 0.1
# The question for a name asks for the date of birth or the relation as well.
ANSWERS_BOTH = 0.8


@dataclass(frozen=True, slots=True)
class Person:
    """Hold the truth about one invented patient, and how they behave.

    `whom` is "self", "child" or "adult". `history` and the other lists are the messages they send; () is nothing.
    """

    habits: Habits
    whom: str
    name: str
    thanked: str
    birth_date: date
    address: tuple[str, ...]
    history: tuple[str, ...]
    medicines: tuple[str, ...]
    allergies: tuple[str, ...]
    reason: str
    carer: str
    address_in_pieces: bool
    name_in_pieces: bool
    pauses_at: str
    corrects: bool
    slips: bool
    closes: bool
    answers_both: bool


def invent(habits: Habits, random: Random) -> Person:
    """Invent one person."""
    kind = random.random()
    whom = "child" if kind < CHILDREN else "adult" if kind < CHILDREN + ADULTS else "self"
    name, thanked = random.choice(habits.names)
    carer = name
    if whom == "child":
        name = random.choice(habits.child_names)
    elif whom == "adult":
        name = random.choice([other for other, _ in habits.names if other != carer])
    year = random.randint(2012, 2024) if whom == "child" else random.randint(1936, 2003)
    month = random.randint(1, 12)
    return Person(
        habits=habits,
        whom=whom,
        name=name,
        thanked=thanked if whom == "self" else "",
        birth_date=date(year, month, random.randint(1, monthrange(year, month)[1])),
        address=random.choice(habits.addresses),
        history=_some(random, habits.illnesses, 0.3),
        medicines=_some(random, habits.medicines, 0.35),
        allergies=_some(random, habits.allergies, 0.7)[:1],
        reason=random.choice(habits.reasons),
        carer=carer,
        address_in_pieces=random.random() < BURSTS,
        name_in_pieces=random.random() < 0.05,
        pauses_at=random.choice(("birth_date", "address", "medical_history", "medications", "review"))
        if random.random() < PAUSES
        else "",
        corrects=random.random() < CORRECTIONS,
        slips=random.random() < SLIPS,
        closes=random.random() < CLOSES,
        answers_both=random.random() < ANSWERS_BOTH,
    )


def _some(random: Random, things: tuple[str, ...], nothing: float) -> tuple[str, ...]:
    if random.random() < nothing:
        return ()
    return tuple(random.sample(things, random.choice((1, 1, 1, 2, 3))))
