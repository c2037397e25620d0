"""The record for twenty seconds: what to act on stands first, one form saves all, and the rest is folded."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import callbacks
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.patients import left_notes, patient_notes, patients
from app.store.patients.left_notes import LeftNote
from app.store.staff import staff
from tests.dashboard.at_the_record import does, happened, plain, sees, url_of
from tests.dashboard.people_on_file import on_file
from tests.store.statements import heard

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from app.services import Services
    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague

WORK = {"from": "new", "status": "follow_up", "assigned_from": "", "due_from": ""}


@pytest.fixture
def record(store: Store, clock: Clock) -> UUID:
    return on_file(store, clock())


def strip(page: str) -> str:
    return plain(page.partition('<ul class="strip"')[2].partition("</ul>")[0].partition(">")[2])


def acts(store: Store, patient_id: UUID) -> list[str]:
    return [event.action for event in happened(store, patient_id)]


def notes(store: Store, patient_id: UUID) -> list[str]:
    with store.read() as unit:
        return [str(note.text) for note in patient_notes.of(unit.db, patient_id)]


def writes_later(store: Store, clock: Clock, patient_id: UUID, text: str, **said: Any) -> None:
    with store.begin() as unit:
        left_notes.add(unit.db, LeftNote(patient_id=patient_id, at=clock(), text=text, **said))


# ---------- one form


def test_one_save_changes_status_date_member_and_note_or_none_of_them(
    ines: Colleague, priya: Colleague, record: UUID, store: Store, clock: Clock
):
    with store.read() as unit:
        hers = next(str(each.id) for each in staff.all_members(unit.db) if each.email == priya.email)
    day = f"{clock().date().replace(day=28)}"
    form = WORK | {"assigned_to": hers, "due": day, "work_note": "Rang at ten"}
    for wrong in ({"due": "1999-01-01"}, {"assigned_to": "nobody"}, {"work_note": "x" * 2001}):
        assert does(ines, record, "status", **(form | wrong)).status_code == 422
    overtaken = does(ines, record, "status", **(form | {"assigned_to": ""} | {"assigned_from": str(record)}))
    assert overtaken.status_code == 422, "who had it is no member"
    with store.read() as unit:
        found = patients.get(unit.db, record, ())
        assert found
        assert (found.status, found.due_on) == ("new", None)
    assert notes(store, record) == []
    answer = sees(ines, record, "status", **form)
    assert "The status is now: Needs follow-up." in plain(answer.text)
    assert "The note was added." in plain(answer.text)
    with store.read() as unit:
        found = patients.get(unit.db, record, ())
        assert found
        assert (found.status, str(found.due_on), str(found.assigned_to)) == ("follow_up", day, hers)
    assert notes(store, record) == ["Rang at ten"]


def test_who_is_too_late_with_one_thing_has_saved_nothing_and_keeps_what_they_typed(
    ines: Colleague, priya: Colleague, record: UUID, store: Store
):
    with store.read() as unit:
        me = {each.email: str(each.id) for each in staff.all_members(unit.db)}
    does(priya, record, "assign", **{"from": "", "assigned_to": me[priya.email]})
    answer = does(
        ines, record, "status", **(WORK | {"assigned_to": me[ines.email], "work_note": "Rang at ten"})
    )
    assert answer.status_code == 409
    assert "Clinician, clinician saved first." in plain(answer.text)
    assert ">\nRang at ten</textarea>" in answer.text
    assert notes(store, record) == []
    assert "patient.status_changed" not in acts(store, record)


def test_a_form_that_comes_twice_is_carried_out_once_and_is_no_conflict(
    ines: Colleague, record: UUID, store: Store
):
    with store.read() as unit:
        hers = next(str(each.id) for each in staff.all_members(unit.db) if each.email == ines.email)
    form = WORK | {"give_to": hers, "due": "", "work_note": "Rang at ten", "once": uuid4().hex}
    said = {plain(sees(ines, record, "status", **form).text).count("Needs follow-up. ") for _ in range(3)}
    assert said != {0}
    assert notes(store, record) == ["Rang at ten"]
    assert acts(store, record).count("patient.status_changed") == 1
    assert acts(store, record).count("patient.assigned") == 1
    assert acts(store, record).count("patient.note_added") == 1
    does(ines, record, "status", **(form | {"work_note": "Rang at eleven"}))
    does(ines, record, "status", **(form | {"once": uuid4().hex}))
    assert sorted(notes(store, record)) == ["Rang at eleven", *2 * ["Rang at ten"]], (
        "other words, another page"
    )


def test_a_note_alone_is_saved_and_a_date_alone_says_what_it_needs(
    ines: Colleague, record: UUID, store: Store
):
    form = {"from": "new", "status": "", "work_note": "Rang at ten", "due": "2099-01-01"}
    refused = does(ines, record, "status", **form)
    assert refused.status_code == 422
    assert "Press “Needs follow-up” to save the date with it" in refused.text
    does(ines, record, "status", **(form | {"due": ""}))
    assert notes(store, record) == ["Rang at ten"]
    assert acts(store, record)[-1] == "patient.note_added"


def test_enter_in_a_field_saves_and_does_not_go_on_to_the_next_record(ines: Colleague, record: UUID):
    page = ines.browser.get(f"{url_of(record)}?queue=status:new").text
    of_work = re.findall(r'<button[^>]*name="(status|next)" value="(\w*)"', page)
    assert ("next", "done") in of_work
    assert of_work[0] == ("status", ""), "a browser presses the form's first button"


# ---------- what to act on


def test_who_asked_to_be_called_is_named_first_and_marked_from_the_record_once(
    ines: Colleague, priya: Colleague, maya: UUID, store: Store, clock: Clock
):
    with store.begin() as unit:
        talk = patients.get(unit.db, maya, ()).conversation_id  # type: ignore[union-attr]  # maya is there
        assert talk
        callbacks.ask(unit.db, talk, None, clock())  # before they handed in
    assert "Nobody has called yet. Mark as called" in strip(ines.browser.get(url_of(maya)).text)
    assert "Marked as called." in sees(ines, maya, "called").text
    assert "Someone else has already called." in sees(priya, maya, "called").text
    assert "Asked to be called" not in strip(ines.browser.get(url_of(maya)).text)
    assert acts(store, maya).count("callback.done") == 1


def test_an_allergy_stands_in_red_and_so_does_one_that_came_later_until_the_answer_is_corrected(
    priya: Colleague, ines: Colleague, store: Store, clock: Clock
):
    record = on_file(store, clock(), allergies="Latex")
    clock.moves(minutes=1)
    writes_later(store, clock, record, "I am also ALLERGIC to penicillin")
    writes_later(store, clock, record, "Can I come at nine?")
    writes_later(store, clock, record, "Soy alérgica al polen", to_person=True, clinical=True)
    hidden = priya.browser.get(url_of(record)).text
    assert "There is an allergy. Show the health answers to see which." in strip(hidden)
    assert "penicillin" not in hidden
    page = strip(sees(priya, record, part="all").text)
    assert "Allergies: Latex" in page
    assert "I am also ALLERGIC to penicillin" in page
    assert "Soy alérgica al polen" in page
    assert "Can I come at nine?" not in page
    assert not re.search(r"(?i)allerg|latex|penicillin", strip(sees(ines, record, part="all").text))
    clock.moves(minutes=1)
    does(priya, record, "edit", version="1", allergies="Latex, penicillin, pollen")
    assert "May be a new allergy" not in strip(sees(priya, record, part="all").text)


def test_that_there_is_an_allergy_is_a_look_that_the_trail_names(
    priya: Colleague, store: Store, clock: Clock
):
    record = on_file(store, clock(), allergies="Latex")
    priya.browser.get(url_of(record))
    assert dict(happened(store, record)[-1].details) == {"allergies": 1}


def test_a_message_is_waiting_until_somebody_has_answered(
    ines: Colleague, maya: UUID, store: Store, clock: Clock
):
    for text in ("Can my sister come?", "ok thanks"):
        writes_later(store, clock, maya, text, to_person=True)
    assert "2 messages are not answered." in strip(ines.browser.get(url_of(maya)).text)
    clock.moves(minutes=1)
    with store.begin() as unit:
        talk = patients.get(unit.db, maya, ()).conversation_id  # type: ignore[union-attr]  # maya is there
        new = NewMessage(Purpose.REPLY, "operator", conversation_id=talk, patient_id=maya, body="Yes")
        outbound.send(unit.db, new, clock())
    assert "not answered" not in strip(ines.browser.get(url_of(maya)).text)


# ---------- the rest


def test_hidden_a_clinician_sees_a_row_for_all_that_the_clinic_asks(
    priya: Colleague, record: UUID, store: Store, services: Services, clock: Clock
):
    asks_all = replace(services.settings.clinic, left_out=())
    with store.begin() as unit:
        assert versions.keep(unit.db, ClinicVersion, 0, asks_all, "operator", clock())
    labels = [
        re.findall(
            r"<dt>(?:<svg.*?</svg> )?([^<]+)", page.partition('id="h-health"')[2].partition("</dl>")[0]
        )
        for page in (priya.browser.get(url_of(record)).text, sees(priya, record, part="health").text)
    ]
    assert sorted(labels[0]) == sorted(labels[1])
    assert len(labels[0]) == 4


def test_history_is_folded_behind_its_counts_and_opens_where_one_reads_on(ines: Colleague, maya: UUID):
    page = ines.browser.get(url_of(maya)).text
    assert '<details class="fold" id="history">' in page
    summary = plain(page.partition('id="history"')[2].partition("</summary>")[0])
    assert re.search(r"\d+ steps of the conversation · 1?\d+\+? looks and acts", summary)
    for act in ("requests", "form"):
        assert '<details class="fold" id="history" open>' in sees(ines, maya, act).text
    assert '<details class="fold" id="history" open>' in ines.browser.get(f"{url_of(maya)}?before=99").text


@pytest.mark.parametrize("role", ["reception", "clinician"])
def test_an_ordinary_record_costs_no_more_than_fifteen_statements(
    role: str, colleague: Callable[[str], Colleague], maya: UUID, store: Store
):
    person = colleague(role)
    person.is_let_in()
    person.browser.get(url_of(maya))
    with heard(store) as statements:
        assert person.browser.get(url_of(maya)).status_code == 200
    assert len(statements) <= 15, statements
