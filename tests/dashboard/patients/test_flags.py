"""What stands out about a record is said in words, in the list and on the record, without a question for each row."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, update

from app.dashboard.audit_words import sentence
from app.store.messages import deliveries
from app.store.patients import legal_holds, patients
from app.store.patients.patient import patients as records
from app.store.work import alarms
from tests.dashboard.at_the_record import does, hands_in, plain, url_of
from tests.dashboard.list_page import listed
from tests.dashboard.people_on_file import details, on_file
from tests.databases import on_each_engine

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from app.store import Store
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague


@pytest.fixture
def conversation(maya: UUID, store: Store) -> UUID:
    with store.read() as unit:
        found = patients.get(unit.db, maya, ())
    assert found
    assert found.conversation_id
    return found.conversation_id


def hears(store: Store, conversation: UUID, clock: Clock, sid: str, status: str, code: str | None = None):
    """Twilio tells what became of a message."""
    clock.moves(seconds=1)
    with store.begin() as unit:
        assert deliveries.advance(unit.db, "SM" + sid * 32, conversation, status, code, clock())


def rows(person: Colleague) -> str:
    """Return what the rows of the list say, without the tools around it."""
    page = person.browser.get("/patients").text
    return plain(page.partition("<tbody>")[2].partition("</tbody>")[0])


def test_a_restricted_record_is_flagged_in_the_list(ines: Colleague, maya: UUID):
    assert "Restricted" not in rows(ines)
    does(ines, maya, "restrict")
    assert "Restricted" in rows(ines)


@on_each_engine
def test_an_alarm_has_its_record_first_in_the_list_whatever_its_status_until_somebody_takes_it(
    ines: Colleague, maya: UUID, patient: Patient, store: Store, clock: Clock
):
    does(ines, maya, "status", **{"from": "new", "status": "done"})
    clock.moves(minutes=5)
    newer = str(on_file(store, clock()))
    assert listed(ines.browser.get("/patients").text) == [newer]
    assert listed(ines.browser.get("/patients?status=all").text) == [newer, str(maya)]
    patient.says("I have chest pain")
    for address in ("/patients", "/patients?sort=status"):
        page = ines.browser.get(address).text
        assert listed(page) == [str(maya), newer]
        assert page.count('class="hot"') == 1
    assert "Emergency word" in rows(ines)
    assert listed(ines.browser.get("/patients?flag=alarm").text) == [str(maya)]
    with store.begin() as unit:
        (alarm,) = alarms.latest(unit.db)
        assert alarms.take(unit.db, alarm.conversation_id, alarm.id, "staff:1", clock())
    assert listed(ines.browser.get("/patients?status=all").text) == [newer, str(maya)]
    assert listed(ines.browser.get("/patients?flag=alarm").text) == []


def test_a_patient_who_has_stopped_messages_is_flagged_until_they_start_again(
    ines: Colleague, maya: UUID, patient: Patient
):
    patient.says("STOP")
    assert "Stopped messages" in rows(ines)
    assert "This patient has stopped messages (STOP)." in ines.browser.get(url_of(maya)).text
    patient.says("START")
    assert "Stopped messages" not in rows(ines)
    assert "has stopped messages" not in ines.browser.get(url_of(maya)).text


def test_a_message_that_did_not_arrive_is_told_until_a_later_one_does(
    ines: Colleague, maya: UUID, store: Store, conversation: UUID, clock: Clock
):
    hears(store, conversation, clock, "a", "delivered")
    assert "Not delivered" not in rows(ines)
    hears(store, conversation, clock, "b", "undelivered", "63024")
    assert "Not delivered The number is not on WhatsApp. Call them." in rows(ines)
    page = plain(ines.browser.get(url_of(maya)).text)
    assert "Our last message did not reach this patient." in page
    assert "The number is not on WhatsApp. Call them." in page
    hears(store, conversation, clock, "d", "failed", None)
    assert "Not delivered The reason is not known. Check the number, or call them." in rows(ines)
    hears(store, conversation, clock, "c", "sent")
    assert "Not delivered" not in rows(ines)
    assert "did not reach" not in ines.browser.get(url_of(maya)).text


def test_a_record_on_hold_is_flagged_whatever_columns_are_shown(
    ines: Colleague, maya: UUID, store: Store, clock: Clock
):
    with store.begin() as unit:
        assert legal_holds.add(unit.db, maya, "A solicitor wrote", "staff:x", clock())
    ines.browser.post("/patients/columns", columns="language")
    assert "On hold" in plain(ines.browser.get("/patients").text)


def test_a_longer_list_asks_no_more_often(ines: Colleague, maya: UUID, store: Store, clock: Clock):
    said: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *heard: said.append(heard[2]))

    def asked() -> int:
        """Count what is asked for a page, but for maintenance: that is asked for by the second."""
        said.clear()
        ines.browser.get("/patients")
        return sum("milestones" not in each for each in said)

    for number in range(2):
        on_file(store, clock(), name=f"Ana Ruiz{number}", birth_date="1970-01-01")
    short = asked()
    for number in range(2, 20):
        on_file(store, clock(), name=f"Ana Ruiz{number}", birth_date="1970-01-01")
    assert asked() == short


def test_flags_that_were_emptied_by_hand_are_unknown_and_never_silently_missing(
    ines: Colleague, patient: Patient, store: Store
):
    maya = hands_in(
        patient, store, "Maya Okafor", "4 March 1990", "12 Mill Lane", "chest pain", "DONE", "NONE"
    )
    with store.engine.begin() as connection:
        connection.execute(update(records).where(records.c.id == maya).values(flags=None))
    assert "Cannot be opened" in plain(ines.browser.get("/patients").text)
    assert "It is also unknown whether an emergency word was found" in ines.browser.get(url_of(maya)).text


def test_an_allergy_is_flagged_for_those_who_read_health_answers_and_counted_in_the_trail(
    app: Flask, ines: Colleague, priya: Colleague, store: Store, clock: Clock
):
    allergic = on_file(store, clock(), allergies="Penicillin", name="Ana Ruiz")
    on_file(store, clock(), allergies="none", name="Noor Haddad")
    assert rows(priya).count("Allergy") == 1
    assert "Allergy" not in ines.browser.get("/patients").text
    assert [each.get("allergies") for each in details(store, "patients.listed")] == [None, 1]
    page = priya.browser.get("/patients?flag=allergy").text
    assert listed(page) == [str(allergic)]
    assert "data-news" not in page
    assert priya.browser.get("/patients/news?flag=allergy").status_code == 400
    assert '<option value="allergy" selected>' in page
    refused = ines.browser.get("/patients?flag=allergy")
    assert refused.status_code == 400
    assert 'value="allergy"' not in refused.text
    with app.test_request_context():
        said = sentence("patients.listed", {"patients": 9, "shown": 0, "allergies": 2})
    assert said.endswith("0 names shown. 2 allergy flags shown")


def test_an_allergy_filter_leads_on_from_record_to_record_and_an_unreadable_one_is_never_missing(
    priya: Colleague, store: Store, clock: Clock
):
    first, second = (on_file(store, clock(), allergies="Latex", name="Ana Ruiz") for _ in range(2))
    on_file(store, clock(), name="Noor Haddad")
    urls = re.findall(
        r'href="(/patients/[0-9a-f-]{36}[^"]*)"', priya.browser.get("/patients?flag=allergy").text
    )
    page = plain(priya.browser.get(unescape(urls[0])).text)
    assert "All, filtered (2)" in page
    with store.engine.begin() as connection:
        connection.execute(update(records).where(records.c.id == first).values(allergy=None, extra="gAAAAA"))
    assert rows(priya).count("Cannot be opened") == 1
    assert listed(priya.browser.get("/patients?flag=allergy").text) == [str(second)]
