"""Taking records out from the shell: written down, and told of at their end, as an export by a member of staff is."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final
from uuid import UUID

import click

from app.exports.asking import CSV
from app.exports.custody import Custody, NotWanted, Tracked, begin, table_of
from app.exports.targets import csv, xlsx
from app.exports.wording import cover_of
from app.guard.clinic import profile_in, zone_of
from app.records.actors import Actors
from app.records.filters import read_asked
from app.store import NewExport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from zoneinfo import ZoneInfo

    from app.exports.workbook.cover import Cover
    from app.services import Services
    from app.store import Export, Extent, PatientFilters, Unit

ACTOR: Final = "operator"
_NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Asking:
    """What the operator asks for. `narrowed` are filters as they were typed, by name."""

    target: str
    reason: str = field(repr=False)
    keys: tuple[str, ...]
    narrowed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Begun:
    """An export that is written down as begun."""

    export: Export
    extent: Extent
    zone: ZoneInfo
    cover: Cover


def start(services: Services, asking: Asking) -> Begun:
    """Write an export down as begun, before anything of it leaves.

    Raises:
        BadParameter: a filter cannot be read.
    """
    now = services.clock()
    with services.store.begin() as unit:
        profile = profile_in(unit, services.settings.clinic)
        zone = zone_of(profile)
        filters = _read_filters(asking.narrowed, zone)
        new = NewExport(asking.target, None, ACTOR, asking.reason, asking.keys, filters)
        export = kept(unit, unit.exports.ask(new, now))
        extent = unit.export_rows.extent(filters, now, now)
        begin(unit, export, extent.patients, ACTOR, now)
        cover = cover_of(export, profile.name, Actors.of(unit).name(ACTOR), {}, now, zone)
    return Begun(export, extent, zone, cover)


def kept(unit: Unit, export_id: UUID) -> Export:
    """Return an export that was written down."""
    export = unit.exports.get(export_id)
    if export is None:
        raise LookupError("an export that was written down is not there")
    return export


def _read_filters(narrowed: Mapping[str, str], zone: ZoneInfo) -> PatientFilters:
    asked = read_asked(narrowed, _NOBODY, zone)
    for name, problem in asked.problems.items():
        raise click.BadParameter(problem, param_hint=f"--{name}")
    return asked.filters


def write_out(services: Services, begun: Begun, file: BinaryIO, *, bom: bool) -> None:
    """Write the rows, with a bar on standard error, and write down that they have left, or that they broke off.

    Raises:
        ClickException: it must not go on.
        OSError: not all of it can be written.
    """
    table = table_of(begun.export, begun.extent.until, begun.zone)
    pieces = (
        csv.stream(table, services.store, bom=bom)
        if begun.export.target == CSV
        else xlsx.stream(table, services.store, begun.cover)
    )
    custody = Custody(services, begun.export.id, ACTOR)
    with (
        click.progressbar(
            length=begun.extent.patients, label="Exporting", show_pos=True, file=sys.stderr
        ) as bar,
        closing(Tracked(_shown(pieces, bar.update, file), custody)) as tracked,
    ):
        try:
            file.writelines(tracked)
        except NotWanted:
            raise click.ClickException(
                "The export was told as broken while it ran. Nothing was kept."
            ) from None


def _shown(
    pieces: Iterator[tuple[bytes, int]], tell: Callable[[int], None], file: BinaryIO
) -> Iterator[tuple[bytes, int]]:
    """Yield the pieces, and come to an end only when all that was written has left: then it is told as finished."""
    for piece, rows in pieces:
        yield piece, rows
        tell(rows)
    file.flush()
    if file is not sys.stdout.buffer:
        os.fsync(file.fileno())
