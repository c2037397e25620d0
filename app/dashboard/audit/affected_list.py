"""List those affected: references, parts, acts and times, and no names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.records.act_names import act_name
from app.records.affected import Affected, Found
from app.records.cells import neutral
from app.records.sights import SEEN_NAMES, Seen
from app.store import Transaction
from app.store.patients import on_file
from app.web.clinic import reference, to_clinic_time


class Standing(StrEnum):
    """What has become of somebody whose record was seen."""

    ON_FILE = "on_file"
    ERASED = "erased"
    NO_RECORD = "no_record"
    """They were still answering, or what is left of their record is gone."""


STANDINGS: Final = {
    Standing.ON_FILE: _("On file"),
    Standing.ERASED: _("Erased since"),
    Standing.NO_RECORD: _("No record"),
}


class Standings:
    """What has become of those affected, and which language they use."""

    def __init__(self, unit: Transaction, found: Found) -> None:
        self.languages = on_file.languages(unit.db, found.people)
        self._erased = on_file.erased(unit.db, found.people)

    def of(self, one: Affected) -> Standing:
        """Return what has become of one of them."""
        if one.id in self.languages:
            return Standing.ON_FILE
        return Standing.ERASED if one.id in self._erased else Standing.NO_RECORD


def acts_in_words(one: Affected) -> str:
    """Return by which acts a record was seen, the most frequent first."""
    return ", ".join(act_name(code) for code, _times in one.acts.most_common())


def as_csv(found: Found, standings: Standings) -> Iterator[bytes]:
    """Yield the list as CSV, whose cells no spreadsheet runs."""
    yield _line(
        gettext("Reference"),
        gettext("Record id"),
        *(str(SEEN_NAMES[part]) for part in Seen),
        *(gettext("By what act"), gettext("Times"), gettext("First"), gettext("Last"), gettext("Now")),
    )
    for one in found.ranked:
        yield _line(
            reference(one.id),
            str(one.id),
            *("x" if part in one.parts else "" for part in Seen),
            acts_in_words(one),
            str(one.times),
            *(f"{to_clinic_time(at):%Y-%m-%d %H:%M:%S}" for at in (one.first, one.last)),
            str(STANDINGS[standings.of(one)]),
        )


def as_json(found: Found, standings: Standings, older: int) -> Iterator[bytes]:
    """Yield the list for another program.

    `older` counts records from before the trail begins.
    """
    whole = {
        "people": len(found.people),
        "is_whole": found.is_whole,
        "entries": found.lines,
        "begins": found.begins and found.begins.isoformat(),
        "older_records": older,
        "exports_not_wholly_known": sorted(map(str, found.unknown)),
        "parts": {part.value: found.who_lost(part) for part in Seen},
        "acts": [
            {"act": act.code, "people": len(act.people), "parts": _codes(act.parts)}
            for act in found.acts.values()
        ],
        "records": [
            {
                "reference": reference(one.id),
                "id": str(one.id),
                "parts": _codes(one.parts),
                "acts": dict(one.acts.most_common()),
                "times": one.times,
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
                "now": standings.of(one).value,
            }
            for one in found.ranked
        ],
    }
    yield json.dumps(whole, indent=1).encode() + b"\n"


def _codes(parts: Collection[Seen]) -> list[str]:
    return [part.value for part in Seen if part in parts]


def _line(*cells: str) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(map(neutral, cells))
    return line.getvalue().encode()
