"""Answers to a clinic's own questions are read as people write them, and shown as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.answered import show, typed
from app.intake.answers import Accepted, Ambiguous, Doubtful, Lacking, ReaderContext, Rejected
from app.intake.answers.rows import written
from app.intake.definition import AnswerKind, Choice, Item
from app.intake.phrases import SHIPPED, speak
from app.intake.questionnaire import question_of
from app.intake.questions import Question
from tests.cases import for_each
from tests.intake.own_questions import (
    CONTACT,
    EYE_TEST,
    HEIGHT,
    INTERPRETER,
    LANGUAGE,
    OWN,
    PHARMACY,
    REACTIONS,
    SMOKING,
    WEIGHT,
    words,
)

TODAY = date(2026, 11, 25)
CIGARETTES = Item(
    "cigarettes",
    AnswerKind.NUMBER,
    words("Cigarettes", "How many cigarettes a day?", "Cigarrillos", "¿Cuántos cigarrillos al día?"),
    least="0",
    most="100",
)
FAR = Item(
    "glasses_for",
    AnswerKind.ONE,
    words("Glasses for", "What do you wear them for?", "Gafas para", "¿Para qué las lleva?"),
    choices=(
        Choice("near", {"en": "Reading", "es": "Ver de cerca"}),
        Choice("far", {"en": "Seeing far away", "es": "Ver de lejos"}),
        Choice("both", {"en": "Both", "es": "Las dos cosas"}),
    ),
)
DRIVING = Item(
    "driving",
    AnswerKind.ONE,
    words("Car", "How do you come?", "Coche", "¿Cómo viene?"),
    choices=(
        Choice("never", {"en": "I don't drive"}),
        Choice("past", {"en": "I used to drive"}),
        Choice("bus", {"en": "By bus"}),
    ),
)
MADE = {item.key: question_of(item) for item in (*OWN, CIGARETTES, FAR, DRIVING)}


def read(item: Item, text: str, language: str = "en"):
    question = MADE[item.key]
    return question.reader.read(text, ReaderContext(speak(language), TODAY, question.limit))


@for_each(
    ("item", "text", "value"),
    [
        *(
            (SMOKING, text, "past")
            for text in ("2", "I used to", "used to", "the second", "i used to smoke", "gave up")
        ),
        *(
            (SMOKING, text, "past")
            for text in ("no, I used to", "ya no fumo", "ANTES SI", "*2*", "2️⃣", "I used to!")
        ),
        *((SMOKING, text, "no") for text in ("3", "nope", "never", "No thanks", "no")),
        *(
            (SMOKING, text, "declined")
            for text in ("I’d rather not say", "prefiero no decirlo", "prefer not to answer")
        ),
        (SMOKING, "I don’t know", "unknown"),
        *((LANGUAGE, text, "pl") for text in ("polski", "4", "Polsky", "Polski please")),
        *((LANGUAGE, text, "other") for text in ("12", "another one", "another")),
        (LANGUAGE, "العربية", "ar"),
        *(
            (REACTIONS, text, "penicillin\nnuts")
            for text in ("1, 3", "1 and 3", "3 1", "nuts and seeds, penicillin")
        ),
        *(
            (REACTIONS, text, "penicillin\nlatex")
            for text in ("penicillin and latex", "penicilina y látex", "1 latex")
        ),
        *((REACTIONS, text, "penicillin\nlatex\nnuts") for text in ("all of them", "todas", "1 2 3", "all")),
        *(
            (REACTIONS, text, "none")
            for text in ("none", "no", "None stated", "none of these", "ninguna de estas", "no reactions")
        ),
        *(
            (INTERPRETER, text, "yes")
            for text in ("yes", "1", "y", "👍", "sí", "claro", "yes, Polish please", "ok")
        ),
        *((INTERPRETER, text, "no") for text in ("no", "2", "nope", "not really", "no, never", "no gracias")),
        *(
            (WEIGHT, text, "70.5")
            for text in ("70,5 kg", "70.5", "about 70.5 kilos", "70 kg and 500 g", "７０.５")
        ),
        *(
            (WEIGHT, text, "70")
            for text in ("70", "I weigh 70 kgs", "seventy", "setenta kilos", "70kg.", "70,0")
        ),
        *((WEIGHT, text, "71.7") for text in ("11 st 4 lb", "11st 4", "158 lbs")),
        *(
            (WEIGHT, text, "70")
            for text in (
                "70 kg, weighed on Monday",
                "70kh",
                "70ish",
                "70 kg more or less",
                "pos unos 70 quilos",
                "70. too much i know",
            )
        ),
        *(
            (WEIGHT, text, "70.5")
            for text in ("70 and a half", "70 kilos y medio", "70½", "70 kilos 500", "setenta y medio")
        ),
        *((WEIGHT, text, "73") for text in ("11 and a half stone", "161 pounds")),
        *(
            (INTERPRETER, text, "yes")
            for text in (
                "yes - since we moved here",
                "um yes, sometimes",
                "yesss",
                "Sí uso uno",
                "siii",
                "sometimes yes",
                "An interpreter, yes.",
            )
        ),
        *(
            (INTERPRETER, text, "no")
            for text in (
                "No, gracias a Dios hablo bien",
                "no no hace falta nada",
                "I don’t, no",
                "Negative.",
                "nooo",
                "no, my English is fine",
            )
        ),
        *((FAR, text, "far") for text in ("lejos", "De lejos", "for far", "to see far", "away")),
        *((FAR, text, "near") for text in ("Cerca.", "reading")),
        *(
            (FAR, text, "both")
            for text in ("Ambas", "both of them", "para las dos", "Las dos cosas, son progresivas")
        ),
        *((HEIGHT, text, "175") for text in ("175", "1m75", "1,75 m", "1.75", "1 metro 75", "175 cm")),
        (HEIGHT, "1'69", "169"),
        *((HEIGHT, text, "180") for text in ("5'11\"", "5’11”", "5 ft 11", "5ft11in", "5 feet 11 inches")),
        *((CIGARETTES, text, "20") for text in ("20", "twenty", "20 a day", "about 20")),
        *((CIGARETTES, text, "0") for text in ("none", "0", "nothing", "zero")),
        *(
            (EYE_TEST, text, "2024-05")
            for text in ("May 2024", "mayo de 2024", "05/2024", "2024-05", "in may 2024")
        ),
        *((EYE_TEST, text, "2024-05-17") for text in ("17/5/2024", "17 May 2024", "17.5.24", "2024-05-17")),
        *(
            (EYE_TEST, text, "2024")
            for text in ("2024", "in 2024", "2 years ago", "two years ago", "hace 2 años")
        ),
        *((EYE_TEST, text, value) for text, value in (("last May", "2026-05"), ("last year", "2025"))),
        *((EYE_TEST, text, value) for text, value in (("yesterday", "2026-11-24"), ("next year", "2027"))),
        (EYE_TEST, "3 weeks ago", "2026-11-04"),
        *((EYE_TEST, text, "2025") for text in ("a year ago", "hace un año")),
        *(
            (CONTACT, text, "Ada Lindt | my sister | 07700 900222")
            for text in (
                "Ada Lindt, my sister, 07700 900222",
                "Ada Lindt my sister 07700 900222",
                "07700 900222, Ada Lindt, my sister",
                "Ada Lindt | my sister | 07700 900222",
            )
        ),
        (CONTACT, "Ada Lindt, 07700 900222", "Ada Lindt |  | 07700 900222"),
        (
            CONTACT,
            "1. Ada, aunt, 0770090022\n2. Bo, son, 0770090033",
            "Ada | aunt | 0770090022\nBo | son | 0770090033",
        ),
        *((CONTACT, text, "none") for text in ("none", "nobody", "nadie")),
        (PHARMACY, "Boots, Mill Lane", "Boots, Mill Lane"),
        (PHARMACY, "none", "none"),
    ],
)
def test_an_answer_is_read_as_people_write_it(item, text, value):
    assert getattr(read(item, text), "value", None) == value, read(item, text)
    assert isinstance(read(item, text), Accepted)


@for_each(
    ("item", "text", "value"),
    [
        *((SMOKING, text, "past") for text in ("gave up 10 years ago", "I uesd to", "not since I stopped")),
        *((SMOKING, text, "no") for text in ("I don’t smoke", "no fumo")),
        (INTERPRETER, "yes but only for Polish", "yes"),
        *((INTERPRETER, text, "no") for text in ("claro que no", "of course not", "no need")),
        *((REACTIONS, text, "latex") for text in ("not latex", "latex, bee stings")),
        *((INTERPRETER, text, "no") for text in ("I do not", "no but maybe yes")),
        (INTERPRETER, "yes and now my chest hurts badly", "yes"),
        *(
            (WEIGHT, text, "70")
            for text in (
                "70 before the baby",
                "was 80 before, now 70",
                "peso 70 kg y mido 1.70",
                "BMI 70",
                "70 jin",
                "70 kg, I take warfarin",
            )
        ),
        *(
            (INTERPRETER, text, "yes")
            for text in (
                "An interpreter",
                "only for the doctor",
                "my mother says yes to it",
                "yrs",
                "yes I used to",
            )
        ),
        *(
            (INTERPRETER, text, "no")
            for text in ("no, only for letters", "no entiendo sin ayuda", "I speak it, no?")
        ),
        *((FAR, text, "both") for text in ("Las 2", "the 2", "de cerca y de lejos")),
        *((FAR, text, "far") for text in ("far, I suppose you would call it", "not far")),
        (FAR, "reading, driving", "near"),
        (FAR, "to read", "near"),
    ],
)
def test_what_is_not_sure_is_asked(item, text, value):
    assert read(item, text) == Doubtful(value)


@for_each(
    "text",
    [
        "Ada Lindt, my sister 07700 900222",
        "my sister, Ada Lindt, 07700 900222",
        "my sister Ada Lindt 07700 900222",
        "my sister: Ada Lindt, 07700 900222",
        "Ada Lindt (my sister) 07700 900222",
        "Ada Lindt who is my sister, tel 07700 900222",
        "(Ada Lindt) my sister 07700 900222",
        "Ada Lindt\nmy sister\n07700 900222",
        "Name: Ada Lindt, relation: my sister, phone number: 07700 900222",
        "Name: Ada Lindt\nRelation: my sister\nPhone number: 07700 900222",
    ],
)
def test_a_person_is_read_in_whatever_order_they_are_named(text):
    assert read(CONTACT, text) == read(CONTACT, "Ada Lindt, my sister, 07700 900222")


@for_each(
    ("text", "row"),
    [
        ("Ada Lindt. My aunt. 07700 900222.", "Ada Lindt | My aunt | 07700 900222"),
        ("Ada Lindt, she is my aunt. Telephone +44 7700 900222", "Ada Lindt | my aunt | +44 7700 900222"),
        (
            "my aunt is called Ada Lindt and her number is 07700 900222",
            "Ada Lindt | my aunt | 07700 900222",
        ),
        ("my ant Ada Lindt 07700 900222", "Ada Lindt | my ant | 07700 900222"),
        ("my housemate ada 07700 900222", "ada | my housemate | 07700 900222"),
        ("my late husband's niece, Ada, 07700 900222", "Ada | my late husband's niece | 07700 900222"),
        ("Ada Lindt my younger sister 07700 900222", "Ada Lindt | my younger sister | 07700 900222"),
        ("You could try Bo after all, that's my son, Bo Lee, 07700 900222", "Bo Lee | my son | 07700 900222"),
        ("aunt 🌷 Ada Lindt 07700 900222", "Ada Lindt | aunt | 07700 900222"),
        ("Dr. J. Lindt, my uncle, mobile no. 07700 900222", "Dr. J. Lindt | my uncle | 07700 900222"),
        ("best friend Ada (07700 900222)", "Ada | best friend | 07700 900222"),
        ("LINDT, Ada. Aunt. 07700 900222", "LINDT, Ada | Aunt | 07700 900222"),
        ("my mum and dad, Jo and Bo Lee, 07700 900222", "Jo and Bo Lee | my mum and dad | 07700 900222"),
        ("my aunt, Ada Lindt, has a key. 07700 900222", "Ada Lindt | my aunt | 07700 900222"),
        ("Ada, aunt, 07700 900222 or 01632 960222", "Ada | aunt | 07700 900222, 01632 960222"),
        (
            "Bo (partner) 07700 900222, or my aunt Ada Lindt 07700 900333 if he is out",
            "Bo | partner | 07700 900222\nAda Lindt | my aunt | 07700 900333",
        ),
        *(
            (text, "Ada Lindt | my aunt | 07700 900222\nBo Lindt | my son | 07700 900333")
            for text in (
                "my aunt Ada Lindt and my son Bo Lindt, hers is 07700 900222, his is 07700 900333",
                "Ada Lindt 07700 900222 (my aunt) and Bo Lindt 07700 900333 (my son)",
            )
        ),
        ("Ada Mas, ex-wife but a friend, 07700 900222", "Ada Mas | ex-wife but a friend | 07700 900222"),
        ("my next door neighbour Will May 07700 900222", "Will May | my next door neighbour | 07700 900222"),
        ("ADA IS MY SISTER IN LAW 07700 900222", "ADA | MY SISTER IN LAW | 07700 900222"),
        ("the wife of my brother, Ada Well 07700 900222", "Ada Well | the wife of my brother | 07700 900222"),
        ("Mum’s friend Ada 07700 900222", "Ada | Mum’s friend | 07700 900222"),
        ("Lola, mi otra hermana pequeña, 600 900 222", "Lola | mi otra hermana pequeña | 600 900 222"),
        (
            "mi compañero de trabajo Iván Bueno 600 900 222",
            "Iván Bueno | mi compañero de trabajo | 600 900 222",
        ),
        ("Ada Lindt, sees me each day, 07700 900222", "Ada Lindt | sees me each day | 07700 900222"),
        ("Ada Lindt, warden of my flats, 07700 900222", "Ada Lindt | warden of my flats | 07700 900222"),
        (
            "A mi tía se llama Lola de la Cruz y su teléfono es 600 900 222",
            "Lola de la Cruz | mi tía | 600 900 222",
        ),
        *((text, "none") for text in ("there is nobody really", "I haven’t got anyone", "Nadie, soy viuda")),
    ],
)
def test_a_person_is_read_from_a_sentence(text, row):
    assert read(CONTACT, text) == Accepted(row, getattr(read(CONTACT, text), "read_back", ""))


@for_each(
    ("text", "reading"),
    [
        ("my aunt", Lacking("| my aunt |")),
        ("my aunt lives far away 07700 900222", Lacking("| my aunt | 07700 900222")),
        ("Nobody is left. My aunt died.", Doubtful("none")),
    ],
)
def test_of_a_person_who_is_not_surely_told_the_rest_is_asked(text, reading):
    assert read(CONTACT, text) == reading


@for_each(
    ("item", "text", "said"),
    [
        (SMOKING, "it depends", "one of these three. If none is right, type *SKIP* and tell us at your visit."),
        (LANGUAGE, "Klingon", "one of these twelve. If none is right, call us"),
        *((SMOKING, text, "one of these three") for text in ("4", "2 a day", "1 pack")),
        (REACTIONS, "all except nuts and seeds", "numbers of all that are right"),
        (FAR, "for the car, I read well without them", "one of these three"),
        *((DRIVING, text, "one of these three") for text in ("drive", "I drive")),
        (REACTIONS, "bees", "numbers of all that are right"),
        *((INTERPRETER, text, "yes or no") for text in ("it depends", "not sure about it")),
        (INTERPRETER, "I’d rather not say", "need an answer"),
        (INTERPRETER, "I don’t know", "need an answer"),
        *((WEIGHT, text, "I need kilograms, as a number between 2 and 350. For example: 70") for text in ("eleven stone", "70-75", "5 ft", "heavy", "")),
        (WEIGHT, "700", "That is more than 350. Please write it again, in kilograms."),
        (WEIGHT, "1", "That is less than 2."),
        *((CIGARETTES, text, "whole number between 0 and 100") for text in ("2.5", "10 or 20")),
        (CIGARETTES, "1,000", "more than 100"),
        (EYE_TEST, "May", "Which year"),
        (EYE_TEST, "31 Feb 2024", "no 31 February in 2024"),
        (EYE_TEST, "1800", "too far"),
        (EYE_TEST, "when I was young", "A month or a year is enough"),
        (CONTACT, "?", "on one line: Name, Relation, Phone number"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_answer_is_told_why(item, text, said):
    reading = read(item, text)
    assert isinstance(reading, Rejected), reading
    assert said in reading.because


def test_a_conversion_is_read_back_and_a_day_of_two_readings_is_asked():
    assert read(WEIGHT, "70 kg, weighed on Monday") == Accepted("70", "That is 70 kg.")
    assert read(WEIGHT, "11 stone") == Accepted("69.9", "That is 69.9 kg.")
    assert read(HEIGHT, "1.75", "es") == Accepted("175", "Son 175 cm.")
    assert read(EYE_TEST, "3/4/2024") == Ambiguous(("2024-04-03", "2024-03-04"))
    assert read(CONTACT, "Ada Lindt my sister") == Lacking("Ada Lindt | my sister |")


@for_each(
    ("item", "value", "is_"),
    [
        (SMOKING, "past", "past"),
        (REACTIONS, "penicillin\nnuts", ("penicillin", "nuts")),
        (REACTIONS, "none", ()),
        (INTERPRETER, "yes", True),
        (INTERPRETER, "no", False),
        (WEIGHT, "70.5", Decimal("70.5")),
        (WEIGHT, "unknown", None),
        (WEIGHT, "declined", None),
        (EYE_TEST, "2024-05-17", date(2024, 5, 17)),
        (EYE_TEST, "2024-05", "2024-05"),
        (CONTACT, "Ada |  | 07", (("Ada", "", "07"),)),
        (CONTACT, "none", ()),
        (PHARMACY, "none", None),
        (PHARMACY, "Boots", "Boots"),
    ],
)
def test_a_stored_answer_is_what_it_is(item, value, is_):
    assert typed(MADE[item.key], value) == is_


def test_a_choice_that_has_the_name_of_a_code_is_that_choice():
    labels = {"none": "Nothing of that", "unknown": "Can’t say"}
    item = Item("odd", AnswerKind.ONE, words("Odd", "?", "Raro", "¿?"), choices=tuple(Choice(code, {"en": label}) for code, label in labels.items()))  # fmt: skip
    question = question_of(item)
    assert [show(question, code, "en") for code in labels] == list(labels.values())
    assert [typed(question, code) for code in labels] == list(labels)


CELLS = st.text(st.sampled_from("abcXYZ ,;-'12345ñé"), max_size=12).map(lambda text: " ".join(text.split()))


@st.composite
def answers(draw: st.DrawFn) -> tuple[Question, str]:
    """Draw a question with a value that may be stored for it."""
    item = draw(st.sampled_from(OWN))
    codes = [] if item.required else ["unknown", "declined"]
    match item.kind:
        case AnswerKind.ONE | AnswerKind.YES_NO:
            values = st.sampled_from(item.codes)
        case AnswerKind.SEVERAL:
            values = st.sets(st.sampled_from(item.codes), min_size=1).map(
                lambda chosen: "\n".join(code for code in item.codes if code in chosen)
            )
            codes.append("none")
        case AnswerKind.NUMBER:
            least, most = Decimal(item.least), Decimal(item.most)
            values = st.decimals(least, most, places=item.decimals).map(
                lambda number: f"{number.normalize():f}"
            )
        case AnswerKind.DATE:
            values = st.dates(date(1910, 1, 1), date(2140, 1, 1)).flatmap(
                lambda day: st.sampled_from([day.isoformat()[:length] for length in (4, 7, 10)])
            )
        case AnswerKind.LIST:
            full = CELLS.filter(lambda cell: any(map(str.isalnum, cell)))
            row = st.tuples(*(full if column.required else CELLS for column in item.columns))
            values = st.lists(row, min_size=1, max_size=4).map(written)
            codes = ["none"]
        case _:
            values = st.just("Boots on the corner")
            codes.append("none")
    return MADE[item.key], draw(st.one_of(values, st.sampled_from(codes)) if codes else values)


@given(answers(), st.sampled_from(list(SHIPPED)))
def test_what_is_shown_is_read_as_the_same(answer, language):
    question, value = answer
    shown = show(question, value, language)
    reading = question.reader.read(shown, ReaderContext(speak(language), TODAY, question.limit))
    assert getattr(reading, "value", reading) == value, shown


@given(st.sampled_from(sorted(MADE)), st.text(max_size=400), st.sampled_from(list(SHIPPED)))
def test_no_text_makes_a_reader_raise_and_what_it_takes_is_kept_as_it_is(key, text, language):
    question = MADE[key]
    context = ReaderContext(speak(language), TODAY, question.limit)
    reading = question.reader.read(text, context)
    show(question, text, language)
    typed(question, text)
    if isinstance(reading, Accepted):
        shown = show(question, reading.value, language)
        again = question.reader.read(shown, context)
        assert getattr(again, "value", again) == reading.value, shown


@pytest.mark.parametrize("code", list(SHIPPED))
def test_every_language_has_the_words_of_own_questions(code):
    ours, english = speak(code).answers, speak("en").answers
    assert ours.units.keys() == english.units.keys()
    for name, text in zip(english._fields, ours, strict=True):
        assert text, name
        if isinstance(text, str):
            assert text.count("{") == getattr(english, name).count("{"), name
            assert text.count("*") % 2 == 0, name
