"""What the form may begin from: three choices that everybody has, and those that a member has kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from app.exports.asking import TARGETS
from app.exports.columns import COLUMNS, WITHOUT_IDENTIFIERS, allowed, read_columns
from app.guard.clinic import clinic_zone
from app.guard.signed_in import current_session
from app.records.filters import read_asked
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.exports.asking import Asking
    from app.store import ExportPreset


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A choice of columns that everybody has."""

    name: str
    columns: tuple[str, ...]


BUILT_IN: Final[Mapping[str, BuiltIn]] = {
    "contact": BuiltIn(_("Contact list"), ("record_id", "received", "status", "language", "name", "number")),
    "plain": BuiltIn(_("Without identifiers"), tuple(column.key for column in WITHOUT_IDENTIFIERS)),
    "everything": BuiltIn(_("Everything"), tuple(column.key for column in COLUMNS)),
}
"""What the form says -> the choice."""


def begun_from(start: str, asking: Asking) -> Asking:
    """Return the form with a preset's choices in the place of what was chosen. What was written stays.

    Raises:
        NotFound: the member has no such preset.
    """
    if start in BUILT_IN:
        return _with_columns(asking, BUILT_IN[start].columns)
    preset = _own(start)
    member = current_session().member
    asked = read_asked(preset.filters, member.id, clinic_zone())
    target = preset.target if preset.target in TARGETS else asking.target
    return replace(_with_columns(asking, preset.columns), target=target, asked=asked)


def _with_columns(asking: Asking, keys: tuple[str, ...]) -> Asking:
    """Return the form with those of the columns ticked that this member may take out."""
    mine = allowed(current_session().member.role)
    there = {column.key for column in mine}
    problems = {name: said for name, said in asking.problems.items() if name != "columns"}
    return replace(
        asking, columns=read_columns([key for key in keys if key in there], mine), problems=problems
    )


def _own(start: str) -> ExportPreset:
    with current().store.read() as unit:
        kept = unit.export_presets.list(current_session().member.id)
    found = next((preset for preset in kept if str(preset.id) == start), None)
    if found is None:
        raise NotFound
    return found
