"""One copy, made and written down in the transaction that reads it: who, why, in which format, how large, which digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.copies.formats import FORMATS
from app.copies.gathering import gather

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.store import Unit


def make(unit: Unit, patient_id: UUID, kind: str, reason: str, actor: str, now: datetime) -> bytes | None:  # noqa: PLR0917  (as the trail tells it)
    """Return the file; None when there is no such patient. `kind` and `reason` are codes of `FORMATS` and `COPY_REASONS`."""
    gathered = gather(unit, patient_id, now)
    if gathered is None:
        return None
    content = FORMATS[kind].write(gathered)
    details = {
        "format": kind,
        "copy_reason": reason,
        "bytes": len(content),
        "digest": hashlib.sha256(content).hexdigest(),
    }
    unit.audit.record(actor, "export.copied", "patient", patient_id, details, at=now)
    return content
