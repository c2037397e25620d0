"""Hand in a whole intake to the app of the current folder, and show it: `python -m tests.intake.whole_intake COLUMNS LINE…`.

COLUMNS are those of the CSV, with commas between. The tests run it in a copy of the project with something planted.
It prints, as JSON, what the patient was told, what is kept of the patient, the record's page and the CSV.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
from pathlib import Path

from argon2.profiles import CHEAPEST
from sqlalchemy import select

from app import create_app, services
from app.config import load
from app.store import schema
from app.store.tables import patients
from tests.people import Clock, Patient, Twilio
from tests.settings import complete_environment
from tests.staff_people import add_colleague


def hand_in(folder: Path, columns: list[str], lines: list[str]) -> dict[str, object]:
    clock = Clock()
    environment = complete_environment(
        DATABASE_URL=f"sqlite:///{folder}/instance/anteroom.db", LOG_LEVEL="ERROR"
    )
    parts = services.build(load(environment, folder), clock)
    schema.upgrade(parts.store.engine)
    app = create_app(parts, CHEAPEST)
    patient = Patient(Twilio(app.test_client()))
    told = [patient.says(line) for line in lines]
    with parts.store.engine.connect() as connection:
        kept = connection.execute(select(patients)).mappings().one()
    admin = add_colleague(app, parts, clock, "admin@larkfield.example", "admin")
    admin.signs_in()
    admin.confirms()
    token = admin.browser.token("/exports")
    export = {"reason": "A test", "columns": columns, "program": "yes"}
    record = f"/patients/{kept['id']}"
    admin.browser.post(f"{record}/show", part="all")
    answer = admin.browser.post_with(token, "/exports/csv", export)
    return {
        "told": told,
        "kept": {name: str(value) for name, value in kept.items()},
        "page": admin.browser.get(record).text,
        "csv": list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))),
    }


if __name__ == "__main__":
    _columns, *_lines = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        sys.stdout.write(json.dumps(hand_in(Path(temporary), _columns.split(","), _lines)))
