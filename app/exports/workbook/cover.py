"""Say what a workbook is, for someone who finds it in a folder a year from now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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


# The counts for the summary. They are made while the rows are streamed, and no row is kept.

_COUNTED: Final[Mapping[str, int | None]] = {"status": None, "language": None, "received": len("2026-11-25")}
"""Column to count, if it is in the export -> how many characters of its cells count; None for all."""


class Tally:
    """How many records there were, and how many of each value of a column."""

    def __init__(self, headings: Sequence[str]) -> None:
        self.records = 0
        self.counts: dict[str, Counter[str]] = {name: Counter() for name in _COUNTED if name in headings}
        self._places = {name: headings.index(name) for name in self.counts}

    def count(self, batch: Sequence[tuple[str, ...]]) -> None:
        """Count the records of a batch."""
        self.records += len(batch)
        for name, place in self._places.items():
            end = _COUNTED[name]
            self.counts[name].update([row[place][:end] for row in batch])
