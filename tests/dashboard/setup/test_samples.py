"""Sample patients: added by one button, marked, and thrown away by another, with nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from argon2.profiles import CHEAPEST
from sqlalchemy import func, select

from app import create_app
from app.config import load
from app.records.sample_people import FAMILIES
from app.services import Services
from app.store.conversations import conversations, unfinished
from app.store.conversations.conversations import ConversationRow
from app.store.model import table_of
from app.store.patients import legal_holds, patients
from app.store.patients.patient_filters import PatientFilters
from app.store.trail import audit
from app.store.work import alarms
from tests.people import HANDS_IN, Patient, Twilio
from tests.settings import complete_environment
from tests.staff_people import add_colleague

if TYPE_CHECKING:
    from app.store import Store

_TOO_SHORT = 5
"""A name of so few letters may be found in any token."""
ANSWERS = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "Salbutamol", "DONE")


@pytest.fixture
def development(store, clock, tmp_path):
    return Services(load(complete_environment(ANTEROOM_ENV="development"), tmp_path), store, clock)


@pytest.fixture
def trying(development):
    return create_app(development, CHEAPEST)


@pytest.fixture
def ana(trying, development, clock):
    ana = add_colleague(trying, development, clock, "ana@larkfield.example", "admin")
    ana.is_let_in()
    return ana


def counted(store: Store) -> tuple[int, int]:
    """Return how many records and how many senders there are."""
    with store.read() as unit:
        senders = unit.db.scalar(select(func.count()).select_from(table_of(ConversationRow)))
        return patients.counts(unit.db, PatientFilters())[""], senders or 0


def events(store):
    with store.read() as unit:
        return [(each.action, dict(each.details)) for each in audit.latest(unit.db, 50)]


def test_sixty_are_added_by_a_press_marked_on_the_list_and_told_in_the_trail(ana, store):
    page = ana.browser.get("/setup").text
    assert "Add 60 sample patients" in page
    answer = ana.browser.post("/setup/samples")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/setup")
    page = ana.browser.get("/setup").text
    assert "60 sample patients are in the list." in page
    assert "Invented people are still in the lists" in page
    assert "Add 60 sample patients" not in page
    assert "Sample data" in ana.browser.get("/patients").text
    assert ("patients.invented", {"patients": 60}) in events(store)
    with store.read() as unit:
        assert alarms.count_waiting(unit.db) == 1
        assert unfinished.count(unit.db) > 0


def test_a_second_press_adds_nobody(ana, store):
    ana.browser.post("/setup/samples")
    before = counted(store)
    ana.browser.post("/setup/samples")
    assert "There are sample patients already." in ana.browser.get("/setup").text
    assert counted(store) == before


def test_they_are_thrown_away_by_a_press_and_whoever_is_real_stays(ana, trying, store):
    patient = Patient(Twilio(trying.test_client()))
    patient.tells("hello", "1", "1", *ANSWERS, *HANDS_IN)
    real = counted(store)
    ana.browser.post("/setup/samples")
    assert counted(store)[0] == real[0] + 60
    ana.browser.post("/setup/samples/throw-away")
    assert "60 sample patients are gone." in ana.browser.get("/setup").text
    assert counted(store) == real
    assert ("patients.thrown_away", {"patients": 50}) in events(store)
    with store.read() as unit:
        assert conversations.find(unit.db, patient.address)
        assert alarms.count_waiting(unit.db) == 0
    ana.browser.post("/setup/samples")
    assert counted(store)[0] == real[0] + 60, "they can be added again"


def test_one_on_hold_stays_until_the_hold_is_lifted(ana, store, clock):
    ana.browser.post("/setup/samples")
    with store.begin() as unit:
        [held] = patients.samples(unit.db, 1)
        legal_holds.add(unit.db, held, "court", "operator", clock())
    ana.browser.post("/setup/samples/throw-away")
    assert "Some are left" in ana.browser.get("/setup").text
    assert counted(store)[0] == 1


def test_production_takes_none_and_throws_away_those_that_are_left(ana, admin, store):
    admin.is_let_in()
    assert "Add 60 sample patients" not in admin.browser.get("/setup").text
    assert admin.browser.post("/setup/samples").status_code == 400
    assert counted(store) == (0, 0)
    ana.browser.post("/setup/samples")
    assert "Throw them away" in admin.browser.get("/setup").text
    admin.browser.post("/setup/samples/throw-away")
    assert counted(store) == (0, 0)


def test_nothing_of_a_sample_patient_is_in_the_clear(ana, contents, capsys):
    ana.browser.post("/setup/samples")
    ana.browser.get("/setup")
    kept = repr(contents()) + "".join(capsys.readouterr())
    families = [name for _given, family in FAMILIES for name in family if len(name) > _TOO_SHORT]
    assert [name for name in families if name in kept] == []
