"""What is typed into the search field is read in every form that people have it in, and never breaks."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from flask_babel import force_locale
from hypothesis import example, given
from hypothesis import strategies as st

from app.dashboard.patients.query import BadQuery, SearchQuery, read_search_query
from app.store.patients.patient_search import Wanted
from app.web.phone import country_of, ends_of

TODAY = date(2026, 11, 27)
BLANKS = st.sampled_from(["", " ", "-", "\u00a0", ".", " ) ("])


@pytest.fixture(scope="module")
def reads():
    """Return what is read from a text, in English; the reader needs a request for its words only."""

    def read(text, country="GB"):
        return read_search_query(text, TODAY, country)

    return read


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context(), force_locale("en"):
        yield


@given(text=st.text(max_size=220))
def test_whatever_is_typed_is_looked_for_or_refused_with_a_reason(reads, text):
    query = reads(text)
    if isinstance(query, BadQuery):
        assert query.because
    else:
        assert query.kinds
        assert all(re.fullmatch(r"[0-9a-f]{0,32}", each.reference) for each in query.meanings)
        assert all((begins + ends).isdecimal() and len(ends) >= 3 for begins, ends in query.numbers)


@given(record=st.uuids(), before=st.text("abc :/", max_size=9), upper=st.booleans())
def test_the_id_in_an_address_or_a_code_is_read_whatever_is_around_it(reads, record: UUID, before, upper):
    text = f"{before.strip('abc')}https://clinic.example/patients/{record}?x=1#r-{record.hex[:3]}"
    query = reads(text.upper() if upper else text)
    assert query == SearchQuery((Wanted(reference=record.hex),), is_whole=True)


@example(record=UUID("00206a52-8fcd-ce43-f3a4-54d64bc9ffb4"), length=4, dash=False)
@example(record=UUID("00206123-8fcd-ce43-f3a4-54d64bc9ffb4"), length=8, dash=False)
@given(record=st.uuids(), length=st.integers(4, 8), dash=st.booleans())
def test_a_reference_is_read_from_four_characters_on(reads, record: UUID, length, dash):
    typed = record.hex[:length]
    query = reads(f"{typed[:4]}-{typed[4:]}" if dash else typed)
    assert isinstance(query, SearchQuery)
    assert typed in {each.reference for each in query.meanings}


@given(
    digits=st.text("0123456789", min_size=9, max_size=9), blanks=st.lists(BLANKS, min_size=12, max_size=12)
)
def test_a_number_is_read_in_its_national_and_international_forms(reads, digits, blanks):
    national = f"7{digits}"
    for form in (
        f"+44{national}",
        f"0044{national}",
        f"0{national}",
        national,
        f"44{national}",
        f"+44(0){national}",
    ):
        typed = form[:5] + "".join(a + b for a, b in zip(form[5:], blanks, strict=False))
        query = reads(typed)
        assert isinstance(query, SearchQuery), typed
        assert any(
            f"44{national}".startswith(begins) and f"44{national}".endswith(ends)
            for begins, ends in query.numbers
        ), typed


@pytest.mark.parametrize(
    ("country", "typed", "number"),
    [
        ("GB", "07700 900124", "447700900124"), ("ES", "612 34 56 78", "34612345678"), ("RU", "8 916 123-45-67", "79161234567"),
        ("HU", "06 20 123 4567", "36201234567"), ("IT", "06 1234 5678", "390612345678"), ("US", "1 (415) 555-0100", "14155550100"),
        ("US", "011 44 7700 900124", "447700900124"), ("", "07700 900124", "447700900124"), ("", "+39 06 1234 5678", "390612345678"),
        ("MX", "55 1234 5678", "5215512345678"), ("XX", "07700900124", "447700900124"), ("GB", "012", "447700900012"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_dialled_in_each_country(country, typed, number):
    assert any(
        number.startswith(begins) and number.endswith(ends) for begins, ends in ends_of(typed, country)
    )


@given(text=st.text("0123456789+()- ", max_size=30), country=st.sampled_from(["", "GB", "US", "XX", "IT"]))
def test_no_digits_break_the_reading_of_numbers(text, country):
    ends_of(text, country)


@pytest.mark.parametrize(
    ("numbers", "country"),
    [
        (("+44 1632 960 555",), "GB"), (("01632 960 555", "whatsapp:+34612345678"), "ES"), (("+1 416 555 0100",), "CA"),
        (("112",), ""), ((), ""), (("", "whatsapp:ES.abc"), ""),
    ],
)  # fmt: skip
def test_the_country_is_that_of_the_first_number_that_has_one(numbers, country):
    assert country_of(*numbers) == country


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("1990", ("reference", "number", "birth_date")), ("04031990", ("reference", "number", "birth_date")), ("abed", ("reference", "name")),
        ("5c7f", ("reference",)), ("Mar", ("name",)), ("4 March 1990", ("birth_date",)), ("7700 900124", ("number",)),
        ("0124", ("reference", "number")), ("Ada 4", ("name",)), ("March 1990", ("number", "birth_date", "name")),
        ("3/1990", ("birth_date",)), ("Ada 124", ("number", "name")), ("Ada 3/4/1990", ("birth_date", "name")),
        ("Ada 1990", ("number", "birth_date", "name")), ("May 1979", ("number", "birth_date", "name")),
        ("7f3a 91c2", ("reference",)), ("lOcO ffee", ("reference",)), ("Ref: 7f3a91c2", ("reference",)),
        ("Olli", ("name",)), ("Tel. 07700 900124", ("number",)),
    ],
)  # fmt: skip
def test_a_text_is_of_every_kind_that_it_can_be(reads, text, kinds):
    query = reads(text)
    assert isinstance(query, SearchQuery)
    assert query.kinds == kinds
    assert text not in repr(query)
