"""Make every cell safe: no text from a patient starts a formula in a spreadsheet.

Where Excel reads a CSV with semicolons between columns, as in Spain, it ignores our quotes: a semicolon, a tab or a
line end inside a text begins a cell. So each piece of a text is guarded, not only the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

GUARD: Final = "'"
UNREADABLE: Final = "[cannot be read]"
"""The text in place of a value that no key of ours opens."""

# As they are, in their full-width and small forms, raised, lowered, two or three in one, and the minus of mathematics.
_LIVE: Final = "[-=+@|%＝＋－＠｜％﹦﹢﹣﹫﹪⁺⁼⁻₊₌₋﬩−⩵⩶]"
_QUOTES: Final = "'\"`´‘’‚‛“”„‟«»‹›＇＂"
_UNSEEN: Final = (
    "\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5"
    "\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_BLANK: Final = f" {_UNSEEN}{_QUOTES}"
_BEFORE: Final = f"[{_BLANK}]*+"
_UNWRITABLE: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff"

_PIECE: Final = rf"[^{_UNWRITABLE}\t\n\r;\ud800-\udfff]*+"
_SAFE: Final = re.compile(rf"(?:[^\W{_BLANK}]{_PIECE}(?:[\t\n;](?!{_BEFORE}{_LIVE}){_PIECE})*+)?\Z")
_DROPPED: Final = re.compile(rf"[{_UNWRITABLE}]")
_LONE: Final = re.compile("[\ud800-\udfff]")
_STARTS_LIVE: Final = re.compile(rf"[\t\n]|[{_BLANK}\t\n]*+{_LIVE}")
_GOES_LIVE: Final = re.compile(rf"[\t\n;](?={_BEFORE}{_LIVE})")

_PHONE: Final = re.compile(r"(?:[a-z]+:)?(\+[0-9]+)")
_TWO_UNITS: Final = "\uffff"


def neutral(text: str) -> str:
    """Return the text with a `'` before anything that a spreadsheet could run.

    Characters that a workbook cannot hold are left out.

    What is safe comes back as it is; lines end in LF.
    """
    if _SAFE.match(text):
        return text
    written = _DROPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _started(_GOES_LIVE.sub(rf"\g<0>{GUARD}", _LONE.sub("\N{REPLACEMENT CHARACTER}", written)))


def phone(address: str) -> str:
    """Return a channel address as RFC 3966 writes a number: `tel:+447700900123`.

    People can read it, and no spreadsheet takes it for a sum.

    One without a number, `whatsapp:US.1349876543210987`, comes back as it is, neutral.
    """
    number = _PHONE.fullmatch(address)
    return f"tel:{number[1]}" if number else neutral(address)


def split(text: str, most: int) -> list[str]:
    """Split a neutral text into pieces of at most `most` UTF-16 units.

    Excel counts these units. Each piece starts neutral.
    """
    return [text] if _fits(text, most) else list(_pieces(text, most))


def _pieces(text: str, most: int) -> Iterator[str]:
    while not _fits(text, most):
        end = _end_of(text, most)
        yield text[:end]
        text = _started(text[end:])
    yield text


def _started(text: str) -> str:
    return GUARD + text if _STARTS_LIVE.match(text) else text


def _fits(text: str, most: int) -> bool:
    return 2 * len(text) <= most or _units(text) <= most


def _units(text: str) -> int:
    return len(text) + sum(char > _TWO_UNITS for char in text)


def _end_of(text: str, most: int) -> int:
    """Return how many characters fit."""
    end = min(most, len(text))
    while (over := _units(text[:end]) - most) > 0:
        end -= (over + 1) // 2
    return end
