"""`flask jobs`, `flask worker` and `flask retention`: work outside requests."""

from __future__ import annotations

import signal
from datetime import datetime
from threading import Event
from typing import Any, Final
from uuid import UUID

import click
from flask.cli import AppGroup, with_appcontext

from app.checks import FLASK
from app.cli.output import database_errors, stop_unless_named
from app.config import Workers
from app.exports.jobs_page import RETRIED
from app.exports.lifecycle import Outcome, try_again
from app.jobs.heartbeat import take_leave
from app.jobs.journal import ErasureKeeping
from app.jobs.lanes import runs_of
from app.jobs.worker import Worker, lanes
from app.retention.rules import STATUSES_OF, Kept, days, of_patients, rules_in, what_is_due
from app.retention.run import release
from app.retention.run import run as run_now
from app.services import Services, current
from app.store.clinic import believed_clock
from app.store.clinic.believed_clock import Doubt, Why
from app.store.clinic.expired_rows import Expired
from app.store.clinic.retention_rules import Rules
from app.store.engine.role import Role
from app.store.trail import audit
from app.store.trail.linker import Linker
from app.store.work.jobs import Job, dead, get, page
from app.web.feature import brought

_WHY_NOT: Final = {
    Outcome.NOT_GIVEN_UP: f"No failed job has this id. See: {FLASK} jobs list",
    Outcome.TOO_LATE: "It was requested more than a day ago. Request it again if it is still wanted.",
}
jobs = AppGroup("jobs", short_help="List and retry background jobs.")


@jobs.command("list")
@click.option(
    "--all", "everything", is_flag=True, help="List every job, newest first, not only the failed ones."
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
def list_jobs(everything: bool, limit: int) -> None:
    """Print the jobs that failed for good, and why."""
    with database_errors(), current().store.read() as unit:
        listed = page(unit.db, limit) if everything else dead(unit.db, limit)
    for job in listed:
        click.echo(_line(job))
    if not listed:
        click.echo("There are no jobs." if everything else "No job has failed.", err=True)


@jobs.command()
@click.argument("job_id", type=click.UUID, metavar="ID")
def retry(job_id: UUID) -> None:
    """Try a failed job again."""
    services = current()
    with database_errors(), services.store.begin() as unit:
        now = services.clock()
        job = get(unit.db, job_id)
        outcome = try_again(unit, job, now) if job else Outcome.NOT_GIVEN_UP
        if outcome is Outcome.AGAIN:
            audit.record(unit.db, "operator", RETRIED, "job", job_id, at=now)
    if (why_not := _WHY_NOT.get(outcome)) is not None:
        raise click.ClickException(why_not)
    click.echo("It will be tried again.")


@click.command(short_help="Do jobs and link the audit trail.")
@click.option("--once", is_flag=True, help="Do what is due now, then exit.")
@click.option(
    "--concurrency",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="With WORKERS=celery: how many jobs are done at a time, of messages and of others each.",
)
@with_appcontext
def worker(once: bool, concurrency: int) -> None:
    """Do jobs and link the audit trail, as server processes do without Celery.

    With WORKERS=celery any number of machines may run this command. Ends at SIGTERM or Ctrl-C, after the current step.
    """
    stop = Event()
    services = current()
    services.store.play(Role.WORKER)
    if once:
        with database_errors():
            ErasureKeeping(services).keep_up()
            doing = Worker(services, runs_of(brought().jobs))
            while doing.once():
                pass
        stop_unless_named(services.store)
        return
    if services.settings.jobs_by is Workers.CELERY:
        from app.jobs.machine import Machine  # noqa: PLC0415 - celery, which others do without

        Machine(services, brought().jobs, at_once=concurrency).run()
        take_leave(services)
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    linker = Linker(current().store)
    linker.start()
    lanes(services, brought().jobs, stop).run()
    linker.stop()
    take_leave(services)


def _line(job: Job) -> str:
    fields: tuple[Any, ...] = (
        job.id,
        job.kind,
        job.state,
        f"{job.attempts} attempts",
        job.error or "-",
        job.created_at.isoformat(timespec="seconds"),
    )
    return "\t".join(map(str, fields))


retention = AppGroup("retention", short_help="Delete what is past its retention period.")
_ACTOR: Final = "operator"
_WHAT: Final = {
    Kept.OPEN: "records that are new, in review or need follow-up: since their last change",
    Kept.DONE: "records that are done: since their last change",
    Kept.REJECTED: "rejected records: since their last change",
    Kept.DRAFT: "unsent answers, with senders who have no record: since their last message",
    Kept.ALARM: "alarms: since a member took them",
    Kept.REPLY: "stored replies: since they were sent",
    Kept.RECEIPT: "receipts, deliveries, steps of conversations, refused requests",
    Kept.EXPORT: "the history of exports: since they were requested",
    Kept.JOB: "finished jobs",
    Kept.TOMBSTONE: "tombstones of erased records: since the erasure",
    Kept.AUDIT: "entries of the audit trail, from its beginning",
}


@retention.command("run")
@click.option(
    "--dry-run", is_flag=True, help="Print what would be deleted, how many, how old, and why; change nothing."
)
@click.option(
    "--yes-erase",
    type=click.IntRange(0),
    metavar="N",
    help="For scripts: do not ask. N is how many records and drafts are deleted, as --dry-run counts them.",
)
def run_command(dry_run: bool, yes_erase: int | None) -> None:
    """Delete everything that is past its retention period.

    It may be stopped at any point and started again, and several may run at once. After many days without a
    run, or when the clock has leapt, it prints how many records and drafts would be deleted, and asks.
    """
    services = current()
    now = services.clock()
    with database_errors():
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
    if any(gone.get(kept) for kept in STATUSES_OF):
        stop_unless_named(services.store)


def _agree(services: Services, now: datetime, typed: int | None) -> None:
    """Accept the clock if nothing contradicts it, or once somebody confirms it.

    To confirm, they type how many records and drafts go.
    """
    uptime = services.uptime()
    with services.store.read() as unit:
        doubt = believed_clock.doubt(unit.db, now, uptime)
        found = what_is_due(unit, rules_in(unit, services.settings.retention), now)
    goes = of_patients(found)
    if typed is None and doubt is not None:
        click.echo(_in_doubt(doubt, now), err=True)
        for kept, expired in found.items():
            if expired.count:
                click.echo(f"{expired.count:>9,}  {_WHAT[kept]}", err=True)
        answer = click.prompt(
            f"This cannot be undone. If the clock is right, type how many records and drafts to delete, {goes}",
            err=True,
        )
        if str(answer).strip() != str(goes):
            raise click.ClickException("That is another number. Nothing was erased.")
    elif typed not in {None, goes}:
        raise click.ClickException(
            f"{goes} records and drafts would be deleted, not {typed}. Nothing was erased."
        )
    with services.store.begin() as unit:
        believed_clock.believe(unit.db, now, uptime)
        if doubt is not None:
            release(unit, doubt, goes, _ACTOR, now)


def _in_doubt(doubt: Doubt, now: datetime) -> str:
    said = f"This computer's clock says {now:%Y-%m-%d %H:%M} UTC. "
    if doubt.why is Why.LEAPT:
        return said + f"It has leapt {doubt.ahead.days:,} days further than the computer's uptime."
    return (
        said + f"By that, retention has not run for {doubt.ahead.days:,} days, since {doubt.since:%Y-%m-%d}."
    )


def _dry_run(services: Services, now: datetime) -> None:
    with services.store.read() as unit:
        rules = rules_in(unit, services.settings.retention)
        found = what_is_due(unit, rules, now)
    for kept, expired in found.items():
        click.echo(_retention_line(kept, expired, rules))
        for name in expired.ids:
            click.echo(f"             {name}")
        if expired.count > len(expired.ids) > 0:
            click.echo(f"             and {expired.count - len(expired.ids):,} more")
    click.echo(f"{of_patients(found):>9,}  records and drafts in total")
    click.echo(
        "Nothing was changed. Kept in any case: records on hold, with the audit trail from their first entry on; restricted records; and records with an open request from their patient."
    )


def _retention_line(kept: Kept, expired: Expired, rules: Rules) -> str:
    line = f"{expired.count:>9,}  {_WHAT[kept]}; kept {days(kept, rules):,} days"
    if expired.oldest is not None:
        line += f"; the oldest is from {expired.oldest:%Y-%m-%d %H:%M} UTC"
    return line + (f"; {expired.held:,} more held back" if expired.held else "")
