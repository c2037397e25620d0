"""A message as the patient's phone draws it: WhatsApp makes bold what stands between two asterisks."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_BOLD: Final = re.compile(r"(?<!\w)\*(?=\S)([^*\n]+)(?<=\S)\*(?!\w)")


class Piece(NamedTuple):
    """Some words of a message, bold or not."""

    text: str
    bold: bool


def pieces(message: str) -> list[Piece]:
    """Return the message cut where bold begins and ends."""
    cut = _BOLD.split(message)
    return [Piece(text, bool(index % 2)) for index, text in enumerate(cut) if text]
