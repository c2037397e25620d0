"""Somebody who answers for several people answers for one after the other."""

from __future__ import annotations

from app.intake.choices import offered
from app.intake.flow import Flow
from app.intake.model import ConsentGiven, NoteLeft, Submitted
from app.intake.named_whom import all_named
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Whom
from tests.cases import for_each
from tests.intake.patient import CLINIC, Patient, household

SELF, CHILD, ADULT = Whom.SELF, Whom.CHILD, Whom.ADULT
ONE_BY_ONE = {code: phrases.one_by_one for code, phrases in SHIPPED.items()}
NEXT = {code: phrases.next_person for code, phrases in SHIPPED.items()}
ANSWERS = ("Maya Okafor", "4 March 1990", "12 Mill Lane", "none", "none", "none", "cough")
NAMED = [
    ("en", "it's for me and my husband", (SELF, ADULT)),
    ("en", "my husband and I", (ADULT, SELF)),
    ("en", "me & my son please", (SELF, CHILD)),
    ("en", "both my kids", (CHILD, CHILD)),
    ("en", "my mum and dad", (ADULT, ADULT)),
    ("es", "para mí y mi hermana", (SELF, ADULT)),
    ("es", "Hola, es para mi hijo y también para mí", (CHILD, SELF)),
    ("es", "mis dos hijas", (CHILD, CHILD)),
]
ONE = [
    ("en", "my mum, she is 80 and I care for her", ADULT),
    ("en", "my son who is 4 and has asthma", CHILD),
    ("en", "I'm the patient and I have a cough", SELF),
    ("es", "mi hijo de dos años", CHILD),
    ("es", "mi hermana, y es alérgica", ADULT),
]


def somebody() -> Patient:
    return Patient(Flow(CLINIC))


@for_each(("code", "text", "people"), NAMED)
def test_several_are_read_in_their_order(code, text, people):
    assert all_named(text, speak(code).lexicon) == people


@for_each(("code", "text", "whom"), ONE)
def test_one_with_more_words_is_one(code, text, whom):
    assert all_named(text, speak(code).lexicon) == (whom,)


@for_each(("code", "text", "people"), NAMED)
def test_the_first_of_them_is_asked_about_and_that_is_said(code, text, people):
    patient = somebody()
    patient.says({"en": "hello", "es": "buenas"}[code])
    assert ONE_BY_ONE[code] in patient.says(text)
    assert (patient.progress.whom, patient.progress.also) == (people[0], people[1:])


@for_each(("code", "text", "people"), NAMED)
def test_a_first_message_says_so_at_the_question_whom(code, text, people):
    patient = somebody()
    said = patient.says(text)
    if patient.is_at("language"):
        said = patient.says({"en": "english", "es": "español"}[code])
    assert ONE_BY_ONE[code] in said
    patient.says({SELF: "1", CHILD: "2", ADULT: "3"}[people[0]])
    assert (patient.progress.whom, patient.progress.also) == (people[0], people[1:])


@for_each(
    ("code", "text"),
    [("en", "all of us"), ("en", "the whole family"), ("es", "para toda la familia"), ("es", "nosotros")],
)
def test_whoever_names_none_of_them_is_asked_who_comes_first(code, text):
    patient = somebody()
    patient.says({"en": "hello", "es": "buenas"}[code])
    assert ONE_BY_ONE[code] in patient.says(text)
    assert patient.is_at("whom")


@for_each("text", ["my husband and I", "my mum and I", "mi esposo y yo"])
def test_a_text_that_only_names_people_tells_of_no_danger(text):
    patient = somebody()
    patient.says(text)
    assert patient.progress.cry is None
    patient = somebody()
    patient.says("hello" if text.startswith("my") else "buenas", text)
    assert (patient.progress.step, patient.progress.cry) == ("consent", None)


def handed_in() -> Patient:
    patient = somebody()
    patient.says("hello", "for me and my husband", "1", *ANSWERS)
    return patient


def test_the_second_is_offered_once_after_the_first_is_sent():
    patient = handed_in()
    assert NEXT["en"] in patient.says("SEND")
    assert offered(patient.progress, patient.replies, "en")
    assert "The other person’s privacy" in patient.says("1")
    assert (patient.progress.whom, patient.progress.also) == (ADULT, ())
    assert NEXT["en"] not in patient.says("1", "Maya Okafor", "wife", "Ben Okafor", *ANSWERS[1:], "SEND")
    assert len([event for event in patient.events if isinstance(event, Submitted)]) == 2
    assert [person.other for person in patient.progress.people] == [False, True]


@for_each("said", ["2", "no thanks", "BACK", "0"], patient=handed_in)
def test_whoever_does_not_want_to_is_asked_no_more(patient, said):
    patient.says("SEND", said)
    assert (patient.progress.step, patient.progress.aside) == ("submitted", None)
    assert NEXT["en"] not in patient.says("hello")


@for_each("said", ["my husband", "yes, my husband", "now my husband please"], patient=handed_in)
def test_the_second_may_be_named(patient, said):
    patient.says("SEND", said)
    assert (patient.progress.step, patient.progress.whom) == ("consent", ADULT)


def test_other_words_than_an_answer_are_a_note_as_ever():
    patient = handed_in()
    patient.says("SEND", "I forgot to say that my mother had the same")
    assert patient.last(NoteLeft).text == "I forgot to say that my mother had the same"


def test_whoever_says_who_comes_first_has_not_agreed_to_anything():
    patient = somebody()
    patient.says("hola", "para mí y mi hermana")
    assert "Su privacidad" in patient.says("primero yo")
    assert "La privacidad de la otra persona" in patient.says("primero mi hermana")
    assert (patient.progress.whom, patient.progress.also) == (ADULT, (SELF,))
    assert not any(isinstance(event, ConsentGiven) for event in patient.events)


def test_the_next_may_be_named_with_the_yes_that_sends():
    patient = somebody()
    patient.says("hola", "1", "sí", *ANSWERS)
    assert NEXT["es"] in patient.says("sí, y luego mi hermana")
    patient.says("sí")
    assert patient.progress.whom is ADULT


def test_the_menu_asks_for_whom_as_ever():
    patient = household("Maya Okafor")
    assert ONE_BY_ONE["en"] not in patient.says("2")
