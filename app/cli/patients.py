"""`flask patients`: export, copy or erase records from the server's shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup, with_appcontext

from app.checks import FLASK
from app.cli.output import RECORD_ID, database_errors, destination, stop_unless_named
from app.copies.made import FORMATS, make
from app.dashboard.record.tombstone import REASONS
from app.exports.columns import ExportColumn, NoSuchColumn, columns_in, current_columns, read_columns
from app.exports.custody import Custody, NotWanted, Tracked, begin, table_of
from app.exports.download import file_of
from app.exports.request import LONGEST_REASON
from app.exports.table import Table
from app.exports.targets import all_targets
from app.exports.words import cover_of
from app.exports.workbook.cover import Cover
from app.records.actors import Actors
from app.records.erasure import erase
from app.records.filters import read_asked
from app.records.status import STATUSES
from app.records.vocabulary import COPY_REASONS
from app.services import Services, current
from app.store import Transaction
from app.store.exports import export_rows, exports
from app.store.exports.exports import Export
from app.store.messages import twilio_copies
from app.store.messages.twilio_copies import TwilioScrub
from app.store.patients import tombstones
from app.store.patients.legal_holds import OnHold
from app.store.patients.patient_filters import PatientFilters
from app.web.clinic import clinic_in, reference, zone_of
from app.web.questionnaire import questionnaire_in

_ACTOR: Final = "operator"


@click.command("copy")
@click.argument("patient_id", type=RECORD_ID, metavar="ID")
@click.option("--to", "target", required=True, metavar="FILE|-", help="A new file; `-` is standard output.")
@click.option("--format", "kind", type=click.Choice(sorted(FORMATS)), default="json", show_default=True)
@click.option(
    "--reason", type=click.Choice(sorted(COPY_REASONS)), default="access", show_default=True, help="Why."
)
@click.option("--force", is_flag=True, help="Replace FILE.")
@with_appcontext
def copy_patient(patient_id: UUID, target: str, kind: str, reason: str, force: bool) -> None:
    """Write everything that is kept about one patient to a file (0600).

    The file appears only when it is complete.
    """
    services = current()
    with database_errors(), destination(target, force=force) as file:
        with services.store.begin() as unit:
            content = make(unit, patient_id, kind, reason, _ACTOR, services.clock())
        if content is None:
            raise click.ClickException("There is no record with this id.")
        file.write(content)
    click.echo(f"Written: {len(content):,} bytes.", err=True)
    click.echo("Anybody who has the copy can read it. Delete it once the patient has it.", err=True)


@click.command("erase")
@click.argument("patient_id", type=RECORD_ID, metavar="ID")
@click.option("--reason", required=True, type=click.Choice(sorted(REASONS)), help="Why, for the trail.")
@click.option("--yes", is_flag=True, help="Do not ask for the record's reference.")
@with_appcontext
def erase_patient(patient_id: UUID, reason: str, yes: bool) -> None:
    """Erase one patient permanently; give the reason with --reason.

    Asks for the record's reference, as the page does.
    """
    services = current()
    record = reference(patient_id)
    if not yes:
        if services.settings.twilio.api is None:
            click.echo(
                "Without TWILIO_API_KEY the chat stays at Twilio. It is found there by the patient's number: note that first.",
                err=True,
            )
        typed = click.prompt(f"This cannot be undone. Type the record's reference, {record}", err=True)
        if str(typed).strip().casefold() != record:
            raise click.ClickException("That is not the record's reference. Nothing was erased.")
    with database_errors(), _held_back(record), services.store.begin() as unit:
        if not erase(unit, patient_id, reason, _ACTOR, services.clock()):
            gone = tombstones.of(unit.db, patient_id)
            raise click.ClickException(
                "It has already been erased."
                if gone
                else "There is no record with this id. Nothing was erased."
            )
        scrub = twilio_copies.of(unit.db, patient_id)
    services.store.scrub()
    click.echo(f"Record {record} was erased.", err=True)
    if scrub is not None:
        _tell_of_twilio(services, scrub)
    stop_unless_named(services.store)


@contextmanager
def _held_back(record: str) -> Iterator[None]:
    try:
        yield
    except OnHold:
        raise click.ClickException(
            f"Record {record} is on hold, so nobody may erase it. Lift the hold on the record's page first."
        ) from None


def _tell_of_twilio(services: Services, scrub: TwilioScrub) -> None:
    known = "1 message" if scrub.messages == 1 else f"{scrub.messages:,} messages"
    if services.settings.twilio.api:
        note = f"Still to delete at Twilio: {known}. A job does this while a server or worker runs: {FLASK} jobs list"
    else:
        note = f"Still at Twilio: {known}. Without TWILIO_API_KEY you have to delete them there by hand."
    click.echo(note, err=True)


# An export from the shell is recorded at its start and at its end, like one by a member of staff.

ACTOR: Final = "operator"
_NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What the operator asks for. `narrowed` has the filters by name, as typed."""

    target: str
    reason: str = field(repr=False)
    keys: tuple[str, ...]
    narrowed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Begun:
    """An export whose start is recorded."""

    export: Export
    patients: int
    table: Table
    cover: Cover


def start(services: Services, options: ExportOptions) -> Begun:
    """Record the start of an export, before any of it leaves.

    Raises:
        BadParameter: a filter cannot be read.
    """
    now = services.clock()
    with services.store.begin() as unit:
        clinic = clinic_in(unit, services.settings.clinic)
        zone = zone_of(clinic)
        filters = _read_filters(options.narrowed, zone)
        new = Export.wanted(options.target, None, ACTOR, options.reason, options.keys, filters)
        export = kept(unit, exports.ask(unit.db, new, now))
        extent = export_rows.extent(unit.db, filters, now, now)
        begin(unit, export, extent.patients, ACTOR, now)
        table = table_of(export, columns_in(unit), extent.until, zone)
        cover = cover_of(
            export,
            table.labels(),
            questionnaire_in(unit),
            clinic.name,
            Actors.of(unit).name(ACTOR),
            {},
            now,
            zone,
        )
    return Begun(export, extent.patients, table, cover)


def kept(unit: Transaction, export_id: UUID) -> Export:
    """Return a recorded export."""
    export = exports.get(unit.db, export_id)
    if export is None:
        raise LookupError("an export that was recorded is gone")
    return export


def _read_filters(narrowed: Mapping[str, str], zone: ZoneInfo) -> PatientFilters:
    asked = read_asked(narrowed, _NOBODY, zone)
    for name, problem in asked.problems.items():
        raise click.BadParameter(problem, param_hint=f"--{name}")
    return asked.filters


def write_out(services: Services, begun: Begun, file: BinaryIO, options: Mapping[str, str]) -> None:
    """Write the rows with a progress bar, and record that they left or broke off.

    Raises:
        ClickException: the export must not continue.
        OSError: not all of it can be written.
    """
    pieces = file_of(begun.export.target).stream(begun.table, services.store, begun.cover, options)
    custody = Custody(services, begun.export.id, ACTOR)
    with (
        click.progressbar(length=begun.patients, label="Exporting", show_pos=True, file=sys.stderr) as bar,
        closing(Tracked(_shown(pieces, bar.update, file), custody)) as tracked,
    ):
        try:
            file.writelines(tracked)
        except NotWanted:
            raise click.ClickException(
                "The export was recorded as broken off while it ran. The file was not kept."
            ) from None


def _shown(
    pieces: Iterator[tuple[bytes, int]], tell: Callable[[int], None], file: BinaryIO
) -> Iterator[tuple[bytes, int]]:
    """Yield the pieces, and end only when all of them have been written.

    Only then is the export recorded as finished.
    """
    for piece, rows in pieces:
        yield piece, rows
        tell(rows)
    file.flush()
    if file is not sys.stdout.buffer:
        os.fsync(file.fileno())


_FILES: Final = {code: target.file for code, target in all_targets().items() if target.file}
_USUAL: Final = "csv"


def _by_name(path: str) -> str:
    """Return the format that the suffix of a file names; CSV where it names none."""
    suffixes = {f".{file.suffix}": code for code, file in _FILES.items()}
    return next((code for suffix, code in suffixes.items() if path.lower().endswith(suffix)), _USUAL)


patients = AppGroup("patients", short_help="Export records, copy one for its patient, or erase one.")
patients.add_command(copy_patient)
patients.add_command(erase_patient)


def _read_keys(keys: str) -> tuple[ExportColumn, ...]:
    columns = current_columns()
    try:
        return read_columns([key.strip() for key in keys.split(",")] if keys else [], columns)
    except NoSuchColumn:
        known = ",".join(column.key for column in columns)
        raise click.BadParameter(f"write some of {known}", param_hint="--columns") from None


def _read_reason(_context: click.Context, _option: click.Parameter, reason: str) -> str:
    if reason.strip() and len(reason) <= LONGEST_REASON and reason.isprintable():
        return reason.strip()
    raise click.BadParameter(f"say what the copy is for, in at most {LONGEST_REASON} characters")


@patients.command()
@click.option("--to", "target", required=True, metavar="FILE|-", help="A new file; `-` is standard output.")
@click.option(
    "--reason", required=True, callback=_read_reason, help="What the copy is for, without a patient's name."
)
@click.option(
    "--columns",
    "keys",
    default="",
    help="Column keys, separated by commas. Default: no identifiers.",
)
@click.option("--since", default="", metavar="YYYY-MM-DD", help="The first day, in the clinic's time zone.")
@click.option("--until", default="", metavar="YYYY-MM-DD", help="The last day.")
@click.option("--status", default="", type=click.Choice(["", *STATUSES]), metavar="STATUS")
@click.option("--format", "kind", type=click.Choice(sorted(_FILES)), help="Default: by the name of FILE.")
@click.option("--no-bom", is_flag=True, help="CSV without the mark (BOM) by which Excel recognises UTF-8.")
@click.option("--force", is_flag=True, help="Replace FILE.")
def export(  # noqa: PLR0917  (its options)
    target: str,
    reason: str,
    keys: str,
    since: str,
    until: str,
    status: str,
    kind: str | None,
    no_bom: bool,
    force: bool,
) -> None:
    """Write records to a file; give the reason with --reason.

    The file (0600) appears only when it is complete. It holds patients' answers in clear text, because somebody with
    the server's shell asks for them. The audit trail records that, and the list of exports keeps the reason.
    """
    services, kind = current(), kind or _by_name(target)
    narrowed = {"since": since, "until": until, "status": status}
    with database_errors():
        columns = _read_keys(keys)
    options = ExportOptions(kind, reason, tuple(column.key for column in columns), narrowed)
    with database_errors(), destination(target, force=force) as file:
        begun = start(services, options)
        write_out(services, begun, file, {"bom": "no" if no_bom else "", "program": "yes"})
        with services.store.read() as unit:
            done = kept(unit, begun.export.id)
    records = "1 record" if done.rows == 1 else f"{done.rows:,} records"
    click.echo(f"{records}, {len(columns)} columns, SHA-256 {done.digest}.", err=True)
    click.echo("Anybody who has the copy can read it. Delete it when it is no longer needed.", err=True)
