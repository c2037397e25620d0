"""What a workbook says of itself, in words: for whoever finds it in a folder, a year from now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_WORDS: Final[Mapping[str, str]] = {
    "title": _("Patient records, copied out of Anteroom"),
    "warning": _(
        "This copy is no longer sealed: whoever has the file can read it. Keep it on the clinic’s drive, pass it on to"
        " nobody who does not need it, and delete it when the reason is over."
    ),
    "clinic": _("Clinic"),
    "who": _("Taken by"),
    "when": _("Taken on"),
    "why": _("Reason"),
    "filters": _("Which patients"),
    "all": _("All patients"),
    "columns": _("Columns"),
    "records": _("Records"),
    "long": _(
        "Excel takes 32,767 characters in a cell. A longer text goes on in the next row of the same record, and both"
        " rows say so."
    ),
    "summary": _("Summary"),
    "status": _("By status"),
    "language": _("By language"),
    "received": _("By day"),
    "share": _("Share"),
}


@dataclass(frozen=True, slots=True)
class Cover:
    """Who took the copy, when (as the clinic's clock showed it), why, and of what: in words.

    No `filters` are all patients.
    """

    clinic: str
    who: str
    when: datetime
    why: str = field(repr=False)
    filters: tuple[str, ...]
    columns: tuple[str, ...]


def spoken() -> dict[str, str]:
    """Return what the cover and the summary say, in the language of the page that is being answered; else in English."""
    return {name: str(word) for name, word in _WORDS.items()}
