"""`flask patients`: records for whoever has the server's shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from app.cli.copying import copy_patient
from app.cli.destination import destination
from app.cli.erasing import erase_patient
from app.cli.failures import told
from app.cli.taking_out import Asking, kept, start, write_out
from app.exports.asking import CSV, LONGEST_REASON, XLSX
from app.exports.columns import COLUMNS, NoSuchColumn, read_columns
from app.records.statuses import STATUSES
from app.services import current

if TYPE_CHECKING:
    from app.exports.columns import Column

patients = AppGroup("patients", short_help="Take records out, copy one for its patient, or erase one.")
patients.add_command(copy_patient)
patients.add_command(erase_patient)


def _read_keys(_context: click.Context, _option: click.Parameter, keys: str) -> tuple[Column, ...]:
    try:
        return read_columns([key.strip() for key in keys.split(",")] if keys else [])
    except NoSuchColumn:
        raise click.BadParameter(f"write some of {','.join(column.key for column in COLUMNS)}") from None


def _read_reason(_context: click.Context, _option: click.Parameter, reason: str) -> str:
    if reason.strip() and len(reason) <= LONGEST_REASON and reason.isprintable():
        return reason.strip()
    raise click.BadParameter(f"write what the copy is for, in at most {LONGEST_REASON} characters")


@patients.command()
@click.option("--to", "target", required=True, metavar="FILE|-", help="A new file; `-` is standard output.")
@click.option(
    "--reason", required=True, callback=_read_reason, help="What the copy is for; no patient's name."
)
@click.option(
    "--columns", default="", callback=_read_keys, help="Keys, a comma between; without: no identifiers."
)
@click.option("--since", default="", metavar="YYYY-MM-DD", help="The first day, as the clinic counts days.")
@click.option("--until", default="", metavar="YYYY-MM-DD", help="The last day.")
@click.option("--status", default="", type=click.Choice(["", *STATUSES]), metavar="STATUS")
@click.option("--format", "kind", type=click.Choice([CSV, XLSX]), help="By the name of FILE when left out.")
@click.option("--no-bom", is_flag=True, help="CSV without the mark by which Excel knows UTF-8.")
@click.option("--force", is_flag=True, help="Replace FILE.")
def export(  # noqa: PLR0917  (its options)
    target: str,
    reason: str,
    columns: tuple[Column, ...],
    since: str,
    until: str,
    status: str,
    kind: str | None,
    no_bom: bool,
    force: bool,
) -> None:
    """Write records to a file; say what for by --reason.

    The file is 0600, and is there only when it is whole. This is the one place where Anteroom writes what patients said to a file in clear: because whoever has the shell
    asks for it. The trail says so, and the list of exports keeps the reason.
    """
    services = current()
    asking = Asking(
        kind or (XLSX if target.lower().endswith(f".{XLSX}") else CSV),
        reason,
        tuple(column.key for column in columns),
        {"since": since, "until": until, "status": status},
    )
    with told(), destination(target, force=force) as file:
        begun = start(services, asking)
        write_out(services, begun, file, bom=not no_bom)
        with services.store.read() as unit:
            done = kept(unit, begun.export.id)
    records = "1 record" if done.rows == 1 else f"{done.rows:,} records"
    click.echo(f"{records}, {len(columns)} columns, SHA-256 {done.digest}.", err=True)
    click.echo("Whoever has the copy can read it. Delete it when the reason is over.", err=True)
