"""What a patient sends after handing in puts the record on top, with what is new marked, whatever its status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.store.conversations import callbacks
from app.store.patients import left_notes, patients
from tests.dashboard.at_the_record import does, happened, plain, sees, url_of
from tests.dashboard.people_on_file import on_file, read_off
from tests.databases import on_each_engine

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague

NOTE = "I forgot: I am allergic to penicillin"


def on_top(person: Colleague) -> str:
    """Return the rows of those who wait for somebody, "" if there are none."""
    page = person.browser.get("/patients").text
    return re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)[0] if "First: " in page else ""


def news_on(person: Colleague, patient_id: UUID) -> str:
    return read_off(r'name="news" value="(\d+)"', person.browser.get(url_of(patient_id)).text)


def is_done(person: Colleague, patient_id: UUID, status: str = "new") -> None:
    fields = {"from": status, "status": "done", "news": news_on(person, patient_id)}
    assert does(person, patient_id, "status", **fields).status_code == 303


@pytest.fixture
def nurse(clinician_in: Colleague) -> Colleague:
    return clinician_in


def test_a_change_and_a_note_after_done_put_the_record_on_top_with_what_is_new_marked(
    nurse: Colleague, maya: UUID, patient: Patient, store: Store, clock: Clock
):
    is_done(nurse, maya)
    assert on_top(nurse) == ""
    for _ in range(3):
        clock.moves(minutes=1)
        on_file(store, clock())
    clock.moves(minutes=1)
    patient.tells("0", "1", "5", "Ramipril 5 mg", "DONE", "SEND")
    clock.moves(minutes=1)
    patient.says(NOTE)
    top = plain(on_top(nurse))
    assert f"{maya.hex[:4]}-{maya.hex[4:8]}" in top
    assert "Done" in top
    assert "New information" in top
    list_page = nurse.browser.get("/patients").text
    assert list_page.count(f'href="{url_of(maya)}?queue=all"') == 1, "once on the page, on top"

    page = sees(nurse, maya, "show", part="health").text
    assert "New information from the patient" in page
    assert NOTE in page
    for label, is_new in (("Medicines", True), ("Medical history", False), ("Address", False)):
        term = page[page.index(f"<dt>{label}") :].partition("</dt>")[0]
        assert ("New" in plain(term.removeprefix(f"<dt>{label}"))) is is_new
    assert "Salbutamol" in page
    assert "Ramipril 5 mg" in page


def test_nothing_of_the_earlier_answer_is_lost_by_adding(
    maya: UUID, patient: Patient, store: Store, clock: Clock
):
    clock.moves(minutes=1)
    patient.tells("0", "1", "5", "Ramipril 5 mg", "DONE", "SEND")
    with store.read() as unit:
        found = patients.get(unit.db, maya)
        before = patients.values_at(unit.db, maya, 1)
    assert found is not None
    assert found.medications == "Salbutamol\nRamipril 5 mg"
    assert isinstance(before, dict)
    assert before["medications"] == "Salbutamol"


def test_what_finds_no_room_becomes_a_note_and_the_patient_is_told(
    maya: UUID, patient: Patient, store: Store, clock: Clock
):
    with store.begin() as unit:
        patients.correct(unit.db, maya, 1, {"medications": "x" * 3995}, "nurse", clock())
    patient.tells("0", "1", "5", "Ramipril 5 mg", "DONE")
    assert "passed on what you added as a note" in patient.says("SEND")
    with store.read() as unit:
        found = patients.get(unit.db, maya)
        [note] = left_notes.of(unit.db, maya)
    assert found is not None
    assert found.medications == "x" * 3995
    assert note.text == "Medicines: Ramipril 5 mg"


def test_reading_it_takes_the_record_off_the_top_and_is_audited(
    nurse: Colleague, maya: UUID, patient: Patient, store: Store
):
    patient.says(NOTE)
    assert on_top(nurse)
    assert does(nurse, maya, "news", news=news_on(nurse, maya)).status_code == 303
    assert on_top(nurse) == ""
    assert happened(store, maya)[-1].action == "patient.news_read"
    page = nurse.browser.get("/patients").text
    assert "New information" not in plain(page[page.index('id="list"') :])


@on_each_engine
@pytest.mark.parametrize("act", ["news", "done"])
def test_news_that_came_while_the_page_was_open_stay(
    nurse: Colleague, maya: UUID, patient: Patient, act: str, clock: Clock
):
    patient.says(NOTE)
    seen = news_on(nurse, maya)
    clock.moves(minutes=1)
    patient.says("and to latex")
    if act == "news":
        answer = does(nurse, maya, "news", news=seen)
    else:
        answer = does(nurse, maya, "status", **{"from": "new", "status": "done", "news": seen})
    assert answer.status_code == 409
    assert "something new meanwhile" in plain(answer.text)
    assert on_top(nurse)
    is_done(nurse, maya)
    assert on_top(nurse) == ""


def test_other_statuses_leave_the_news_where_they_are(nurse: Colleague, maya: UUID, patient: Patient):
    patient.says(NOTE)
    does(nurse, maya, "status", **{"from": "new", "status": "in_review"})
    assert "In review" in plain(on_top(nurse))


def test_reception_sees_that_there_is_a_note_and_none_of_its_words(
    ines: Colleague, maya: UUID, patient: Patient
):
    patient.says(NOTE)
    assert f"{maya.hex[:4]}-{maya.hex[4:8]}" in on_top(ines)
    page = sees(ines, maya, "show", part="all").text
    assert "Sent after the answers" in page
    assert "Only clinicians can open what patients write here." in page
    assert "penicillin" not in page
    assert does(ines, maya, "show", part="health").status_code == 403


def test_a_note_that_was_taken_back_is_on_no_page(nurse: Colleague, maya: UUID, patient: Patient):
    patient.tells(NOTE)
    assert "taken your note back" in patient.says("1")
    assert on_top(nurse) == ""
    page = sees(nurse, maya, "show", part="all").text
    assert "penicillin" not in page
    assert "The patient took a note back" in page


def test_the_page_that_asks_for_itself_learns_of_news(
    nurse: Colleague, maya: UUID, patient: Patient, clock: Clock
):
    def mark() -> str:
        return read_off(r'"mark":"([^"]+)"', nurse.browser.get("/patients/news").text)

    before = mark()
    patient.says(NOTE)
    after = mark()
    assert before != after
    assert f'data-mark="{after}"' in nurse.browser.get("/patients").text
    patient.says("3")
    assert mark() != after


@on_each_engine
def test_a_patient_who_asked_to_be_called_is_listed_until_somebody_called(
    nurse: Colleague, ines: Colleague, maya: UUID, patient: Patient, store: Store
):
    patient.tells("0", "3")
    page = ines.browser.get("/patients").text
    assert "Asked to be called" in page
    assert "+15005550006" not in page
    [call] = waiting(store)
    number = ines.browser.get(f"/patients/callbacks/{call.id}").text
    assert "+15005550006" in number
    for person in (ines, nurse):
        answer = person.browser.post(f"/patients/callbacks/{call.id}/done")
        assert answer.status_code == 303
    assert "Someone else has already called." in nurse.browser.get("/patients").text
    assert waiting(store) == []
    assert ines.browser.get(f"/patients/callbacks/{call.id}").status_code == 404
    actions = [event.action for event in happened(store, maya)]
    assert actions.count("callback.opened") == 1
    assert actions.count("callback.done") == 1


def waiting(store: Store):
    with store.read() as unit:
        return callbacks.all_waiting(unit.db)


def test_the_filters_narrow_what_is_on_top(nurse: Colleague, maya: UUID, patient: Patient):
    patient.says(NOTE)
    assert "First: 1" in nurse.browser.get("/patients?status=new").text
    assert "First: " not in nurse.browser.get("/patients?status=done").text
