"""`flask demo`: fake patients, so a clinic can look around before it has any."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Final

import click
from flask.cli import with_appcontext

from app.cli.fake_patients import EMERGENCIES, NOTES, REQUESTS, FakeSender, invent
from app.cli.output import database_errors
from app.dashboard.patients.trail import INVENTED
from app.intake.flow import Flow
from app.intake.phrases import SHIPPED
from app.services import Services, current
from app.store.conversations import invented
from app.store.patients import patient_notes, patients, rights_requests
from app.store.patients.patient_notes import Note
from app.store.patients.rights_requests import RightsRequest, due_on
from app.store.staff import staff
from app.store.trail import audit
from app.store.work import alarms
from app.store.work.alarms import Alarm
from app.web.clinic import clinic_in

_MOST: Final = 1_000_000
_BATCH: Final = 500
_AROUND: Final = 30
"""How many of the newest may have a note, a request or an alarm."""


@click.command
@click.option("--patients", default=60, show_default=True, type=click.IntRange(1, _MOST))
@click.option("--seed", type=int, help="The same seed makes the same patients.")
@with_appcontext
def demo(patients: int, seed: int | None) -> None:
    """Add fake patients, marked “Invented” on every page. Refused in production."""
    services = current()
    if services.settings.production:
        raise click.ClickException(
            "ANTEROOM_ENV is production, and fake patients do not belong among real ones. Nothing was written."
        )
    with database_errors():
        write(services, patients, secrets.randbits(32) if seed is None else seed)
    click.echo(
        f"Added {patients:,} fake patients. They are marked “Invented”, and their numbers do not exist."
    )


def write(services: Services, patients: int, seed: int) -> None:
    """Write fake patients, and senders who gave up, with a progress bar."""
    now = services.clock()
    people = invent(patients, now, seed, numbers_from=secrets.randbelow(900_000_000))
    newest: deque[FakeSender] = deque(maxlen=_AROUND)
    with click.progressbar(length=patients, label="Adding fake patients", show_pos=True) as bar:
        while some := list(islice(people, _BATCH)):
            bar.update(_write(services, some))
            newest.extend(some)
    if patients >= _AROUND:
        _work(services, list(newest), now)


def _work(services: Services, newest: Sequence[FakeSender], now: datetime) -> None:
    """Write what a week leaves on the desk: notes, requests, and an alarm."""
    handed_in = [each.patient for each in newest if each.patient is not None]
    unfinished = [each.sender for each in newest if each.patient is None]
    with services.store.begin() as unit:
        writer = next((each.id for each in staff.all_members(unit.db) if each.can_sign_in), None)
        for patient, text in zip(handed_in, NOTES, strict=False):
            if writer is not None:
                patient_notes.add(unit.db, Note(patient_id=patient.id, staff_id=writer, at=now, text=text))
        due = due_on(now.date(), services.settings.rights_due)
        for patient, (kind, channel) in zip(handed_in[-len(REQUESTS) :], REQUESTS, strict=False):
            asked = RightsRequest(
                patient_id=patient.id,
                kind=kind,
                channel=channel,
                asked_on=now.date(),
                due_on=due,
                noted_at=now,
                noted_by="operator",
            )
            rights_requests.add(unit.db, asked)
        for sender in unfinished[-1:]:
            words = EMERGENCIES.get(sender.language, EMERGENCIES["en"])[0]
            alarm = Alarm(
                conversation_id=sender.conversation_id,
                danger="now",
                step=sender.steps[-1][0],
                words=words,
                raised_at=now,
            )
            alarms.add(unit.db, alarm)


def _write(services: Services, people: Sequence[FakeSender]) -> int:
    handed_in = [person.patient for person in people if person.patient is not None]
    now = services.clock()
    with services.store.begin() as unit:
        flow = Flow(clinic_in(unit, services.settings.clinic))
        texts = {language: "\n\n".join(flow.consent_messages(language)) for language in SHIPPED}
        invented.write(unit.db, [person.sender for person in people], texts)
        patients.create_many(unit.db, handed_in)
        audit.record(unit.db, "operator", INVENTED, details={"patients": len(handed_in)}, at=now)
    return len(handed_in)
