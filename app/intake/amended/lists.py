"""Add to a list, or put another in its place."""

from __future__ import annotations

import re
from typing import Final

from app.intake.answers.texts import NONE_STATED, coded
from app.intake.slip import Sign, Slip

_PARTS: Final = re.compile(r"[,;\n]")


def takes_its_place(earlier: str, slip: Slip) -> bool:
    """Return whether what a text tells takes the place of the only thing on a list."""
    return Sign.WRONG in slip.signs and Sign.MISSING not in slip.signs and not _PARTS.search(earlier)


def denies(slip: Slip) -> bool:
    """Return whether a clause says that there is nothing, contrary to what was told."""
    if not {Sign.WRONG, Sign.NOT_SO} & slip.signs:
        return False
    for number in dict.fromkeys(word.clause for word in slip.words):
        words = [word for word in slip.words if word.clause == number]
        is_pardon = all(word.sign is Sign.PARDON for word in words)
        if not is_pardon and coded(slip.text[words[0].start : words[-1].end]) == NONE_STATED:
            return True
    return False
