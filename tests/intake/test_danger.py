"""How well danger is heard, on lists of what people write. A third of each was not looked at when the words were chosen."""

from __future__ import annotations

import string
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.cries import Danger
from app.intake.danger import SHORT, hear, rules
from app.intake.danger.rules import Hearing
from app.intake.keywords import MOST_READ, plain
from app.intake.lexicon import LEXICONS
from app.intake.model import Alarmed
from app.intake.stages import alarm
from tests.cases import for_each
from tests.intake.patient import STEPS, Patient
from tests.project import ROOT

PHRASES = ROOT / "tests" / "data" / "danger"
CODES = tuple(sorted(LEXICONS))
CRIES = {"now": Danger.NOW, "self_harm": Danger.SELF_HARM}
RECALL, FALSE_ALARMS = 0.95, 0.05


def phrases(code: str, name: str) -> list[str]:
    return (PHRASES / code / f"{name}.txt").read_text().splitlines()


def is_held_out(phrase: str) -> bool:
    return sha256(phrase.encode()).digest()[0] % 3 == 0


def is_plain(phrase: str) -> bool:
    """Return whether a cry means the same within a longer sentence."""
    return len(phrase.split()) > 1


def heard(text: str) -> Hearing | None:
    return hear(text, CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("is_held", [False, True], ids=["seen", "held out"])
class TestLists:
    @for_each("name", CRIES)
    def test_a_cry_is_heard(self, code, name, is_held):
        cries = [phrase for phrase in phrases(code, name) if is_held_out(phrase) is is_held]
        missed = [phrase for phrase in cries if not heard(phrase)]
        assert len(missed) <= (1 - RECALL) * len(cries), missed

    @for_each("name", ["history", "ordinary"])
    def test_what_is_none_raises_none_and_asks_nothing(self, code, name, is_held):
        said = [phrase for phrase in phrases(code, name) if is_held_out(phrase) is is_held]
        wrong = [phrase for phrase in said if heard(phrase)]
        assert len(wrong) <= FALSE_ALARMS * len(said), wrong


@for_each("code", CODES)
@for_each("name", [*CRIES, "history", "ordinary"])
def test_what_was_once_missed_is_heard_and_what_was_once_mistaken_is_not(code, name):
    """These were written after the words were chosen, and the words were then mended."""
    listed = phrases(f"{code}/mended", name)
    wrong = [phrase for phrase in listed if bool(heard(phrase)) is not (name in CRIES)]
    assert len(wrong) <= FALSE_ALARMS * len(listed), wrong


@for_each("code", CODES)
def test_the_lists_are_long_enough_to_mean_something(code):
    assert sum(len(phrases(code, name)) for name in CRIES) >= 150
    assert len(phrases(code, "history")) >= 60


def test_ordinary_answers_are_many():
    assert sum(len(phrases(code, "ordinary")) for code in CODES) >= 500


@for_each(
    ("text", "expected"),
    [
        ("chest pain", (Danger.NOW, True)),
        ("I can’t breathe", (Danger.NOW, True)),
        ("Dolor en\nel pecho", (Danger.NOW, True)),
        ("DOLOR EN EL PECHO", (Danger.NOW, True)),
        ("me voy a suicidar", (Danger.SELF_HARM, True)),
        ("I took an overdose, I want to die", (Danger.SELF_HARM, True)),
        ("k1ll mys3lf", (Danger.SELF_HARM, True)),
        ("heeelp I cant breathhhe", (Danger.NOW, True)),
        ("chst pain", (Danger.NOW, False)),
        ("suiside", (Danger.SELF_HARM, False)),
        ("stroke", (Danger.NOW, False)),
        ("HELP ME", (Danger.NOW, False)),
        ("911", (Danger.NOW, False)),
        ("My father died of a heart attack but I have chest pain now", (Danger.NOW, True)),
        ("My father died of a heart attack, I have chest pain now", (Danger.NOW, True)),
        ("no fever, cough or chest pain", None),
        ("no, my chest hurts", (Danger.NOW, True)),
        ("chest pain: no", None),
        ("not sure if I am having a stroke", (Danger.NOW, True)),
        ("911 Main Street", None),
        ("Socorro Martínez", None),
        ("stroke 2018", None),
        ("", None),
    ],
)
def test_what_is_sure_what_is_asked_about_and_what_is_nothing(text, expected):
    found = heard(text)
    assert (found and (found.danger, found.sure)) == expected


def test_a_verb_is_heard_with_its_pronoun_before_or_after_it_and_as_it_sounds():
    for text in (
        "me quiero lastimar",
        "quiero lastimarme",
        "me voy a tirar del puente",
        "me kiero kitar la bida",
    ):
        assert heard(text), text


def test_a_no_before_a_comma_does_not_reach_what_is_wanted():
    for text in (
        "no hope left, i want to die",
        "sin esperanza, quiero morir",
        "no valgo nada, debería estar muerta",
    ):
        assert heard(text), text
    for text in ("I don't want to die", "no quiero morir nunca", "no chest pain, fits or faints"):
        found = heard(text)
        assert not (found and found.sure), text


def test_what_is_heard_tells_in_which_language_it_was_heard():
    found = [heard(text) for text in ("I can't breathe", "no puedo respirar")]
    assert [hearing and hearing.language for hearing in found] == ["en", "es"]


def typed_wrongly(word: str) -> list[str]:
    """Return the word with each two letters swapped, each letter left out, and each doubled."""
    swapped = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1))
    dropped = (word[:at] + word[at + 1 :] for at in range(1, len(word)))
    doubled = (word[: at + 1] + word[at:] for at in range(len(word)))
    return [*swapped, *dropped, *doubled]


@for_each("cry", ["{chest} pain", "I feel {suicidal}", "{overdose}", "I cannot {breathe}", "{sobredosis}"])
def test_a_typing_error_is_heard(cry):
    before, rest = cry.split("{")
    word, after = rest.split("}")
    missed = [wrong for wrong in typed_wrongly(word) if not heard(before + wrong + after)]
    assert not missed


MOST_CALM = 2
CALM_WORDS = st.sampled_from("garden two small birds green trees lunch yellow paper".split())
CALM = st.lists(CALM_WORDS, max_size=MOST_CALM).map(" ".join)


@st.deferred
def sure_cries():
    """Choose a cry that the rules are sure of, and that means the same within a longer sentence."""
    listed = [each for code in CODES for name in CRIES for each in phrases(code, name) if is_plain(each)]
    short = [each for each in listed if len(plain(each).split()) <= SHORT - 2 * MOST_CALM]
    return st.sampled_from(
        [each for each in short if rules.read(rules.clauses(each)).verdict is rules.Verdict.SURE]
    )


@settings(max_examples=50)
@given(CALM, sure_cries, CALM)
def test_a_cry_is_heard_among_other_words(before, cry, after):
    assert heard(f"{before} {cry} {after}")
    assert heard(f"{before}. {cry}. {after}")


@settings(max_examples=50)
@given(st.sampled_from(STEPS), CALM, sure_cries, CALM)
def test_a_cry_among_other_words_stops_the_form_at_every_step(step, before, cry, after):
    patient = Patient()
    patient.comes_to(step)
    patient.says(f"{before} {cry} {after}")
    assert patient.progress.aside in alarm.ASIDES
    assert any(isinstance(event, Alarmed) for event in patient.events) or patient.progress.aside == "doubt"


@settings(max_examples=50)
@given(st.text(max_size=MOST_READ))
def test_no_text_makes_it_raise(text):
    heard(text)


WORDS = sorted(
    {word for code in CODES for name in CRIES for phrase in phrases(code, name) for word in phrase.split()}
)


@settings(max_examples=50)
@given(
    st.lists(
        st.one_of(st.sampled_from(WORDS), st.text(string.ascii_lowercase + " .,", max_size=9)), max_size=400
    )
)
def test_no_heap_of_alarming_words_makes_it_raise(words):
    heard(" ".join(words))


@for_each("word", ["die ", "kill myself ", "no chest pain, ", "a. ", "abcdefgh ", "suicidwx "])
def test_a_message_as_long_as_may_be_is_read_to_its_end(word):
    heard(word * (MOST_READ // len(word)))
    full = ("x " * MOST_READ)[: MOST_READ - 30]
    assert heard(f"{full}. I want to kill myself")
    assert not heard(f"{'x ' * MOST_READ} I want to kill myself")


@for_each(
    "before",
    ["Asthma since I was ten", "heart attack in 2011, all well since", "ten years ago I had a stroke"],
)
def test_a_cry_on_a_line_of_its_own_is_sure_whatever_stands_beside_it(before: str):
    for text in (f"{before}\nI have chest pain on the left", f"I have chest pain on the left\n\n{before}"):
        found = heard(text)
        assert found
        assert found.sure, text


@for_each(
    "cry",
    [
        *("I have chest pain", "chest pain", "my chest hurts", "I can't breathe", "I want to kill myself"),
        *("tengo dolor en el pecho", "me duele el pecho", "no puedo respirar", "me quiero morir"),
    ],
)
def test_the_plainest_cries_are_told_at_once_and_not_asked_about(cry: str):
    found = heard(cry)
    assert found
    assert found.sure


@for_each(
    "cry",
    [
        "my chest hurts badly call my wife Ann 07700 900222",
        "I want to die, call Ann my wife 07700 900222",
        "quiero morirme, llamen a mi mujer Ana 600 900 222",
    ],
)
def test_a_cry_beside_somebody_to_call_is_heard(cry: str):
    found = heard(cry)
    assert found
    assert found.sure
