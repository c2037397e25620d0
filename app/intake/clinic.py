"""The clinic, as the patient meets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Clinic:
    """`languages` are the codes to offer, in order; () offers every shipped one.

    `consent_texts` are the clinic's own words, by language, in place of the middle of the shipped privacy text. They
    are taken as they are written: nothing in them is filled in. A higher `consent_version` asks everyone again.
    """

    name: str
    phone: str
    emergency_number: str
    languages: tuple[str, ...] = ()
    consent_version: int = 1
    consent_texts: Mapping[str, str] = field(default_factory=dict)

    def fill(self, text: str, **fields: object) -> str:
        """A text with the clinic's name and numbers, and whatever else it names, put in."""
        return text.format(clinic=self.name, phone=self.phone, emergency=self.emergency_number, **fields)
