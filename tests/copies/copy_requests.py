"""Requests for a patient's copy, and the schema that copies have to follow."""

from __future__ import annotations

import json
from pathlib import Path

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "copy-v1.schema.json").read_text())


def path(patient_id):
    return f"/patients/{patient_id}/copy"


def takes(person, patient_id, **changed):
    fields = {"format": "json", "reason": "access"} | changed
    return person.browser.post_with(person.browser.last_token(), path(patient_id), fields)
