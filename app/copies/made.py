"""Make one copy of a record, and write it down in the transaction that reads it.

The trail has who, why, in which format, how large, and which digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.copies import document, fhir, page
from app.copies.record import Gathered, gather
from app.store import Transaction
from app.store.patients import rights_requests
from app.store.patients.rights_requests import OPEN, RightsRequest
from app.store.trail import audit
from app.store.trail.recorded import COPY_MADE
from app.web.feature import Words

WRITTEN_AS: Final = Words("format", {"json": _l("JSON"), "fhir": _l("FHIR"), "html": _l("a page to print")})


class Format(NamedTuple):
    """How a copy is written, its media type, and the end of the file's name."""

    label: str
    write: Callable[[Gathered], bytes]
    media_type: str
    ending: str


FORMATS: Final[Mapping[str, Format]] = {
    "html": Format(
        _l("A page to read and print, in the patient’s language"),
        page.write,
        "text/html; charset=utf-8",
        ".html",
    ),
    "json": Format(_l("JSON: everything, for the patient"), document.write, "application/json", ".json"),
    "fhir": Format(
        _l("FHIR R4B: what another clinic’s system reads"),
        fhir.write,
        "application/fhir+json",
        ".fhir.json",
    ),
}


def make(  # noqa: PLR0917  (as the trail tells it)
    unit: Transaction, patient_id: UUID, kind: str, reason: str, actor: str, now: datetime
) -> bytes | None:
    """Return the file, or None if there is no such patient.

    An open request for a copy is marked as done. `kind` and `reason` are codes of `FORMATS` and `COPY_REASONS`.
    """
    gathered = gather(unit, patient_id, now)
    if gathered is None:
        return None
    content = FORMATS[kind].write(gathered)
    asked = next(
        (each.id for each in rights_requests.of(unit.db, patient_id) if _is_open_for_copy(each)), None
    )
    details = {
        "format": kind,
        "copy_reason": reason,
        "bytes": len(content),
        "digest": hashlib.sha256(content).hexdigest(),
        **({"answers": asked.hex} if asked else {}),
    }
    audit.record(unit.db, actor, COPY_MADE, "patient", patient_id, details, at=now)
    if asked:
        rights_requests.finish(unit.db, patient_id, asked, actor, now)  # the line above says that it was met
    return content


def _is_open_for_copy(asked: RightsRequest) -> bool:
    return asked.kind == "copy" and asked.state == OPEN
