"""Unfinished intakes: where each patient is, and what staff can do about it without reading a word of theirs."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.intake.phrases import SHIPPED
from app.store.conversations import conversation_steps, conversations, unfinished
from app.store.conversations.conversations import ConversationRow
from app.store.messages.receipts import Receipt
from app.store.model import table_of
from app.store.patients import patients
from app.store.patients.patient import patients as records
from app.store.trail import audit
from tests.dashboard.at_the_record import plain
from tests.databases import on_each_engine
from tests.furnished import House, furnishing
from tests.people import FOR_A_CHILD, HANDS_IN, Patient
from tests.staff_people import version_on
from tests.store_queries import spoken_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store
    from tests.app_fixtures import Contents
    from tests.people import Clock, Twilio
    from tests.staff_people import Colleague

SAID = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma")
ENDS = re.compile(r'class="cover" href="/answering/.*?<i>•••</i> (\d{3})')
INTAKE = (*SAID, "DONE", "NONE", *HANDS_IN)


@pytest.fixture
def nurse(receptionist_in: Colleague) -> Colleague:
    return receptionist_in


def begins(patient: Patient, *said: str) -> Patient:
    patient.tells("hello", "1", "1", *said)
    return patient


@furnishing
def at_the_name(house: House) -> None:
    """Somebody at the first question."""
    begins(house.patient)


@furnishing
def at_the_address(house: House) -> None:
    """Somebody at the third question."""
    begins(house.patient, *SAID[:2])


def rows(page: str) -> list[str]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [plain(row.partition("popovertarget")[0]) for row in body.split("<tr>")[1:]]


def here(nurse: Colleague) -> tuple[str, str]:
    """Return the address and the version that the page has for the only one on it."""
    page = nurse.browser.get("/answering").text
    found = re.search(r'href="(/answering/[0-9a-f-]{36})/restart"', page)
    assert found, page
    return found[1], version_on(nurse.browser.get(f"{found[1]}/restart").text)


def does(nurse: Colleague, path: str, **fields: str):
    return nurse.browser.post_with(nurse.browser.last_token(), path, {"reason": "stuck", **fields})


def actions(store: Store) -> list[str]:
    with store.read() as unit:
        return [event.action for event in reversed(audit.latest(unit.db, 200))]


@pytest.mark.usefixtures("at_the_address")
def test_each_row_says_where_they_are_since_when_and_how_long_silent_and_no_word_of_theirs(
    nurse: Colleague, patient: Patient, clock: Clock
):
    clock.moves(hours=13)
    nurse.is_let_in()
    page = nurse.browser.get("/answering").text
    (row,) = rows(page)
    assert "••• 006" in row
    assert "Asked: Address" in row
    assert "English" in row
    assert "Today, 09:0" in row or "Today, 09:1" in row
    assert "10 h left" in row
    assert "M ••• O ••• L •••" in row
    without_ids = re.sub(r"[0-9a-f-]{36}", "", page)  # one of them may hold these digits by chance
    for hidden in (*SAID, "Maya", "1990-03", "March 1990", "15005550006", "5550"):
        assert hidden not in without_ids


def test_who_wrote_last_comes_first_and_the_window_of_the_longest_silent_is_over(
    nurse: Colleague, twilio: Twilio, clock: Clock
):
    for digits in ("101", "102", "103"):
        begins(Patient(twilio, f"whatsapp:+15005550{digits}"), SAID[0])
        clock.moves(hours=11)
    clock.moves(hours=1)
    nurse.is_let_in()
    found = rows(nurse.browser.get("/answering").text)
    assert [re.search(r"••• (\d+)", row)[1] for row in found] == ["103", "102", "101"]  # type: ignore[index]
    assert [
        next(free for free in ("12 h left", "11 h left", "49 min left", "Over") if free in row)
        for row in found
    ] == [
        "11 h left",
        "49 min left",
        "Over",
    ]


def test_only_who_has_begun_and_not_handed_in_or_stopped_is_listed(
    nurse: Colleague, twilio: Twilio, clock: Clock
):
    for number, said in enumerate(
        [
            ("ok",),
            ("hello", "1", "1", *INTAKE),
            ("hello", "1", "2", "1"),
            ("hello", "1", "1", "STOP"),
        ]
    ):
        Patient(twilio, f"whatsapp:+1500555020{number}").tells(*said)
    page = nurse.browser.get("/answering")
    assert "No one is answering at the moment" in page.text
    begins(Patient(twilio, "whatsapp:+15005550209"))
    assert len(rows(nurse.browser.get("/answering").text)) == 1


@on_each_engine
def test_fifty_a_page_and_no_one_is_skipped_or_shown_twice(nurse: Colleague, twilio: Twilio, clock: Clock):
    for number in range(53):
        Patient(twilio, f"whatsapp:+150055{number:05d}").tells("hello", "1")
        if number % 3:
            clock.moves(seconds=1)
    first = nurse.browser.get("/answering").text
    onward = re.search(r'href="(/answering\?after=[^"]+)"', first)
    assert onward
    second = nurse.browser.get(unescape(onward[1])).text
    seen = re.findall(r"/answering/([0-9a-f-]{36})/restart", first + second)
    assert (len(rows(first)), len(rows(second))) == (50, 3)
    assert len(set(seen)) == 53
    assert 'rel="next"' not in second
    for bad in ("nonsense", "20261125T090000.000000_zz", "_", "%00"):
        assert nurse.browser.get(f"/answering?after={bad}").status_code == 400


@pytest.mark.usefixtures("at_the_name")
def test_a_look_is_one_event_with_a_count(nurse: Colleague, patient: Patient, store: Store):
    before = actions(store)
    nurse.browser.get("/answering")
    assert actions(store)[len(before) :] == ["conversations.listed"]
    with store.read() as unit:
        (event,) = audit.latest(unit.db, 1)
    assert event.details == {"conversations": 1}
    assert event.actor.startswith("staff:")


@pytest.mark.usefixtures("at_the_name")
def test_a_number_that_does_not_open_is_said_so_and_still_listed(
    nurse: Colleague, patient: Patient, store: Store
):
    with store.engine.begin() as connection:
        connection.execute(update(ConversationRow).values(address="gAAAAAA"))
    page = nurse.browser.get("/answering").text
    assert "Number cannot be opened" in page


@on_each_engine
def test_a_restart_deletes_the_draft_and_the_next_message_gets_the_beginning_in_the_same_language(
    nurse: Colleague, patient: Patient, store: Store
):
    patient.tells("hola", "1", "1", *SAID[:3])
    url, version = here(nurse)
    before = actions(store)
    answer = does(nurse, f"{url}/restart", version=version)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/answering")
    assert actions(store)[len(before) :][-1] == "conversation.restarted"
    with store.engine.connect() as connection:
        assert {row.reply for row in connection.execute(select(table_of(Receipt).c.reply))} == {None}
    page = nurse.browser.get("/answering").text
    assert "The draft is deleted" in page
    (row,) = rows(page)
    assert "Asked whom it is about" in row
    reply = patient.says("1")
    assert SHIPPED["es"].whom in reply
    patient.tells("1", "1", *INTAKE)
    with store.read() as unit:
        (stored,) = patients.page(unit.db, 5)
    assert stored.name == "Maya Okafor-Lindt"


@pytest.mark.usefixtures("at_the_address")
def test_a_restart_takes_drafts_that_could_not_be_read_with_it(
    nurse: Colleague, patient: Patient, store: Store, contents: Callable[[], Contents]
):
    with store.engine.begin() as connection:
        connection.execute(update(ConversationRow).values(progress="gAAAAAA"))
    begins(patient, SAID[0])
    assert len(contents()["lost_drafts"]) == 1
    url, version = here(nurse)
    assert does(nurse, f"{url}/restart", version=version).status_code == 303
    assert contents()["lost_drafts"] == []


@pytest.mark.usefixtures("at_the_address")
def test_a_restart_is_in_the_conversations_timeline(nurse: Colleague, patient: Patient, store: Store):
    url, version = here(nurse)
    does(nurse, f"{url}/restart", version=version)
    with store.read() as unit:
        conversation = conversations.find(unit.db, patient.address)
        assert conversation
        assert [step.step for step in conversation_steps.of(unit.db, conversation)] == [
            "whom", "consent", "name", "birth_date", "address", "whom",
        ]  # fmt: skip


@pytest.mark.usefixtures("at_the_address")
def test_a_draft_that_does_not_open_can_be_begun_again(nurse: Colleague, patient: Patient, store: Store):
    with store.engine.begin() as connection:
        connection.execute(update(ConversationRow).values(progress="gAAAAAA"))
    url, version = here(nurse)
    assert does(nurse, f"{url}/restart", version=version).status_code == 303
    assert "I couldn’t open" not in patient.says("hello")


@pytest.mark.usefixtures("at_the_address")
@on_each_engine
@pytest.mark.parametrize("act", ["restart", "release"])
@pytest.mark.parametrize("meanwhile", [("12 Mill Lane",), (*INTAKE[2:],), ("STOP",)])
def test_a_sender_who_has_written_meanwhile_loses_nothing_and_staff_are_told_to_look_again(
    act: str,
    meanwhile: tuple[str, ...],
    nurse: Colleague,
    patient: Patient,
    store: Store,
    contents: Callable[[], Contents],
):
    url, version = here(nurse)
    patient.tells(*meanwhile)
    before = contents()
    answer = does(nurse, f"{url}/{act}", version=version)
    assert answer.status_code == 409
    assert "Check again where they are" in answer.text
    after = contents()
    for table in ("conversations", "receipts", "patients", "consents", "conversation_steps"):
        assert after[table] == before[table]
    assert "conversation.restarted" not in actions(store)
    assert "conversation.released" not in actions(store)


@pytest.mark.usefixtures("at_the_address")
@on_each_engine
@pytest.mark.parametrize("act", ["restart", "release"])
def test_the_same_form_sent_twice_does_nothing_the_second_time(
    act: str, nurse: Colleague, patient: Patient, store: Store
):
    url, version = here(nurse)
    assert does(nurse, f"{url}/{act}", version=version).status_code == 303
    assert does(nurse, f"{url}/{act}", version=version).status_code == 409
    assert actions(store).count(f"conversation.{act}ed" if act == "restart" else "conversation.released") == 1


@pytest.mark.usefixtures("at_the_name")
def test_a_form_that_names_no_version_is_refused(
    nurse: Colleague, contents: Callable[[], Contents], subtests: pytest.Subtests
):
    url, _ = here(nurse)
    before = contents()["conversations"]
    for act in ("restart", "release"):
        for version in ("", "x", "-1", "1" * 40, "\x00", "1 OR 1=1"):
            with subtests.test(f"{act} {version!r}"):
                assert does(nurse, f"{url}/{act}", version=version).status_code == 400
                assert contents()["conversations"] == before


def test_a_wrong_number_is_released_after_a_page_that_says_what_goes_and_what_stays(
    nurse: Colleague, patient: Patient, store: Store, contents: Callable[[], Contents]
):
    begins(patient, *SAID[:3])
    url, version = here(nurse)
    before = actions(store)
    page = nurse.browser.get(f"{url}/release")
    assert page.status_code == 200
    assert actions(store)[len(before) :] == ["conversation.release_opened"]
    for hidden in (*SAID, "Maya", "15005550006"):
        assert hidden not in page.text
    assert "Will be removed" in page.text
    assert "What they have written and not sent" in plain(page.text)
    assert "The records that were sent" not in page.text
    answer = does(nurse, f"{url}/release", version=version)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/answering")
    assert actions(store)[-1] == "conversation.released"
    after = contents()
    assert after["conversations"] == after["consents"] == after["conversation_steps"] == []
    assert "The number is forgotten" in nurse.browser.get("/answering").text
    assert nurse.browser.get(f"{url}/release").status_code == 404
    assert "Which language" in patient.says("12 Mill Lane")


def test_a_number_from_which_patients_were_sent_leaves_their_records_and_begins_again(
    nurse: Colleague, patient: Patient, store: Store, clock: Clock
):
    begins(patient, *INTAKE)
    clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, "Noor Haddad")
    url, version = here(nurse)
    assert "The records that were sent from this number" in plain(nurse.browser.get(f"{url}/release").text)
    assert does(nurse, f"{url}/release", version=version).status_code == 303
    with store.read() as unit:
        (stored,) = patients.page(unit.db, 5)
        assert unfinished.count(unit.db) == 0
        assert spoken_for(unit, patient.address) == []  # as the page has said
    assert stored.name == "Maya Okafor-Lindt"
    assert "Who are these questions about" in patient.says("hello")
    with store.engine.connect() as connection:
        filed = connection.execute(select(records.c.conversation_id)).scalar_one()
        addresses = dict(connection.execute(select(ConversationRow.id, ConversationRow.address_index)).all())
    assert len(set(addresses.values())) == 2
    assert filed in addresses


@pytest.mark.usefixtures("at_the_name")
def test_an_auditor_sees_nobody_who_is_answering(colleague: Callable[[str], Colleague], patient: Patient):
    auditor = colleague("auditor")
    auditor.is_let_in()
    assert auditor.browser.get("/answering").status_code == 403


@on_each_engine
def test_a_sender_who_may_need_help_now_is_first_on_the_first_page_however_short_their_silence(
    nurse: Colleague, twilio: Twilio, store: Store, clock: Clock, monkeypatch
):
    monkeypatch.setattr("app.dashboard.unfinished.page.PAGE", 2)
    for end in (111, 222, 333):
        begins(Patient(twilio, f"whatsapp:+15005550{end}"))
        clock.moves(minutes=1)
    Patient(twilio, "whatsapp:+15005550444").tells("hello", "1", "1", "I have chest pain")
    nurse.is_let_in()
    page = nurse.browser.get("/answering").text
    assert ENDS.findall(page) == ["444", "333", "222"]
    following = re.search(r'href="([^"]+)" rel="next"', page)
    assert following
    assert ENDS.findall(nurse.browser.get(unescape(following[1])).text) == ["111"]


def test_five_emergencies_stand_above_the_others_and_a_link_leads_to_all_alarms(
    nurse: Colleague, twilio: Twilio
):
    for end in range(7):
        Patient(twilio, f"whatsapp:+1500555070{end}").tells("hello", "1", "1", "I have chest pain")
    begins(Patient(twilio, "whatsapp:+15005550800"))
    page = nurse.browser.get("/answering").text
    assert [end[0] for end in ENDS.findall(page)] == ["7"] * 5 + ["8"]
    assert '<a href="/alarms">2 more emergencies</a>' in page


def test_a_conversation_that_never_was_is_not_found(nurse: Colleague):
    nobody = "/answering/00000000-0000-4000-8000-000000000000"
    assert nurse.browser.get(f"{nobody}/release").status_code == 404
    for act in ("restart", "release"):
        assert does(nurse, f"{nobody}/{act}", version="3").status_code == 409


def test_the_number_is_shown_for_a_reason_and_a_minute_and_each_look_is_in_the_trail(
    nurse, patient, store, clock
):
    begins(patient, *SAID[:1])
    at, _version = here(nurse)
    masked = nurse.browser.get(at).text
    assert "+15005550006" not in masked
    assert "ends in 006" in masked
    refused = nurse.browser.post(f"{at}/number", reason="because")
    assert (refused.status_code, "+15005550006" in refused.text) == (422, False)
    answer = nurse.browser.post(f"{at}/number", reason="helping")
    assert (answer.status_code, answer.headers["Location"]) == (303, at)
    shown = nurse.browser.get(at).text
    assert 'href="tel:+15005550006"' in shown
    assert not [word for word in SAID if word in shown]
    clock.moves(seconds=30)
    assert "tel:" in nurse.browser.get(at).text, "a reload within the minute"
    clock.moves(seconds=31)
    assert "tel:" not in nurse.browser.get(at).text
    with store.read() as unit:
        told = [each for each in audit.latest(unit.db, 50) if each.action == "conversation.number_shown"]
    assert [dict(each.details) for each in told] == [{"number_reason": "helping"}], "once for each showing"


@pytest.mark.usefixtures("at_the_name")
def test_a_number_that_one_member_has_shown_stays_hidden_from_another(nurse, colleague, patient):
    at, _version = here(nurse)
    nurse.browser.post(f"{at}/number", reason="helping")
    priya = colleague("clinician")
    priya.is_let_in()
    assert "tel:" not in priya.browser.get(at).text
