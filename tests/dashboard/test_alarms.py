"""A cry for help is seen by whoever looks at the desk, is taken once, and its words are for those who may read them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from app.config import load
from app.services import Services
from app.store.conversations import conversations
from app.store.patients import erasures, patients
from app.store.trail import audit
from app.store.work import alarms, jobs
from app.store.work.alarms import MOST_WAITING, Alarm
from tests.dashboard.at_the_record import plain
from tests.databases import on_each_engine
from tests.doors import DOORS, LETS_IN
from tests.furnished import House, furnishing
from tests.messages.worker import do_jobs
from tests.people import HANDS_IN, Patient
from tests.settings import complete_environment
from tests.staff_people import Colleague
from tests.store.statements import heard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from app.store import Store
    from tests.people import Clock, Twilio

CRY = "chest pain, I am at Zanthippe's"
LIVE = {"Anteroom-Live": "1"}
ANSWERS = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "NONE")
BEGINS = ("hello", "1", "1")
PLACES = {
    "the very first message": (),
    "before consent": BEGINS[:3],
    "at the name": BEGINS,
    "at a refused date": (*BEGINS, ANSWERS[0], "no date of mine"),
    "in an unsent draft": (*BEGINS, *ANSWERS[:4]),
    "at the review": (*BEGINS, *ANSWERS, *HANDS_IN[:-1]),
    "after handing in": (*BEGINS, *ANSWERS, *HANDS_IN),
    "after STOP": (*BEGINS, ANSWERS[0], "STOP"),
}


@pytest.fixture
def nurse(clinician_in: Colleague) -> Colleague:
    return clinician_in


def let_in(colleague: Callable[[str], Colleague], role: str) -> Colleague:
    person = colleague(role)
    person.is_let_in()
    return person


def cries(patient: Patient, clock: Clock, *before: str) -> None:
    patient.tells(*before)
    clock.moves(minutes=2)
    patient.says(CRY)


@furnishing
def crying(house: House) -> None:
    """Somebody at the first question, who has cried for help."""
    cries(house.patient, house.clock, *BEGINS)


def band(page: str) -> str:
    return plain(page.partition('id="alarms"')[2].partition("page-head")[0])


def mark(person: Colleague) -> str:
    told = person.browser.get("/news/counts", **LIVE).json
    assert told is not None
    return str(told["alarms"])


def link(person: Colleague) -> str:
    found = re.search(r'href="(/alarms/[0-9a-f-]{36})"', person.browser.get("/alarms").text)
    assert found
    return found[1]


def closes(person: Colleague, path: str):
    seen = re.search(r'name="seen" value="([0-9a-f-]{36})"', person.browser.get(path).text)
    assert seen
    token = person.browser.last_token()
    return person.browser.post_with(token, f"{path}/outcome", {"seen": seen[1], "end": "safe"})


def takes(person: Colleague, path: str, page: str = ""):
    shown = page or person.browser.get(path).text
    seen = re.search(r'name="seen" value="([0-9a-f-]{36})"', shown)
    assert seen
    token = person.browser.last_token()
    return person.browser.post_with(token, f"{path}/take", {"seen": seen[1]})


def shows(person: Colleague, path: str, part: str, reason: str = "calling"):
    token = person.browser.last_token()
    answer = person.browser.post_with(token, f"{path}/show", {"part": part, "reason": reason})
    return person.browser.get(path) if answer.status_code == 303 else answer


def kept(store: Store) -> Sequence[Alarm]:
    with store.read() as unit:
        return alarms.latest(unit.db)


def events(store: Store, action: str) -> list[dict[str, object]]:
    with store.read() as unit:
        found = [dict(each.details) for each in audit.latest(unit.db, 200) if each.action == action]
    return [{name: value for name, value in each.items() if name != "mentions"} for each in found]


@pytest.mark.parametrize("place", PLACES)
def test_a_member_who_polls_sees_it_next_time_without_a_word_of_it(
    place: str, ines: Colleague, patient: Patient, clock: Clock, store: Store
):
    for line in PLACES[place]:
        patient.says(line)
    before = mark(ines)
    page = ines.browser.get("/patients").text
    assert f'data-mark="{before}"' in page
    assert "may need help now" not in band(page)
    clock.moves(minutes=2)
    patient.says(CRY)
    assert mark(ines) != before
    fragment = ines.browser.get("/alarms/band", **LIVE).text
    for shown in (fragment, ines.browser.get("/patients").text, ines.browser.get("/answering").text):
        assert "One patient may need help now. Nobody has taken it for 0 seconds." in band(shown)
        assert "Zanthippe" not in shown
        assert "chest" not in shown.lower()
        assert "••• 006" not in band(shown), "it is no look at anybody"
    stopped = "This patient has stopped messages" in ines.browser.get(link(ines)).text
    assert stopped is (place == "after STOP")
    assert len(kept(store)) == 1


def test_a_caption_raises_one(ines: Colleague, patient: Patient):
    patient.tells(*BEGINS)
    patient.says(CRY, NumMedia="1", MessageType="image", MediaContentType0="image/png")
    assert "One patient may need help now." in band(ines.browser.get("/patients").text)


def test_a_message_beyond_the_rate_limit_raises_one(ines: Colleague, patient: Patient):
    patient.tells(*["hello"] * 45)
    patient.says(CRY)
    assert "One patient may need help now." in band(ines.browser.get("/patients").text)


@on_each_engine
def test_a_repeated_delivery_raises_no_second_one(patient: Patient, store: Store):
    for _ in range(2):
        patient.says(CRY, MessageSid="SM" + "a" * 32)
    assert len(kept(store)) == 1


@pytest.mark.usefixtures("crying")
def test_two_cries_of_one_person_are_one_alarm_that_gathers_what_they_say(
    ines: Colleague, nurse: Colleague, patient: Patient, clock: Clock, store: Store
):
    clock.moves(minutes=8)
    patient.says(f"{CRY}, still")
    ines.is_let_in()
    nurse.is_let_in()
    assert len(kept(store)) == 2
    said = band(ines.browser.get("/account").text)
    assert re.search(r"One patient may need help now. Nobody has taken it for \d minutes.", said)
    assert ines.browser.get("/alarms").text.count("Open the alarm") == 1
    page = unescape(nurse.browser.get(link(nurse)).text)
    assert page.count("Zanthippe") == 2
    takes(ines, link(ines))
    assert not any(each.waits for each in kept(store))


@on_each_engine
def test_a_flood_is_one_line_and_so_many_rows(
    ines: Colleague, twilio: Twilio, patient: Patient, store: Store
):
    for _ in range(MOST_WAITING + 5):
        patient.says(CRY)
    Patient(twilio, "whatsapp:+15005550077").says(CRY)
    assert len(kept(store)) == MOST_WAITING + 1
    assert "2 patients may need help now." in band(ines.browser.get("/patients").text)
    assert ines.browser.get("/patients").text.count('class="alarm one"') == 1


@pytest.mark.parametrize("what", ["RESTART", "DELETE MY DATA", "STOP"])
def test_an_alarm_stays_whatever_becomes_of_the_intake(
    what: str, ines: Colleague, patient: Patient, clock: Clock
):
    cries(patient, clock, *BEGINS, ANSWERS[0])
    patient.tells(what, "1", "1")
    assert "One patient may need help now." in band(ines.browser.get("/patients").text)


@pytest.mark.usefixtures("crying")
def test_the_page_says_who_took_it_and_nothing_waits_any_more(
    ines: Colleague, nurse: Colleague, patient: Patient, clock: Clock, store: Store
):
    path = link(ines)
    assert "A patient may need help now" in ines.browser.get(path).text
    assert takes(ines, path).headers["Location"] == path
    page = plain(ines.browser.get(path).text)
    assert "You are dealing with this" in page
    assert "Taken by you, today, 09:0" in page
    theirs = plain(nurse.browser.get(path).text)
    assert "Reception is dealing with this" in theirs
    assert "Taken by Reception, today, 09:0" in theirs
    for where in ("/patients", "/answering"):
        said = band(nurse.browser.get(where).text)
        assert "may need help now" not in said
        assert "Reception is dealing with an alarm. 0 seconds, and no outcome yet." in said
    assert "You are dealing with an alarm. Say how it ended by 09:" in band(ines.browser.get("/account").text)
    closes(ines, path)
    assert "dealing" not in band(nurse.browser.get("/patients").text)
    assert "Reception" in plain(nurse.browser.get("/alarms").text)
    assert events(store, "alarm.acknowledged") == [{"alarms": 1}]


@pytest.mark.usefixtures("crying")
def test_the_member_who_comes_second_is_told_who_was_first_and_changes_nothing(
    ines: Colleague, nurse: Colleague, patient: Patient, clock: Clock, store: Store
):
    path = link(ines)
    seen_before = nurse.browser.get(path).text
    takes(ines, path)
    taken = [each.acknowledged_by for each in kept(store)]
    answer = takes(nurse, path, seen_before)
    assert answer.status_code == 409
    assert "Reception took it first, at 09:0" in plain(answer.text)
    assert [each.acknowledged_by for each in kept(store)] == taken


def test_staff_read_in_the_band_the_list_and_the_alarm_that_the_patient_was_asked_and_did_not_answer(
    nurse: Colleague, ines: Colleague, patient: Patient, clock: Clock, services: Services
):
    patient.tells(*BEGINS, "chst pain")
    clock.moves(minutes=2)
    do_jobs(services)
    assert "Asked, no answer" in nurse.browser.get("/alarms").text
    for colleague in (nurse, ines):
        page = plain(colleague.browser.get(link(colleague)).text)
        assert "They did not answer within two minutes." in page
        assert "Asked whether they need help now, and did not answer" in page
        assert ("chst" in page) is (colleague is nurse)
    patient.says(CRY)
    takes(nurse, link(nurse))
    assert "Asked, no answer" in nurse.browser.get("/alarms").text


def test_an_alarm_that_was_not_asked_about_does_not_say_so(nurse: Colleague, patient: Patient):
    patient.tells(*BEGINS, CRY)
    for path in ("/patients", "/alarms", link(nurse)):
        assert "answer within two minutes" not in nurse.browser.get(path).text
        assert "Asked, no answer" not in nurse.browser.get(path).text


@pytest.mark.usefixtures("crying")
@on_each_engine
def test_only_one_of_two_members_who_take_it_at_the_same_moment_does(
    ines: Colleague, nurse: Colleague, patient: Patient, clock: Clock, store: Store
):
    path = link(ines)
    pages = {person.email: person.browser.get(path).text for person in (ines, nurse)}
    tokens = {person.email: person.browser.last_token() for person in (ines, nurse)}
    seen = re.search(r'name="seen" value="([0-9a-f-]{36})"', pages[ines.email])
    assert seen
    both = Barrier(2)

    def take(person: Colleague) -> int:
        both.wait()
        return person.browser.post_with(tokens[person.email], f"{path}/take", {"seen": seen[1]}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, (ines, nurse))) == [303, 409]
    assert len(events(store, "alarm.acknowledged")) == 1


@pytest.mark.usefixtures("crying")
def test_what_came_after_the_page_was_loaded_still_waits(ines: Colleague, patient: Patient, clock: Clock):
    path = link(ines)
    page = ines.browser.get(path).text
    clock.moves(minutes=1)
    patient.says(CRY)
    takes(ines, path, page)
    assert "A patient may need help now" in ines.browser.get(path).text
    assert "One patient may need help now." in band(ines.browser.get("/patients").text)
    assert takes(ines, path, page).status_code == 409
    takes(ines, path)
    assert "may need help now" not in band(ines.browser.get("/patients").text)


def test_an_open_alarm_shows_whom_to_call_at_once_and_the_trail_says_so(
    ines: Colleague, nurse: Colleague, patient: Patient, clock: Clock, store: Store
):
    cries(patient, clock, *BEGINS, *ANSWERS[:3])
    path = link(ines)
    for person, parts in ((ines, ["identity", "number"]), (nurse, ["identity", "number", "words"])):
        page = person.browser.get(path).text
        shown = plain(page)
        assert 'href="tel:+15005550006"' in page
        for told in ("Maya Okafor-Lindt", "36 years", "4 March 1990", "12 Mill Lane"):
            assert told in shown
        assert ("Zanthippe" in shown) is (person is nurse)
        assert "Reason for looking" not in shown
        assert events(store, "alarm.seen")[0] == {"parts": parts}
    assert "Only clinicians can read what the patient wrote." in plain(ines.browser.get(path).text)


def test_whom_an_alarm_is_about_comes_from_the_record_once_there_is_one(
    ines: Colleague, patient: Patient, clock: Clock
):
    cries(patient, clock, *BEGINS, *ANSWERS, *HANDS_IN)
    page = plain(ines.browser.get(link(ines)).text)
    for told in ("Maya Okafor-Lindt", "36 years", "12 Mill Lane"):
        assert told in page
    assert "Asthma" not in page


@pytest.mark.usefixtures("crying")
def test_who_was_not_asked_yet_is_said_to_be_so(ines: Colleague, patient: Patient):
    assert plain(ines.browser.get(link(ines)).text).count("Not told yet") == 2


@pytest.mark.usefixtures("crying")
def test_a_closed_alarm_hides_all_of_it_until_a_reason_is_given(
    ines: Colleague, nurse: Colleague, patient: Patient, clock: Clock, store: Store
):
    path = link(ines)
    closes(ines, path)
    page = ines.browser.get(path).text
    assert "15005550006" not in page
    assert "Show what they wrote" not in page
    shown = shows(ines, path, "number")
    assert "tel:+15005550006" in shown.text
    assert "Zanthippe" not in shown.text
    assert events(store, "alarm.shown") == [{"parts": ["identity", "number"], "alarm_reason": "calling"}]
    assert "15005550006" not in nurse.browser.get(path).text, "what one asked for is shown to no other"
    for part in ("words", "all"):
        refused = shows(ines, path, part)
        assert refused.status_code == 403
        assert "Zanthippe" not in refused.text
    assert events(store, "door.refused")[0]["needs"] == "read health answers"
    assert "tel:+15005550006" in ines.browser.get(path).text, "for its minute"
    clock.moves(seconds=60)
    assert "15005550006" not in ines.browser.get(path).text


@pytest.mark.usefixtures("crying")
@pytest.mark.parametrize("role", ["clinician", "admin"])
def test_the_words_of_a_closed_alarm_are_shown_for_a_reason_to_who_may_read_them(
    role: str, colleague: Callable[[str], Colleague], patient: Patient, clock: Clock, store: Store
):
    person = let_in(colleague, role)
    path = link(person)
    assert CRY in unescape(person.browser.get(path).text)
    closes(person, path)
    assert "Zanthippe" not in person.browser.get(path).text
    unsaid = shows(person, path, "words", reason="")
    assert unsaid.status_code == 422
    assert "Zanthippe" not in unsaid.text
    assert CRY in unescape(shows(person, path, "words").text)
    clock.moves(seconds=40)
    both = unescape(shows(person, path, "all", "handing_over").text)
    assert CRY in both
    assert "tel:+15005550006" in both
    clock.moves(seconds=30)
    assert CRY in unescape(person.browser.get(path).text), "for a minute from the second showing"
    assert events(store, "alarm.seen")[0] == {"parts": ["identity", "number", "words"]}
    clock.moves(seconds=30)
    assert "Zanthippe" not in person.browser.get(path).text
    assert shows(person, path, "everything").status_code == 400


def test_the_kind_of_danger_is_beside_the_words_and_nowhere_else(
    ines: Colleague, nurse: Colleague, patient: Patient, store: Store
):
    patient.tells(*BEGINS, "I want to kill myself")
    assert kept(store)[0].danger == "self-harm"
    path = link(ines)
    for page in (ines.browser.get("/patients"), ines.browser.get("/alarms"), ines.browser.get(path)):
        assert "self-harm" not in page.text.lower()
    assert "Self-harm" in nurse.browser.get(path).text


@pytest.mark.usefixtures("crying")
def test_an_auditor_sees_no_alarm_and_is_let_in_nowhere(
    colleague: Callable[[str], Colleague], ines: Colleague, patient: Patient, clock: Clock
):
    auditor, path = let_in(colleague, "auditor"), link(ines)
    for address in ("/alarms", "/news/counts", "/alarms/band", path):
        assert auditor.browser.get(address).status_code == 403


def test_every_address_of_alarms_is_for_those_who_see_patients():
    of_alarms = {route: LETS_IN[door] for route, door in DOORS.items() if " /alarms" in route}
    assert len(of_alarms) == 10
    assert all(roles == {"reception", "clinician", "admin"} for roles in of_alarms.values())


@pytest.mark.usefixtures("crying")
def test_a_form_without_its_token_takes_nothing(
    ines: Colleague, patient: Patient, clock: Clock, store: Store
):
    path = link(ines)
    answer = ines.browser.post_with("", f"{path}/take", {"seen": str(kept(store)[0].id)})
    assert answer.status_code == 400
    assert kept(store)[0].waits
    for seen in ("", "nothing"):
        token = ines.browser.last_token()
        assert ines.browser.post_with(token, f"{path}/take", {"seen": seen}).status_code == 400


def test_a_draft_with_an_alarm_that_waits_is_not_deleted_and_no_button_offers_it(
    ines: Colleague, patient: Patient, clock: Clock, store: Store
):
    patient.tells(*BEGINS, ANSWERS[0])
    page = ines.browser.get("/answering").text
    found = re.search(r'href="(/answering/[0-9a-f-]{36})/restart"', page)
    assert found
    token = ines.browser.last_token()
    clock.moves(minutes=2)
    patient.says(CRY)
    page = ines.browser.get("/answering").text
    assert "/restart" not in page
    assert "/release" not in page
    assert 'class="hot"' in page
    assert "Open the alarm" in page
    for act in ("restart", "release"):
        for version in range(8):
            fields = {"reason": "stuck", "version": str(version)}
            answer = ines.browser.post_with(token, f"{found[1]}/{act}", fields)
            assert answer.status_code == 409
            assert "They may need help now, and nobody has taken the alarm." in plain(answer.text)
        assert ines.browser.get(f"{found[1]}/{act}").status_code == 409
    assert events(store, "conversation.restarted") == []
    takes(ines, link(ines))
    assert f"{found[1]}/restart" in ines.browser.get("/answering").text


@pytest.mark.usefixtures("crying")
def test_the_line_is_no_look_at_anybody_and_the_list_of_alarms_is(
    ines: Colleague, patient: Patient, clock: Clock, store: Store
):
    mark(ines)
    ines.browser.get("/alarms/band", **LIVE)
    ines.browser.get("/account")
    assert events(store, "alarms.listed") == []
    ines.browser.get("/alarms")
    assert events(store, "alarms.listed") == [{"alarms": 1}]


def test_the_record_that_an_alarm_names_is_linked_and_lists_the_looks_at_it(
    nurse: Colleague, patient: Patient, clock: Clock, store: Store
):
    cries(patient, clock, *BEGINS, *ANSWERS, *HANDS_IN)
    with store.read() as unit:
        (maya,) = patients.page(unit.db, 1, columns=())
    path = link(nurse)
    assert f'href="/patients/{maya.id}"' in nurse.browser.get(path).text
    record = nurse.browser.get(f"/patients/{maya.id}").text
    assert f'href="{path}"' in record
    looks = plain(record)
    assert "Opened an alarm, which shows who they are, the number, what the patient wrote" in looks
    assert "A message may be a cry for help" in looks
    takes(nurse, path)
    taken = nurse.browser.get(f"/patients/{maya.id}").text
    assert "This patient may need help now." not in taken
    assert "A member has taken the alarm." in taken
    assert path in taken


@pytest.mark.usefixtures("crying")
@on_each_engine
def test_an_alarm_whose_conversation_is_gone_is_still_taken(
    ines: Colleague, patient: Patient, clock: Clock, store: Store
):
    path = link(ines)
    with store.begin() as unit:
        held = conversations.hold(unit.db, kept(store)[0].conversation_id)
        assert held is not None
        erasures.release(unit.db, held)
    assert "Their number is no longer kept." in plain(ines.browser.get(path).text)
    assert takes(ines, path).status_code == 303


@pytest.mark.usefixtures("crying")
def test_one_line_is_above_every_page_of_the_desk_and_above_no_auditors(
    ines: Colleague, colleague: Callable[[str], Colleague], patient: Patient, clock: Clock
):
    ines.browser.post("/patients/search", q="maya")
    pages = ("/patients", "/patients/found/1", "/answering", "/alarms", "/news", "/invite", "/account")
    for page in pages:
        shown = ines.browser.get(page).text
        assert shown.count('class="alarm one"') == 1, page
        assert f'data-mark="{mark(ines)}"' in shown, page
        assert shown.count("/alarms/next") == 1, page
    auditor = let_in(colleague, "auditor")
    assert "may need help" not in auditor.browser.get("/account").text


@pytest.mark.usefixtures("crying")
def test_no_page_asks_more_of_the_database_while_no_alarm_is_open(
    ines: Colleague, patient: Patient, store: Store
):
    closes(ines, link(ines))
    with heard(store) as statements:
        shown = ines.browser.get("/account").text
    assert 'data-mark="0"' in shown
    asked = [statement for statement, _ in statements if "alarm_takings" in statement]
    assert len(asked) == 1, "with the counts of the navigation"


def test_an_alarm_that_was_never_raised_is_not_found(ines: Colleague):
    nobodys = "/alarms/00000000-0000-4000-8000-000000000002"
    assert ines.browser.get(nobodys).status_code == 404
    assert shows(ines, nobodys, "number").status_code == 404
    assert "There are no alarms" in ines.browser.get("/alarms").text


def test_the_report_counts_them_as_it_counts_people(nurse: Colleague, twilio: Twilio):
    for number in range(6):
        Patient(twilio, f"whatsapp:+1500555{number:04}").says(CRY)
    page = plain(nurse.browser.get("/report").text)
    assert re.search(r"Alarms 5 raised in this period", page)


def test_no_log_line_holds_a_word_of_it_and_no_job_more_than_ids(
    app: Flask,
    ines: Colleague,
    patient: Patient,
    clock: Clock,
    store: Store,
    capfd: pytest.CaptureFixture[str],
):
    cries(patient, clock, *BEGINS)
    path = link(ines)
    ines.browser.get(path)
    with store.read() as unit:
        (job,) = [each for each in jobs.page(unit.db, 20) if each.kind == "alert"]
        trail = repr([each.details for each in audit.latest(unit.db, 200)])
    assert job.subject_id == kept(store)[0].id
    said = "".join(capfd.readouterr()) + trail + repr(job) + path
    for word in ("Zanthippe", "chest", "15005550006"):
        assert word not in said


class TestWherePatientsAnswerOnOurOwnPage:
    @pytest.fixture
    def services(self, store: Store, clock: Clock, tmp_path: Path) -> Services:
        return Services(load(complete_environment(INTAKE_MODE="link"), tmp_path), store, clock)

    def test_a_cry_is_told_and_its_words_are_said_not_to_be_kept(
        self, nurse: Colleague, patient: Patient, clock: Clock
    ):
        cries(patient, clock, "good morning")
        nurse.is_let_in()
        assert "not even the words of a cry for help" in plain(nurse.browser.get("/answering").text)
        shown = plain(nurse.browser.get(link(nurse)).text)
        assert "Their words were not kept" in shown
        assert "Zanthippe" not in shown
