"""Choose which columns the list has, remembered for each member."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Final

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.patients import blueprint
from app.dashboard.patients.address import came_from
from app.guard.doors import May
from app.guard.session import hold_member, signed_in
from app.records.filters import listed
from app.records.vocabulary import label_of
from app.services import current
from app.store.patients.patient import PARTICULARS
from app.store.staff import staff
from app.web.page import flash

_SHIPPED: Final[Mapping[str, str]] = {
    "age": _l("Age"),
    "number": _l("Number"),
    "language": _l("Language"),
    "received": _l("Received"),
    "flags": _l("Flags"),
    "assigned": _l("Assigned"),
    "due": _l("Follow-up"),
    "status": _l("Status"),
}
"""Code -> its heading, in the order of the list."""
_AT_FIRST: Final = tuple(name for name in _SHIPPED if name not in {"assigned", "due"})
_BEFORE_OWN: Final = 4
"""How many of them stand before those of the clinic's own questions."""
_OWN: Final = "own."
MOST_OWN: Final = 3
"""The most of the clinic's own questions that a member's list has."""
_SEALED: Final[Mapping[str, str]] = {"age": "birth_date"}
_ALWAYS: Final = ("name",)


def all_columns() -> dict[str, str]:
    """Return every column and its heading: the clinic's own choices, too."""
    shipped = list(_SHIPPED.items())
    own = {f"{_OWN}{key}": label_of(question) for key, question, _codes in listed()}
    return {**dict(shipped[:_BEFORE_OWN]), **own, **dict(shipped[_BEFORE_OWN:])}


def own_columns(shown: Collection[str]) -> dict[str, str]:
    """Return the clinic's own questions among the columns: column -> key."""
    return {name: name.removeprefix(_OWN) for name in shown if name.startswith(_OWN)}


def chosen_columns(kept: str | None) -> tuple[str, ...]:
    """Return the columns that a member chose, or the default ones."""
    return _AT_FIRST if kept is None else _known(kept.split(","))


def kept_columns(chosen: Collection[str]) -> str:
    """Return the choice as it is kept."""
    return ",".join(_known(chosen))


def sealed_columns(shown: Collection[str]) -> tuple[str, ...]:
    """Return which sealed columns to open to show these; never a health answer."""
    own = (PARTICULARS,) if own_columns(shown) else ()
    return (*_ALWAYS, *(sealed for name, sealed in _SEALED.items() if name in shown), *own)


def _known(names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in all_columns() if name in names)


@blueprint.post("/columns", door=signed_in(May.SEE_PATIENTS))
def choose_columns() -> ResponseReturnValue:
    """Save which columns this member sees, or return to the default ones."""
    asked = request.form.getlist("columns")
    if len(own_columns(_known(asked))) > MOST_OWN:
        flash(_("Choose at most %(most)s of your own questions.", most=MOST_OWN), warns=True)
        return redirect(came_from(), HTTPStatus.SEE_OTHER)
    chosen = None if "reset" in request.form else kept_columns(asked)
    with current().store.begin() as unit:
        staff.set_columns(unit.db, hold_member(unit).id, chosen)
    flash(_("Your columns are saved."))
    return redirect(came_from(), HTTPStatus.SEE_OTHER)
