"""`flask jobs` and `flask worker`: what is done away from requests, and the process that does it."""

from __future__ import annotations

import signal
from threading import Event
from typing import TYPE_CHECKING, Any, Final

import click
from flask.cli import AppGroup, with_appcontext

from app.checks.finding import FLASK
from app.cli.failures import stop_unless_named, told
from app.exports.proceeding import Outcome, try_again
from app.jobs.erasure_keeping import ErasureKeeping
from app.jobs.worker import Worker
from app.services import current
from app.store import Linker

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Job

_WHY_NOT: Final = {
    Outcome.NOT_GIVEN_UP: f"No job of this id was given up. See: {FLASK} jobs list",
    Outcome.TOO_LATE: "It was asked for more than a day ago: whoever still wants it has to ask for it anew.",
}
jobs = AppGroup("jobs", short_help="What is done away from requests.")


@jobs.command("list")
@click.option("--all", "everything", is_flag=True, help="Every job, newest first, not only those given up.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
def list_jobs(everything: bool, limit: int) -> None:
    """Print the jobs that were given up, and why."""
    with told(), current().store.read() as unit:
        listed = unit.outbox.page(limit) if everything else unit.outbox.dead(limit)
    for job in listed:
        click.echo(_line(job))
    if not listed:
        click.echo("There are no jobs." if everything else "No job was given up.", err=True)


@jobs.command()
@click.argument("job_id", type=click.UUID, metavar="ID")
def retry(job_id: UUID) -> None:
    """Let a job that was given up be tried anew."""
    services = current()
    with told(), services.store.begin() as unit:
        now = services.clock()
        job = unit.outbox.get(job_id)
        outcome = try_again(unit, job, now) if job else Outcome.NOT_GIVEN_UP
        if outcome is Outcome.AGAIN:
            unit.audit.record("operator", "job.retried", "job", job_id, at=now)
    if (why_not := _WHY_NOT.get(outcome)) is not None:
        raise click.ClickException(why_not)
    click.echo("It is tried again.")


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@with_appcontext
def worker(once: bool) -> None:
    """Do jobs and link the trail, as every server process does. Ends at SIGTERM or Ctrl-C, after the step under way."""
    stop = Event()
    services = current()
    doing = Worker(services, stop=stop)
    if once:
        with told():
            ErasureKeeping(services).keep_up()
            while doing.once():
                pass
        stop_unless_named(services.store)
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    linker = Linker(current().store)
    linker.start()
    doing.run()
    linker.stop()


def _line(job: Job) -> str:
    told: tuple[Any, ...] = (
        job.id,
        job.kind,
        job.state,
        f"{job.attempts} attempts",
        job.error or "-",
        job.created_at.isoformat(timespec="seconds"),
    )
    return "\t".join(map(str, told))
