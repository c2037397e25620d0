"""A session that somebody else has got hold of reads no faster than a day's work needs, and admins are told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from app.config import load
from app.guard.pace import A_RECORD, SHOWN
from app.services import Services
from app.store.patients import patients
from app.store.trail import audit
from app.store.work import storage_counts
from app.store.work.storage_counts import day_of, hour_kind
from tests.databases import on_each_engine
from tests.settings import complete_environment
from tests.store_queries import member_of, the_patient

if TYPE_CHECKING:
    from uuid import UUID

    from tests.staff_people import Colleague

USUAL, AFTER_CODE = 10, 20
ANSWERS = {
    "name": "Maya Okafor-Lindt",
    "birth_date": "1990-03-04",
    "address": "12 Mill Lane",
    "medical_history": "Asthma",
    "medications": "NONE",
}


@pytest.fixture
def services(store, clock, tmp_path) -> Services:
    pace = {"RECORDS_AN_HOUR": str(USUAL), "RECORDS_AFTER_CODE": str(AFTER_CODE)}
    return Services(load(complete_environment(**pace), tmp_path), store, clock)


@pytest.fixture
def people(store, clock) -> list[UUID]:
    ids = [uuid4() for _ in range(2)]
    with store.begin() as unit:
        for each in ids:
            patients.create(unit.db, each, None, "en", ANSWERS, False, clock())
    return ids


def shows(person: Colleague, patient: UUID, many: int) -> list[str]:
    """Ask to be shown a record so many times, and return what came of each."""
    token = person.browser.token("/login")
    answers = [
        person.browser.post_with(token, f"/patients/{patient}/show", {"part": "all"}) for _ in range(many)
    ]
    return [became(answer.status_code, answer.headers.get("Location", "")) for answer in answers]


def became(status: int, where: str) -> str:
    """Return "shown", "code" when a fresh one is asked for, or "refused"."""
    if status == 429:
        return "refused"
    return "code" if where.startswith("/confirm") else "shown"


def actions(store, beginning: str = "patients.pace") -> list[str]:
    with store.read() as unit:
        found = audit.latest(unit.db, 200)
    return [each.action for each in reversed(found) if each.action.startswith(beginning)]


@on_each_engine
def test_beyond_the_pace_a_code_is_asked_for_which_allows_more_once_and_admins_are_told(
    nurse, admin, people, store, clock
):
    nurse.is_let_in()
    assert shows(nurse, people[0], USUAL + 5) == ["shown"] * USUAL + ["code"] * 5
    answer = nurse.browser.post(f"/patients/{people[0]}/show", part="all")
    assert answer.headers["Location"] == f"/confirm?next=/patients/{people[0]}"
    assert "Asthma" not in answer.text
    assert actions(store, "patient.shown") == ["patient.shown"] * USUAL
    assert actions(store) == ["patients.pace_reached"]

    nurse.confirms()
    assert shows(nurse, people[0], USUAL + 2) == ["shown"] * USUAL + ["refused"] * 2
    assert actions(store) == ["patients.pace_reached", "patients.pace_raised"]
    nurse.confirms()
    assert set(shows(nurse, people[0], 2)) == {"refused"}

    admin.is_let_in()
    told = admin.browser.get("/patients").text
    assert "Unusually many records were viewed: Clinician (" in told

    clock.moves(hours=1)
    nurse.is_let_in()
    assert shows(nurse, people[0], 1) == ["shown"]


def is_at_the_brim(person: Colleague, store, clock) -> None:
    with store.begin() as unit:
        member = member_of(unit, person.email)
        storage_counts.add(unit.db, member.id, hour_kind(clock(), SHOWN), day_of(clock()), USUAL * A_RECORD)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/patients/{0}/show", {"part": "identity"}),
        ("/patients/{0}/print", {"parts": "identity"}),
        ("/patients/{0}/compare/{1}/show", {"reason": "ringing"}),
        ("/patients/{0}/edit", None),
        ("/patients/{0}/edit", {"version": "1", "birth_date": "never"}),
        ("/patients/show", {"id": "{0}", "reason": "ringing"}),
        ("/patients/show", {"id": "{0}", "reason": "ringing", "q": "Okafor"}),
    ],
)
def test_whatever_shows_a_patient_counts(path, fields, nurse, people, store, clock):
    def asks():
        where = path.format(*people)
        if fields is None:
            answer = nurse.browser.get(where)
        else:
            given = {name: value.format(*people) for name, value in fields.items()}
            answer = nurse.browser.post_with(nurse.browser.token("/login"), where, given)
        return became(answer.status_code, answer.headers.get("Location", ""))

    nurse.is_let_in()
    assert asks() == "shown"
    is_at_the_brim(nurse, store, clock)
    before = len(actions(store, "patient"))
    assert asks() == "code"
    assert [*actions(store, "patient")][before:] == ["patients.pace_reached"]


def corrects(person: Colleague, patient: UUID, **typed: str) -> str:
    path = f"/patients/{patient}/edit"
    answer = person.browser.post_with(person.browser.token("/login"), path, typed)
    return became(answer.status_code, answer.headers.get("Location", ""))


@on_each_engine
def test_a_correction_counts_as_reading_the_record_and_is_saved_beyond_the_limit_but_not_shown(
    nurse, people, store, clock
):
    def limit_is(reached: int) -> None:
        with store.begin() as unit:
            member = member_of(unit, nurse.email)
            storage_counts.add(
                unit.db, member.id, hour_kind(clock(), SHOWN), day_of(clock()), reached * A_RECORD
            )

    def address() -> str:
        with store.read() as unit:
            return str(the_patient(unit, people[0], ("address",)).address)

    nurse.is_let_in()
    limit_is(USUAL - 1)
    assert corrects(nurse, people[0], version="1", address="1 Weir Yard") == "shown"
    assert shows(nurse, people[1], 1) == ["code"], "the correction was the last of the hour"
    clock.moves(minutes=2)
    for version, reached in ((2, 0), (3, AFTER_CODE)):
        limit_is(reached)
        typed = f"{version} Weir Yard"
        assert corrects(nurse, people[0], version=str(version), address=typed) == "shown"
        assert address() == typed
        assert typed not in nurse.browser.get(f"/patients/{people[0]}").text
        nurse.confirms()
    assert shows(nurse, people[1], 1) == ["refused"]
    assert actions(store) == ["patients.pace_reached", "patients.pace_raised"]


def test_all_names_of_the_list_count(nurse, people, store, clock):
    nurse.is_let_in()
    nurse.browser.post("/patients/show", all="1", reason="ringing")
    assert nurse.browser.get("/patients").status_code == 200
    is_at_the_brim(nurse, store, clock)
    assert nurse.browser.get("/patients").headers["Location"] == "/confirm?next=/patients"
    clock.moves(minutes=1)
    assert nurse.browser.get("/patients").status_code == 200, "with names hidden it is always there"


def test_a_copy_counts_and_has_its_code_already(nurse, people, store, clock):
    nurse.is_let_in()
    nurse.confirms()
    is_at_the_brim(nurse, store, clock)
    path = f"/patients/{people[0]}/copy"
    copied = nurse.browser.post(path, format="json", reason="access")
    assert copied.status_code == 200
    assert actions(store) == ["patients.pace_reached", "patients.pace_raised"]
