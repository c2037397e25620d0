"""`flask demo`: fake patients, so a clinic can look around before it has any."""

from __future__ import annotations

import secrets
from collections import deque
from itertools import islice
from typing import Final

import click
from flask.cli import with_appcontext

from app.cli.output import database_errors
from app.records import samples
from app.records.sample_people import FakeSender, invent
from app.services import Services, current
from app.store.clinic import questionnaires

_MOST: Final = 1_000_000
_BATCH: Final = 500


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
    with services.store.read() as unit:
        asked = questionnaires.in_force(unit.db)
    people = invent(patients, now, seed, secrets.randbelow(900_000_000), asked)
    newest: deque[FakeSender] = deque(maxlen=samples.ENOUGH)
    with click.progressbar(length=patients, label="Adding fake patients", show_pos=True) as bar:
        while some := list(islice(people, _BATCH)):
            with services.store.begin() as unit:
                added = samples.add(unit, some, services.settings, "operator", services.clock())
            bar.update(added)
            newest.extend(some)
    if patients >= samples.ENOUGH:
        with services.store.begin() as unit:
            samples.leave_work(unit, list(newest), services.settings, now)
