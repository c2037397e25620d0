"""`flask maintenance`: ask patients and staff to come back."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import click
from flask.cli import AppGroup

from app.cli.output import database_errors
from app.jobs.recover import RECOVER
from app.services import Services, current
from app.store import StoreUnavailable
from app.store.clinic import milestones
from app.store.clinic.milestones import RECOVERED
from app.store.engine.maintenance import BEGUN, ENDED, LONGEST, MAINTENANCE, Maintenance
from app.store.engine.maintenance import current as current_in
from app.store.trail import audit
from app.store.work import jobs
from app.web.clinic import clinic_in, zone_of

_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_ALONE: Final = (
    "The database does not answer. So only this machine knows, and only for as long as the database does not answer: "
    "run this on every machine."
)
_LONGEST_REASON: Final = 120
maintenance = AppGroup("maintenance", short_help="Ask patients and staff to come back later.")


@maintenance.command("on")
@click.option("--until", metavar="HH:MM", help="When it ends, on the clinic's clock: 14:30.")
@click.option("--minutes", type=click.IntRange(1, 720), help="How long it lasts, in minutes; 30 if left out.")
@click.option("--reason", default="", metavar="TEXT", help="What for. It goes into the audit trail.")
def begin(until: str | None, minutes: int | None, reason: str) -> None:
    """Begin maintenance, or change when it ends.

    Patients are told that their messages are read afterwards, and pages say when to come back. It ends at that time.
    """
    if until is not None and minutes is not None:
        raise click.UsageError("Give --until or --minutes, not both.")
    if len(reason) > _LONGEST_REASON or not reason.isprintable():
        raise click.UsageError(f"The reason has at most {_LONGEST_REASON} characters, on one line.")
    services = current()
    now, is_alone = services.clock(), False
    try:
        with services.store.begin() as unit:
            zone = zone_of(clinic_in(unit, services.settings.clinic))
            chosen = _chosen(until, minutes, now.astimezone(zone))
            milestones.mark(unit.db, MAINTENANCE, chosen.told, chosen.until)
            if milestones.get(unit.db, RECOVERED) is None:
                milestones.mark(unit.db, RECOVERED, "0", now)
            details = {"until": chosen.until.isoformat()} | ({"why": reason} if reason else {})
            audit.record(unit.db, "operator", BEGUN, details=details, at=now)
    except StoreUnavailable:
        is_alone = True
        zone = zone_of(services.settings.clinic)
        chosen = _chosen(until, minutes, now.astimezone(zone))
    services.sign.file.write_text(str(chosen))
    services.sign.ask_again()
    click.echo(
        f"Maintenance until {chosen.told} ({zone}). To end it earlier: flask --app wsgi maintenance off"
    )
    if is_alone:
        click.echo(_ALONE)


def _chosen(until: str | None, minutes: int | None, there: datetime) -> Maintenance:
    """Return the maintenance that was asked for; `there` is the clinic's time now."""
    ends = there + timedelta(minutes=minutes or 30)
    if until is not None:
        if not (found := _TIME.fullmatch(until)):
            raise click.BadParameter("Write it as 14:30.", param_hint="--until")
        ends = there.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
        if ends <= there:
            ends += timedelta(days=1)
        if ends - there > LONGEST:
            raise click.BadParameter("That is more than 12 hours from now.", param_hint="--until")
    return Maintenance(ends.astimezone(UTC), f"{ends:%H:%M}")


@maintenance.command("off")
def end() -> None:
    """End maintenance, and have the messages read that came meanwhile."""
    services = current()
    services.sign.file.unlink(missing_ok=True)
    now = services.clock()
    with database_errors(), services.store.begin() as unit:
        if is_over := milestones.forget(unit.db, MAINTENANCE):
            jobs.add(unit.db, RECOVER, None, "operator", now)
            audit.record(unit.db, "operator", ENDED, at=now)
    services.sign.ask_again()
    click.echo(
        "Maintenance is over. What patients wrote meanwhile is fetched from Twilio now."
        if is_over
        else "There was no maintenance."
    )


@maintenance.command("status")
def status() -> None:
    """Say whether maintenance is under way. Exit status 0 while it is."""
    services = current()
    now = services.clock()
    going_on = _known(services, now)
    if going_on is None:
        click.echo("There is no maintenance now.")
        click.get_current_context().exit(1)
    click.echo(f"Maintenance until {going_on.told}.")


def _known(services: Services, now: datetime) -> Maintenance | None:
    with suppress(StoreUnavailable), services.store.read() as unit:
        return current_in(unit.db, now)
    click.echo("The database does not answer: this is what this machine's file says.", err=True)
    return services.sign.now(now)
