"""`flask retention`: let go of what is over its time, or say first what that would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
from flask.cli import AppGroup

from app.cli.failures import stop_unless_named, told
from app.retention.current import rules_in
from app.retention.due import of_patients, what_is_due
from app.retention.rule import RECORDS, Kept, days
from app.retention.running import run as run_now
from app.retention.schedule import release
from app.services import current
from app.store.believed_clock import Why

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services
    from app.store import Doubt, Expired, Rules

retention = AppGroup("retention", short_help="Let go of what is over its time.")
_ACTOR: Final = "operator"
_WHAT: Final = {
    Kept.OPEN: "records that are new, in review or need follow-up: since their last change",
    Kept.DONE: "records that are done: since their last change",
    Kept.REJECTED: "records that were rejected: since their last change",
    Kept.DRAFT: "answers that were not sent, with senders who have no record: since their last message",
    Kept.REPLY: "stored replies: since they were given",
    Kept.RECEIPT: "receipts, deliveries, steps of conversations, refused requests",
    Kept.EXPORT: "the history of exports: since they were asked for",
    Kept.JOB: "jobs that are over",
    Kept.TOMBSTONE: "marks of who was erased: since then",
    Kept.AUDIT: "entries of the audit trail, from its beginning",
}


@retention.command("run")
@click.option(
    "--dry-run", is_flag=True, help="Say what would go, how many, since when, and why; change nothing."
)
@click.option(
    "--yes-erase",
    type=click.IntRange(0),
    metavar="N",
    help="For scripts: do not ask. N is how many records and drafts go, exactly as --dry-run counts them.",
)
def run_command(dry_run: bool, yes_erase: int | None) -> None:
    """Let go of everything that is due. It may be stopped at any point and begun again, and several may run at once.

    After many days without a run, or when the clock has leapt, it says how many records and drafts go, and asks.
    """
    services = current()
    now = services.clock()
    with told():
        if dry_run:
            _dry_run(services, now)
            return
        _agree(services, now, yes_erase)
        gone = run_now(services, _ACTOR, now=now)
    for kept, count in gone.items():
        if count:
            click.echo(f"{count:>9,}  {_WHAT[kept]}")
    if not any(gone.values()):
        click.echo("Nothing was due.")
    if any(gone.get(kept) for kept in RECORDS):
        stop_unless_named(services.store)


def _agree(services: Services, now: datetime, typed: int | None) -> None:
    """Believe the clock: when nothing speaks against it, or once somebody has said so and typed how many go."""
    uptime = services.uptime()
    with services.store.read() as unit:
        doubt = unit.clock.doubt(now, uptime)
        found = what_is_due(unit, rules_in(unit, services.settings.retention), now)
    goes = of_patients(found)
    if typed is None and doubt is not None:
        click.echo(_in_doubt(doubt, now), err=True)
        for kept, expired in found.items():
            if expired.count:
                click.echo(f"{expired.count:>9,}  {_WHAT[kept]}", err=True)
        answer = click.prompt(
            f"This cannot be undone. If the clock is right, type how many records and drafts go, {goes}",
            err=True,
        )
        if str(answer).strip() != str(goes):
            raise click.ClickException("That is not how many. Nothing was erased.")
    elif typed not in {None, goes}:
        raise click.ClickException(f"{goes} records and drafts would go, not {typed}. Nothing was erased.")
    with services.store.begin() as unit:
        unit.clock.believe(now, uptime)
        if doubt is not None:
            release(unit, doubt, goes, _ACTOR, now)


def _in_doubt(doubt: Doubt, now: datetime) -> str:
    said = f"By this computer's clock it is {now:%Y-%m-%d %H:%M} UTC. "
    if doubt.why is Why.LEAPT:
        return said + f"It has leapt: it is {doubt.ahead.days:,} days further than the computer's own uptime."
    return (
        said
        + f"By that, nothing went by the rule for {doubt.ahead.days:,} days, since {doubt.since:%Y-%m-%d}."
    )


def _dry_run(services: Services, now: datetime) -> None:
    with services.store.read() as unit:
        rules = rules_in(unit, services.settings.retention)
        found = what_is_due(unit, rules, now)
    for kept, expired in found.items():
        click.echo(_line(kept, expired, rules))
        for name in expired.ids:
            click.echo(f"             {name}")
        if expired.count > len(expired.ids) > 0:
            click.echo(f"             and {expired.count - len(expired.ids):,} more")
    click.echo(f"{of_patients(found):>9,}  records and drafts in all")
    click.echo(
        "Nothing was changed. What is on hold stays, and so does the trail from the first entry about it on; and a record stays that is restricted, or about which its patient waits for an answer."
    )


def _line(kept: Kept, expired: Expired, rules: Rules) -> str:
    line = f"{expired.count:>9,}  {_WHAT[kept]}; kept {days(kept, rules):,} days"
    if expired.oldest is not None:
        line += f"; the oldest from {expired.oldest:%Y-%m-%d %H:%M} UTC"
    return line + (f"; {expired.held:,} more held back" if expired.held else "")
