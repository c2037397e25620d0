"""Why a secret cannot be had from where it is kept. Nothing here holds what was asked for, or what came back."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

_CODE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,60}")


class Why(Enum):
    """What went wrong, as the end of a sentence that begins with the place's name."""

    NOT_INSTALLED = "needs a package that is not installed."
    UNSET = "cannot be asked before a variable is set:"
    PLAIN_HTTP = "would be asked without TLS. Its address must begin with https://:"
    UNREACHABLE = "cannot be reached."
    UNTRUSTED = "shows a certificate that this computer does not trust."
    SLOW = "took too long to answer."
    BUSY = "is busy, and stayed so for three tries."
    STRANGER = "does not know who asks."
    FORBIDDEN = "does not let us read it."
    NOT_FOUND = "has no such thing."
    REFUSED = "refused."
    GARBAGE = "answered something that cannot be understood."
    TOO_LARGE = "sent more than 64 KiB. Is it the right one?"
    EMPTY = "sent nothing, or blanks only."
    NOT_TEXT = "sent something that is not text."
    NO_FIELD = "sent something without that field."
    SEVERAL = "sent several values. Say which one, with #field at the end."
    ANOTHER = "sent the name of a further place, and only one step is followed."
    ALTERED = "sent something that was altered on its way."
    CANNOT_OPEN = "cannot unwrap it: made with another key, or for another variable."


PASSING: Final = frozenset({Why.UNREACHABLE, Why.BUSY})
"""What may be over at the next try."""
OF_THE_STORE: Final = frozenset(
    {
        *(Why.NOT_INSTALLED, Why.UNSET, Why.PLAIN_HTTP, Why.UNREACHABLE),
        *(Why.UNTRUSTED, Why.SLOW, Why.BUSY, Why.STRANGER),
    }
)
"""What the next secret from there would meet too: it is not asked for, so that a start fails soon."""


class Trouble(Exception):
    """A place did not deliver. `code` is its own word for it, kept only when it looks like one."""

    def __init__(self, why: Why, code: str = "") -> None:
        super().__init__(why.name)
        self.why = why
        self.code = code if _CODE.fullmatch(code) else ""
