"""A stranger is welcomed, and the language is asked for unless the message tells it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.intake import channel, phrases
from app.intake.kind import Kind
from app.intake.model import Message
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Progress, Whom
from app.intake.scene import Scene
from app.intake.stages import language
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, Patient, flow_of

if TYPE_CHECKING:
    from app.intake.words import Phrases

FRENCH = """
from dataclasses import replace
from app.intake.phrases.es import PHRASES as SPANISH
PHRASES = replace(SPANISH, code="fr", native_name="Français", english_name="French", locales=("fr",))
"""


def test_a_stranger_is_welcomed_and_asked_for_the_language(patient):
    welcome = patient.says("3/4/1990")
    assert patient.is_at("language")
    for part in (
        "Larkfield Clinic",
        "call 999",
        "llame al 999",
        "*1* English",
        "*2* Español",
        "Which language?",
    ):
        assert part in welcome
    assert len(welcome) < 700


@for_each("text", ["1", "START", "yes", "BACK", "EDIT 2", "SEND"], patient=Patient)
def test_a_first_message_is_no_answer_to_a_question_that_was_not_asked(patient, text):
    patient.says(text)
    assert patient.is_at("language")
    assert patient.progress.language is None


@for_each("offered", [(), ("en",)])
def test_a_stranger_who_asked_for_help_first_is_welcomed_by_the_next_message(offered):
    patient = Patient(flow_of(replace(CLINIC, languages=offered)))
    assert "automatic assistant" not in patient.says("HELP", "help")
    welcome = patient.says("hi")
    assert "I’m the clinic’s automatic assistant" in welcome
    assert "call 999" in welcome


def test_a_first_message_of_one_language_chooses_it():
    for code, other, texts in (
        (
            "es",
            "ENGLISH",
            ("hola", "¡Hola!", "Buenos días", "hola buenas", "Hola doctora", "Necesito una cita, por favor"),
        ),
        (
            "en",
            "ESPAÑOL",
            ("hello", "Hi", "hey", "Hi doc", "Good morning", "Hello, I have an appointment on Tuesday"),
        ),
    ):
        for text in texts:
            stranger = Patient()
            reply = stranger.says(text)
            assert (stranger.progress.language, stranger.progress.step) == (code, "whom"), text
            assert all(part in reply for part in (f"*{other}*", "call 999", "llame al 999")), text


def test_a_wrong_guess_costs_one_word_at_most():
    for greeting, word, code in (
        ("hola", "English", "en"),
        ("hello", "español", "es"),
        ("hi", "en español", "es"),
    ):
        stranger = Patient()
        stranger.says(greeting, word)
        assert (stranger.progress.language, stranger.progress.step) == (code, "whom"), greeting
    for greeting, answer, code, whom in (
        ("hola", "for my daughter", "en", Whom.CHILD),
        ("hola", "myself", "en", Whom.SELF),
        ("hello", "para mi mamá", "es", Whom.ADULT),
    ):
        stranger = Patient()
        text = stranger.says(greeting, answer)
        assert stranger.progress.whom is whom, answer
        assert (stranger.progress.language, stranger.progress.step) == (code, "consent"), answer
        assert SHIPPED[code].agree.split("\n")[0] in text, (
            "the consent is asked in the language of the answer"
        )


def test_one_that_everybody_types_does_not():
    for text in ("ok", "no", "hello, hola", "Maya Okafor", "12 Mill Lane", "?", "Namaste"):
        stranger = Patient()
        stranger.says(text)
        assert stranger.is_at("language"), text


@for_each(
    ("text", "code"),
    [
        ("1", "en"),
        ("2.", "es"),
        ("２", "es"),
        ("٢", "es"),
        ("2️⃣", "es"),
        ("\u200b2", "es"),
        ("español", "es"),
        ("Espanol!", "es"),
        ("spanish", "es"),
        ("I speak Spanish", "es"),
        ("Español por favor", "es"),
        ("English please", "en"),
        ("1 English", "en"),
    ],
    patient=Patient,
)
def test_a_language_is_chosen_by_number_or_name(patient, text, code):
    patient.says("ok", text)
    assert (patient.progress.language, patient.progress.step) == (code, "whom")


@for_each("text", ["3", "0", "Klingon", "English or Spanish", "²²", "?"], patient=Patient)
def test_anything_else_is_asked_again_in_every_language(patient, text):
    patient.says("ok")
    reply = patient.says(text)
    assert patient.is_at("language")
    assert all(spoken.choose_language in reply for spoken in SHIPPED.values())


def test_a_clinic_offers_its_own_languages_in_its_own_order():
    patient = Patient(flow_of(replace(CLINIC, languages=("es", "en"))))
    assert "*1* Español\n*2* English" in patient.says("...")
    patient.says("1")
    assert patient.progress.language == "es"


def test_the_only_language_is_not_asked_for():
    patient = Patient(flow_of(replace(CLINIC, languages=("es",))))
    reply = patient.says("Hello")
    assert patient.progress.language == "es"
    assert "soy el asistente automático" in reply
    assert reply.endswith(
        "¿Sobre quién son las preguntas?\n*1* Sobre mí\n*2* Mi hijo o mi hija\n*3* Un adulto al que cuido"
    )


def test_the_only_language_is_not_asked_for_after_a_voice_message():
    patient = Patient(flow_of(replace(CLINIC, languages=("es",))))
    patient.sends(Kind.VOICE)
    patient.says("Hello")
    assert patient.is_at("whom")


def test_a_keyword_tells_a_strangers_language(patient):
    assert "Teléfono" in patient.says("ayuda")


def test_a_language_that_does_not_ship_is_spoken_in_english():
    assert speak("xx") is speak("en") is speak(None)


def test_a_language_that_is_spoken_but_not_understood_stops_the_start(tmp_path, monkeypatch):
    (tmp_path / "fr.py").write_text(FRENCH)
    monkeypatch.setattr(phrases, "__path__", [*phrases.__path__, str(tmp_path)])
    with pytest.raises(LookupError, match=r"app/intake/lexicon/ has no file for these languages: fr$"):
        phrases._shipped()


def planted(number: int) -> Phrases:
    """Return a copy of the longest language that ships, under another name."""
    longest = max(SHIPPED.values(), key=lambda phrases: len(phrases.welcome))
    return replace(longest, code=f"x{number}", native_name=f"Idioma plantado {number}")


def test_the_welcome_in_eight_languages_is_one_message_and_lists_each_once():
    offered = (*SHIPPED.values(), *map(planted, range(8 - len(SHIPPED))))
    message = Message("hello", Kind.TEXT, UUID(int=0))
    scene = Scene(CLINIC, flow_of().questionnaire, offered, offered[0], message, None, None, MORNING)
    for asked in (language.ask(scene, Progress()), *language.answer(scene, Progress()).say):
        assert channel.units(asked) <= channel.LIMIT
    welcome = language.ask(scene, Progress())
    assert channel.units(welcome) < 900
    assert all(welcome.count(phrases.native_name) == 1 for phrases in offered)
    assert welcome.count(offered[0].which_language) == 1


@for_each(
    ("text", "said"),
    [("bonjour", "ne parle pas français"), ("je ne parle pas anglais", "ne parle pas français"),
     ("bom dia, não falo espanhol", "não fala português"), ("Boa tarde, você fala português?", "não fala português")],
    patient=Patient,
)  # fmt: skip
def test_french_and_portuguese_are_answered_in_their_language_with_the_phone(patient, text, said):
    reply = patient.says(text)
    assert said in reply
    assert "01632 960 555" in reply
    assert "*1* English" in reply
    assert "*LINK*" not in reply
    assert patient.is_at("language")


def test_they_are_told_of_the_page_where_there_is_one():
    patient = Patient(flow_of(replace(CLINIC, intake_mode="ask")))
    assert "écrivez *LINK*" in patient.says("bonjour")


@for_each("step", ["whom", "consent", "name", "medical_history"], patient=Patient)
def test_another_language_in_the_middle_is_no_answer(patient, step):
    patient.comes_to(step)
    answers = patient.progress.answers
    assert "ne parle pas français" in patient.says("je ne parle pas anglais")
    assert patient.is_at(step)
    assert patient.progress.answers == answers


@for_each("text", ["hola buenos dias", "ola buenas tardes", "hello", "buen día"], patient=Patient)
def test_a_greeting_of_ours_is_not_taken_for_another_language(patient, text):
    reply = patient.says(text)
    assert "português" not in reply
    assert "français" not in reply
