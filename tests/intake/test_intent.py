"""What is told of a message's meaning, by words that nothing was learned from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.intake import intent
from app.intake.intent import QUESTIONS, TALK
from bench.intent import judged
from deploy import intent as trainer
from tests.cases import for_each

MOST_BYTES = 260_000


def test_it_weighs_little():
    assert intent.FILE.stat().st_size <= MOST_BYTES


def test_it_has_learned_from_no_unseen_line():
    unseen = {each.text for file in trainer.DATA.glob("*/unseen/*.jsonl") for each in trainer.read(file)}
    assert not {each.text for each in trainer.examples() if len(each.text.split()) > 4} & unseen


@for_each(
    ("text", "kind"),
    [
        ("hang on, I'll find my glasses", "wait"),
        ("espere que voy por la bolsa de las pastillas", "wait"),
        ("your link only shows a blank screen", "form"),
        ("la página se quedó en blanco", "form"),
        ("do you have parking for disabled people?", "question"),
        ("¿a qué hora cierran los viernes?", "question"),
        ("please have somebody phone me", "person"),
        ("que me marque una persona por favor", "person"),
        ("it's all in the letter my consultant sent you", "same"),
        ("está en la hoja que entregué", "same"),
        ("what a stupid waste of my morning", "upset"),
        ("ya me hartaron con tanta pregunta", "upset"),
    ],
)
def test_talk_is_no_answer_at_any_question(text, kind):
    meant = intent.of(text)
    assert meant.talk == kind
    assert all(meant.no_answer(question) > 0.5 for question in QUESTIONS)


@for_each(
    ("text", "question"),
    [
        ("Brookhaven", "address"),
        ("the green gate past the chapel, no number", "address"),
        ("NR4 7TJ", "address"),
        ("Colonia Santa Rosa, manzana 4", "address"),
        ("and a hernia repaired in 2011", "medical_history"),
        ("y me operaron de cataratas", "medical_history"),
        ("my lips swell up", "allergies"),
        ("me salen ronchas en los brazos", "allergies"),
        ("amlodipine 10 mg every morning", "medications"),
        ("enalapril de 10 por la noche", "medications"),
        ("it hurts when I climb stairs", "reason"),
        ("quiero que me revisen el oído", "reason"),
    ],
)
def test_an_answer_is_one_to_its_own_question(text, question):
    meant = intent.of(text)
    assert meant.no_answer(question) < 0.3
    assert all(meant.leaning(question, other) > 0 for other in QUESTIONS if other != question)


def test_a_question_of_the_clinics_own_is_as_likely_as_the_others():
    assert intent.of("NR4 7TJ").leaning("address", "blood_group") > 0
    assert intent.of("NR4 7TJ").leaning("reason", "blood_group") < 0
    assert abs(intent.of("NR4 7TJ").leaning("blood_group", "shoe_size")) < 1


@given(st.text(max_size=300), st.sampled_from((*QUESTIONS, "blood_group", None)))
def test_no_text_makes_it_raise(text, asked):
    meant = intent.of(text)
    assert 0 <= meant.no_answer(asked) <= 1
    assert meant.talk in TALK


def test_nothing_of_a_text_is_shown_or_kept():
    meant = intent.of("Zanzibarowski")
    assert "Zanzibarowski" not in repr(meant)
    assert not hasattr(intent.of, "cache_info")


def test_labelled_lines_are_judged_by_the_bench():
    lines = [trainer.Example("let me get my list", "wait", "own", "allergies")]
    assert [each.is_right for each in judged(lines)] == [True]
