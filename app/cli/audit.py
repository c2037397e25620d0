"""`flask audit`: prove the audit trail, or hand it out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

import click
from flask.cli import AppGroup

from app.cli.output import destination
from app.dashboard.record.certificate import titles
from app.jobs import witness as witnessing
from app.jobs import witnessed
from app.jobs.witness import WAYS
from app.jobs.witnessed import NotProved, Seen
from app.services import current
from app.store import StoreUnavailable, WrongKeys
from app.store.patients import certificates, patients, tombstones
from app.store.patients.erasure_journal import BrokenJournal
from app.store.trail.audit_chain import Head
from app.store.trail.audit_verify import ChainReport, Wrong
from app.store.work.jobs import Hopeless

audit = AppGroup("audit", short_help="Check the audit trail, have it witnessed, or export it.")

_MOMENTS: Final = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


class _NotRead(click.ClickException):
    """The trail cannot be read, which is not the same as a broken one."""

    exit_code = 2


class _HeadType(click.ParamType[Head]):
    name = "head"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        try:
            return Head.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@audit.command()
@click.option(
    "--head",
    "kept",
    type=_HeadType(),
    help="The head of an earlier run: checks that nothing before it was removed.",
)
@click.option(
    "--witness",
    "copies",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with lines of a witness that was kept elsewhere, such as the attachment of a mail.",
)
def verify(kept: Head | None, copies: Sequence[Path]) -> None:
    """Check every entry of the audit trail against its link, and what witnesses saw.

    Exit status: 0 when the trail is whole, 1 when it is not (the first broken entry is named), 2 when it cannot be
    read.
    """
    with _readable():
        seen = witnessed.gather(current(), copies)
        current().store.link_audit()
        report = current().store.verify_audit(*seen.heads, *([kept] if kept else []))
        faults = [*_of_the_trail(report, seen), *_of_the_journal(seen)]
    if faults:
        raise click.ClickException("\n".join(faults))
    if report.trimmed is not None:
        click.echo(
            f"It begins after position {report.trimmed.position:,}: {report.trimmed_entries:,} entries, the last of "
            f"{report.trimmed_until:%Y-%m-%d}, were deleted by the retention rule."
        )
        if kept is not None and kept.position < report.trimmed.position:
            click.echo(
                "The head that you gave belongs to entries that were deleted since: keep the one below."
            )
    waiting = f", and {report.unlinked:,} not linked yet" if report.unlinked else ""
    click.echo(f"The audit trail is whole: {report.linked:,} entries, in order{waiting}.")
    if report.head is not None:
        _tell_of(seen)
        click.echo(
            "Its head is below. Keep it where nobody who can write the database can write, and pass it with --head\n"
            f"next time: only the head shows that nothing was cut off the end.\n{report.head}"
        )


def _of_the_trail(report: ChainReport, seen: Seen) -> Iterator[str]:
    if report.fault is not None:
        at = seen.first_with(report.fault.position) if report.fault.wrong is Wrong.NOT_KEPT else None
        saw = f" A witness saw it on {at:%Y-%m-%d at %H:%M} UTC." if at else ""
        yield (
            f"The audit trail is broken: {report.fault}.{saw} The {report.linked:,} entries before it are unchanged."
        )


def _of_the_journal(seen: Seen) -> Iterator[str]:
    """Yield what is wrong with the erasure journal, as far as witnesses saw it."""
    try:
        gone = witnessed.cut_journal(current(), seen.said)
    except BrokenJournal as broken:
        yield f"The erasure journal is broken: {broken}."
    else:
        if gone is not None:
            yield (
                f"The erasure journal is broken: its end was cut off or changed. A witness saw line {gone.position:,}."
            )


def _tell_of(seen: Seen) -> None:
    """Say what witnesses saw, and plainly if they saw nothing."""
    newest = seen.newest
    if newest is None:
        click.echo("No witness has seen it: that its end was cut off would not show.")
        return
    click.echo(
        f"It is as witnesses saw it. Heads that they saw: {len(seen.said):,}, the last on {newest.at:%Y-%m-%d at %H:%M} UTC "
        f"at position {newest.head.position:,}. What came later they have not seen."
    )
    if seen.idle:
        click.echo(f"Lines of files that are none of a witness, and were passed over: {seen.idle:,}.")
    if seen.unproved:
        click.echo(
            f"Time-stamps that were not proved: {seen.unproved:,}. Set WITNESS_CA to their authority's certificate."
        )


@audit.command()
def witness() -> None:
    """Send the trail's head to every witness now, as a job does daily.

    Exit status: 1 when one of them did not get it.
    """
    ways = current().settings.witness.ways
    if not ways:
        raise click.ClickException(
            "There is no witness. Set WITNESS_URL in .env to a file elsewhere, a mailbox or a time-stamp authority."
        )
    try:
        with _readable():
            said, went = witnessing.send(current(), ways, "operator")
    except Hopeless as failure:
        raise click.ClickException(f"Nothing was sent: {witnessing.ERRORS[failure.code]}.") from None
    if said is None:
        click.echo("The audit trail is empty: there is nothing to send.")
        return
    for each in went:
        what = "sent" if each.failure is None else f"not sent: {witnessing.ERRORS[each.failure.code]}"
        click.echo(f"{WAYS[each.way]}: {what}")
    click.echo(said.head)
    if any(each.failure for each in went):
        raise click.exceptions.Exit(1)


@audit.command()
@click.argument("file", type=click.File(errors="replace"))
def verify_certificate(file: TextIO) -> None:
    """Check a certificate of erasure: the text of its page, in FILE or `-`.

    Exit status: 1 when it is refused: a word, a figure or the code is another, or the record is not erased.
    """
    try:
        paper = certificates.read(file.read(certificates.LONGEST), *titles())
    except ValueError:
        raise click.ClickException(
            "Refused: there is no certificate in it. Give the whole text of its page, from the title to the code."
        ) from None
    services = current()
    if not certificates.is_genuine(services.store.keys.blind_index, paper):
        raise click.ClickException(
            "Refused: a word or a figure is another, or the code is of another certificate, or INDEX_KEY lacks the key "
            "of its time."
        )
    with _readable(), services.store.read() as unit:
        is_there = patients.get(unit.db, paper.record, ()) is not None
        erasure = tombstones.of(unit.db, paper.record)
    if is_there:
        raise click.ClickException(
            f"Refused: the record {paper.record} is still there, or came back with a backup."
        )
    if erasure is None:
        raise click.ClickException(f"Refused: no erasure of the record {paper.record} is known here.")
    click.echo(
        f"Genuine: Anteroom made it, word for word. The record {paper.record} was erased on {erasure.at:%Y-%m-%d at %H:%M} UTC."
    )


@audit.command()
@click.option("--since", type=_MOMENTS, help="Only entries from this moment on, in UTC.")
@click.option("--until", type=_MOMENTS, help="Only entries before this moment, in UTC.")
@click.option("--to", "target", required=True, metavar="FILE|-", help="A new file; `-` is standard output.")
@click.option("--force", is_flag=True, help="Replace FILE.")
def export(since: datetime | None, until: datetime | None, target: str, force: bool) -> None:
    """Write the linked entries as JSON lines, with position and hash.

    The head, which is the position and hash of the last entry, is printed on standard error.
    """
    last: Head | None = None
    count = 0
    with _readable(), destination(target, force=force) as file:
        current().store.link_audit()
        for link in current().store.linked_audit(_utc(since), _utc(until)):
            fields = link.entry.fields() if link.entry else {"id": link.event, "missing": True}
            line = {"position": link.position, "hash": link.hash.hex(), **fields}
            file.write(json.dumps(line, default=repr).encode() + b"\n")
            last, count = Head(link.position, link.hash), count + 1
    click.echo(f"{count:,} entries. The last: {last or 'none'}", err=True)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except StoreUnavailable as error:
        raise _NotRead(f"The database cannot be used ({error.reason}). Check DATABASE_URL.") from None
    except WrongKeys as error:
        raise _NotRead(str(error)) from None
    except NotProved as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise _NotRead(f"A witness's file or the erasure journal cannot be read: {error.strerror}.") from None


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
