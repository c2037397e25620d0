"""Requests for an export, and what an export leaves in the list and in the trail."""

from __future__ import annotations

import csv
import io
import os
import re
from base64 import b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from app.store.exports import exports
from app.store.patients import patients
from app.store.patients.patient import NewPatient
from app.store.trail import audit
from tests.dashboard.people_on_file import MAYA
from tests.staff_people import HOST

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.test import TestResponse

    from app.store import Store
    from app.store.exports.exports import Export
    from app.store.trail.audit import AuditEvent
    from tests.staff_people import Colleague

REASON = "Referral list for Northgate"


def takes(person: Colleague, target: str = "csv", **fields: Any) -> TestResponse:
    """Post the export form with a reason, for another program. `fields` adds to the form or changes it."""
    token = person.browser.last_token()
    given = {"reason": REASON, "columns": ["record_id", "name"], "program": "yes"} | fields
    return person.browser.post_with(token, f"/exports/{target}", given)


def begins(person: Colleague, path: str = "/exports/csv", **fields: Any) -> TestResponse:
    """Post the export form, and return the answer before any of its body is read."""
    given = {"csrf_token": person.browser.last_token(), "reason": REASON, "columns": ["record_id"]}
    headers = {"Referer": HOST + "/"}
    return person.browser.client.post(
        path, base_url=HOST, data=given | fields, headers=headers, buffered=False
    )


def comes_back(person: Colleague) -> None:
    """Sign in again, after a while, and give a fresh code."""
    person.is_let_in()
    assert person.confirms().status_code == 303


def acts(person: Colleague, export_id: UUID, act: str, **fields: Any) -> TestResponse:
    """Press one of the buttons on an export's page."""
    return person.browser.post_with(person.browser.last_token(), f"/exports/{export_id}/{act}", fields)


def rows_of(answer: TestResponse) -> list[list[str]]:
    return rows_in(answer.data)


def rows_in(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def on_the_list(store: Store) -> list[Export]:
    with store.read() as unit:
        return exports.page(unit.db, 50)


def trail(store: Store, *beginnings: str) -> list[AuditEvent]:
    """Return what the trail says of exports, oldest first."""
    with store.read() as unit:
        found = audit.latest(unit.db, 200)
    return [each for each in reversed(found) if each.action.startswith(beginnings or ("export.",))]


def actions(store: Store) -> list[str]:
    return [each.action for each in trail(store)]


PATIENTS, LENGTH = 1500, 8000
"""Together more than the buffers at both ends of a connection hold."""


def many(store: Store, at: datetime, count: int, length: int = 0) -> None:
    """Write so many patients, a moment apart, each with a history of so many characters that do not compress."""
    new = [
        NewPatient(
            uuid4(),
            None,
            at + timedelta(milliseconds=number),
            "new",
            "en",
            MAYA | {"medical_history": "x" + b64encode(os.urandom(length * 3 // 4)).decode()},
        )
        for number in range(count)
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)


def id_in(answer: TestResponse) -> UUID:
    """Return the id at the end of where an answer leads."""
    found = re.search(r"/([0-9a-f-]{36})(\?|$)", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return UUID(found[1])
