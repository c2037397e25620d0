"""Patients who are written into the store directly, and the looks at them in the trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from app.store.patients import patients
from app.store.trail import audit

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import Store
    from app.store.trail.audit import AuditEvent

MAYA = {
    "name": "Maya Okafor-Lindt",
    "birth_date": "1990-03-04",
    "address": "12 Mill Lane",
    "medical_history": "Asthma",
    "medications": "NONE",
}


def on_file(
    store: Store, at: datetime, language: str = "en", emergency: bool = False, **changed: str
) -> UUID:
    """Write down a patient, Maya but for what is changed, and return their id."""
    new = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, new, None, language, MAYA | changed, emergency, at)
    return new


def events(store: Store, beginning: str = "patient") -> list[AuditEvent]:
    """Return what the trail says of looks and searches, newest first."""
    with store.read() as unit:
        found = audit.latest(unit.db, 100)
    return [each for each in found if each.action.startswith(beginning)]


def details(store: Store, action: str) -> list[dict[str, Any]]:
    return [dict(each.details) for each in events(store) if each.action == action]


def read_off(pattern: str, page: str) -> str:
    """Return the part of a page that the pattern's only group matches."""
    found = re.search(pattern, page, re.DOTALL)
    assert found, pattern
    return found[1]
