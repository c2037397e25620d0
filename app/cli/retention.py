"""`flask retention`: let go of what is over its time, or say first what that would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
from flask.cli import AppGroup

from app.cli.failures import told
from app.retention.current import rules_in
from app.retention.due import what_is_due
from app.retention.rule import Kept, days
from app.retention.running import run as run_now
from app.services import current

if TYPE_CHECKING:
    from app.store import Expired, Rules

retention = AppGroup("retention", short_help="Let go of what is over its time.")
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
def run_command(dry_run: bool) -> None:
    """Let go of everything that is due. It may be stopped at any point and begun again, and several may run at once."""
    services = current()
    with told():
        if dry_run:
            _dry_run()
            return
        gone = run_now(services, "operator")
    for kept, count in gone.items():
        if count:
            click.echo(f"{count:>9,}  {_WHAT[kept]}")
    if not any(gone.values()):
        click.echo("Nothing was due.")


def _dry_run() -> None:
    services = current()
    now = services.clock()
    with services.store.read() as unit:
        rules = rules_in(unit, services.settings.retention)
        found = what_is_due(unit, rules, now)
    for kept, expired in found.items():
        click.echo(_line(kept, expired, rules))
        for name in expired.ids:
            click.echo(f"             {name}")
        if expired.count > len(expired.ids) > 0:
            click.echo(f"             and {expired.count - len(expired.ids):,} more")
    click.echo(
        "Nothing was changed. What is on hold stays, and so does the trail from the first entry about it on; and a record stays that is restricted, or about which its patient waits for an answer."
    )


def _line(kept: Kept, expired: Expired, rules: Rules) -> str:
    line = f"{expired.count:>9,}  {_WHAT[kept]}; kept {days(kept, rules):,} days"
    if expired.oldest is not None:
        line += f"; the oldest from {expired.oldest:%Y-%m-%d %H:%M} UTC"
    return line + (f"; {expired.held:,} more held back" if expired.held else "")
