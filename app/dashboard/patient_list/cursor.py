"""Where a page of the list ends, written into its address: a time and an id, nothing of a patient."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from werkzeug.exceptions import BadRequest

if TYPE_CHECKING:
    from app.store import Patient

Cursor = tuple[datetime, UUID]


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
    moment, _, row = text.partition("_")
    try:
        return datetime.strptime(moment + "+0000", "%Y%m%dT%H%M%S.%f%z"), UUID(row)
    except ValueError:
        raise BadRequest from None
