"""A name of any script is kept, and what is no name is asked again."""

from __future__ import annotations

import unicodedata
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.answers import Accepted, Doubtful, ReaderContext, Rejected
from app.intake.answers.names import NAME, first_name, initial, name_words
from app.intake.phrases import SHIPPED, speak
from tests.cases import for_each
from tests.intake.patient import Patient

ASKING = ReaderContext(speak("en"), date(2026, 11, 25), 200)
NAMES = [
    "محمد علي",
    "王小明",
    "अनिता",
    "O'Brien",
    "Иван Петрович Сидоров",
    "Σωκράτης",
    "김민준",
    "さくら 田中",
    "Núñez-García, María José",
    "D’Arcy",
    "Jr. St.John",
    "X Æ A-12",
    "Nada",
    "Brenda",
    "Yesenia",
    "Li",
    "Ỳ",
    "أحمد",
]


@for_each("name", NAMES)
def test_a_name_of_any_script_is_kept_as_it_is(name):
    assert NAME.read(name, ASKING) == Accepted(unicodedata.normalize("NFC", name))


def test_a_decomposed_name_is_composed():
    assert NAME.read("Nu\u0301n\u0303ez", ASKING) == Accepted("Núñez")


def test_runs_of_blanks_become_one():
    assert NAME.read("Maya \t Okafor\nLindt\u3000Ann", ASKING) == Accepted("Maya Okafor Lindt Ann")


@for_each("text", ["123", "٣٤٥", "12-34", "???", "👍", "1 2 3", "+44 7700 900123", "²"])
def test_a_text_without_letters_is_no_name(text):
    assert NAME.read(text, ASKING) == Rejected(ASKING.phrases.name_without_letters)


@for_each(
    "text", ["https://example.com/me", "www.example.com", "bit.ly/abc", "javascript://x", "example.com"]
)
def test_a_link_is_no_name(text):
    assert NAME.read(text, ASKING) == Rejected(ASKING.phrases.link_as_name)


def test_more_than_four_lines_are_no_name():
    assert NAME.read("Ann\nMary\nvan\nDyke", ASKING) == Accepted("Ann Mary van Dyke")
    assert NAME.read("a\nb\nc\nd\ne", ASKING) == Rejected(ASKING.phrases.name_of_many_lines)


@for_each("dress", ["{}", "{}!", " {} 👋", "¡{}!"])
def test_a_bare_greeting_of_any_language_is_no_name(dress):
    for text in (word for phrases in SHIPPED.values() for word in phrases.lexicon.greetings):
        assert NAME.read(dress.format(text), ASKING) == Rejected(ASKING.phrases.greeting_as_name), text


@for_each("text", ["What is this?", "who are you ？", "لماذا؟", "¿Quién es?", "Maya Okafor?"])
def test_a_question_is_no_name(text):
    assert NAME.read(text, ASKING) == Rejected(ASKING.phrases.cannot_answer)


@for_each(
    ("text", "languages"),
    [("Nada", {"es"}), ("nil", {"en"}), ("nil.", {"en"}), ("Vale", {"en", "es"}), ("No", {"en", "es"}), ("Y", {"en"}),
     ("Claro", {"es"}), ("Fin", {"en", "es"}), ("Doctor", {"en", "es"}), ("Ya", {"en", "es"}), ("Love", {"en"})],
)  # fmt: skip
def test_a_name_that_is_a_word_too_is_asked_about_by_those_whose_word_it_is(text, languages):
    for code, phrases in SHIPPED.items():
        reading = NAME.read(text, ReaderContext(phrases, ASKING.today, 200))
        assert isinstance(reading, Doubtful) is (code in languages)
        assert not isinstance(reading, Rejected)


@for_each(
    "text",
    ["Thank You Okafor", "Noor", "Sí Lindt", "Claro Vale", "Ý", "No Name", "Faith Love", "Bob Stone", "Ian Close",
     "Linda Pérez", "Null", "Test", "Asma Benali", "Don Draper", "Will May", "Price", "King", "Manuel Nada Costas",
     "Pilar Sin Miedo", "Ramón y Cajal", "van der Berg", "de la Cruz", "Grace Kelly-Hughes", "Tom Jones Jr.", "Lee, Ann"],
)  # fmt: skip
def test_a_name_with_such_a_word_in_it_is_one(text):
    assert NAME.read(text, ASKING) == Accepted(text)


def test_a_greeting_with_one_word_may_be_a_name_and_is_asked_about():
    assert NAME.read("Hi Nguyen", ASKING) == Doubtful("Hi Nguyen")


DRESSES = """My name is {}; my full name is {}; Hi, my name is {}; Hello I'm {}; Im {}; I am {}; it's {}; This is {}
    ; Name: {}; Mrs {}; Mr. {}; Dr {}; Good morning doctor, I'm Mrs {}; {} thanks; {}, thank you; {} please; {} 🙂; “{}”
    ; Me llamo {}; Soy {}; soy {}; Mi nombre es {}; Hola soy {}; hola buenas tardes señorita, me llamo {}; Sra. {}
    ; Doña {}; Sr {}; {} gracias; {}, muchas gracias; {} por favor; Nombre: {}; Yes, {}; Sí, {}; sí, soy {}; my name: {}; Yes, my name is {}; {},; {}!"""
PEOPLE = """Ann Marie Lee; María José de la Cruz; Jan van der Berg; Siobhán O'Brien; Núñez García; D’Arcy Jones; محمد علي
    ; 王小明; अनिता शर्मा; Иван Петрович Сидоров; Σωκράτης Παππάς; 김민준; さくら 田中; נועה כהן; สมชาย ใจดี; Nguyễn Thị Lan
    ; Łukasz Żak; X Æ A-12; Ana del Río; Íñigo Etxeberria; Mary-Jane Smith; Dolores Fuertes; ಅನಿತಾ ರಾವ್"""
EVERY_DRESS = st.sampled_from([dress.strip() for dress in DRESSES.split(";")])
EVERYBODY = st.sampled_from([name.strip() for name in PEOPLE.split(";")])


@settings(max_examples=100)
@given(EVERY_DRESS, EVERYBODY, st.sampled_from([str, str.upper, str.lower]), st.sampled_from(["en", "es"]))
def test_what_is_written_around_a_name_is_taken_off(dress, name, spelled, language):
    context = ReaderContext(speak(language), ASKING.today, 200)
    reading = NAME.read(dress.format(spelled(name)), context)
    assert isinstance(reading, Accepted)
    assert reading.value == unicodedata.normalize("NFC", spelled(name))
    if reading.read_back:
        assert reading.value in reading.read_back


@for_each(
    ("text", "name"),
    [
        ("Edith Rowntree, she goes by Edie", "Edith Rowntree"),
        ("Guadalupe Treviño Salas, me dicen Lupita", "Guadalupe Treviño Salas"),
        ("Bernadette McGlinchey, but everybody says Bernie", "Bernadette McGlinchey"),
        ("Valerie Crump, Val", "Valerie Crump"),
        ("Her name is Nguyen Thi Hoa. Nguyen is the family name", "Nguyen Thi Hoa"),
        ("Leonard Fisk (Mr)", "Leonard Fisk"),
        ("Clara Montague, Miss", "Clara Montague"),
        ("Dolores Pérez, Sra.", "Dolores Pérez"),
        ("boring: Jordan Lee Fairweather", "Jordan Lee Fairweather"),
        ("la niña se llama Yaili Archibold Smith", "Yaili Archibold Smith"),
        ("my gran is called Winifred Oakes", "Winifred Oakes"),
    ],
)
def test_what_is_said_of_a_name_is_taken_off(text, name):
    reading = NAME.read(text, ASKING)
    assert isinstance(reading, Accepted)
    assert reading.value == name
    assert name in reading.read_back


@for_each(
    "text",
    ["Lowe, Margaret", "García López, María", "St. John Rivers", "Martin King, Jr.", "de la Cruz, Ana"],
)
def test_a_name_with_a_mark_in_it_stays_whole(text):
    assert NAME.read(text, ASKING) == Accepted(text)


@for_each(
    ("text", "sentence"),
    [
        ("I want to talk to a doctor today", "sentence_as_name"),
        ("quiero una cita", "sentence_as_name"),
        ("it is for my son", "sentence_as_name"),
        ("John Carter, born 4 March 1990, Mill Lane", "more_than_name"),
        ("Hola soy Juan Gómez, nací el 12 de junio de 1975, vivo en Calle Real 8", "more_than_name"),
        ("4 March 1990", "more_than_name"),
        ("John Carter, diabetes, metformin 500mg", "health_as_name"),
        ("asthma", "health_as_name"),
        ("Juan Gómez, diabetes, metformina 850", "health_as_name"),
        ("Ann Lee 500 mg", "health_as_name"),
        ("Mrs", "title_as_name"),
        ("Doña", "title_as_name"),
        ("good morning doctor", "greeting_as_name"),
        ("same as before", "bare_as_name"),
        ("his mum", "bare_as_name"),
    ],
)
def test_what_is_no_name_is_asked_again_with_the_reason(text, sentence):
    assert NAME.read(text, ASKING) == Rejected(getattr(ASKING.phrases, sentence))


def test_a_name_has_at_most_200_characters():
    assert NAME.read("王" * 200, ASKING) == Accepted("王" * 200)
    refused = NAME.read("a" * 201, ASKING)
    assert isinstance(refused, Rejected)
    assert "201" in refused.because
    assert "200" in refused.because


@for_each(
    ("name", "found_by"),
    [
        ("Núñez-García, María", ("nunez", "garcia", "maria")),
        ("O'Brien", ("o", "brien")),
        ("STRASSE Straße", ("strasse",)),
        ("Ann ann ANN", ("ann",)),
        ("محمد علي", ("محمد", "علي")),
        ("مُحَمَّد", ("محمد",)),
        ("Σωκράτης", ("σωκρατησ",)),
        ("Jean-Luc 2", ("jean", "luc", "2")),
        ("👍 — ", ()),
        ("", ()),
    ],
)
def test_a_name_is_found_by_its_bare_words(name, found_by):
    assert name_words(name) == found_by


@for_each(("one", "other"), [("अनिता", "अनता"), ("क़लम", "कलम"), ("が", "か"), ("ప్రియ", "పరియ")])
def test_signs_that_spell_a_word_are_not_accents(one, other):
    assert name_words(one) != name_words(other)


def test_at_most_twenty_words_find_a_name():
    assert len(name_words(" ".join(f"n{number}" for number in range(30)))) == 20


@given(st.text())
def test_words_of_a_name_are_the_same_however_it_was_composed(name):
    forms = (unicodedata.normalize(form, name) for form in ("NFC", "NFD", "NFKC", "NFKD"))
    assert len({name_words(form) for form in forms}) == 1


@given(st.text())
def test_words_of_words_are_themselves(name):
    assert name_words(" ".join(name_words(name))) == name_words(name)


@for_each(
    ("name", "first", "letter"),
    [
        ("María José de la Cruz", "María José", "M"),
        ("María José", "María José", "M"),
        ("José Luis Martínez", "José Luis", "J"),
        ("Ann Marie Lee", "Ann", "A"),
        ("de la Cruz", "", "D"),
        ("van der Berg", "", "V"),
        ("Mrs", "", "M"),
        ("Mrs Lee", "Lee", "M"),
        ("Doña Carmen", "Carmen", "D"),
        ("A. Lee", "", "A"),
        ("Maya Okafor", "Maya", "M"),
        ("maya", "maya", "M"),
        ("D’Arcy Ann", "D’Arcy", "D"),
        ("*Maya* Okafor", "", "M"),
        ("_x_", "", "X"),
        ("王小明", "王小明", "王"),
        ("محمد علي", "محمد", "م"),
        ("a" * 41, "", "A"),
        ("7 Maya", "", "M"),
        ("", "", ""),
    ],
)
def test_only_a_plain_first_word_may_stand_in_our_bold_sentence(name, first, letter):
    assert (first_name(name), initial(name)) == (first, letter)


@for_each(
    "text",
    ["The name's {}", "That would be {}", "My full name would be {}", "Patient's name is {}", "my legal name is {}",
     "People call me {}", "Of course. {}", "yeah {}", "I go by {}", "It's {}, by the way", "{}, that's my full name",
     "Sería {}", "Pues {}", "Por supuesto, {}", "Con mucho gusto, {}", "Soy la señora {}", "Me llamo {} señorita",
     "Mi nombre y apellidos: {}", "{}, ese es mi nombre completo", "Mi nombre completo: {}"],
)  # fmt: skip
def test_what_strangers_write_around_a_name_is_taken_off(text):
    reading = NAME.read(text.format("Maya Okafor"), ASKING)
    assert isinstance(reading, Accepted)
    assert reading.value == "Maya Okafor"


def test_a_surname_that_is_an_illness_is_asked_about_and_an_illness_is_refused(patient):
    patient.comes_to("name")
    assert "Ann Lupus" in patient.says("Ann Lupus")
    assert patient.progress.aside == "is_it"
    patient.says("that's it")
    assert patient.progress.answers["name"] == "Ann Lupus"
    for text in ("lupus", "Lupus", "Diabetes Asthma", "ann has lupus", "Ann Lee, Lupus", "Asthma since 2010"):
        another = Patient()
        another.comes_to("name")
        another.says(text)
        assert another.is_at("name"), text
        assert another.progress.aside is None, text
