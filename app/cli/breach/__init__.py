"""`flask breach`: who has to be told, by when, and who was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from app.checks.finding import FLASK
from app.cli.breach import register
from app.cli.breach.laws import DUTIES, LAWS
from app.cli.failures import told
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

breach = AppGroup("breach", short_help="Who has to be told of a breach of data, by when, and who was.")


class _Moment(click.ParamType[datetime]):
    """A moment with its time zone."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment that was written, or fail with how to write one."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = datetime.min  # noqa: DTZ901 - as wrong as one without a zone
        if moment.tzinfo is None:
            self.fail("write it with its time zone: 2026-03-01T09:00Z or 2026-03-01T10:00+01:00", param, ctx)
        return moment.astimezone(UTC)


_aware = click.option(
    "--aware",
    required=True,
    type=_Moment(),
    metavar="TIME",
    help="When the clinic became aware: 2026-03-01T09:00Z.",
)


@breach.command()
@_aware
def deadlines(aware: datetime) -> None:
    """Print each law's deadlines for a breach that the clinic became aware of at TIME."""
    _refuse_what_is_to_come(aware)
    _say(_lines(aware, LAWS))


@breach.command()
@_aware
@click.option("--cause", required=True, type=click.Choice(register.CAUSES))
def note(aware: datetime, cause: str) -> None:
    """Put a breach on record, in the audit trail, and print its id and the deadlines."""
    _refuse_what_is_to_come(aware)
    services = current()
    with told(), services.store.begin() as unit:
        noted = register.note(unit, aware, cause, services.clock())
    click.echo(f"On record as {noted}.\n")
    _say(_lines(aware, LAWS))


@breach.command("told")
@click.argument("breach_id", type=click.UUID, metavar="ID")
@click.option("--law", "laws", required=True, multiple=True, type=click.Choice([*LAWS, "all"]))
def note_told(breach_id: UUID, laws: tuple[str, ...]) -> None:
    """Put on record that everybody whom a law names has been told, or that it asks for nobody to be: then, why, elsewhere."""
    services = current()
    with told(), services.store.begin() as unit:
        if breach_id not in {each.id for each in register.breaches(unit)}:
            raise click.ClickException(f"No breach has this id. See: {FLASK} breach list")
        for law in LAWS if "all" in laws else laws:
            register.tell(unit, breach_id, law, services.clock())
    click.echo("On record.")


@breach.command("list")
def list_breaches() -> None:
    """Print the breaches on record, and the deadlines that are still open. Exit 1 when one has passed."""
    services = current()
    with told(), services.store.read() as unit:
        found = register.breaches(unit)
    late = False
    for each in found:
        still = [law for law in LAWS if law not in each.told]
        since = each.aware.isoformat(timespec="minutes")
        click.echo(
            f"{each.id}  {each.cause}, known since {since}" + ("" if still else ": everybody was told")
        )
        _say(_lines(each.aware, still))
        late |= any(
            by is not None and by < services.clock()
            for by in (duty.by(each.aware) for duty in DUTIES if duty.law in still)
        )
    if not found:
        click.echo("No breach is on record.", err=True)
    click.get_current_context().exit(int(late))


def _refuse_what_is_to_come(aware: datetime) -> None:
    if aware > current().clock() + timedelta(minutes=1):
        raise click.BadParameter("this moment is yet to come", param_hint="--aware")


def _lines(aware: datetime, laws: Collection[str]) -> Iterator[str]:
    for duty in DUTIES:
        if duty.law in laws:
            by = duty.by(aware)
            when = "at once".ljust(17) if by is None else f"{by:%Y-%m-%d %H:%M}Z"
            yield f"{when}  {duty.name}: {duty.whom} ({duty.rule}, {duty.source})"


def _say(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)
