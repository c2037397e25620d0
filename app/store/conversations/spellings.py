"""The ways in which one telephone number is written.

WhatsApp writes mobile numbers of Mexico as +52 1 …, of Argentina as +54 9 …, and older ones of Brazil without their ninth
digit. People write them otherwise, and so does the numbering plan. Every comparison of two numbers takes all spellings
for one. A message goes to the number as it was written, and none is rewritten for sending.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.crypto import BlindIndex, Column

SENDER_ADDRESS: Final = Column("conversations", "address")
"""By its index a sender is found. The class seals it."""
_WAYS: Final[Mapping[re.Pattern[str], tuple[str, str]]] = {
    # Mexico ended its 1 for mobile numbers in 2019. No area code begins with 1.
    re.compile(r"((?:whatsapp:)?\+52)1?([2-9][0-9]{9})"): (r"\1\2", r"\g<1>1\2"),
    # Argentina's 9 says that the caller pays for a mobile number. No area code begins with 9.
    re.compile(r"((?:whatsapp:)?\+54)9?([1-3][0-9]{9})"): (r"\1\2", r"\g<1>9\2"),
    # Only a mobile number of Brazil got a ninth digit. Without it, it begins with 6 to 9, and a landline with 2 to 5.
    # Of those with 7, trunked radio (70, 77 to 79) never got one.
    re.compile(r"((?:whatsapp:)?\+55[1-9][1-9])9?((?:[689][0-9]|7[1-6])[0-9]{6})"): (r"\g<1>9\2", r"\1\2"),
}
"""How a number is read -> its spellings. The first is the one that two numbers are compared by."""


def spellings(address: str) -> tuple[str, ...]:
    """Return every spelling of a channel address, the canonical one first."""
    for read, ways in _WAYS.items():
        if found := read.fullmatch(address):
            return tuple(map(found.expand, ways))
    return (address,)


def canonical(address: str) -> str:
    """Return the one spelling of an address by which two are compared."""
    return spellings(address)[0]


def other_spellings(address: str) -> tuple[str, ...]:
    """Return the spellings of an address that it does not have itself."""
    return tuple(each for each in spellings(address) if each != address)


def found_by(index: BlindIndex, address: str) -> list[tuple[bytes, ...]]:
    """Return an address's own indexes, then those of its other spellings.

    Each group holds one spelling's index under every key, newest first.
    """
    return [index.candidates(SENDER_ADDRESS, each) for each in (address, *other_spellings(address))]


def all_indexes(index: BlindIndex, address: str) -> list[bytes]:
    """Return every index that a row of this address may have.

    The canonical spelling's under the newest key comes first.
    """
    return [each for spelling in spellings(address) for each in index.candidates(SENDER_ADDRESS, spelling)]
