"""Hand in whole intakes to the app of the current folder, and print them: `python -m tests.intake.whole_intake`.

The tests run it in a copy of the project with something planted. It reads, as JSON, the columns of the CSV and the lines
of each intake. It prints, as JSON, what each patient was told, what is kept of the patient, the record's page and the
lines of the CSV.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from argon2.profiles import CHEAPEST
from sqlalchemy import select

from app import create_app, services
from app.config import load
from app.store.engine import schema
from app.store.patients.patient import patients
from tests.people import Clock, Patient, Twilio
from tests.settings import complete_environment
from tests.staff_people import add_colleague


def hand_in(folder: Path, columns: list[str], intakes: list[list[str]]) -> Iterator[dict[str, object]]:
    clock = Clock()
    environment = complete_environment(
        DATABASE_URL=f"sqlite:///{folder}/instance/anteroom.db", LOG_LEVEL="ERROR"
    )
    parts = services.build(load(environment, folder), clock)
    schema.upgrade(parts.store.engine)
    app = create_app(parts, CHEAPEST)
    all_told = []
    for number, lines in enumerate(intakes):
        clock.moves(seconds=1)
        patient = Patient(Twilio(app.test_client()), f"whatsapp:+1500555{number:04}")
        all_told.append([patient.says(line) for line in lines])
    with parts.store.engine.connect() as connection:
        on_file = connection.execute(select(patients).order_by(patients.c.created_at)).mappings().all()
    admin = add_colleague(app, parts, clock, "admin@larkfield.example", "admin")
    admin.signs_in()
    admin.confirms()
    token = admin.browser.token("/exports")
    export = {"reason": "A test", "columns": columns, "program": "yes"}
    answer = admin.browser.post_with(token, "/exports/csv", export)
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    for told, kept in zip(all_told, on_file, strict=True):
        record = f"/patients/{kept['id']}"
        admin.browser.post(f"{record}/show", part="all")
        yield {
            "told": told,
            "kept": {name: str(value) for name, value in kept.items()},
            "page": admin.browser.get(record).text,
            "csv": [head, *(row for row in rows if row[0] == str(kept["id"]))],
        }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.stdout.write(json.dumps(list(hand_in(Path(temporary), **json.load(sys.stdin)))))
