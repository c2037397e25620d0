"""Records that were chosen in the list, in one field.

In hex, 150 ids would be too long for an address.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from werkzeug.exceptions import BadRequest

_SHORT: Final = 22
_SHORT_IDS: Final = re.compile(f"(?:[A-Za-z0-9_-]{{{_SHORT}}})+")


def write_ids(ids: Iterable[UUID]) -> str:
    """Return ids as one field holds them, with nothing between them."""
    return "".join(urlsafe_b64encode(each.bytes).decode().rstrip("=") for each in ids)


def read_ids(text: str) -> list[UUID]:
    """Return the ids of a field: one, or several as `write_ids` writes them.

    Raises:
        BadRequest: it holds none.
    """
    if _SHORT_IDS.fullmatch(text):
        starts = range(0, len(text), _SHORT)
        return [UUID(bytes=urlsafe_b64decode(f"{text[start : start + _SHORT]}==")) for start in starts]
    try:
        return [UUID(text)]
    except ValueError:
        raise BadRequest from None
