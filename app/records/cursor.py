"""Where a page of a list ends, as its address holds it.

That is a time and an id, no data of a patient.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from werkzeug.exceptions import BadRequest

Cursor = tuple[datetime, UUID]
# strptime and UUID read more than we write: blanks, other digits, braces.
_WRITTEN: Final = re.compile(r"([1-9][0-9]{7}T[0-9]{6}\.[0-9]{6})_([0-9a-f]{32})")


def write_cursor(at: datetime, patient_id: UUID) -> str:
    """Return the text that leads back to a place in the list."""
    return f"{at:%Y%m%dT%H%M%S.%f}_{patient_id.hex}"


def read_cursor(text: str) -> Cursor | None:
    """Return the place, or None if there is none.

    Raises:
        BadRequest: we did not write the text.
    """
    if not text:
        return None
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise BadRequest
    try:
        return datetime.strptime(written[1] + "+0000", "%Y%m%dT%H%M%S.%f%z"), UUID(written[2])
    except ValueError:  # no such day
        raise BadRequest from None
