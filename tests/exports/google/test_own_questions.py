"""What an admin publishes is asked of those who begin next, and is in everything that a clinic gets of it."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from app.config import load
from app.services import Services
from app.store.patients import patients
from tests.copies import copy_requests
from tests.dashboard.questions.editor import adds, publishes, rows
from tests.exports.export_requests import rows_of, takes
from tests.exports.google.clinic import settings_of
from tests.form.page_people import AtThePage, new_link
from tests.people import Patient
from tests.settings import complete_environment
from tests.staff_people import add_colleague

OPEN = {"about_health": "no", "read_by": "everyone", "required": "yes"}
NEEDED = {"columns-0-required": "yes"}
SHIPPED = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane, Larkfield", "Asthma", "NONE")
OWN = ("yes", "Welsh", "70,5 kg", "Town L", "Ada Lindt, 01632 960222", "that is all")
STORED = {
    "interpreter": "yes",
    "tongue": "Welsh",
    "weight": "70.5",
    "town": "town_l",
    "contact": "Ada Lindt | 01632 960222",
}
SHOWN = ["Yes", "Welsh", "70.5", "Town L", "Ada Lindt, 01632 960222"]


@pytest.fixture
def services(sqlite_store, clock, google, key, tmp_path):
    settings = load(complete_environment(**settings_of(google, tmp_path, key)), tmp_path)
    return Services(settings, sqlite_store, clock)


@pytest.fixture
def noor(app, services, clock):
    """An admin, with a fresh code."""
    noor = add_colleague(app, services, clock, "noor@larkfield.example", "admin")
    noor.is_let_in()
    noor.has_confirmed()
    return noor


def asks_more(noor):
    """Add a question of five kinds, of which one hangs on another, and publish them."""
    adds(noor, "Interpreter", "Would you like an interpreter?", "yes_no", **OPEN)
    adds(noor, "Tongue", "Which language?", only_if="interpreter", codes=["interpreter:yes"])
    unit = {"unit": "kg", "unit_label_en": "kg", "unit_label_es": "kg"}
    adds(noor, "Weight", "How much do you weigh?", "number", least="2", most="350", decimals="1", **unit)
    towns = rows("choices", *(f"Town {name}" for name in "ABCDEFGHIJKL"))
    adds(noor, "Town", "Where do you live?", "one", **towns)
    adds(noor, "Contact", "Whom may we call?", "list", **rows("columns", "Name", "Phone"), **NEEDED)
    assert publishes(noor).status_code == 303


def of(services, patient_id):
    with services.store.read() as unit:
        found = patients.get(unit.db, patient_id)
    assert found
    return found


def newest(services):
    with services.store.read() as unit:
        return of(services, patients.page(unit.db, 1, columns=())[0].id)


def own(patient):
    return {key: text for key, text in patient.others.items() if key in STORED}


def test_the_next_patients_are_asked_by_every_way_and_every_file_has_what_they_said(
    app, services, clock, twilio, noor, sheet_clinic
):
    before = Patient(twilio, "whatsapp:+15005550001")
    before.tells("hello", "1", "1", *SHIPPED[:-1])
    asks_more(noor)

    before.tells(SHIPPED[-1], "SEND")
    old = newest(services)
    assert (old.asked_version, own(old)) == (1, {})

    found = []
    for address in ("whatsapp:+15005550006", "+15005550007"):
        patient = Patient(twilio, address)
        asked = patient.tells("hello", "1", "1", *SHIPPED)
        assert "Would you like an interpreter?" in asked
        clock.moves(minutes=1)
        patient.tells(*OWN, "SEND")
        found.append(newest(services))
    clock.moves(minutes=1)
    on_pages = AtThePage(app, new_link(services, "whatsapp:+15005550008"))
    on_pages.hands_in(
        {
            "interpreter": {"answer": "yes"},
            "tongue": {"answer": "Welsh"},
            "weight": {"answer": "70,5"},
            "town": {"answer": "town_l"},
            "contact": {"name-1": "Ada Lindt", "phone-1": "01632 960222"},
        }
    )
    found.append(newest(services))
    for each in found:
        assert (each.asked_version, own(each)) == (2, STORED)

    columns = ["record_id", *STORED]
    noor.browser.get("/exports")
    heading, *read = rows_of(takes(noor, columns=columns))
    assert heading == columns
    assert [row[1:] for row in read].count([*STORED.values()]) == 3, "a program gets them as they are kept"
    noor.browser.get("/exports")
    book = openpyxl.load_workbook(io.BytesIO(takes(noor, "xlsx", columns=columns).data))
    cells = [[cell.value for cell in row[1:]] for sheet in book for row in sheet.iter_rows()]
    assert [*SHOWN[:2], 70.5, *SHOWN[3:]] in cells
    assert sheet_clinic.pushes(*columns).state == "done"
    pushed = sheet_clinic.google.book.table()
    assert pushed[0][: len(columns)] == columns
    assert sum(row[1:] == [*STORED.values()] for row in pushed) == 3

    for kind in ("json", "fhir"):
        noor.browser.get(copy_requests.path(found[0].id))
        copy = json.dumps(json.loads(copy_requests.takes(noor, found[0].id, format=kind).data))
        for said in ("Welsh", "70.5", "Town L", "01632 960222"):
            assert said in copy, (kind, said)
