"""The formats of a copy: code -> how it is written, its media type, and the end of the file's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

from app.copies import record_json
from app.copies.fhir import bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.copies.gathering import Gathered


@dataclass(frozen=True, slots=True)
class Format:
    """One format."""

    label: str
    write: Callable[[Gathered], bytes]
    media_type: str
    ending: str


FORMATS: Final[Mapping[str, Format]] = {
    "json": Format(_("JSON: everything, for the patient"), record_json.write, "application/json", ".json"),
    "fhir": Format(
        _("FHIR R4B: what another clinic’s system reads"),
        bundle.write,
        "application/fhir+json",
        ".fhir.json",
    ),
}
