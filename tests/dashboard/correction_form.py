"""Staff who fill in the form of a record's answers, as a browser without JavaScript sends it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from app.store.patients import patients
from app.store.trail import audit
from tests.staff_people import version_on

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from werkzeug.test import TestResponse

    from app.store import Store
    from app.store.patients.patient import Patient as Record
    from tests.staff_people import Colleague


def edit(patient_id: UUID | str) -> str:
    return f"/patients/{patient_id}/edit"


def boxes(page: str) -> dict[str, str]:
    """Return what the boxes of a form hold, and its version."""
    found = dict(re.findall(r'<input id="(\w+)" name="\1" type="text"[^>]* value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea id="(\w+)"[^>]*>\n([^<]*)</textarea>', page))
    return {name: html.unescape(text) for name, text in found.items()} | {"version": version_on(page)}


def opens(person: Colleague, patient_id: UUID) -> dict[str, str]:
    return boxes(person.browser.get(edit(patient_id)).text)


def sends(person: Colleague, patient_id: UUID, filled: dict[str, str]) -> TestResponse:
    return person.browser.post_with(person.browser.last_token(), edit(patient_id), filled)


def saves(person: Colleague, patient_id: UUID, **changed: str) -> TestResponse:
    """Open the form, change these boxes, and send all of it."""
    return sends(person, patient_id, opens(person, patient_id) | changed)


def on_file(store: Store, patient_id: UUID) -> Record:
    with store.read() as unit:
        found = patients.get(unit.db, patient_id)
    assert found
    return found


def deeds(store: Store) -> list[tuple[str, dict[str, Any]]]:
    """Return what staff have done with patients, oldest first."""
    with store.read() as unit:
        latest = audit.latest(unit.db, 300)
    return [
        (event.action, dict(event.details))
        for event in reversed(latest)
        if event.actor.startswith("staff:") and event.action.startswith(("patient", "door"))
    ]
