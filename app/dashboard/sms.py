"""How many SMS a text makes: networks send it in parts, and each part is billed."""

from __future__ import annotations

from typing import Final

GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38: a text of these alone has room for 160."""
GSM_DOUBLE: Final = frozenset("^{}\\[~]|€")
"""Each of these takes the room of two."""
_GSM_ROOM: Final = (160, 153)
_UCS2_ROOM: Final = (70, 67)
_WIDE: Final = 0xFFFF


def sms_parts(text: str) -> int:
    """Return how many SMS a text makes. One other letter makes all of them UCS-2."""
    if GSM.issuperset(set(text) - GSM_DOUBLE):
        length, (one, each) = sum(2 if letter in GSM_DOUBLE else 1 for letter in text), _GSM_ROOM
    else:
        length, (one, each) = sum(2 if ord(letter) > _WIDE else 1 for letter in text), _UCS2_ROOM
    return 1 if length <= one else -(-length // each)
