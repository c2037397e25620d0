"""Invent patients. The same seed makes the same people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Final
from uuid import UUID

from app.intake.answers.texts import NONE_STATED
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress, dump
from app.intake.questionnaire import SHIPPED as SHIPPED_QUESTIONS
from app.intake.questionnaire import Questionnaire
from app.records.sample_answers import own_answers
from app.store.conversations.invented import InventedSender
from app.store.patients.patient import NewPatient

_STATUSES: Final = ("new", "in_review", "follow_up", "done", "rejected")
_OFTEN: Final = ((2, (50, 22, 10, 16, 2)), (7, (6, 8, 14, 68, 4)), (90, (0, 1, 3, 91, 5)))
"""Up to this many days old -> how often each status occurs."""
_DAYS: Final = 90
_TO_NOW: Final = 2.0
"""How much denser the records are towards today. 1 spreads them evenly."""
_GIVE_UP: Final = 0.35
_DRAFTS_FOR: Final = timedelta(days=6)
"""The retention rule removes older ones."""
_TWIN: Final = 0.01
_IN_EMERGENCY: Final = 0.02
_NOBODYS: Final = "whatsapp:+999"
"""The ITU has given the country code 999 to nobody: no such number can ring."""


@dataclass(frozen=True, slots=True)
class FakeSender:
    """A sender, with the patient record if they got as far as submitting one."""

    sender: InventedSender
    patient: NewPatient | None


def invent(
    patients: int, now: datetime, seed: int, numbers_from: int, asked: Questionnaire = SHIPPED_QUESTIONS
) -> Iterator[FakeSender]:
    """Yield senders, oldest first, until `patients` of them have submitted answers.

    Those who gave up come in between. Their numbers count up from `numbers_from`.
    """
    random = Random(seed)  # noqa: S311  (invented people need no unguessable ones)
    moments = sorted(now - timedelta(days=_DAYS * random.random() ** _TO_NOW) for _ in range(patients))
    steps = _steps(asked)
    twin: dict[str, str] | None = None
    number, language = numbers_from, ""
    for moment in moments:
        while now - moment < _DRAFTS_FOR and random.random() < _GIVE_UP:
            number += 1
            taken = steps[: random.randrange(steps.index("consent") + 1, len(steps) - 1) + 1]
            yield FakeSender(_sender(random, number, moment, taken, _language(random)), None)
        number += 1
        language = language if twin else _language(random)
        answers = twin or _answers(random, moment.date(), language) | own_answers(
            random, moment.date(), language, asked
        )
        sender = _sender(random, number, moment, steps, language)
        yield FakeSender(sender, _handed_in(random, sender, answers, now - moment, asked))
        twin = dict(answers, address=random.choice(ADDRESSES)) if random.random() < _TWIN else None


def _steps(asked: Questionnaire) -> tuple[str, ...]:
    keys = (question.key for question in asked.questions if not question.of_carer)
    return ("language", "whom", "consent", *keys, "review", "submitted")


def _handed_in(
    random: Random, sender: InventedSender, answers: dict[str, str], age: timedelta, asked: Questionnaire
) -> NewPatient:
    weights = next(often for days, often in _OFTEN if age <= timedelta(days=days))
    emergency = random.random() < _IN_EMERGENCY
    if emergency:
        answers = dict(answers, medical_history=_of(EMERGENCIES, sender.language)[0])
    return NewPatient(
        id=sender.patient_id,
        conversation_id=sender.conversation_id,
        created_at=sender.steps[-1][1],
        status=random.choices(_STATUSES, weights)[0],
        language=sender.language,
        answers=answers,
        emergency=emergency,
        synthetic=True,
        asked=asked,
    )


def _language(random: Random) -> str:
    return random.choices(tuple(SHIPPED), range(len(SHIPPED) * 2, 0, -2))[0]


def _of(texts: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    return texts.get(language, texts["en"])


def _sender(
    random: Random, number: int, end: datetime, taken: tuple[str, ...], language: str
) -> InventedSender:
    seconds = [random.lognormvariate(4.1, 0.9) for _ in taken[1:]]
    at = [end - timedelta(seconds=sum(seconds[index:])) for index in range(len(taken))]
    progress = Progress(step=taken[-1], language=language, patient=None, last_at=end)
    return InventedSender(
        conversation_id=_id(random),
        patient_id=_id(random),
        address=f"{_NOBODYS}{number:09d}",
        language=language,
        progress=dump(progress),
        steps=tuple(zip(taken, at, strict=True)),
        consent_version="1",
        consent_hash=sha256(SHIPPED[language].consent.encode()).hexdigest(),
    )


def _answers(random: Random, today: date, language: str) -> dict[str, str]:
    given, family = random.choice(FAMILIES)
    return {
        "name": f"{random.choice(given)} {random.choice(family)}",
        "birth_date": (today - timedelta(days=random.triangular(1, 97, 38) * 365.25)).isoformat(),
        "address": f"{random.randint(1, 180)} {random.choice(STREETS)}",
        "medical_history": random.choice(_of(HISTORIES, language)),
        "allergies": random.choice(_of(ALLERGIES, language)),
        "medications": random.choice(_of(MEDICINES, language)),
        "reason": random.choice(_of(REASONS, language)),
    }


def _id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


# Nobody's name, street or illness.

FAMILIES: Final = (
    (
        (
            "Maya",
            "Noah",
            "Ines",
            "Tom",
            "Ruth",
            "Owen",
            "Ella",
            "Jack",
            "Orla",
            "Sam",
            "Priya",
            "Hugh",
            "Alice",
            "Ben",
        ),
        (
            "Okafor-Lindt",
            "Hale",
            "Whitcombe",
            "Ashdown",
            "Larkin",
            "Penrose",
            "Thorne",
            "Marlowe",
            "Quill",
            "Fenn",
        ),
    ),
    (
        ("Lucía", "Íñigo", "Beatriz", "Mateo", "Nuria", "Álvaro", "Ximena", "Joaquín", "Rocío", "Andrés"),
        ("Ibáñez Soler", "Muñoz Peña", "Zúñiga", "Cárdenas Ruiz", "Núñez", "Echeverría", "del Río", "Güell"),
    ),
    (
        ("مريم", "يوسف", "ليلى", "عمر", "نور", "سمير", "هدى", "كريم"),
        ("الخوري", "حداد", "المصري", "صباغ", "النجار", "بركات"),
    ),
    (
        ("Łucja", "Michał", "Żaneta", "Paweł", "Agnieszka", "Grzegorz"),
        ("Wiśniewska", "Dąbrowski", "Żak", "Wójcik", "Król"),
    ),
    (
        ("Ελένη", "Νίκος", "Σοφία", "Άρης"),
        ("Παπαδάκη", "Λούκας", "Μαρκάτου", "Ξένος"),
    ),
    (
        ("Олена", "Тарас", "Ганна", "Богдан", "Ірина"),
        ("Шевчук", "Коваль", "Мельник", "Бойко"),
    ),
    (
        ("Minh", "Thảo", "Quân", "Hương"),
        ("Nguyễn", "Trần", "Đặng", "Phạm"),
    ),
)
"""Given and family names that go together."""

STREETS: Final = (
    "Mill Lane", "Larkfield Terrace", "Quarry Road", "Church Walk", "Orchard Close", "Station Parade",
    "Harbour View", "Windmill Hill", "Calle del Olmo", "Alameda Vieja", "Rope Street", "Tanner's Yard",
)  # fmt: skip
ADDRESSES: Final = ("3 Weir Cottages, Larkfield", "Flat 2, 41 Bridge Street", "The Old Forge, Nettlecombe")
HISTORIES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        NONE_STATED, "Asthma since childhood", "High blood pressure", "Type 2 diabetes, diet only",
        "Migraine, twice a month", "Broken wrist in 2019, healed well", "Hay fever in spring", "Underactive thyroid",
        "Gallbladder taken out in 2015", "Eczema",
    ),
    "es": (
        NONE_STATED, "Asma desde niña", "Hipertensión", "Diabetes tipo 2, solo dieta", "Migraña, dos veces al mes",
        "Muñeca rota en 2019, curó bien", "Alergia al polen en primavera", "Hipotiroidismo", "Dermatitis",
    ),
}  # fmt: skip
ALLERGIES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        *([NONE_STATED] * 5), "Penicillin: a rash", "Peanuts", "Latex", "Bee stings", "Aspirin, it makes me wheeze",
    ),
    "es": (*([NONE_STATED] * 5), "Penicilina: ronchas", "Cacahuetes", "Látex", "Picaduras de abeja"),
}  # fmt: skip
REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "A check-up", "My knee hurts on the stairs", "To talk about my test results", "A repeat prescription",
        "A cough for two weeks",
    ),
    "es": (
        "Una revisión", "Me duele la espalda", "Los resultados de los análisis", "Renovar una receta",
        "Tos desde hace dos semanas",
    ),
}  # fmt: skip
MEDICINES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        NONE_STATED, "Salbutamol inhaler when needed", "Amlodipine 5 mg once a day", "Metformin 500 mg twice a day",
        "Levothyroxine 50 micrograms", "Paracetamol now and then", "The pill", "Cetirizine in spring",
    ),
    "es": (
        NONE_STATED, "Salbutamol cuando hace falta", "Losartán 50 mg", "Metformina 500 mg dos veces al día",
        "Levotiroxina 50 microgramos", "Paracetamol de vez en cuando",
    ),
}  # fmt: skip
EMERGENCIES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Chest pain since this morning",),
    "es": ("Dolor en el pecho desde esta mañana",),
}
NOTES: Final = (
    "Called, no answer. Will try again after lunch.",
    "Prefers to be called after 5.",
    "Seen by the nurse on arrival.",
)
REQUESTS: Final = (("copy", "chat"), ("correction", "phone"), ("erasure", "chat"))
"""What some of them ask for, and how."""
