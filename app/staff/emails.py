"""Telling an e-mail address from something else."""

from __future__ import annotations

import re
from typing import Final

_SHAPE: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")
_LONGEST: Final = 254  # RFC 3696, erratum 1690


def is_address(text: str) -> bool:
    """Tell whether a normalised text can be an address."""
    return len(text) <= _LONGEST and text.isprintable() and bool(_SHAPE.fullmatch(text))
