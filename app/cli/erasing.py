"""`flask patients erase`: what the dashboard's page does, for whoever has the server's shell."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click
from flask.cli import with_appcontext

from app.checks.finding import FLASK
from app.cli.failures import stop_unless_named, told
from app.cli.record_id import RECORD_ID
from app.dashboard.erasing.reasons import REASONS
from app.guard.words import reference
from app.records.erasing import erase
from app.services import current
from app.store import OnHold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from app.services import Services
    from app.store import Scrub

_ACTOR: Final = "operator"


@click.command("erase")
@click.argument("patient_id", type=RECORD_ID, metavar="ID")
@click.option("--reason", required=True, type=click.Choice(sorted(REASONS)), help="Why, for the trail.")
@click.option("--yes", is_flag=True, help="Do not ask for the record's reference.")
@with_appcontext
def erase_patient(patient_id: UUID, reason: str, yes: bool) -> None:
    """Erase one patient for good; say why by --reason.

    Asks for the record's reference, as the page does.
    """
    services = current()
    record = reference(patient_id)
    if not yes:
        if services.settings.twilio.api is None:
            click.echo(
                "Without TWILIO_API_KEY the chat stays at Twilio, and is found there by the patient's number: note it first.",
                err=True,
            )
        typed = click.prompt(f"This cannot be undone. Type the record's reference, {record}", err=True)
        if str(typed).strip().casefold() != record:
            raise click.ClickException("That is not its reference. Nothing was erased.")
    with told(), _held_back(record), services.store.begin() as unit:
        if not erase(unit, patient_id, reason, _ACTOR, services.clock()):
            gone = unit.erasures.find(patient_id)
            raise click.ClickException(
                "It was erased before." if gone else "There is no record of this id. Nothing was erased."
            )
        scrub = unit.scrubs.of(patient_id)
    services.store.scrub()
    click.echo(f"Record {record} was erased.", err=True)
    if scrub is not None:
        _tell_of_twilio(services, scrub)
    stop_unless_named(services.store)


@contextmanager
def _held_back(record: str) -> Iterator[None]:
    try:
        yield
    except OnHold:
        raise click.ClickException(
            f"Record {record} is on hold: nobody may erase it. Lift the hold on the record's page first."
        ) from None


def _tell_of_twilio(services: Services, scrub: Scrub) -> None:
    known = "1 message" if scrub.messages == 1 else f"{scrub.messages:,} messages"
    if services.settings.twilio.api:
        said = f"Left to delete at Twilio: {known}. A job does it, while a server or worker runs: {FLASK} jobs list"
    else:
        said = f"Still at Twilio: {known}. Without TWILIO_API_KEY they have to be deleted there by hand."
    click.echo(said, err=True)
