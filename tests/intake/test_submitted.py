"""After handing in, the conversation keeps no answer and still serves the patient."""

from __future__ import annotations

import json
from hashlib import sha256

from app.intake.model import ConsentGiven, ConsentRefused, DraftDiscarded, Submitted, Updated
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress, dump
from tests.cases import for_each
from tests.intake.patient import Patient

MENU = "*1* change an answer, or add to it\n*2* fill in for someone else\n*3* ask us to call you\n*4* nothing now"
SECRETS = ("Maya", "Okafor", "1990-03-04", "March", "Mill Lane", "Asthma", "Salbutamol")


def second_person(patient: Patient) -> None:
    patient.says("2", "2", "1", "Ben Okafor", "4 March 2015", "12 Mill Lane", "none", "none", "SEND")


def test_the_thanks_hold_a_reference_and_no_health_words(patient):
    patient.comes_to("review")
    reply = patient.says("SEND")
    person = patient.progress.people[0]
    assert reply.startswith("*Thank you, Maya.* Larkfield Clinic has your answers.")
    assert f"*{person.id.hex[:4]}-{person.id.hex[4:8]}*" in reply
    assert not any(secret in reply for secret in SECRETS[1:])


def test_a_name_that_would_break_our_bold_is_left_out_of_the_thanks(patient):
    patient.comes_to("review")
    assert patient.says("EDIT 1", "*_Maya", "SEND").startswith("*Thank you.* ")


def test_the_patients_id_is_the_one_that_consented(patient):
    patient.comes_to("submitted")
    assert patient.last(Submitted).patient == patient.last(ConsentGiven).patient


def test_the_progress_holds_no_answer_once_they_are_handed_in(patient):
    patient.comes_to("submitted")
    kept = dump(patient.progress)
    assert not any(secret in kept for secret in SECRETS)
    assert json.loads(kept)["people"] == [
        {
            "id": str(patient.last(Submitted).patient),
            "initial": "M",
            "birth_year": 1990,
            "answered": ["name", "birth_date", "address", "medical_history", "medications"],
            "other": False,
            "chosen": {},
        }
    ]


def test_a_draft_keeps_no_answer_after_a_change_or_once_one_is_left(patient):
    patient.comes_to("submitted")
    patient.says("1", "3", "7 New Street", "SEND")
    assert "New Street" not in dump(patient.progress)
    patient.says("1", "3", "8 Old Street", "BACK")
    assert "Old Street" not in dump(patient.progress)


@for_each("text", ["0", "7", "SEND", "RESTART", "?"], patient=Patient)
def test_a_keyword_or_a_figure_afterwards_gets_the_menu(patient, text):
    patient.comes_to("submitted")
    kept = patient.progress
    assert MENU in patient.says(text)
    assert patient.progress == kept


@for_each("text", ["thank you", "ok", "Hello", "yes", "👍", "many thanks", "that’s all"], patient=Patient)
def test_a_courtesy_afterwards_gets_one_short_line_and_reaches_nobody(patient, text):
    patient.comes_to("submitted")
    kept, events = patient.progress, len(patient.events)
    assert patient.says(text) == SHIPPED["en"].remark
    assert patient.progress == kept
    assert len(patient.events) == events


def test_a_greeting_after_a_while_opens_the_menu(patient):
    patient.comes_to("submitted")
    patient.waits(hours=1)
    assert MENU in patient.says("hello")


@for_each("text", ["4", "no", "no thanks", "nothing"], patient=Patient)
def test_nothing_now_leaves_everything(patient, text):
    patient.comes_to("submitted")
    kept = patient.progress
    assert "01632 960 555" in patient.says(text)
    assert patient.progress == kept


def test_answers_on_file_are_listed_and_never_shown(patient):
    patient.comes_to("submitted")
    listed = patient.says("1")
    assert listed.count(": saved") == 5
    for number in range(1, 6):
        reply = patient.says(f"REVIEW {number}")
        assert "I don’t show it in this chat" in reply
        assert not any(secret in reply for secret in SECRETS)


@for_each("edit", ["EDIT 3", "3"], patient=Patient)
def test_only_what_changed_is_sent(patient, edit):
    patient.comes_to("submitted")
    reply = patient.says("1", edit, "7 New Street")
    assert "*3* Address: changed, not sent yet" in reply
    assert "New Street" not in reply
    assert "7 New Street" in patient.says("REVIEW 3")
    patient.says("SEND")
    assert patient.is_at("submitted")
    assert patient.last(Updated) == Updated(
        patient.last(Submitted).patient, {"address": "7 New Street"}, False
    )


def test_a_changed_name_and_date_are_known_again(patient):
    patient.comes_to("submitted")
    patient.says("1", "1", "Zoë Lindt", "2", "don't know", "76", "SEND")
    person = patient.progress.people[0]
    assert (person.initial, person.birth_year) == ("Z", None)
    assert len(person.answered) == 5


def test_send_without_a_change_says_so(patient):
    patient.comes_to("submitted")
    count = len(patient.events)
    assert "nothing to send" in patient.says("1", "SEND")
    assert patient.is_at("changes")
    assert len(patient.events) == count


@for_each("way", [("BACK",), ("RESTART",), ("3", "RESTART"), ("3", "7 New Street", "BACK")], patient=Patient)
def test_back_and_restart_leave_everything_unchanged(patient, way):
    patient.comes_to("submitted")
    kept = patient.progress
    reply = patient.says("1", *way)
    assert "Nothing was changed." in reply
    assert patient.progress == kept
    assert not any(isinstance(event, Updated) for event in patient.events)
    assert (patient.events[-1] == DraftDiscarded()) is (len(way) == 3)


@for_each("way", ["BACK", "GO ON"], patient=Patient)
def test_a_question_on_file_can_be_left_alone(patient, way):
    patient.comes_to("submitted")
    patient.says("1", "4", way)
    assert patient.is_at("changes")
    assert patient.progress.answers == {}


def test_done_and_skip_leave_an_answer_on_file_as_it_is(patient):
    patient.comes_to("submitted")
    patient.says("1", "4", "DONE")
    assert patient.is_at("changes")
    assert patient.progress.answers == {}


def test_a_word_of_danger_in_a_change_is_flagged(patient):
    patient.comes_to("submitted")
    patient.says("1", "4", "chest pain since today", "2", "DONE", "SEND")
    assert patient.last(Updated).emergency
    assert not patient.progress.emergency


@for_each(("language", "word"), [("1", "their"), ("2", "otra persona")], patient=Patient)
def test_a_sender_who_fills_in_for_somebody_else_is_asked_about_them(patient, language, word):
    patient.comes_to("submitted")
    asked = [patient.says("LANGUAGE", language, "2", "2")]
    asked += [
        patient.says(text)
        for text in ("1", "Ben Okafor", "4 March 2015", "12 Mill Lane", "No asthma", "DONE", "No pills")
    ]
    for reply in (*asked[:5], asked[6]):
        assert word in reply.lower() or "do they" in reply or "have they" in reply
        assert "your full" not in reply
        assert "do you take" not in reply
    assert "Ben" not in patient.says("DONE", "SEND")


def test_what_is_changed_for_somebody_else_is_asked_about_them_too(patient):
    patient.comes_to("submitted")
    second_person(patient)
    assert "What is their address?" in patient.says("1", "2", "3")
    assert "What is your address?" in patient.says("BACK", "BACK", "1", "1", "3")


def test_the_text_about_somebody_else_is_no_changed_text(patient):
    patient.comes_to("submitted")
    shown = patient.says("2", "2")
    assert "We ask for their full name, their date of birth" in shown
    patient.says("1")
    assert patient.last(ConsentGiven).text_hash == sha256(shown.encode()).hexdigest()
    patient.says("Ben Okafor", "4 March 2015", "12 Mill Lane", "none", "none", "SEND")
    assert "*4* nothing now" in patient.says("0")
    assert "*Your answers at the clinic*" in patient.says("1", "1")


def test_somebody_else_is_asked_for_consent_and_gets_an_id_of_their_own(patient):
    patient.comes_to("submitted")
    first = patient.last(Submitted).patient
    assert "Do you agree?" in patient.says("2", "2")
    patient.says("1")
    assert patient.last(ConsentGiven).patient not in {first, None}
    assert patient.is_at("name")


def test_a_no_for_somebody_else_leads_back_to_the_menu(patient):
    patient.comes_to("submitted")
    kept = patient.progress
    assert "*4* nothing now" in patient.says("2", "2", "2", "1")
    assert patient.last(ConsentRefused).patient != patient.last(Submitted).patient
    assert patient.progress == kept


def test_back_from_the_text_for_somebody_else_leads_to_the_menu(patient):
    patient.comes_to("submitted")
    kept = patient.progress
    patient.says("2", "BACK")
    assert patient.progress == kept


def test_several_people_are_told_apart_by_initial_and_birth_year_only(patient):
    patient.comes_to("submitted")
    second_person(patient)
    assert patient.says("1").startswith("Whose answers?\n*1* M, born 1990\n*2* B, born 2015")
    assert "*1* M" in patient.says("nobody")
    patient.says("2", "3", "7 New Street", "SEND")
    assert patient.last(Updated).patient == patient.last(Submitted).patient


def test_back_from_whose_leads_to_the_menu(patient):
    patient.comes_to("submitted")
    second_person(patient)
    kept = patient.progress
    patient.says("1", "BACK")
    assert patient.progress == kept


def test_at_most_ten_people_are_remembered(patient):
    patient.comes_to("submitted")
    for _ in range(12):
        second_person(patient)
    assert len(patient.progress.people) == 10
    assert {person.initial for person in patient.progress.people} == {"B"}
    assert len(dump(patient.progress)) < 4000


def test_two_sends_hand_in_once(patient):
    patient.comes_to("review")
    patient.says("SEND", "SEND")
    assert sum(isinstance(event, Submitted) for event in patient.events) == 1


def test_a_stranger_is_no_people(patient):
    assert Progress().on_file is None
    assert patient.progress.people == ()
