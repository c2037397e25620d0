"""Reception's pages ask the database for no column that may hold a health answer, sealed or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.store.patients import look_alikes
from tests.dashboard.at_the_record import does, hands_in, sees, url_of
from tests.dashboard.people_on_file import on_file
from tests.people import Patient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from app.store import Store
    from tests.people import Clock, Twilio
    from tests.staff_people import Colleague

HEALTH = re.compile(r"\b(medical_history|medications|extra|snapshot)\b")
"""`extra` has whatever is asked beyond the first five questions; a snapshot has all answers of a version."""


@pytest.fixture
def selected(store: Store) -> Iterator[list[str]]:
    """Every statement that reads, from now on."""
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            said.append(statement)

    event.listen(store.engine, "before_cursor_execute", hear)
    yield said
    event.remove(store.engine, "before_cursor_execute", hear)


@pytest.fixture
def maya(patient: Patient, store: Store, clock: Clock, twilio: Twilio) -> UUID:
    """A patient with an emergency word, a look-alike, and somebody who is still answering."""
    answers = ("Maya Okafor", "4 March 1990", "12 Mill Lane", "I have chest pain", "DONE", "NONE")
    maya = hands_in(patient, store, *answers)
    on_file(store, clock(), name="Maya Okafor")
    Patient(twilio, "whatsapp:+15005550101").tells("hello", "1", "1", "Tom Hale")
    return maya


def test_no_page_and_no_act_of_reception_selects_a_health_column(
    colleague: Callable[[str], Colleague], maya: UUID, store: Store, selected: list[str]
):
    ines = colleague("reception")
    ines.is_let_in()
    with store.read() as unit:
        (other,) = look_alikes.of(unit.db, [maya])[maya]
    selected.clear()
    get, post = ines.browser.get, ines.browser.post
    assert "Emergency word" in get("/patients").text
    post("/patients/search", q="Okaf")
    assert "Emergency word" in get("/patients/found/1").text
    post("/patients/show", reason="ringing", all="1", found="1")
    assert "Okafor" in get("/patients/found/1").text
    assert "An answer contains an emergency word" in get(url_of(maya)).text
    assert "Okafor" in sees(ines, maya, "show", part="all", reason="ringing").text
    assert "Okafor" in sees(ines, maya, "print", parts=["identity", "notes"]).text
    assert "12 Mill Lane" in get(f"{url_of(maya)}/edit").text
    assert get(f"{url_of(maya)}/compare/{other}").status_code == 200
    assert sees(ines, maya, f"compare/{other}/show", reason="ringing").status_code == 200
    assert does(ines, maya, "emergency").status_code == 303
    assert does(ines, maya, "status", **{"from": "new", "status": "in_review"}).status_code == 303
    assert does(ines, maya, "note", note="Called, no answer").status_code == 303
    assert get("/requests").status_code == get("/answering").status_code == get("/patients/news").status_code
    assert selected, "something was read"
    assert [each for each in selected if HEALTH.search(each)] == []
