"""`flask audit`: prove the audit trail, or hand it out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import click
from flask.cli import AppGroup

from app.cli.output import destination
from app.services import current
from app.store import StoreUnavailable, WrongKeys
from app.store.trail.audit_chain import Head

audit = AppGroup("audit", short_help="Check or export the audit trail.")

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
def verify(kept: Head | None) -> None:
    """Check every entry of the audit trail against its link.

    Exit status: 0 when the trail is whole, 1 when it is not (the first broken entry is named), 2 when it cannot be
    read.
    """
    with _readable():
        current().store.link_audit()
        report = current().store.verify_audit(kept)
    if report.fault is not None:
        raise click.ClickException(
            f"The audit trail is broken: {report.fault}. The {report.linked:,} entries before it are unchanged."
        )
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
        click.echo(
            "Its head is below. Keep it where nobody who can write the database can write, and pass it with --head\n"
            f"next time: only the head shows that nothing was cut off the end.\n{report.head}"
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


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
