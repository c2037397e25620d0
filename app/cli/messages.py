"""`flask messages`: what Twilio could not deliver."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import click
from flask.cli import AppGroup

from app.cli.output import database_errors, twilio_errors
from app.jobs.recover import LONGEST, Recovered, note, recover, since_last
from app.services import current

_AGO: Final = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
messages = AppGroup("messages", short_help="Fetch messages that Twilio could not deliver.")


def since_when(written: str, now: datetime) -> datetime:
    """Return the moment that `2h`, `30m`, `1d` or an ISO 8601 date and time names.

    Raises:
        click.BadParameter: it names no moment, or one in the future or too long ago.
    """
    if found := _AGO.fullmatch(written):
        since = now - int(found[1]) * _UNITS[found[2]]
    else:
        try:
            since = datetime.fromisoformat(written)
        except ValueError:
            raise click.BadParameter("Write 30m, 2h or 1d, or a time such as 2026-11-25T09:00") from None
        since = since if since.tzinfo else since.replace(tzinfo=UTC)
    if not now - LONGEST <= since <= now:
        raise click.BadParameter(f"It must lie in the last {LONGEST.days} days")
    return since


@messages.command("recover")
@click.option(
    "--since",
    "written",
    metavar="WHEN",
    help="How far to look back: 30m, 2h, 1d, or a time in UTC such as 2026-11-25T09:00. Default: to the last look.",
)
@click.option("--dry-run", is_flag=True, help="Only count what is missing.")
def recover_command(written: str | None, dry_run: bool) -> None:
    """Ask Twilio for messages that it could not deliver, and take them.

    It may be run at any time, and again: no message is taken twice. Each sender gets one answer to all of theirs.
    """
    services = current()
    began = services.clock()
    with database_errors(), twilio_errors():
        with services.store.read() as unit:
            last = since_last(unit, began)
        since = since_when(written, began) if written else last
        done = recover(services, since, "operator", dry_run=dry_run)
        if not dry_run and since <= last:
            note(services, done, began)
    _tell(done, since, dry_run=dry_run)


def _tell(done: Recovered, since: datetime, *, dry_run: bool) -> None:
    click.echo(
        f"Since {since:%Y-%m-%d %H:%M} UTC Twilio has {done.listed} messages to us, {done.missing} of them missing here."
    )
    if dry_run:
        click.echo("Nothing was changed.")
        return
    told = (
        (done.taken, f"taken, of {done.senders} senders; {done.answered} senders get an answer"),
        (done.alarms, "alarms raised: see the dashboard now"),
        (done.without_words, "without words at Twilio: a place, or words that Twilio no longer keeps"),
        (
            done.too_late,
            "senders wrote more than a day ago, so that WhatsApp takes no answer: see Unfinished",
        ),
        (done.refused, "refused: not as Twilio lists messages to this account"),
        (done.failed, "not taken because of a fault: see the log, and run it again"),
    )
    for count, said in told:
        if count:
            click.echo(f"{count:>6}  {said}")
    if not done.is_all:
        click.echo("There are more. Run it again.")
    if done.failed:
        raise click.ClickException("Some messages were not taken.")
