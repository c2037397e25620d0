"""Birth dates are read as people write them, and a doubtful one is asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.intake.answers import Accepted, Ambiguous, ReaderContext, Rejected, Unknown
from app.intake.answers.birth_date import BIRTH_DATE, birth_year, read_year_or_age, words
from app.intake.answers.dates import Trouble, find
from app.intake.phrases import speak
from tests.cases import for_each
from tests.intake.patient import Patient

TODAY = date(2026, 11, 25)
ASKING = ReaderContext(speak("en"), TODAY, 100)
FOURTH_OF_MARCH = date(1990, 3, 4)
ZEROS = {
    "Arabic": "٠",
    "Persian": "۰",
    "Devanagari": "०",
    "Bengali": "০",
    "Thai": "๐",
    "Khmer": "០",
    "full-width": "０",
    "mathematical bold": "𝟎",
}


def taken_for(text: str) -> str | None:
    reading = BIRTH_DATE.read(text, ASKING)
    return reading.value if isinstance(reading, Accepted) else None


def in_digits(zero: str, text: str) -> str:
    return "".join(chr(ord(zero) + int(char)) if char.isdecimal() else char for char in text)


@for_each(
    "text",
    [
        "1990-03-04",
        "1990/3/4",
        "1990.03.04",
        "1990 3 4",
        "19900304",
        "4 March 1990",
        "4 march 1990.",
        "04 Mar 1990",
        "4-Mar-1990",
        "4mar1990",
        "4/Mar/90",
        "March 4, 1990",
        "Mar. 4 90",
        "1990 March 4",
        "the 4th of March, 1990",
        "4TH MARCH 1990",
        "Sunday 4 March 1990",
        "I was born on the 4th of March 1990",
        "My date of birth is 4 March 1990",
        "4 de marzo de 1990",
        "4 de marzo del 1990",
        "1990, marzo 4",
        "4 mar. 90",
        "Nací el 4 de marzo de 1990",
        "domingo, 4 de marzo de 1990",
        "4º de marzo de 1990",
        "1990年3月4日",
        "１９９０年３月４日",
        "1990년 3월 4일",
        "4\u200f/ mar / 1990",
    ],
)
def test_these_can_only_be_the_fourth_of_march_1990(text):
    assert find(text, TODAY).days == (FOURTH_OF_MARCH,)


@for_each(
    "text",
    [
        "3rd of april 1990",
        "1º de enero de 1990",
        "1er enero 1990",
        "2nd Feb 1990",
        "22nd 2 1990",
        "21st 1 90",
    ],
)
def test_ordinals_are_read(text):
    assert len(find(text, TODAY).days) == 1


@for_each("language", ["en", "es"])
@for_each("month", range(1, 13))
def test_a_date_in_words_of_any_language_is_read_as_that_date(language, month):
    day = date(1950, month, 23)
    assert find(words(day.isoformat(), language), TODAY).days == (day,)


@for_each("text", ["9 sept 1990", "9 sep 1990", "9 set 1990", "9 setiembre 1990", "9 SEPTIEMBRE 1990"])
def test_regional_spellings_of_a_month_are_read(text):
    assert find(text, TODAY).days == (date(1990, 9, 9),)


@for_each("text", ["3/4/1990", "3-4-90", "03.04.1990", "3 4 1990", "03041990", "030490"])
def test_day_and_month_of_twelve_or_less_are_two_dates(text):
    assert find(text, TODAY).days[:2] == (date(1990, 4, 3), date(1990, 3, 4))


@for_each("text", ["25/3/1990", "3/25/1990", "25.03.90", "03/25/90", "25031990", "032590", "900325"])
def test_a_day_over_twelve_leaves_one_date(text):
    assert find(text, TODAY).days == (date(1990, 3, 25),)


def test_the_same_figure_for_day_and_month_is_one_date():
    assert find("5/5/1990", TODAY).days == (date(1990, 5, 5),)


@for_each(
    ("text", "years"),
    [
        ("25/3/90", {1990}),
        ("25/3/30", {1930}),
        ("25/3/12", {1912, 2012}),
        ("25/3/05", {2005}),
        ("24/11/26", {1926, 2026}),
    ],
)
def test_two_figures_of_a_year_are_read_in_each_likely_century(text, years):
    assert {day.year for day in find(text, TODAY).days} == years


def test_day_month_and_century_may_leave_four_dates():
    assert len(find("3/4/12", TODAY).days) == 4


def test_more_than_four_readings_are_too_many_to_choose_from():
    assert find("101112", TODAY).trouble is Trouble.UNCLEAR


@for_each("zero", ZEROS.values())
@for_each("text", ["25/3/1990", "25 March 1990", "1990-03-25", "25031990"])
def test_figures_of_every_script_are_read(zero, text):
    assert find(in_digits(zero, text), TODAY).days == (date(1990, 3, 25),)


@for_each("text", ["²", "4 March 199²", "²/³/1990", "①/②/1990", "½/3/1990", "Ⅻ/3/1990", "一九九〇"])
def test_figures_that_are_no_digits_do_not_crash(text):
    find(text, TODAY)


@for_each(
    "text",
    [
        "not a date",
        "yesterday",
        "today",
        "12",
        "76",
        "4",
        "1990-13-45",
        "32/13/1990",
        "4/3/199",
        "4/3/19900",
        "1/2/3/4",
        "+44 7700 900123",
        "01632 960 555",
        "1990-03-04T00:00:00",
        "4 o 5 de marzo de 1990",
        "4 March 5 April 1990",
        "I stopped smoking 4 March 1990",
        "=1+1",
        "0/0/1990",
        "9" * 5000,
        "",
    ],
)
def test_these_are_no_dates(text):
    found = find(text, TODAY)
    assert (found.days, found.trouble) == ((), Trouble.NOT_A_DATE)


@for_each("text", ["1980", "March 1980", "4 March", "marzo de 1980", "I was born in 1980"])
def test_a_part_of_a_date_is_known_as_one(text):
    assert find(text, TODAY).trouble is Trouble.IN_PART


@for_each("text", ["26 November 2026", "4 March 2580", "25/3/2030", "2026-11-26"])
def test_a_day_to_come_is_refused(text):
    assert find(text, TODAY).trouble is Trouble.FUTURE


@for_each("text", ["31 December 1899", "25/3/1850", "0000-01-01", "24 November 1905"])
def test_a_day_before_1900_or_over_120_years_ago_is_refused(text):
    assert find(text, TODAY).trouble is Trouble.TOO_OLD


def test_today_and_120_years_ago_are_the_last_days_that_are_taken():
    assert find("25 November 2026", TODAY).days
    assert find("26 November 1905", TODAY).days


@for_each(
    ("text", "sentence"),
    [
        ("29/2/1990", "There is no 29 February in 1990: that month had 28 days."),
        ("2/29/1900", "There is no 29 February in 1900: that month had 28 days."),
        ("31/4/90", "There is no 31 April in 1990: that month had 30 days."),
        ("1990-02-30", "There is no 30 February in 1990: that month had 28 days."),
        ("31 de junio de 1950", "There is no 31 June in 1950: that month had 30 days."),
    ],
)
def test_a_day_that_its_month_does_not_have_is_named(text, sentence):
    assert BIRTH_DATE.read(text, ASKING) == Rejected(sentence)


def test_the_day_that_does_not_exist_is_named_in_the_patients_language():
    reading = BIRTH_DATE.read("29/2/1990", ReaderContext(speak("es"), TODAY, 100))
    assert reading == Rejected("El 29 de febrero de 1990 no existe: ese mes tuvo 28 días.")


@for_each("year", [1904, 1996, 2000, 2024])
def test_29_february_is_taken_in_a_leap_year(year):
    assert find(f"29/2/{year}", date(2024, 3, 1)).days == (date(year, 2, 29),)


def test_each_refusal_has_its_own_reason():
    texts = ("hello there", "1980", "101112", "4 March 2030", "4 March 1850", "30 February 1990")
    reasons = {BIRTH_DATE.read(text, ASKING) for text in texts}
    assert len(reasons) == len(texts)


def test_one_reading_is_taken_several_are_asked_about():
    assert BIRTH_DATE.read("4 March 1990", ASKING) == Accepted("1990-03-04", "Got it: 4 March 1990.")
    assert BIRTH_DATE.read("3/4/90", ASKING) == Ambiguous(("1990-04-03", "1990-03-04"))


@for_each("text", ["don't know", "I don’t know.", "DONT KNOW", "no sé", "No lo sé", "unknown"])
def test_not_knowing_is_an_answer(text):
    assert BIRTH_DATE.read(text, ASKING) == Unknown()


@for_each(
    ("text", "value"),
    [
        ("1950", "1950"),
        ("I was born in 1950", "1950"),
        ("١٩٥٠", "1950"),
        ("76", "age 76 on 2026-11-25"),
        ("about 76 years old", "age 76 on 2026-11-25"),
        ("tengo 76 años", "age 76 on 2026-11-25"),
        ("0", "age 0 on 2026-11-25"),
        ("120", "age 120 on 2026-11-25"),
        ("4 March 1990", "1990-03-04"),
    ],
)
def test_a_year_an_age_or_the_date_after_all_is_taken(text, value):
    reading = read_year_or_age(text, ASKING)
    assert isinstance(reading, Accepted)
    assert reading.value == value


@for_each("text", ["121", "1899", "1905", "2027", "18 months", "old", "", "7 6", "²²²²²", "99999"])
def test_an_unlikely_year_or_age_is_refused(text):
    assert isinstance(read_year_or_age(text, ASKING), Rejected)


@for_each(
    ("value", "language", "told"),
    [
        ("1990-03-04", "en", "4 March 1990"),
        ("1990-03-04", "es", "4 de marzo de 1990"),
        ("1990-03-04", "xx", "4 March 1990"),
        ("1950", "es", "1950"),
        ("age 76 on 2026-11-25", "en", "76 years old on 25 November 2026"),
        ("age 1 on 2026-11-25", "es", "1 año el 25 de noviembre de 2026"),
        ("1990-02-31", "en", "1990-02-31"),
        ("something else", "en", "something else"),
    ],
)
def test_every_stored_form_reads_back_in_words(value, language, told):
    assert words(value, language) == told


@for_each(
    ("value", "year"), [("1990-03-04", 1990), ("1950", 1950), ("age 76 on 2026-11-25", None), ("", None)]
)
def test_the_year_of_birth_is_known_unless_only_an_age_is(value, year):
    assert birth_year(value) == year


@given(st.dates(date(1907, 1, 1), TODAY))
def test_the_iso_form_of_any_likely_birthday_is_that_day(day):
    assert find(day.isoformat(), TODAY).days == (day,)


@given(
    st.dates(date(1907, 1, 1), TODAY),
    st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0.month}.{0.day}.{0.year}"]),
)
def test_a_written_birthday_is_always_among_its_readings(day, form):
    assert day in find(form.format(day), TODAY).days


@given(st.text(), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_no_text_is_read_as_an_unlikely_day(text, today):
    days = find(text, today).days
    assert len(days) <= 4
    assert all(date(1900, 1, 1) <= day <= today for day in days)


@for_each(
    "text",
    ["he was born 4 March 1990", "my son was born 4 March 1990", "She was born on March 4, 1990, thank you", "nació el 4 de marzo de 1990",
     "mi hija nació el 4 de marzo de 1990", "fourth of March 1990", "the fourth of March, 1990", "cuatro de marzo de 1990",
     "4 Marhc 1990", "4 mach 1990", "4 de marso de 1990", "4 de marzo de 1.990", "d.o.b. 4 March 1990", "DOB: 4th March 1990",
     "d.o.b. March 4, 1990", "sorry, 4 March 1990", "4 March 1990 please", "4ro de marzo de 1990", "nací un 4 de marzo de 1990, hija"],
)  # fmt: skip
def test_what_surrounds_a_date_and_how_it_is_spelled_changes_nothing(text):
    assert taken_for(text) == "1990-03-04"


@for_each(
    ("text", "day"),
    [
        ("primero de enero de 1990", "1990-01-01"),
        ("1ro de enero de 1990", "1990-01-01"),
        ("1ero de enero 1990", "1990-01-01"),
        ("4 Febuary 1990", "1990-02-04"),
        ("1 de nobiembre 1988", "1988-11-01"),
        ("twenty first of May 1980", "1980-05-21"),
        ("treinta y uno de mayo de 1980", "1980-05-31"),
        ("d.o.b. 23/3/90", "1990-03-23"),
    ],
)
def test_days_in_words_and_misspelled_months_are_read(text, day):
    assert taken_for(text) == day


def test_a_slip_that_fits_two_months_is_asked_about():
    assert BIRTH_DATE.read("12 maro 1980", ASKING) == Ambiguous(("1980-03-12", "1980-05-12"))


@for_each(
    "text",
    ["36 años", "I'm 36", "I am 36 years old", "tengo 36", "edad 36", "no idea", "ni idea", "no sé, gracias"],
)
def test_an_age_and_not_knowing_lead_to_the_question_for_year_or_age(text):
    assert BIRTH_DATE.read(text, ASKING) == Unknown()


@for_each(
    "text",
    [
        "36",
        "3.4.1.990",
        "marry 4 1990",
        "4/3/1990 or 5/3/1990",
        "primero de enero",
        "1.990",
        "my two sons 3 May 2022",
        "4 X 1990",
    ],
)
def test_what_is_no_whole_date_is_never_guessed(text):
    assert isinstance(BIRTH_DATE.read(text, ASKING), Rejected)


@given(st.dates(date(1907, 1, 1), TODAY), st.sampled_from(["he was born {}", "nació el {}", "d.o.b. {}", "{} gracias", "Hi, {}"]),
       st.sampled_from(["en", "es"]))  # fmt: skip
def test_no_dress_makes_another_day_of_a_date(day, dress, language):
    assert find(dress.format(words(day.isoformat(), language)), TODAY).days == (day,)


def test_today_is_the_day_where_the_clinic_is():
    noon = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    for here, is_born in ((noon.astimezone(ZoneInfo("Pacific/Auckland")), True), (noon, False)):
        patient = Patient(now=here)
        patient.comes_to("birth_date")
        patient.says("26 November 2026")
        assert (patient.progress.aside == "minor") is is_born


@for_each(
    "around",
    ["Sure, {}", "Birthdate {}", "{} I think", "mine is {}", "Let me see, {}", "{} as per passport", "Claro, {}",
     "yo nací el {}", "Fec. nac. {}", "{} señorita", "Por supuesto, {}", "{} si no me equivoco", "{} según mi DNI"],
)  # fmt: skip
def test_what_strangers_write_around_a_date_changes_nothing(around):
    assert find(around.format("17 03 1961"), date(2026, 11, 25)).days == (date(1961, 3, 17),)


def test_a_date_may_come_in_pieces_one_by_one():
    for pieces in (
        ("14", "March", "1962"),
        ("el 14", "marzo", "de 1962"),
        ("14 March", "1962"),
        ("hm", "14", "3", "1962"),
    ):
        writer = Patient()
        writer.comes_to("birth_date")
        writer.says(*pieces)
        assert writer.progress.answers.get("birth_date") == "1962-03-14", pieces


def test_what_is_no_piece_of_a_date_makes_none():
    for pieces in (("14", "yesterday", "1962"), ("a lot", "March", "of things")):
        writer = Patient()
        writer.comes_to("birth_date")
        writer.says(*pieces)
        assert writer.is_at("birth_date"), pieces
        assert "birth_date" not in writer.progress.answers, pieces


@for_each(
    ("text", "day"),
    [("4 March nineteen eighty six", (1986, 3, 4)), ("March the fourth, nineteen eighty-six", (1986, 3, 4)),
     ("the twenty first of May two thousand and four", (2004, 5, 21)), ("May twenty one nineteen ninety nine", (1999, 5, 21)),
     ("March twenty, two thousand ten", (2010, 3, 20)), ("June fifth nineteen oh six", (1906, 6, 5)),
     ("seven July nineteen hundred and ninety", (1990, 7, 7)), ("May five twenty ten", (2010, 5, 5)),
     ("4 de marzo de mil novecientos ochenta y seis", (1986, 3, 4)), ("el cuatro de marzo de dos mil cuatro", (2004, 3, 4)),
     ("treinta y uno de mayo de mil novecientos noventa y nueve", (1999, 5, 31)), ("dos de mayo del dos mil", (2000, 5, 2)),
     ("primero de junio de mil novecientos setenta", (1970, 6, 1))],
)  # fmt: skip
def test_a_year_in_words_is_read(text, day):
    assert find(text, date(2026, 11, 25)).days == (date(*day),)


@for_each(
    "text",
    [
        "March four ninety",
        "four three ninety",
        "nineteen eighty",
        "May twenty one",
        "one two three four five",
        "mil mil",
        "marzo ochenta",
    ],
)
def test_what_numbers_in_words_leave_open_is_no_day(text):
    assert not find(text, date(2026, 11, 25)).days


@for_each(
    ("text", "value"),
    [("nineteen eighty six", "1986"), ("mil novecientos ochenta y seis", "1986"), ("forty two", "age 42 on 2026-11-25"),
     ("I'm forty two", "age 42 on 2026-11-25"), ("cuarenta y dos años", "age 42 on 2026-11-25"), ("tengo treinta y uno", "age 31 on 2026-11-25"),
     ("one hundred and two", "age 102 on 2026-11-25"), ("ciento dos", "age 102 on 2026-11-25"), ("two thousand", "2000")],
    patient=Patient,
)  # fmt: skip
def test_a_year_or_an_age_in_words_is_read(patient, text, value):
    patient.comes_to("birth_date")
    patient.says("I don't know", text)
    assert patient.progress.answers["birth_date"] == value


@for_each(
    "text", ["I'm eleven", "two thousand and fifteen", "tengo quince años", "nearly sixteen"], patient=Patient
)
def test_a_child_is_heard_in_words(patient, text):
    patient.comes_to("birth_date")
    patient.says(text)
    assert patient.is_at("birth_date", "minor")


SMALL = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(number: int) -> str:
    """Write a number below a hundred in English."""
    ten, one = divmod(number, 10)
    return (
        SMALL[number - 1]
        if number < 20
        else TENS[ten - 2]
        if not one
        else f"{TENS[ten - 2]} {SMALL[one - 1]}"
    )


@given(st.dates(date(1910, 1, 1), TODAY), st.booleans())
def test_no_day_in_words_becomes_another(day, day_first):
    century, year = divmod(day.year, 100)
    said = f"{in_words(century)} {in_words(year) if year > 9 else f'oh {SMALL[year - 1]}' if year else 'hundred'}"
    month = f"{day:%B}"
    text = f"{in_words(day.day)} {month} {said}" if day_first else f"{month} {in_words(day.day)} {said}"
    assert find(text, TODAY).days in {(day,), ()}
