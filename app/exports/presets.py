"""Start the form from a preset: one that everybody has, or one of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from app.exports.columns import (
    ExportColumn,
    allowed,
    current_columns,
    read_columns,
    without_identifiers,
)
from app.exports.request import ExportRequest
from app.exports.targets import find_target
from app.guard.session import current_session
from app.records.filters import read_asked
from app.services import current
from app.store.exports.export_presets import ExportPreset, presets_of
from app.web.clinic import clinic_zone


class BuiltIn(NamedTuple):
    """A preset of columns that everybody has."""

    name: str
    of: Callable[[Sequence[ExportColumn]], Iterable[ExportColumn]]
    """Return which of all columns it has."""


_CONTACT: Final = frozenset({"record_id", "received", "status", "language", "name", "number"})
BUILT_IN: Final[Mapping[str, BuiltIn]] = {
    "contact": BuiltIn(
        _l("Contact list"), lambda columns: [column for column in columns if column.key in _CONTACT]
    ),
    "plain": BuiltIn(_l("Without identifiers"), without_identifiers),
    "everything": BuiltIn(_l("Everything"), lambda columns: columns),
}
"""Value in the form -> the preset."""


def start_from_preset(start: str, wanted: ExportRequest) -> ExportRequest:
    """Return the request with a preset's choices; the reason and options stay.

    Raises:
        NotFound: the member has no such preset.
    """
    if start in BUILT_IN:
        return _with_columns(wanted, [column.key for column in BUILT_IN[start].of(current_columns())])
    preset = _own(start)
    member = current_session().member
    asked = read_asked(preset.filters, member.id, clinic_zone())
    target = find_target(preset.target) or wanted.target
    return replace(_with_columns(replace(wanted, target=target), preset.columns), asked=asked)


def _with_columns(wanted: ExportRequest, keys: Sequence[str]) -> ExportRequest:
    """Return the request with those of the columns that this member may export."""
    role = current_session().member.role
    mine = [each for each in allowed(role, current_columns()) if wanted.target.takes(each)]
    there = {column.key for column in mine}
    problems = {name: said for name, said in wanted.problems.items() if name != "columns"}
    return replace(
        wanted, columns=read_columns([key for key in keys if key in there], mine), problems=problems
    )


def _own(start: str) -> ExportPreset:
    with current().store.read() as unit:
        kept = presets_of(unit.db, current_session().member.id)
    found = next((preset for preset in kept if str(preset.id) == start), None)
    if found is None:
        raise NotFound
    return found
