"""Staff write to a patient from the record, and what the patient answers comes back to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.config.profiles import PROFILES, Compliance
from app.store.messages.new_message import LONGEST
from app.store.patients import erasures, left_notes
from app.store.trail import audit
from app.store.work import alarms
from tests.copies.copy_requests import takes
from tests.dashboard.at_the_record import does, sees, url_of
from tests.databases import on_each_engine
from tests.messages.clinic import WORDS
from tests.staff_people import Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.messages.clinic import Clinic
    from tests.staff_people import Colleague

ANSWER = "Yes I will. Can my sister come?"


@pytest.fixture
def ines(colleague: Callable[[str], Colleague], clinic: Clinic) -> Colleague:
    """Somebody at reception, at the record of a patient who has handed in."""
    ines = colleague("reception")
    ines.is_let_in()
    clinic.clock.moves(minutes=5)
    clinic.patient.says("hello")
    return ines


def trail(clinic: Clinic) -> list[tuple[str, dict[str, object]]]:
    with clinic.services.store.read() as unit:
        return [(each.action, dict(each.details)) for each in audit.about(unit.db, clinic.patient_id, 50)]


def test_reception_writes_the_patient_answers_and_both_are_messages_of_the_record(
    clinic: Clinic, ines: Colleague
):
    page = ines.browser.get(url_of(clinic.patient_id)).text
    assert "You can write until" in page
    assert "23 h 50 min<" in page
    answer = does(ines, clinic.patient_id, "reply", text=WORDS)
    assert answer.status_code == 303
    page = ines.browser.get(url_of(clinic.patient_id)).text
    assert "The message is on its way." in page
    assert "Waiting to be sent" in page
    assert WORDS not in page, "masked like a note"
    (action, details) = trail(clinic)[1]
    assert (action, set(details)) == ("patient.message_written", {"message"})
    clinic.works()
    (sent,) = clinic.api.sent
    assert sent.body == WORDS
    clinic.told("read", sent.sid)
    assert clinic.patient.says(ANSWER) == "", "the form is paused"
    page = sees(ines, clinic.patient_id, "show", part="messages").text
    assert page.index(WORDS) < page.index(ANSWER)
    assert "Read</" in page
    assert "New information from the patient" in page
    assert "Sent after the answers" not in page


LATER = ("can I come at nine?", "my sister will drive me", "ok then", "I feel suiside", "it is late")


def in_the_thread(clinic: Clinic) -> list[object]:
    with clinic.services.store.read() as unit:
        notes = left_notes.to_person(unit.db, clinic.patient_id)
        return [note.text for note in sorted(notes, key=lambda note: note.at)]


def says(clinic: Clinic, *texts: str) -> list[str]:
    """Write each of the texts, a minute apart, and return the replies."""
    replies = []
    for text in texts:
        clinic.clock.moves(minutes=1)
        replies.append(clinic.patient.says(text))
    return replies


def test_every_word_goes_to_the_person_who_writes_and_a_doubtful_cry_is_asked_about_once(
    clinic: Clinic, ines: Colleague
):
    does(ines, clinic.patient_id, "handover", to="person")
    asked, *silence = says(clinic, "I feel suiside", *LATER)
    assert "Do you need help right now?" in asked
    assert "carry on writing here" in asked
    assert silence == [""] * len(LATER)
    with clinic.services.store.read() as unit:
        assert alarms.count_waiting(unit.db) == 0
    assert "Call 999 now" in says(clinic, "1")[0]
    with clinic.services.store.read() as unit:
        assert alarms.count_waiting(unit.db) == 1
    assert in_the_thread(clinic) == ["I feel suiside", *LATER, "1"]


def test_a_sure_cry_to_the_person_who_writes_is_told_to_staff_and_nothing_after_it_is_swallowed(
    clinic: Clinic, ines: Colleague
):
    does(ines, clinic.patient_id, "handover", to="person")
    said = ("I take the tablets twice a day now", *LATER[:3], "HELP", "2")
    told, *replies = says(clinic, *said)
    assert "call 999" in told
    assert "carry on writing here" in told
    assert [reply != "" for reply in replies] == [False, False, False, True, False]
    with clinic.services.store.read() as unit:
        assert alarms.count_waiting(unit.db) == 1
    assert in_the_thread(clinic) == list(said)


def test_words_beside_a_picture_go_to_the_person_who_writes_and_words_after_a_stop_are_not_kept_as_was_said(
    clinic: Clinic, ines: Colleague
):
    does(ines, clinic.patient_id, "handover", to="person")
    picture = {"NumMedia": "1", "MediaContentType0": "image/jpeg", "MessageType": "image"}
    picture["MediaUrl0"] = "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME"
    assert "read your words" in clinic.patient.says("this is the rash", **picture)
    stopped, *_ = says(clinic, "STOP", "tell the nurse I am on my way")
    assert "nothing that you write here is saved" in stopped
    assert in_the_thread(clinic) == ["this is the rash", "STOP"]
    says(clinic, "START", "I am on my way")
    assert in_the_thread(clinic) == ["this is the rash", "STOP", "START", "I am on my way"]


def test_after_handing_back_the_form_answers_and_a_cry_for_help_is_always_answered(
    clinic: Clinic, ines: Colleague
):
    does(ines, clinic.patient_id, "handover", to="person")
    assert clinic.patient.says("yes") == ""
    assert "999" in clinic.patient.says("I want to kill myself")
    clinic.clock.moves(hours=1)
    clinic.patient.says("2")
    ines.is_let_in()
    assert "The chat answers by itself again." in sees(ines, clinic.patient_id, "handover", to="form").text
    assert clinic.patient.says("hello") != ""
    does(ines, clinic.patient_id, "handover", to="person")
    clinic.clock.moves(hours=24)
    assert clinic.patient.says("hello") != "", "a day later nobody is there any more"
    assert [details for action, details in trail(clinic) if action == "patient.handed_over"] == [
        {"to": "person"},
        {"to": "form"},
        {"to": "person"},
    ]


def test_what_is_written_with_a_clinician_is_not_shown_to_reception(
    clinic: Clinic, ines: Colleague, nurse: Colleague
):
    nurse.is_let_in()
    does(nurse, clinic.patient_id, "reply", text="Has the rash gone?", **{"for": "clinicians"})
    clinic.patient.says("No, it is worse")
    of_nurse = sees(nurse, clinic.patient_id, "show", part="messages").text
    of_ines = sees(ines, clinic.patient_id, "show", part="messages").text
    for words in ("Has the rash gone?", "No, it is worse"):
        assert words in of_nurse
        assert words not in of_ines
    assert of_ines.count("Clinicians only") == 2
    assert does(ines, clinic.patient_id, "reply", text="x", **{"for": "clinicians"}).status_code == 403


def test_a_message_is_measured_as_twilio_counts_it(clinic: Clinic, ines: Colleague):
    longest = "\U0001f44d" * (LONGEST // 2)
    answer = does(ines, clinic.patient_id, "reply", text=longest + "\U0001f44d")
    assert (answer.status_code, "2 characters too long" in answer.text) == (422, True)
    assert does(ines, clinic.patient_id, "reply", text=longest).status_code == 303
    clinic.works()
    assert clinic.api.sent[0].body == longest


def test_outside_the_24_hours_and_after_stop_nothing_is_sent_and_the_words_are_kept(
    clinic: Clinic, ines: Colleague
):
    clinic.clock.moves(hours=23, minutes=51)
    ines.is_let_in()
    answer = does(ines, clinic.patient_id, "reply", text=WORDS)
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert "WhatsApp takes no free text" in answer.text
    assert 'name="text"' not in ines.browser.get(url_of(clinic.patient_id)).text
    clinic.patient.says("hello")
    assert 'name="text"' in ines.browser.get(url_of(clinic.patient_id)).text
    clinic.patient.says("STOP")
    page = ines.browser.get(url_of(clinic.patient_id)).text
    assert "They have written STOP" in page
    assert does(ines, clinic.patient_id, "reply", text=WORDS).status_code == 409
    clinic.works()
    assert clinic.api.sent == []


def test_under_hipaa_nobody_writes_freely_on_whatsapp_and_the_words_are_kept(
    clinic: Clinic, ines: Colleague, monkeypatch: pytest.MonkeyPatch
):
    hipaa = replace(clinic.services.settings, compliance=Compliance(PROFILES["hipaa"]))
    monkeypatch.setattr("app.dashboard.reach.current", lambda: replace(clinic.services, settings=hipaa))
    answer = does(ines, clinic.patient_id, "reply", text=WORDS)
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert "Send them the form, or call them" in answer.text
    assert 'name="text"' not in ines.browser.get(url_of(clinic.patient_id)).text
    clinic.works()
    assert clinic.api.sent == []


def test_a_message_that_did_not_arrive_says_why_and_what_to_do(clinic: Clinic, ines: Colleague):
    does(ines, clinic.patient_id, "reply", text=WORDS)
    clinic.works()
    clinic.told("failed", clinic.api.sent[0].sid, "63003")
    page = ines.browser.get(url_of(clinic.patient_id)).text
    assert "Not delivered" in page
    assert "The number is not on WhatsApp. Call them." in page
    assert "Our last message did not reach this patient" in page


def test_a_message_that_was_never_sent_marks_the_patient_in_the_list_until_they_write(
    clinic: Clinic, ines: Colleague
):
    def marked() -> bool:
        return str(clinic.patient_id) in ines.browser.get("/patients?flag=undelivered").text

    does(ines, clinic.patient_id, "reply", text=WORDS)
    assert not marked()
    clinic.works(hours=25)
    ines.is_let_in()
    assert marked()
    listed = ines.browser.get("/patients").text
    assert ">Not delivered</span>" in listed
    assert "They had not written for 24 hours. Call them, or wait until they write." in unescape(listed)
    assert "They had not written for 24 hours." in ines.browser.get(url_of(clinic.patient_id)).text
    clinic.patient.says("hello")
    assert not marked()


def test_words_that_are_none_or_too_many_are_told_and_kept(clinic: Clinic, ines: Colleague):
    assert "Write the message first." in does(ines, clinic.patient_id, "reply", text=" \n").text
    answer = does(ines, clinic.patient_id, "reply", text="x" * (LONGEST + 2))
    assert answer.status_code == 422
    assert "2 characters too long" in answer.text
    assert "x" * (LONGEST + 2) in answer.text


def test_a_page_hears_of_what_is_new_without_opening_anything(clinic: Clinic, ines: Colleague):
    address = f"{url_of(clinic.patient_id)}/messages"
    marks = [ines.browser.get(address).text]
    does(ines, clinic.patient_id, "reply", text=WORDS)
    marks.append(ines.browser.get(address).text)
    clinic.works()
    marks.append(ines.browser.get(address).text)
    clinic.patient.says(ANSWER)
    marks.append(ines.browser.get(address).text)
    assert len(set(marks)) == 4


def test_the_patients_own_copy_has_what_was_written_to_them(clinic: Clinic, nurse: Colleague):
    nurse.is_let_in()
    nurse.confirms()
    does(nurse, clinic.patient_id, "reply", text=WORDS)
    clinic.patient.says(ANSWER)
    copy = takes(nurse, clinic.patient_id).json
    assert [(each["by"], each["text"], each["state"]) for each in copy["messages"]] == [
        ("clinician", WORDS, "queued")
    ]
    assert ANSWER in {each["text"] for each in copy["notes"]}
    assert WORDS in takes(nurse, clinic.patient_id, format="html").text


def test_a_patient_who_is_erased_takes_the_messages_along_and_the_form_answers_the_next(
    clinic: Clinic, ines: Colleague
):
    does(ines, clinic.patient_id, "reply", text=WORDS)
    clinic.patient.says(ANSWER)
    with clinic.services.store.begin() as unit:
        assert erasures.erase(unit.db, clinic.patient_id, "patient_asked", "operator", clinic.clock())
    clinic.works()
    assert clinic.api.sent == []
    clinic.clock.moves(minutes=5)
    assert clinic.patient.says("hello") != ""


@on_each_engine
def test_the_same_reply_sent_eight_times_at_once_is_one_message_and_may_be_sent_again_later(
    clinic: Clinic, ines: Colleague
):
    token, cookies = ines.browser.last_token(), ines.browser.client._cookies or {}

    def presses(_: int) -> int:
        window = Browser(ines.app)
        window.client._cookies = cookies.copy()
        path = f"{url_of(clinic.patient_id)}/reply"
        return window.post_with(token, path, {"text": WORDS}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(presses, range(8))) == {303}
    does(ines, clinic.patient_id, "reply", text=WORDS)
    assert "You have just sent the same message." in ines.browser.get(url_of(clinic.patient_id)).text
    does(ines, clinic.patient_id, "reply", text="Another one.")
    clinic.works()
    clinic.works(seconds=20)
    assert {sent.body for sent in clinic.api.sent} == {WORDS, "Another one."}
    assert len(clinic.api.sent) == 2
    clinic.clock.moves(minutes=2)
    does(ines, clinic.patient_id, "reply", text=WORDS)
    assert [action for action, _ in trail(clinic)].count("patient.message_written") == 3
