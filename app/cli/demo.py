"""`flask demo`: invented people, marked as such, for a clinic to look around before it has patients."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Final
from uuid import UUID

import click
from flask.cli import with_appcontext

from app.cli.demo_words import ADDRESSES, EMERGENCY, FAMILIES, HISTORIES, MEDICINES, STREETS
from app.cli.output import told
from app.intake.flow import Flow
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress, dump
from app.intake.questions import QUESTIONS
from app.services import current
from app.store import InventedSender, NewPatient
from app.web.clinic import profile_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from app.services import Services


# Invented people, for a clinic to look at before it has patients. The same seed invents the same people.

_KEYS: Final = tuple(question.key for question in QUESTIONS)
_STEPS: Final = ("language", "consent", *_KEYS, "review", "submitted")
_STATUSES: Final = (("done", 76), ("new", 12), ("in_review", 5), ("follow_up", 4), ("rejected", 3))
_DAYS: Final = 90
_GIVE_UP: Final = 0.2
_TWIN: Final = 0.01
_IN_EMERGENCY: Final = 0.02
_NOBODYS: Final = "whatsapp:+999"
"""The ITU has given the country code 999 to nobody: no such number can ring."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """An invented sender, and the patient that they handed in, if they came so far."""

    sender: InventedSender
    patient: NewPatient | None


def invent(patients: int, now: datetime, seed: int, numbers_from: int) -> Iterator[Somebody]:
    """Yield people until so many have handed in, the oldest first, with those in between who gave up.

    Their numbers count up from `numbers_from`.
    """
    random = Random(seed)  # noqa: S311  (invented people need no unguessable ones)
    moments = sorted(now - timedelta(days=_DAYS * random.random() ** 1.3) for _ in range(patients))
    twin: dict[str, str] | None = None
    number = numbers_from
    for moment in moments:
        while random.random() < _GIVE_UP:
            number += 1
            yield Somebody(_sender(random, number, moment, random.choice(_STEPS[1:-1])), None)
        number += 1
        answers = twin or _answers(random, moment.date())
        yield _handed_in(random, number, moment, answers)
        twin = dict(answers, address=random.choice(ADDRESSES)) if random.random() < _TWIN else None


def _handed_in(random: Random, number: int, moment: datetime, answers: dict[str, str]) -> Somebody:
    sender = _sender(random, number, moment, "submitted")
    statuses, weights = [name for name, _ in _STATUSES], [often for _, often in _STATUSES]
    emergency = random.random() < _IN_EMERGENCY
    if emergency:
        answers = dict(answers, medical_history=EMERGENCY)
    patient = NewPatient(
        id=sender.patient_id,
        conversation_id=sender.conversation_id,
        created_at=sender.steps[-1][1],
        status=random.choices(statuses, weights)[0],
        language=sender.language,
        answers=answers,
        emergency=emergency,
        synthetic=True,
    )
    return Somebody(sender, patient)


def _sender(random: Random, number: int, end: datetime, step: str) -> InventedSender:
    taken = _STEPS[: _STEPS.index(step) + 1]
    seconds = [random.lognormvariate(4.1, 0.9) for _ in taken[1:]]
    at = [end - timedelta(seconds=sum(seconds[index:])) for index in range(len(taken))]
    language = random.choices(tuple(SHIPPED), range(len(SHIPPED) * 2, 0, -2))[0]
    progress = Progress(step=step, language=language, patient=None, last_at=end)
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


def _answers(random: Random, today: date) -> dict[str, str]:
    given, family = random.choice(FAMILIES)
    return {
        "name": f"{random.choice(given)} {random.choice(family)}",
        "birth_date": (today - timedelta(days=random.triangular(1, 97, 38) * 365.25)).isoformat(),
        "address": f"{random.randint(1, 180)} {random.choice(STREETS)}",
        "medical_history": random.choice(HISTORIES),
        "medications": random.choice(MEDICINES),
    }


def _id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


_MOST: Final = 1_000_000
_BATCH: Final = 500


@click.command
@click.option("--patients", default=60, show_default=True, type=click.IntRange(1, _MOST))
@click.option("--seed", type=int, help="The same seed invents the same people.")
@with_appcontext
def demo(patients: int, seed: int | None) -> None:
    """Invent patients. Each is marked “Invented” wherever it is shown. Refused in production."""
    services = current()
    if services.settings.production:
        raise click.ClickException(
            "Invented people do not belong among real ones, and ANTEROOM_ENV is production. Nothing was written."
        )
    with told():
        write(services, patients, secrets.randbits(32) if seed is None else seed)
    click.echo(f"Invented {patients:,} patients. They are marked so, and their numbers cannot ring.")


def write(services: Services, patients: int, seed: int) -> None:
    """Write so many invented patients, and those who gave up on the way, with a bar that shows how far it is."""
    now = services.clock()
    people = invent(patients, now, seed, numbers_from=secrets.randbelow(900_000_000))
    with click.progressbar(length=patients, label="Inventing patients", show_pos=True) as bar:
        while some := list(islice(people, _BATCH)):
            bar.update(_write(services, some))


def _write(services: Services, people: Sequence[Somebody]) -> int:
    handed_in = [person.patient for person in people if person.patient is not None]
    now = services.clock()
    with services.store.begin() as unit:
        flow = Flow(profile_in(unit, services.settings.clinic).clinic)
        texts = {language: "\n\n".join(flow.consent_messages(language)) for language in SHIPPED}
        unit.invented.write([person.sender for person in people], texts)
        unit.patients.create_many(handed_in)
        unit.audit.record("operator", "patients.invented", details={"patients": len(handed_in)}, at=now)
    return len(handed_in)
