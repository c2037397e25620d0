"""Set an address right, or one part of it."""

from __future__ import annotations

import re
from typing import Final

from app.intake.amended.alignment import words_of
from app.intake.amended.places import place_of
from app.intake.slip import Sign, Slip

_PARTS: Final = re.compile(r"[,;\n]")
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{5}\b", re.IGNORECASE)
_SHORT: Final = 3


def other_address(earlier: str, slip: Slip) -> str:
    """Return another address, or the earlier one with another part."""
    told, code = place_of(slip), _POSTCODE.search(slip.text)
    if code and len(code[0]) + _SHORT > len(told):
        old = _POSTCODE.search(earlier)
        return f"{earlier[: old.start()]}{code[0]}{earlier[old.end() :]}" if old else f"{earlier}, {code[0]}"
    if not told:
        return ""
    if Sign.MISSING in slip.signs:
        return f"{earlier}, {told}" if earlier else ""
    is_whole_one = any(char.isdecimal() for char in told) and len(told.split()) > 1
    return _with_the_rest(told, earlier) if is_whole_one else ""


def _with_the_rest(street: str, earlier: str) -> str:
    """Return an address of one part with the other parts of the earlier one."""
    parts = [part.strip() for part in _PARTS.split(earlier)]
    said = _long(street)
    like = [place for place, part in enumerate(parts) if _long(part) & said]
    if _PARTS.search(street) or not like:
        return street
    return ", ".join((*parts[: like[0]], street, *parts[like[0] + 1 :]))


def _long(text: str) -> set[str]:
    return {word.plain for word in words_of(text) if len(word.plain) >= _SHORT and not word.is_figure}
