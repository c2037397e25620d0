"""`flask breach`: who has to be told, by when, and who was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from app.checks import FLASK
from app.cli.affected import affected, sessions
from app.cli.moments import MOMENT
from app.cli.output import database_errors
from app.records.breaches import CAUSES, breaches, note_breach, tell
from app.services import current

# The authorities and people to tell of a breach, and by when: pure functions of the moment at which
# the clinic became aware of it.
#
# Where a rule can be read in two ways, the earlier deadline is given. Not legal advice: a lawyer decides
# whether there is a duty at all.

_SATURDAY: Final = 5
_BRAZIL: Final = ZoneInfo("America/Sao_Paulo")
_UNITED_STATES: Final = ZoneInfo("America/New_York")
"""The zone of the United States in which a day ends first."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty to tell somebody of a breach.

    `by` returns the last moment, or None where the law names no number.
    """

    law: str
    """The law's name, as it is given to a command."""
    name: str
    whom: str
    rule: str
    source: str
    by: Callable[[datetime], datetime | None]


def hours(count: int) -> Callable[[datetime], datetime]:
    """Return the rule of `count` hours, nights and holidays included."""
    return lambda aware: aware.astimezone(UTC) + timedelta(hours=count)


def days(count: int, zone: ZoneInfo) -> Callable[[datetime], datetime]:
    """Return the rule of `count` calendar days, to the end of the last one.

    The day on which the clinic became aware is not counted.
    """
    return lambda aware: _end_of(aware.astimezone(zone).date() + timedelta(days=count), zone)


def business_days(count: int, zone: ZoneInfo) -> Callable[[datetime], datetime]:
    """Return the rule of `count` business days, to the end of the last one.

    The day on which the clinic became aware is not counted, nor are Saturdays and Sundays. Holidays are
    counted, so that no deadline comes too late.
    """

    def by(aware: datetime) -> datetime:
        day, left = aware.astimezone(zone).date(), count
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < _SATURDAY
        return _end_of(day, zone)

    return by


def at_once(_aware: datetime) -> None:
    """Return no moment: the law says “without delay”, and no number."""


def after_the_year(count: int, zone: ZoneInfo) -> Callable[[datetime], datetime]:
    """Return the rule of `count` days after the year in which the clinic became aware."""
    return lambda aware: _end_of(date(aware.astimezone(zone).year, 12, 31) + timedelta(days=count), zone)


DUTIES: Final = (
    Duty("gdpr", "GDPR, UK GDPR", "the authority", "72 hours", "Art. 33(1)", hours(72)),
    Duty("gdpr", "GDPR, UK GDPR", "the people, if their risk is high", "without undue delay", "Art. 34(1)", at_once),
    Duty("hipaa", "HIPAA", "the people", "60 days at most", "45 CFR 164.404(b)", days(60, _UNITED_STATES)),
    Duty("hipaa", "HIPAA", "HHS and, in a state with 500 or more, the media", "60 days at most", "45 CFR 164.406, 164.408(b)", days(60, _UNITED_STATES)),
    Duty("hipaa", "HIPAA", "HHS, of fewer than 500 people", "60 days after the year", "45 CFR 164.408(c)", after_the_year(60, _UNITED_STATES)),
    Duty("dpdp", "DPDP (India)", "the Board and each of the people", "without delay", "DPDP Rules 2025, 7(1)", at_once),
    Duty("dpdp", "DPDP (India)", "the Board, in detail", "72 hours", "DPDP Rules 2025, 7(2)(b)", hours(72)),
    Duty("lgpd", "LGPD (Brazil)", "ANPD and the people", "3 business days", "Resolution CD/ANPD 15/2024, 6, 9", business_days(3, _BRAZIL)),
    Duty("lgpd", "LGPD (Brazil)", "ANPD, what was missing", "20 business days", "Resolution CD/ANPD 15/2024, 6", business_days(20, _BRAZIL)),
    Duty("popia", "POPIA (South Africa)", "the Regulator and the people", "as soon as reasonably possible", "s. 22(2)", at_once),
)  # fmt: skip
"""In the order of the laws. A contract with a partner may set an earlier deadline than any of them."""
LAWS: Final = tuple(dict.fromkeys(duty.law for duty in DUTIES))


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last minute of a day."""
    return datetime.combine(day, time(23, 59), zone).astimezone(UTC)


breach = AppGroup("breach", short_help="Who is affected by a data breach, its deadlines, and a register.")
breach.add_command(affected)
breach.add_command(sessions)


_aware = click.option(
    "--aware",
    required=True,
    type=MOMENT,
    metavar="TIME",
    help="When the clinic became aware: 2026-03-01T09:00Z.",
)


@breach.command()
@_aware
def deadlines(aware: datetime) -> None:
    """Print each law's deadlines for a breach that the clinic became aware of at TIME."""
    _refuse_the_future(aware)
    _say(_lines(aware, LAWS))


@breach.command()
@_aware
@click.option("--cause", required=True, type=click.Choice(CAUSES))
def note(aware: datetime, cause: str) -> None:
    """Put a breach on record, in the audit trail, and print its id and the deadlines."""
    _refuse_the_future(aware)
    services = current()
    with database_errors(), services.store.begin() as unit:
        noted = note_breach(unit, aware, cause, services.clock())
    click.echo(f"Recorded as {noted}.\n")
    _say(_lines(aware, LAWS))


@breach.command("told")
@click.argument("breach_id", type=click.UUID, metavar="ID")
@click.option("--law", "laws", required=True, multiple=True, type=click.Choice([*LAWS, "all"]))
def note_told(breach_id: UUID, laws: tuple[str, ...]) -> None:
    """Record that everybody whom a law names has been told.

    Also use this when a law requires nobody to be told, and keep the reason elsewhere.
    """
    services = current()
    with database_errors(), services.store.begin() as unit:
        if breach_id not in {each.id for each in breaches(unit)}:
            raise click.ClickException(f"No breach has this id. See: {FLASK} breach list")
        for law in LAWS if "all" in laws else laws:
            tell(unit, breach_id, law, services.clock())
    click.echo("Recorded.")


@breach.command("list")
def list_breaches() -> None:
    """Print the breaches on record, and the deadlines that are still open.

    Exit status 1 when a deadline has passed.
    """
    services = current()
    with database_errors(), services.store.read() as unit:
        found = breaches(unit)
    late = False
    for each in found:
        still = [law for law in LAWS if law not in each.told]
        since = each.aware.isoformat(timespec="minutes")
        click.echo(
            f"{each.id}  {each.cause}, known since {since}" + ("" if still else ": everybody has been told")
        )
        _say(_lines(each.aware, still))
        late |= any(
            by is not None and by < services.clock()
            for by in (duty.by(each.aware) for duty in DUTIES if duty.law in still)
        )
    if not found:
        click.echo("No breach is on record.", err=True)
    click.get_current_context().exit(int(late))


def _refuse_the_future(aware: datetime) -> None:
    if aware > current().clock() + timedelta(minutes=1):
        raise click.BadParameter("this moment is in the future", param_hint="--aware")


def _lines(aware: datetime, laws: Collection[str]) -> Iterator[str]:
    for duty in DUTIES:
        if duty.law in laws:
            by = duty.by(aware)
            when = "at once".ljust(17) if by is None else f"{by:%Y-%m-%d %H:%M}Z"
            yield f"{when}  {duty.name}: {duty.whom} ({duty.rule}, {duty.source})"


def _say(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)
