"""Search: by reference, number, name or birth date; by its kind in the trail, and by nothing else anywhere."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.dashboard.patients.query import BadQuery, SearchQuery, read_search_query
from app.store.patients import patients
from app.store.patients.patient_search import Wanted
from app.store.staff.questions import SearchQuestion
from app.store.tables import metadata
from app.web.clinic import reference
from tests.dashboard.people_on_file import MAYA, details, events, on_file, read_off
from tests.people import HANDS_IN, Patient

COVER = re.compile(r'class="cover mono" href="/patients/([0-9a-f-]{36})[?"]')
NUMBER = "whatsapp:+447700900106"


@pytest.fixture
def find(ines):
    """A function that searches, and returns the page that it leads to."""

    def search(text):
        answer = ines.browser.post("/patients/search", q=text)
        while answer.status_code == 303:
            answer = ines.browser.get(answer.headers["Location"])
        return answer

    return search


def found(answer):
    assert answer.status_code == 200, answer.status_code
    if 'id="list"' not in answer.text:  # the only match of a whole reference or number
        return [answer.request.path.rsplit("/", 1)[1]]
    return COVER.findall(answer.text)


def test_a_name_is_found_by_any_of_its_words_whatever_the_case_and_accents(find, store, clock, subtests):
    maya = str(on_file(store, clock()))
    on_file(store, clock(), name="Noor Haddad")
    for text in (
        "okafor", "OKAFOR", "Maya", "Lindt maya", "Okáfor", "ｏｋａｆｏｒ", "  Maya   Okafor-Lindt ", "Maya,",
    ):  # fmt: skip
        with subtests.test(text):
            assert found(find(text)) == [maya]


def test_a_name_is_found_in_its_own_script(find, store, clock, subtests):
    texts = {
        "Björn Núñez": "nunez", "محمد الأمين": "الأمين", "अनिता शर्मा": "शर्मा", "Олена Бойко": "бойко",
        "李小龍": "李小龍", "Ηρώ Παππά": "παππα", "Siobhán O’Brien": "o'brien",
    }  # fmt: skip
    on_file(store, clock())
    ids = {name: str(on_file(store, clock(), name=name)) for name in texts}
    for name, text in texts.items():
        with subtests.test(name):
            assert found(find(text)) == [ids[name]]


def test_a_name_is_found_by_the_beginning_of_a_word(find, store, clock, subtests):
    texts = {"Ana Fernández": ("Fern", "fernande"), "Siobhán O’Neill": ("oneill", "O'Ne")}
    on_file(store, clock())
    ids = {name: str(on_file(store, clock(), name=name)) for name in texts}
    for name, beginnings in texts.items():
        for text in beginnings:
            with subtests.test(text):
                assert found(find(text)) == [ids[name]]


def test_the_middle_of_a_word_is_no_beginning_and_the_page_says_so(find, store, clock):
    on_file(store, clock())
    answer = find("afor")
    assert found(answer) == []
    assert "A word that begins with afor" in answer.text


def test_every_word_that_is_typed_has_to_be_in_the_name(find, store, clock):
    on_file(store, clock())
    assert found(find("Maya Haddad")) == []


def test_a_birth_date_is_found_however_it_is_written(find, store, clock, subtests):
    maya = str(on_file(store, clock()))
    on_file(store, clock(), birth_date="1991-03-04")
    for text in (
        "1990-03-04", "4 March 1990", "4.3.1990", "4 de marzo de 1990", "٤ March ١٩٩٠", "04/03/1990",
    ):  # fmt: skip
        with subtests.test(text):
            assert found(find(text)) == [maya]


def test_a_date_with_two_readings_is_looked_for_in_both_and_the_page_says_which(find, store, clock):
    march, april = on_file(store, clock()), on_file(store, clock(), birth_date="1990-04-03")
    answer = find("3/4/1990")
    assert set(found(answer)) == {str(march), str(april)}
    assert "We searched for each: 3 April 1990 · 4 March 1990" in answer.text


def test_an_unknown_birth_date_is_told_by_its_kind(find, store, clock):
    on_file(store, clock())
    page = find("5 May 1955").text
    assert "Nobody found" in page
    assert "<dt>Date of birth</dt><dd>5 May 1955</dd>" in page
    assert "only a year or age can’t be found by date" in page


NUMBERS = (
    "+447700900106", "+44 7700 900106", "+44 (7700) 900-106", "0044 7700 900106", "447700900106",
    "whatsapp:+447700900106", "+٤٤ ٧٧٠٠ ٩٠٠١٠٦", "\u202a+44 7700 900106\u202c", "+44\u00a07700\u00a0900106",
    "\uff0b44 7700 900106", "07700 900106", "(0)7700 900106", "7700900106", "+44 (0)7700 900106", "tel:+44-7700-900106",
    "0900106", "106", "0106", "٠٧٧٠٠ ٩٠٠١٠٦",
)  # fmt: skip


def test_a_number_is_found_however_people_have_it(find, twilio, subtests):
    Patient(twilio, "whatsapp:+15005550107").tells("hello")
    Patient(twilio, NUMBER).tells(
        "hello", "1", "1", "Maya Okafor", "4 March 1990", "12 Mill Lane", "NONE", "NONE", *HANDS_IN
    )
    for text in NUMBERS:
        with subtests.test(text):
            answer = find(text)
            assert len(found(answer)) == 1
            assert "7700900106" not in re.sub(r'name="q"[^>]*>', "", answer.text)


def test_an_unknown_number_is_told_by_its_kind(find):
    assert "<dt>Number</dt><dd>Ends with 7700900199</dd>" in find("+44 7700 900199").text


def test_a_record_is_found_by_its_reference_its_beginning_or_its_address(find, store, clock, subtests):
    ids = [on_file(store, clock()) for _ in range(2)]
    assert ids[0].hex[:4] != ids[1].hex[:4]
    for form in (
        "{0}-{1}", "{0}{1}", "{0}", "{0}{1:.2}", " {0}-{1} ", "Reference: {0}-{1}.", "https://clinic.example/patients/{2}",
    ):  # fmt: skip
        text = form.format(ids[0].hex[:4], ids[0].hex[4:8], ids[0])
        for typed in (text, text.upper()):
            with subtests.test(form, typed=typed):
                assert found(find(typed)) == [str(ids[0])]


def test_the_only_match_of_a_whole_reference_or_number_is_shown_at_once_and_is_in_the_trail(
    ines, store, clock
):
    letters, figures = (UUID(begin + uuid4().hex[8:]) for begin in ("3c5e91d4", "30529104"))
    for number, patient_id in enumerate((letters, figures), start=1):
        with store.begin() as unit:
            patients.create(unit.db, patient_id, None, "en", MAYA, False, clock())
        ines.browser.post("/patients/search", q=reference(patient_id))
        answer = ines.browser.get(f"/patients/found/{number}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/patients/{patient_id}")
    assert details(store, "patients.searched") == [
        {"kind": "reference, number", "found": 1, "shown": 0},
        {"kind": "reference", "found": 1, "shown": 0},
    ]


def test_what_may_be_several_things_is_looked_for_as_each(find, store, clock):
    on_file(store, clock())
    answer = find("abed")
    assert "Searched by: reference, name." in answer.text
    assert "<dt>Reference</dt><dd>Begins with abed</dd>" in answer.text
    assert details(store, "patients.searched") == [{"kind": "reference, name", "found": 0, "shown": 0}]


def test_each_search_has_an_address_of_its_own_and_the_same_page_when_it_is_asked_for_again(
    ines, find, store, clock
):
    maya, noor = str(on_file(store, clock())), str(on_file(store, clock(), name="Noor Haddad"))
    for number, text in enumerate(("okafor", "haddad"), start=1):
        answer = ines.browser.post("/patients/search", q=text)
        assert answer.headers["Location"] == f"/patients/found/{number}"
    for _ in range(2):
        assert found(ines.browser.get("/patients/found/1")) == [maya]
        assert found(ines.browser.get("/patients/found/2")) == [noor]
    assert ines.browser.get("/patients/found").headers["Location"] == "/patients/found/2"
    assert len(details(store, "patients.searched")) == 4


def test_names_and_columns_lead_back_to_what_was_found(ines, find, store, clock):
    on_file(store, clock())
    find("okafor")
    for act, fields in (
        ("show", {"all": "1", "reason": "ringing"}), ("hide", {}), ("columns", {"columns": "age"}),
    ):  # fmt: skip
        answer = ines.browser.post(f"/patients/{act}", found="1", **fields)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/patients/found/1"), act


def test_a_search_is_kept_sealed_and_goes_with_the_session(ines, colleague, find, store, clock):
    on_file(store, clock())
    find("Okafor")
    with store.engine.connect() as connection:
        (kept,) = connection.scalars(select(metadata.tables["search_questions"].c.question))
    assert "kafor" not in kept
    assert "This search is no longer kept" in ines.browser.get("/patients/found/2").text
    other = colleague("clinician")
    other.is_let_in()
    assert "This search is no longer kept" in other.browser.get("/patients/found/1").text
    ines.browser.post("/logout")
    with store.engine.connect() as connection:
        assert connection.scalars(select(SearchQuestion.id)).all() == []


def test_the_last_twenty_searches_are_kept(ines, find, store):
    for number in range(22):
        find(f"name{'x' * number}")
    assert "Nobody found" in ines.browser.get("/patients/found/3").text
    assert "no longer kept" in ines.browser.get("/patients/found/2").text


def test_no_word_of_a_search_is_in_an_address_a_log_or_the_database(ines, find, store, clock, caplog):
    on_file(store, clock())
    caplog.set_level(0)
    page = find("Okafor Cañary").text
    assert not re.search(r'(?:href|action|src)="[^"]*(?i:ca%C3%B1ary|cañary|okafor)', page)
    assert not re.search("(?i)cañary|okafor", caplog.text)
    with store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                assert not re.search("(?i)cañary", " ".join(map(str, row))), table.name


NOT_LOOKED_FOR = (
    ("", "Type a reference, a phone number, a name or a birth date."),
    ("   ", "Type a reference, a phone number, a name or a birth date."),
    ("+00", "Type at least three digits"),
    ("+1234567890123456", "A phone number has at most 15 digits."),
    ("31 February 1990", "That month has no such day"),
    ("4 March 2190", "in the future"),
    ("4 March 1850", "more than 120 years ago"),
    ("4 March", "Write the whole birth date"),
    ("12", "Type at least three digits"),
    ("a", "Type at least two letters of a name."),
    ("???", "not a reference, a phone number, a name or a birth date"),
    ("\x00", "not a reference, a phone number, a name or a birth date"),
    ("x" * 201, "too long"),
)


def test_what_cannot_be_looked_for_is_kept_in_the_field_with_the_reason(find, store, subtests):
    for text, said in NOT_LOOKED_FOR:
        answer = find(text)
        with subtests.test(repr(text)[:40]):
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


def test_the_text_stays_in_its_field_and_is_in_no_title_address_or_cookie(find, ines, store, clock):
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
    assert "more than 50 records" in answer.text
    assert "to find fewer" in answer.text


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
    ines.browser.post("/patients/show", all="1", reason="ringing")
    assert "Okafor" in find("maya").text
    (searched,) = details(store, "patients.searched")
    assert searched == {"kind": "name", "found": 1, "shown": 1, "reason": "ringing", "mentions": [maya.hex]}


def test_the_page_has_a_way_back_to_everybody(find, store, clock):
    on_file(store, clock())
    assert '<a class="btn btn-quiet btn-small" href="/patients">Back to all patients</a>' in find("maya").text


def test_a_year_or_a_word_of_another_alphabet_is_never_taken_for_a_number(clock):
    today = clock().date()
    assert read_search_query("May", today) == SearchQuery((Wanted(name="May"),))
    assert isinstance(read_search_query("①②", today), BadQuery)
