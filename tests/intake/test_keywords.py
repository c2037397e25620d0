"""Keywords are heard in any language and spelling, and never within an answer."""

from __future__ import annotations

from app.intake.ear import Command, find
from app.intake.keywords import Keyword, plain
from app.intake.kind import Kind
from app.intake.model import OptedOut
from app.intake.phrases import SHIPPED
from tests.cases import for_each
from tests.intake.patient import QUESTION_KEYS, STEPS, Patient

LANGUAGES = tuple(SHIPPED.values())
WORDS = [
    (phrases.code, keyword, word)
    for phrases in LANGUAGES
    for keyword, words in phrases.lexicon.keywords.items()
    for word in words
]
FALSE_MATCHES = [
    "I will attend",
    "weekend",
    "I stopped smoking",
    "dependent child",
    "endometriosis",
    "yesterday",
    "my medication started",
    "mosquito bite",
    "Brenda",
    "gender",
    "cancelled",
    "Yesenia",
    "restarted",
    "I can't stop it",
    "the end of June",
    "no stop",
    "help me with the stairs",
    "no alcohol since 2010",
    "End stage renal disease",
    "no penicillin",
    "I have nothing against doctors but I take warfarin",
    "no, I have health problems",
    "not taking my warfarin",
    "parar de fumar",
    "estoy de baja desde mayo",
    "no tolero la penicilina",
]


def keyword_of(text: str) -> Keyword | None:
    command = find(text, LANGUAGES, with_link=True)
    return command.keyword if command else None


@for_each(
    "dress",
    [
        "{}",
        " {}. ",
        "¡{}!",
        "\u200b{}\ufeff",
        "*{}*",
        "{} 🙂",
        "“{}”",
        "{}\n",
        "{} please",
        "ok, {}",
        "{}, gracias hija",
    ],
)
def test_a_word_of_any_language_is_heard_in_any_dress(dress):
    assert [
        (code, typed)
        for code, keyword, word in WORDS
        for typed in (word, word.lower(), word.capitalize())
        if keyword_of(dress.format(typed)) is not keyword
    ] == []


def test_no_word_means_two_things():
    meanings: dict[str, set[Keyword]] = {}
    for _, keyword, word in WORDS:
        meanings.setdefault(plain(word), set()).add(keyword)
    assert {word: found for word, found in meanings.items() if len(found) > 1} == {}


def test_no_greeting_is_a_keyword():
    assert [word for phrases in LANGUAGES for word in phrases.lexicon.greetings if keyword_of(word)] == []


@for_each("text", FALSE_MATCHES)
def test_a_word_within_an_answer_is_no_keyword(text):
    assert find(text, LANGUAGES, with_link=True) is None


def test_link_is_a_word_like_any_other_where_patients_answer_in_the_chat():
    links = [word for _, keyword, word in WORDS if keyword is Keyword.LINK]
    assert len(links) > 40
    assert [word for word in links if find(word, LANGUAGES)] == []


@for_each(
    "text",
    [
        *(
            "link",
            "New link",
            "send me the link",
            "can you send me a new link please?",
            "the link doesn't work",
        ),
        *("I can't find the link", "where is the form?", "my link has expired", "I lost the link, sorry"),
        *("enlace", "el enlace", "otro enlace por favor", "formulario", "me puede mandar otro enlace?"),
        *("no me funciona el enlace", "perdí el link", "mándeme el enlace nuevo"),
    ],
)
def test_a_link_is_asked_for_in_many_words(text):
    assert keyword_of(text) is Keyword.LINK


@for_each(
    "text", ["linked to my thyroid", "a new form of insulin", "my page boy", "the form of arthritis I have"]
)
def test_an_answer_with_such_a_word_asks_for_none(text):
    assert keyword_of(text) is None


@for_each("text", FALSE_MATCHES[:7], patient=Patient)
def test_the_seven_false_matches_are_kept_as_answers(patient, text):
    patient.comes_to("medical_history")
    patient.says(text, "DONE")
    assert patient.progress.answers["medical_history"] == text


@for_each(
    "text", ["EDIT 3", "edit3", "Edit  3.", "EDIT #3", "edit ٣", "CHANGE 3", "cambiar 3", "Edit: 3", "EDIT 3️⃣"]
)
def test_a_number_may_follow_edit(text):
    command = find(text, LANGUAGES)
    assert command is not None
    assert (command.keyword, command.number) == (Keyword.EDIT, 3)


@for_each("text", ["EDIT 333", "STOP 3", "EDIT 3 4", "EDIT three", "3", "medit 3", "9" * 3000])
def test_a_number_after_anything_else_is_no_command(text):
    assert find(text, LANGUAGES) is None


def test_the_language_of_a_keyword_is_known():
    assert find("ayuda", LANGUAGES) == Command(Keyword.HELP, "es")


@for_each("step", STEPS)
@for_each("word", ["STOP", "stop.", "Unsubscribe!", "PARAR", "baja", "opt-out"], patient=Patient)
def test_stop_is_obeyed_at_every_step(patient, step, word):
    patient.comes_to(step)
    kept = patient.progress
    reply = patient.says(word)
    assert patient.progress.opted_out
    assert patient.events[-1] == OptedOut()
    assert reply.count("Larkfield Clinic") == 1
    assert "START" in reply or "EMPEZAR" in reply
    assert (patient.progress.step, patient.progress.answers) == (kept.step, kept.answers)


@for_each("step", STEPS)
@for_each("word", ["HELP", "info", "ayuda"], patient=Patient)
def test_help_is_given_at_every_step_and_changes_nothing(patient, step, word):
    patient.comes_to(step)
    kept = patient.progress
    reply = patient.says(word)
    assert all(part in reply for part in ("Larkfield Clinic", "01632 960 555", "999"))
    assert "STOP" in reply or "PARAR" in reply
    assert patient.progress == kept


@for_each("step", STEPS[1:], patient=Patient)
def test_privacy_is_shown_at_every_step_and_changes_nothing(patient, step):
    patient.comes_to(step)
    kept = patient.progress
    assert "Twilio" in patient.says("PRIVACY")
    assert patient.progress == kept


@for_each("step", STEPS[1:], patient=Patient)
def test_the_language_changes_at_every_step_and_nothing_else_does(patient, step):
    patient.comes_to(step)
    kept = patient.progress
    assert "Español" in patient.says("idioma")
    reply = patient.says("2")
    assert (patient.progress.language, patient.progress.step) == ("es", step)
    assert patient.progress.answers == kept.answers
    assert "De acuerdo, seguimos en español." in reply


@for_each("step", STEPS)
@for_each("word", ["START", "unstop", "GO ON", "empezar"], patient=Patient)
def test_start_and_go_on_ask_again_what_is_open(patient, step, word):
    patient.comes_to(step)
    kept = patient.progress
    asked = patient.says(word)
    assert asked
    assert patient.progress == kept
    assert patient.says(word) == asked


@for_each("step", QUESTION_KEYS)
@for_each("word", ["SEND", "enviar"], patient=Patient)
def test_send_is_not_an_answer(patient, step, word):
    patient.comes_to(step)
    kept = patient.progress
    patient.says(word)
    assert patient.progress == kept


@for_each("step", ["name", "birth_date", "address"], patient=Patient)
def test_done_is_not_an_answer_where_one_message_is(patient, step):
    patient.comes_to(step)
    kept = patient.progress
    patient.says("done")
    assert patient.progress == kept


@for_each("step", QUESTION_KEYS, patient=Patient)
def test_skip_says_where_it_cannot(patient, step):
    patient.comes_to(step)
    kept = patient.progress
    assert "We do need this one." in patient.says("Skip")
    assert patient.progress == kept


@for_each("step", ["name", "address"], patient=Patient)
def test_none_is_no_answer_where_one_message_is(patient, step):
    patient.comes_to(step)
    assert "01632 960 555" in patient.says("none")
    assert patient.is_at(step)


def test_a_stop_in_a_caption_is_obeyed_and_no_other_word_is(patient):
    patient.comes_to("address")
    patient.sends(Kind.IMAGE, "restart")
    assert "name" in patient.progress.answers
    patient.sends(Kind.IMAGE, "STOP")
    assert patient.progress.opted_out
