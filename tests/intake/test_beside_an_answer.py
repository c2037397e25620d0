"""What people say that is no answer is understood, or asked about, at every question, and never stored in silence."""

from __future__ import annotations

from uuid import UUID

from app.intake import intent
from app.intake.kind import Kind
from app.intake.model import CallbackAsked, Message
from app.intake.no_answer import hear
from bench.invented.everybody import ALL
from tests.cases import for_each
from tests.intake.at_a_question import ANSWERS, KEYS, at
from tests.intake.patient import Patient

LINK = f"https://intake.larkfield.example/f/{'x' * 43}"
TALK = (
    *("I would rather use the page", "I lost the page, can I go on here", "let me get my list, one minute"),
    *("the same as always", "what did I put for my medicines?", "who reads this?", "how long does it take"),
    *("this is stupid", "can I talk to someone", "I already filled this in with the lady at the desk"),
    *("I told your colleague already", "do I really have to answer this?", "I don't want to use the page"),
    *(
        "ya puse todo con la señorita",
        "prefiero usar la página",
        "se me perdió la liga, puedo seguir por aquí",
    ),
    *("deje busco mi lista, un minuto", "lo mismo de siempre", "¿qué puse en mis medicinas?", "contesten"),
    *("¿quién lee esto?", "quiero hablar con una persona", "esto es una tontería", "ya se lo dije al doctor"),
)


@for_each("key", KEYS)
def test_talk_is_never_stored_in_silence(key: str):
    there = at(key)
    for text in TALK:
        patient = Patient(there.flow, there.progress, there.now)
        patient.says(text)
        assert patient.replies, text
        assert key not in patient.progress.answers, text
        assert patient.progress.step == key, text


def test_talk_in_other_forms_of_its_words_is_heard():
    there = at("allergies")
    for text in (
        "does anybody look at these answers",
        "prefiero decírselo al doctor",
        "my GP has the list",
        "the ones my sister told you",
    ):
        patient = Patient(there.flow, there.progress, there.now)
        patient.says(text)
        assert "allergies" not in patient.progress.answers, text


@for_each("key", KEYS)
def test_talk_is_never_a_dead_end(key: str):
    there = at(key)
    for text in TALK:
        patient = Patient(there.flow, there.progress, there.now)
        patient.says(text)
        patient.waits(minutes=1)
        patient.says(ANSWERS[key])
        assert key in patient.progress.answers, text


def test_doubted_words_are_kept_until_it_is_known_what_they_are():
    patient = at("allergies")
    assert "your answer to *Allergies*" in patient.says("my list is with the receptionist")
    assert patient.is_at("allergies", "is_it")
    patient.says("yes")
    assert patient.progress.answers["allergies"] == "my list is with the receptionist"


def test_doubted_words_go_with_a_no_and_the_question_is_asked_again():
    patient = at("allergies")
    patient.says("my list is with the receptionist", "2")
    assert patient.is_at("allergies")
    assert "allergies" not in patient.progress.answers


def test_a_new_answer_takes_the_place_of_doubted_words():
    patient = at("allergies")
    patient.says("my list is with the receptionist")
    assert patient.is_at("allergies", "is_it")
    patient.says("penicillin, a rash")
    assert patient.progress.answers["allergies"] == "penicillin, a rash"


def test_more_talk_at_the_doubt_is_no_answer_either():
    patient = at("allergies")
    patient.says("my list is with the receptionist", "she has the form, I told you")
    assert patient.is_at("allergies", "is_it")
    assert "Please choose" in patient.says("I wrote it on the form") or patient.is_at("allergies", "is_it")


def test_a_remark_is_no_address():
    patient = at("address")
    patient.says("thats what the census card says anyway, she was born at home in winter")
    assert patient.is_at("address", "is_it")
    patient.says("2", "12 Mill Lane, Larkfield")
    assert patient.progress.answers["address"] == "12 Mill Lane, Larkfield"


@for_each(
    "text",
    ("let me get my list, one minute", "deje busco mi lista, un minuto", "hold on", "espéreme tantito"),
)
def test_what_comes_after_a_wait_is_the_answer(text: str):
    patient = at("medications")
    patient.says(text)
    assert len(patient.replies) == 1
    assert patient.is_at("medications")
    patient.waits(minutes=3)
    patient.says("Metformin 500 mg twice a day")
    assert patient.progress.answers["medications"] == "Metformin 500 mg twice a day"


def test_a_wish_for_the_page_is_a_link():
    patient = at("medical_history", intake_mode="ask")
    message = Message("I would rather use the page", Kind.TEXT, UUID(int=1 << 120), link=LINK)
    patient.take(patient.flow.step(patient.progress, message, patient.now))
    assert LINK in "\n".join(patient.replies)
    assert patient.is_at("medical_history")


def test_where_there_is_no_page_a_wish_for_it_is_told_so():
    patient = at("medical_history")
    assert "no page" in patient.says("I would rather use the page")
    assert patient.is_at("medical_history")


def test_somebody_who_lost_the_page_goes_on_in_the_chat():
    patient = at("allergies", intake_mode="ask")
    assert "go on here in the chat" in patient.says("I lost the page, can I go on here")
    assert patient.is_at("allergies")


@for_each(
    "text",
    ("can I talk to someone", "is there a person I can speak to please", "quiero hablar con la enfermera"),
)
def test_a_wish_for_a_person_is_passed_on(text: str):
    patient = at("allergies")
    patient.says(text)
    assert isinstance(patient.events[-1], CallbackAsked)
    assert patient.is_at("allergies")


def test_what_was_put_is_shown():
    patient = at("reason")
    assert "Salbutamol" in patient.says("what did I put for my medicines?")
    assert patient.progress.answers["medications"] == "Salbutamol"


def test_edit_and_a_question_replace_nothing():
    patient = at("reason")
    patient.says("EDIT 4")
    assert patient.is_at("medical_history")
    patient.says("what did I put for my medicines?", "EDIT 4")
    assert patient.progress.answers["medical_history"] == "Asthma"


@for_each("text", ("I told you no", "ya le dije que no", "like I said, none", "ya te dije que ninguna"))
def test_a_no_that_is_told_again_is_none(text: str):
    patient = at("allergies")
    patient.says(text)
    assert patient.progress.answers["allergies"] == "none"


def test_the_same_as_always_keeps_what_is_on_file():
    patient = at("reason")
    patient.says("A sore knee", "SEND")
    patient.says("0", "1", "4")
    assert patient.progress.aside == "add_or_replace"
    patient.says("1", "the same as always")
    assert patient.is_at("changes")
    assert not patient.progress.answers


def test_the_same_as_always_without_an_earlier_answer_is_asked_again():
    patient = at("medications")
    assert "can’t see an earlier answer" in patient.says("the same as always")
    assert patient.is_at("medications")


@for_each("text", ("?", "¿?", "?x=|"))
def test_marks_alone_are_no_answer(text: str):
    patient = at("medications")
    patient.says(text)
    assert "medications" not in patient.progress.answers


@for_each(
    "text",
    (
        "can I get an appointment about my knee?",
        "I want to talk to the doctor about my results",
        "could you check my blood pressure",
        "I need to see a nurse",
        "necesito hablar con el doctor de mis estudios",
        "¿me pueden revisar la rodilla?",
        "fill in a form for my work",
    ),
)
def test_why_somebody_comes_may_be_a_question_or_a_request(text: str):
    patient = at("reason")
    patient.says(text)
    if patient.is_at("reason", "is_it"):
        patient.says("yes")
    assert patient.is_at("review") or isinstance(patient.events[-1], CallbackAsked)


def _plain_answers() -> list[tuple[str, str]]:
    """Return the answers of the bench's people, with their questions."""
    return [
        (key, text)
        for habits in ALL
        for key, texts in (
            ("medical_history", (*habits.illnesses, *habits.no_illness)),
            ("allergies", (*habits.allergies, *habits.no_allergy)),
            ("medications", (*habits.medicines, *habits.no_medicine)),
            ("reason", habits.reasons),
            ("address", tuple(", ".join(lines) for lines in habits.addresses)),
            ("name", tuple(name for name, _called in habits.names)),
        )
        for text in texts
    ]


def test_a_plain_answer_is_never_asked_about():
    there = {key: at(key) for key in KEYS}
    for key, text in _plain_answers():
        patient = Patient(there[key].flow, there[key].progress, there[key].now)
        turn = patient.flow.step(patient.progress, Message(text, Kind.TEXT, UUID(int=1)), patient.now)
        is_talk = hear(text, intent.of(text), key) is not None and turn.progress.step == key
        assert not is_talk, (key, text)


@for_each("text", ("2", "yes", "sí"))
def test_a_bare_yes_or_figure_is_no_reason(text: str):
    patient = at("reason")
    patient.says(text)
    assert patient.is_at("reason")
    assert "reason" not in patient.progress.answers
