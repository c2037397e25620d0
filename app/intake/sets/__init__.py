"""Questions that many clinics ask, ready to be added to a draft.

They are worded in every shipped language. Once added they are the clinic's own: it words them, moves them and switches them off as any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from app.intake.definition import Definition
from app.intake.sets import access, agreement, contact, insurance, mood, pharmacy, pronouns
from app.intake.sets.question_set import QuestionSet

SETS: Final[Mapping[str, QuestionSet]] = {
    each.code: each
    for each in (
        contact.SET,
        insurance.SET,
        access.SET,
        pronouns.SET,
        pharmacy.SET,
        agreement.SET,
        mood.PHQ_2,
        mood.GAD_2,
    )
}
"""Code -> set, in the order in which pages list them."""


def add_set(definition: Definition, code: str) -> Definition:
    """Return the definition with a set at its end.

    What it has already is switched on, and keeps its words and its place.

    Raises:
        KeyError: there is no set with this code.
    """
    added = SETS[code]
    keys = {item.key for item in added.items}
    here = tuple(
        msgspec.structs.replace(item, is_off=False) if item.key in keys else item for item in definition.items
    )
    new = tuple(item for item in added.items if definition.item(item.key) is None)
    scored = {score.key for score in definition.scores}
    scores = tuple(score for score in added.scores if score.key not in scored)
    return msgspec.structs.replace(definition, items=(*here, *new), scores=(*definition.scores, *scores))
