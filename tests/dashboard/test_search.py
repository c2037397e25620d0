"""Search: by exact number, name word or birth date; posted, by its kind in the trail, and by nothing else anywhere."""

from __future__ import annotations

import re

import pytest

from app.dashboard.patient_search import BadQuery, SearchQuery, read_search_query
from tests.dashboard.people_on_file import details, events, on_file, read_off
from tests.people import HANDS_IN, Patient

COVER = re.compile(r'class="cover mono" href="/patients/([0-9a-f-]{36})[?"]')
NUMBER = "whatsapp:+447700900106"


@pytest.fixture
def find(ines):
    """A function that searches and returns the answer."""
    return lambda text: ines.browser.post("/patients/search", "/account", q=text)


def found(answer):
    assert answer.status_code == 200, answer.status_code
    return COVER.findall(answer.text)


@pytest.mark.parametrize(
    "text",
    ["okafor", "OKAFOR", "Maya", "Lindt maya", "Okáfor", "ｏｋａｆｏｒ", "  Maya   Okafor-Lindt ", "Maya,"],
)
def test_a_name_is_found_by_any_of_its_words_whatever_the_case_and_accents(text, find, store, clock):
    maya = str(on_file(store, clock()))
    on_file(store, clock(), name="Noor Haddad")
    assert found(find(text)) == [maya]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Björn Núñez", "nunez"), ("محمد الأمين", "الأمين"), ("अनिता शर्मा", "शर्मा"), ("Олена Бойко", "бойко"),
        ("李小龍", "李小龍"), ("Ηρώ Παππά", "παππα"), ("Siobhán O’Brien", "o'brien"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_its_own_script(name, text, find, store, clock):
    on_file(store, clock())
    theirs = str(on_file(store, clock(), name=name))
    assert found(find(text)) == [theirs]


def test_a_part_of_a_word_is_not_a_word_and_the_page_says_so(find, store, clock):
    on_file(store, clock())
    answer = find("Okaf")
    assert found(answer) == []
    assert "No patient has that name" in answer.text
    assert "Search looks for whole words" in answer.text


def test_every_word_that_is_typed_has_to_be_in_the_name(find, store, clock):
    on_file(store, clock())
    assert found(find("Maya Haddad")) == []


@pytest.mark.parametrize(
    "text", ["1990-03-04", "4 March 1990", "4.3.1990", "4 de marzo de 1990", "٤ March ١٩٩٠", "04/03/1990"]
)
def test_a_birth_date_is_found_however_it_is_written(text, find, store, clock):
    maya = str(on_file(store, clock()))
    on_file(store, clock(), birth_date="1991-03-04")
    assert found(find(text)) == [maya]


def test_a_date_with_two_readings_is_looked_for_in_both_and_the_page_says_which(find, store, clock):
    march, april = on_file(store, clock()), on_file(store, clock(), birth_date="1990-04-03")
    answer = find("3/4/1990")
    assert set(found(answer)) == {str(march), str(april)}
    assert "We searched for each: 3 April 1990 · 4 March 1990" in answer.text


def test_an_unknown_birth_date_is_told_by_its_kind(find, store, clock):
    on_file(store, clock())
    assert "No patient has that birth date" in find("5 May 1955").text


@pytest.mark.parametrize(
    "text",
    [
        "+447700900106", "+44 7700 900106", "+44 (7700) 900-106", "0044 7700 900106", "447700900106",
        "whatsapp:+447700900106", "+٤٤ ٧٧٠٠ ٩٠٠١٠٦", "\u202a+44 7700 900106\u202c", "+44\u00a07700\u00a0900106",
        "\uff0b44 7700 900106",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written_with_its_country_code(text, find, twilio):
    Patient(twilio, NUMBER).tells(
        "hello", "1", "1", "1", "Maya Okafor", "4 March 1990", "12 Mill Lane", "NONE", "NONE", *HANDS_IN
    )
    answer = find(text)
    assert len(found(answer)) == 1
    assert "7700900106" not in re.sub(r'name="q"[^>]*>', "", answer.text)


def test_an_unknown_number_is_told_by_its_kind(find):
    assert "No one has written from that number" in find("+44 7700 900199").text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type a number, one name, or a birth date."),
        ("   ", "Type a number, one name, or a birth date."),
        ("07700 900106", "A number needs its country code"),
        ("+0044", "A number has 7 to 15 digits"),
        ("+1234567890123456", "A number has 7 to 15 digits"),
        ("31 February 1990", "That month has no such day"),
        ("4 March 2190", "in the future"),
        ("4 March 1850", "more than 120 years ago"),
        ("1990", "Write the whole birth date"),
        ("12", "not a number, a name or a birth date"),
        ("???", "not a number, a name or a birth date"),
        ("\x00", "not a number, a name or a birth date"),
        ("x" * 201, "too long"),
    ],
)
def test_what_cannot_be_looked_for_is_kept_in_the_field_with_the_reason(text, said, find, store):
    answer = find(text)
    assert answer.status_code == 422
    assert said in answer.text
    if text.strip("\x00 "):
        assert f'value="{text[:200]}"' in answer.text
    assert events(store) == []


def test_a_nul_within_a_name_is_no_part_of_it(find, store, clock):
    maya = str(on_file(store, clock()))
    assert found(find("Maya\x00Okafor")) == [maya]


def test_names_stay_hidden_on_what_is_found(find, store, clock):
    on_file(store, clock())
    page = find("maya").text
    assert "Okafor" not in page
    assert "Name hidden, initials M O L" in page


def test_the_text_stays_in_its_field_and_stands_in_no_title_address_or_cookie(find, ines, store, clock):
    on_file(store, clock())
    answer = find("Okafor <b>&\"'")
    page = answer.text
    assert 'value="Okafor &lt;b&gt;&amp;&#34;&#39;"' in page
    assert "Okafor" not in read_off("<title>(.*)</title>", page)
    assert not re.search(r'(?:href|action)="[^"]*Okafor', page)
    assert "Location" not in answer.headers
    assert "Okafor" not in str(answer.headers)


def test_an_address_with_a_text_finds_nobody(ines):
    assert ines.browser.get("/patients/search?q=Maya").status_code == 405


def test_more_than_fifty_are_the_newest_fifty_and_the_page_says_how_to_find_fewer(find, store, clock):
    ids = []
    for _ in range(52):
        clock.moves(seconds=1)
        ids.append(str(on_file(store, clock())))
    answer = find("maya")
    assert found(answer) == ids[:1:-1]
    assert "More than 50 patients match" in answer.text
    assert "Add another word" in answer.text


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [("okafor", "name", 1), ("4 March 1990", "birth_date", 1), ("+447700900106", "number", 0)],
)
def test_a_search_is_one_event_with_its_kind_and_never_what_was_looked_for(
    text, kind, number, find, store, clock, contents
):
    on_file(store, clock())
    find(text)
    (event,) = events(store)
    assert (event.action, event.subject_id) == ("patients.searched", None)
    assert event.details == {"kind": kind, "found": number, "shown": 0}


def test_what_is_found_with_names_shown_names_each_in_the_trail(find, ines, store, clock):
    maya = on_file(store, clock())
    ines.browser.post("/patients/show", "/patients", all="1", reason="ringing")
    assert "Okafor" in find("maya").text
    (searched,) = details(store, "patients.searched")
    assert searched == {"kind": "name", "found": 1, "shown": 1, "mentions": [maya.hex]}


def test_a_way_back_to_everybody_stands_on_the_page(find, store, clock):
    on_file(store, clock())
    assert '<a class="btn btn-quiet btn-small" href="/patients">Back to all patients</a>' in find("maya").text


def test_a_year_or_a_word_of_another_alphabet_is_never_taken_for_a_number(clock):
    today = clock().date()
    assert read_search_query("May", today) == SearchQuery("name", ("may",))
    assert isinstance(read_search_query("①②", today), BadQuery)
