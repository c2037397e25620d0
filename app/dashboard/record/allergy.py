"""Tell of allergies above all else, also of one that was mentioned later."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.dashboard.record.answers import ALLERGIES, answers
from app.dashboard.record.changes import changes
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.record.thread import messages
from app.records.parts import Part

_SPEAKS_OF_ONE: Final = re.compile(r"\ball?[eé]rg", re.IGNORECASE)
"""The stem in English and Spanish: a person judges what is said."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A later message that speaks of an allergy not yet in the answers."""

    at: datetime
    lines: list[str]


@section
def allergy(record: OpenRecord) -> dict[str, Any]:
    """Read what was answered, if it is shown, and what was mentioned since."""
    if Part.HEALTH not in record.shown:
        return {
            "has_hidden_allergy": bool(record.contents.marked.allergy),
            "allergy": None,
            "allergies_later": (),
        }
    stated = next((each for each in answers(record)["health"] if each.warns), None)
    written = [each.note for each in changes(record)["left"] if each.note]
    written += [each for each in messages(record)["thread"].messages if not each.ours]
    checked = max((each.at for each in changes(record)["changes"] if ALLERGIES in each.keys), default=None)
    later = [
        Mentioned(each.at, each.text.splitlines())
        for each in written
        if isinstance(each.text, str)
        and _SPEAKS_OF_ONE.search(each.text)
        and (not checked or each.at > checked)
    ]
    later.sort(key=lambda each: each.at)
    return {"has_hidden_allergy": False, "allergy": stated, "allergies_later": later}
