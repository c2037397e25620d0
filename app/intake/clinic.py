"""The clinic, as the patient meets it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clinic:
    """`languages` are the codes to offer, in order; () offers every shipped one."""

    name: str
    phone: str
    emergency_number: str
    languages: tuple[str, ...] = ()
