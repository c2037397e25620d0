"""Where a page of the list ends, written into its address: a time and an id, nothing of a patient."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from werkzeug.exceptions import BadRequest

if TYPE_CHECKING:
    from app.store import Patient

Cursor = tuple[datetime, UUID]
# strptime and UUID read more than we write: blanks, other digits, braces.
_WRITTEN: Final = re.compile(r"([1-9][0-9]{7}T[0-9]{6}\.[0-9]{6})_([0-9a-f]{32})")


def write_cursor(patient: Patient) -> str:
    """Return what leads back to a patient's place in the list."""
    return f"{patient.created_at:%Y%m%dT%H%M%S.%f}_{patient.id.hex}"


def read_cursor(text: str) -> Cursor | None:
    """Return the place; None when there is none.

    Raises:
        BadRequest: the text was not written here.
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
