"""Fit a text to its channel: into messages that Twilio accepts, and into few SMS.

Twilio counts UTF-16 units and refuses more than 1600 (error 21617).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

LIMIT = 1600
MOST = 3
# A piece may be this many units shorter, so that it ends at a blank.
SLACK = 70
LAST_OF_ONE_UNIT = 0xFFFF
RIGHT_TO_LEFT = frozenset({"R", "AL"})
ISOLATE, END_ISOLATE = "\u2068", "\u2069"


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str) -> tuple[str, ...]:
    """Split a text into messages.

    It is cut at blank lines. If that takes more than three messages, each is filled as far as it goes instead.
    """
    at_blank_lines = _pack(text.split("\n\n"))
    return at_blank_lines if len(at_blank_lines) <= MOST else _chop(text)


def shorten(text: str, most: int) -> str:
    """Return the text in at most `most` units, with "…" at the end if it was cut."""
    return text if units(text) <= most else text[: _fits(text, most - 1)].rstrip() + "…"


def _pack(paragraphs: list[str]) -> tuple[str, ...]:
    packed: list[str] = []
    for paragraph in paragraphs:
        together = f"{packed[-1]}\n\n{paragraph}" if packed else paragraph
        if units(together) <= LIMIT:
            packed[-1:] = [together]
        else:
            packed += _chop(paragraph)
    return tuple(packed)


def _chop(text: str) -> tuple[str, ...]:
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > LIMIT:
        end = _last_break(rest, _fits(rest, LIMIT - SLACK), _fits(rest, LIMIT))
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return (*pieces, rest)


def _last_break(text: str, least: int, most: int) -> int:
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, least, most)
        if found > 0:
            return found
    return most


def _fits(text: str, most: int) -> int:
    """Return how many leading characters fit into `most` units."""
    return sum(used <= most for used in accumulate(map(_width, text)))


def _width(char: str) -> int:
    return 2 if ord(char) > LAST_OF_ONE_UNIT else 1


def isolated(text: str) -> str:
    """Mark a right-to-left text so that it does not turn the text around it (UAX 9)."""
    has_them = any(unicodedata.bidirectional(char) in RIGHT_TO_LEFT for char in text)
    return f"{ISOLATE}{text}{END_ISOLATE}" if has_them else text


# An SMS holds 160 characters, if all of them are in the alphabet of GSM 03.38. One other character makes the whole text
# UCS-2, of which an SMS holds 70.

GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters that count as one."""
GSM_DOUBLE: Final = frozenset("\f^{}\\[~]|€")
"""The characters of the extension table, which count as two."""
_GSM_ROOM: Final = (160, 153)
_UCS2_ROOM: Final = (70, 67)

_PLAINER: Final = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′ʼ", "'"),
        **dict.fromkeys("‐‑‒–—―−·•", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        "…": "...",
        "☎": "Tel.",
    }
)
_BOLD: Final = re.compile(r"(?<!\w)\*(?=\S)([^*\n]*[^*\s])\*(?!\w)")
"""Words that WhatsApp shows in bold. An SMS would show the stars."""


def is_gsm(text: str) -> bool:
    """Return whether a text can be sent in the basic alphabet."""
    return GSM.issuperset(set(text) - GSM_DOUBLE)


def sms_parts(text: str) -> int:
    """Return how many SMS a text makes; each is billed.

    A character that counts as two is not split between two SMS.
    """
    if is_gsm(text):
        return _packed((2 if letter in GSM_DOUBLE else 1 for letter in text), *_GSM_ROOM)
    return _packed((2 if ord(letter) > LAST_OF_ONE_UNIT else 1 for letter in text), *_UCS2_ROOM)


def as_sms(text: str) -> str:
    """Return the text as it is sent by SMS.

    The stars are removed. Quotes, dashes and the like are replaced if the text then is in the basic alphabet.
    """
    bare = _BOLD.sub(r"\1", text)
    plainer = bare.translate(_PLAINER)
    return plainer if is_gsm(plainer) and sms_parts(plainer) <= sms_parts(bare) else bare


def _packed(sizes: Iterable[int], alone: int, among_others: int) -> int:
    taken = list(sizes)
    if sum(taken) <= alone:
        return 1
    count, room = 1, among_others
    for size in taken:
        if size > room:
            count, room = count + 1, among_others
        room -= size
    return count
