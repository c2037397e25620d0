"""Which columns the list has, remembered for each member. The reference and the name always stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

COLUMNS: Final[Mapping[str, str]] = {
    "age": _("Age"),
    "number": _("Number"),
    "language": _("Language"),
    "received": _("Received"),
    "flags": _("Flags"),
    "assigned": _("Assigned"),
    "status": _("Status"),
}
"""Code -> its heading, in the order in which they stand."""
_AT_FIRST: Final = tuple(name for name in COLUMNS if name != "assigned")
_SEALED: Final[Mapping[str, str]] = {"age": "birth_date"}
_ALWAYS: Final = ("name",)


def chosen_columns(kept: str | None) -> tuple[str, ...]:
    """Return the columns that a member has chosen; those of the beginning when they have not."""
    return _AT_FIRST if kept is None else _known(kept.split(","))


def kept_columns(chosen: Collection[str]) -> str:
    """Return the choice as it is kept."""
    return ",".join(_known(chosen))


def sealed_columns(shown: Collection[str]) -> tuple[str, ...]:
    """Return which of a patient's sealed columns have to be opened to show these: no health answer is."""
    return (*_ALWAYS, *(sealed for name, sealed in _SEALED.items() if name in shown))


def _known(names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in COLUMNS if name in names)
