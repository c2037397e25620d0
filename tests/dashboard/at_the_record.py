"""Members of staff who work on one patient's page."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from app.store.patients import patients
from app.store.trail import audit
from tests.people import ANSWERS, HANDS_IN, begins

if TYPE_CHECKING:
    from uuid import UUID

    from werkzeug.test import TestResponse

    from app.store import Store
    from app.store.trail.audit import AuditEvent
    from tests.people import Patient
    from tests.staff_people import Colleague

IDENTITY = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "+15005550006")
HEALTH = ("Asthma", "Salbutamol")


def hands_in(patient: Patient, store: Store, *answers: str) -> UUID:
    """Go through a whole intake, and return the id of the new record."""
    before = _ids(store)
    begins(patient)
    patient.tells(*(answers or ANSWERS), *HANDS_IN)
    (new,) = _ids(store) - before
    return new


def _ids(store: Store) -> set[UUID]:
    with store.read() as unit:
        return {each.id for each in patients.page(unit.db, 50, columns=())}


def url_of(patient_id: UUID) -> str:
    return f"/patients/{patient_id}"


def does(person: Colleague, patient_id: UUID, act: str, **fields: Any) -> TestResponse:
    """Send a form of the page without loading the page first, so that the trail has this act alone."""
    return person.browser.post_with(person.browser.last_token(), f"{url_of(patient_id)}/{act}", fields)


def sees(person: Colleague, patient_id: UUID, act: str = "show", **fields: Any) -> TestResponse:
    """Ask for something to be shown, and return the page that shows it."""
    answer = does(person, patient_id, act, **fields)
    return (
        person.browser.get(answer.headers["Location"].partition("#")[0])
        if answer.status_code == 303
        else answer
    )


def happened(store: Store, patient_id: UUID) -> list[AuditEvent]:
    """Return what staff did with a record, oldest first."""
    with store.read() as unit:
        events = audit.about(unit.db, patient_id, 100)
    return [event for event in reversed(events) if event.actor.startswith("staff:")]


def facts(page: str) -> dict[str, str]:
    """Return the answers on a page by their labels, without markup."""
    rows = re.findall(r"<div[^>]*><dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd></div>", page, re.DOTALL)
    return {plain(label): plain(value) for label, value in rows}


def plain(markup: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()
