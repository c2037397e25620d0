"""Say what a workbook is, for someone who finds it in a folder a year from now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _

_WORDS: Final[Mapping[str, str]] = {
    "title": _("Patient records exported from Anteroom"),
    "warning": _(
        "This copy is not encrypted: anyone who has the file can read it. Keep it on the clinic’s drive, share it only with people who need it, and delete it when it is no longer needed."
    ),
    "clinic": _("Clinic"),
    "who": _("Exported by"),
    "when": _("Exported on"),
    "why": _("Reason"),
    "filters": _("Which patients"),
    "all": _("All patients"),
    "columns": _("Columns"),
    "records": _("Records"),
    "long": _(
        "An Excel cell holds 32,767 characters. A longer text continues in the next row of the same record, and both rows say so."
    ),
    "summary": _("Summary"),
    "status": _("By status"),
    "language": _("By language"),
    "received": _("By day"),
    "share": _("Share"),
}


@dataclass(frozen=True, slots=True)
class Cover:
    """A workbook's cover: who exported it, when, why, and what it holds.

    Without `filters` it holds all patients.
    """

    clinic: str
    who: str
    when: datetime
    why: str = field(repr=False)
    filters: tuple[str, ...]
    columns: tuple[str, ...]


def translated_words() -> dict[str, str]:
    """Return the words of the cover and the summary, in the page's language.

    A command has them in English.
    """
    return {name: str(word) for name, word in _WORDS.items()}
