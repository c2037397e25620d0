"""The review shows the answers that may be shown, and leads to each of them."""

from __future__ import annotations

from dataclasses import replace

from app.intake import channel
from app.intake.model import Submitted
from tests.cases import for_each
from tests.intake.patient import CLINIC, Patient, flow_of


def test_the_review_shows_every_answer_also_about_health(patient):
    listed = patient.comes_to("review")
    assert "*3* Address: 12 Mill Lane, Larkfield" in listed
    assert "*4* Medical history: Asthma since I was ten" in listed
    assert "*5* Medicines: Salbutamol when needed" in listed


def test_the_review_shortens_a_long_answer_about_health(patient):
    patient.comes_to("medications")
    listed = patient.says("Salbutamol\n" + "and more, " * 90)
    assert "*5* Medicines: Salbutamol, and more" in listed
    assert "and more, " * 6 not in listed


def test_a_clinic_may_hide_answers_about_health_in_the_review():
    patient = Patient(flow_of(replace(CLINIC, health_listed=False)))
    listed = patient.comes_to("review")
    assert "*1* Name: Maya Okafor-Lindt" in listed
    assert "*2* Date of birth: 4 March 1990" in listed
    assert "*3* Address: 12 Mill Lane, Larkfield" in listed
    assert "*4* Medical history: answered" in listed
    assert "*5* Medicines: answered" in listed
    assert "Asthma" not in listed


def test_lines_of_an_address_stand_in_one_line(patient):
    patient.comes_to("address")
    patient.says("12 Mill Lane\n\n Larkfield \nKent", "none")
    assert "*3* Address: 12 Mill Lane, Larkfield, Kent\n" in patient.says("none")


def test_a_long_answer_is_cut_in_the_list_and_whole_when_read(patient):
    patient.comes_to("address")
    patient.says("x" * 500, "none")
    assert "x" * 200 not in patient.says("none")
    assert "x" * 500 in patient.says("REVIEW 3")


@for_each("name", ["محمد علي", "שרה לוי"], patient=Patient)
def test_right_to_left_words_are_isolated(patient, name):
    patient.comes_to("name")
    patient.says(name, "4 March 1990", "12 Mill Lane", "none")
    assert f"Name: \u2068{name}\u2069\n" in patient.says("none")


@for_each("text", ["SEND", "send.", "Submit", "yes", "Yes please", "enviar"], patient=Patient)
def test_send_or_yes_hands_in(patient, text):
    patient.comes_to("review")
    patient.says(text)
    assert patient.is_at("submitted")
    assert isinstance(patient.events[-1], Submitted)


@for_each(
    "text",
    ["My sister will drive me", "no", "skip", "GO ON", "REVIEW", "EDIT", "0", "6", "EDIT 7"],
    patient=Patient,
)
def test_anything_else_hands_nothing_in(patient, text):
    patient.comes_to("review")
    kept = patient.progress.answers
    assert "*Please check*" in patient.says(text)
    assert patient.is_at("review")
    assert patient.progress.answers == kept


@for_each("text", ["done", "that's it", "eso es todo"], patient=Patient)
def test_done_beside_the_list_is_harmless(patient, text):
    patient.comes_to("review")
    reply = patient.says(text)
    assert "not saved" not in reply
    assert "*Please check*" in reply
    assert patient.is_at("review")


def test_a_remark_beside_the_list_is_said_not_to_be_saved(patient):
    patient.comes_to("review")
    assert "was not saved" in patient.says("My sister will drive me")


@for_each("text", ["3", "3.", "٣", "EDIT 3", "change 3", "cambiar 3"], patient=Patient)
def test_a_number_edits_that_answer_and_returns(patient, text):
    patient.comes_to("review")
    assert "3 of 5" in patient.says(text)
    assert "*3* Address: 7 New Street\n" in patient.says("7 New Street")
    assert patient.is_at("review")


def test_an_edited_date_may_be_doubtful_too(patient):
    patient.comes_to("review")
    assert "*2* Date of birth: 3 April 1990" in patient.says("EDIT 2", "3/4/90", "1")


@for_each(("way", "then"), [(("BACK",), "medications"), (("RESTART", "1"), "name")], patient=Patient)
def test_back_and_restart_lead_away_from_the_review(patient, way, then):
    patient.comes_to("review")
    patient.says(*way)
    assert patient.is_at(then)


def test_review_with_a_number_reads_one_answer(patient):
    patient.comes_to("review")
    reply = patient.says("REVIEW 4")
    assert reply.startswith("*4 · Medical history*\nAsthma since I was ten\n")
    assert "Salbutamol" not in reply
    assert patient.is_at("review")


def test_review_during_the_questions_lists_them_and_asks_again(patient):
    patient.comes_to("medical_history")
    reply = patient.says("REVIEW")
    assert "*1* Name: Maya Okafor-Lindt" in reply
    assert "*4* Medical history: not answered yet" in reply
    assert "*4 of 5 · Medical history*" in reply


@for_each(
    "text",
    ["x" * 4000, "word " * 800, "line\n" * 800, ("w" * 800 + "\n\n") * 4, "ß\n\n" * 1300],
    patient=Patient,
)
def test_the_longest_answer_is_read_whole_in_three_replies(patient, text):
    answer = text.strip()
    patient.comes_to("medical_history")
    patient.says(answer, "DONE", "none", "REVIEW 4")
    assert len(patient.replies) <= 3
    read = "".join(patient.replies).replace("\n", "").replace(" ", "")
    assert answer.replace("\n", "").replace(" ", "") in read


def test_an_answer_of_emoji_is_read_in_three_replies_and_marked_as_cut(patient):
    patient.comes_to("medical_history")
    patient.says("flu" + "🩺" * 3997, "DONE", "none", "REVIEW 4")
    assert len(patient.replies) <= 3
    assert "…" in patient.replies[-1]


def test_the_list_fits_however_long_the_answers_are():
    patient = Patient()
    patient.comes_to("name")
    patient.says("𐐀" * 200, "4 March 1990", "𐐀" * 500, "none", "none")
    assert patient.is_at("review")
    assert len(patient.replies) == 1
    assert channel.units(patient.replies[0]) <= channel.LIMIT


@for_each("text", ["SHOW ALL", "show me everything", "ver todo"])
@for_each("step", ["medications", "review"], patient=Patient)
def test_everything_is_shown_on_request(patient, step, text):
    patient.comes_to(step)
    reply = patient.says(text)
    assert "*1 · Name*\nMaya Okafor-Lindt\n" in reply
    assert "*4 · Medical history*\nAsthma since I was ten\n" in reply
    assert patient.is_at(step)


def test_everything_fits_however_long_the_answers_are(patient):
    patient.comes_to("name")
    patient.says("𐐀" * 200, "4 March 1990", "𐐀" * 500, "flu" + "🩺" * 3997, "flu" + "🩺" * 3997)
    assert patient.is_at("review")
    assert "*5 · Medicines*" in patient.says("SHOW ALL")
    assert len(patient.replies) <= 3
    assert "*SEND*" in patient.replies[-1]


def test_what_is_on_file_is_never_shown(patient):
    patient.comes_to("submitted")
    assert "Asthma" not in patient.says("1", "SHOW ALL")
