"""Write for SMS: count the parts in which networks send a text, and keep them few.

A text of the letters of GSM 03.38 has room for 160 in one SMS. One other letter makes all of it UCS-2, with room for 70.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The letters that take the room of one."""
GSM_DOUBLE: Final = frozenset("\f^{}\\[~]|€")
"""The letters of the extension table: each takes the room of two."""
_GSM_ROOM: Final = (160, 153)
_UCS2_ROOM: Final = (70, 67)
_LAST_OF_ONE_UNIT: Final = 0xFFFF

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
"""What WhatsApp shows in bold, and SMS with its stars."""


def is_gsm(text: str) -> bool:
    """Return whether a text can be sent in the basic alphabet."""
    return GSM.issuperset(set(text) - GSM_DOUBLE)


def parts(text: str) -> int:
    """Return how many SMS a text makes; each is billed.

    What takes the room of two is not parted.
    """
    if is_gsm(text):
        return _packed((2 if letter in GSM_DOUBLE else 1 for letter in text), *_GSM_ROOM)
    return _packed((2 if ord(letter) > _LAST_OF_ONE_UNIT else 1 for letter in text), *_UCS2_ROOM)


def written(text: str) -> str:
    """Return the text as it is sent by SMS.

    It has no stars, and it is in the basic alphabet if only its quotes, dashes and the like are not.
    """
    bare = _BOLD.sub(r"\1", text)
    plainer = bare.translate(_PLAINER)
    return plainer if is_gsm(plainer) and parts(plainer) <= parts(bare) else bare


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
