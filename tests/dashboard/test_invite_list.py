"""Whatever a file of numbers holds, what comes out is numbers, line numbers, or one reason why it is no list."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.dashboard.invitations.numbers import (
    LONGEST_SHOWN,
    MOST_LINES,
    MOST_TYPED,
    NoList,
    Unread,
    Wrong,
    read_file,
    read_typed,
)

NUMBERS = st.integers(7_700_900_000, 7_700_900_999)
WRITTEN = st.sampled_from(
    ("0{}", "+44{}", "+44 {}", "0044{}", "44{}", "+44 (0){}", "(0){}", "'+44{}", "{}", " 0{} ")
)
FILES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")),
    st.text(alphabet="+0123456789,;\t\"\r\n=@' numberlgaE", max_size=200).map(str.encode),
    st.text(alphabet='+0123456789,;\t"\r\n', max_size=99).map(
        lambda text: f"number;language\n{text}".encode("utf-16")
    ),
)
HEADINGS = ("number,language", "Phone;Language", "número\tidioma", "name,Mobile,language")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@given(FILES)
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"sep=;")
@example(b'""')
@example(b"number\n,")
@example(b"\r\r\n\n")
def test_any_bytes_are_numbers_and_lines_or_no_list(data: bytes):
    try:
        found = read_file(data, "GB", "en")
    except NoList:
        return
    lines = [each.line for each in found.listed] + [*found.duplicates] + [each.line for each in found.wrong]
    assert all(len(each.text) <= LONGEST_SHOWN + 1 and each.text.isprintable() for each in found.wrong)
    assert len(set(lines)) == len(lines) <= MOST_LINES
    assert all(line >= 1 for line in lines)
    assert len({each.number for each in found.listed}) == len(found.listed)
    assert all(each.number[0] == "+" and each.number[1:].isdecimal() for each in found.listed)
    assert {each.language for each in found.listed} <= {"en", "es"}


@given(st.lists(st.tuples(NUMBERS, st.sampled_from(("", "en", "es"))), min_size=1, max_size=30), st.data())
def test_what_was_written_is_read_in_every_separator_and_encoding(people, data):
    heading = data.draw(st.sampled_from(HEADINGS))
    encoding = data.draw(st.sampled_from(ENCODINGS))
    delimiter = next(each for each in ";\t," if each in heading)
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    file.write(heading + "\r\n")
    has_name = heading.startswith("name")
    for number, language in people:
        writer.writerow(
            [*(["Maya; “Okafor”"] if has_name else []), data.draw(WRITTEN).format(number), language]
        )
    found = read_file(file.getvalue().encode(encoding), "GB", "es")
    wanted: dict[str, str] = {}
    for number, language in people:
        wanted.setdefault(f"+44{number}", language or "es")
    assert {each.number: each.language for each in found.listed} == wanted
    assert found.wrong == ()
    assert len(found.duplicates) == len(people) - len(wanted)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('=HYPERLINK("https://evil.example")', Wrong.FORMULA),
        ("@SUM(1)", Wrong.FORMULA),
        ("4.47701E+11", Wrong.SCIENTIFIC),
        ("Maya 07700 900377", Wrong.NO_NUMBER),
        ("07700 900377 07700 900378", Wrong.NO_NUMBER),
        ("1-800-FLOWERS", Wrong.NO_NUMBER),
        ("999", Wrong.PART),
        ("0151 123", Wrong.PART),
        ("+44 1632 960", Wrong.PART),
        ("9" * 300, Wrong.TOO_LONG),
    ],
)
def test_what_is_no_number_says_why_with_its_line(text: str, wrong: Wrong):
    quoted = '"' + text.replace('"', '""') + '"'
    found = read_file(f"number\n\n{quoted}\n".encode(), "GB", "en")
    assert [(each.line, each.why) for each in found.wrong] == [(3, wrong)]
    assert found.wrong[0].text.removesuffix("…") == text[:LONGEST_SHOWN]


def test_a_number_without_a_country_code_is_told_from_a_wrong_one_where_the_country_is_not_known():
    for text, wrong in (("07700 900377", Wrong.NO_COUNTRY), ("+44 1632 960", Wrong.PART)):
        assert read_file(f"number\n{text}\n".encode(), "", "en").wrong == (Unread(2, wrong, text),)
    assert read_file(b"number\n07700 900377\n0800 1111\n", "GB", "en").wrong == ()


def test_a_language_that_is_not_written_is_told_and_a_list_needs_no_heading():
    assert read_file(b"number,language\n07700900377,fr\n", "GB", "en").wrong == (
        Unread(2, Wrong.LANGUAGE, "fr"),
    )
    found = read_file(b"07700900377\n07700900378,ES\n", "GB", "en").listed
    assert [(each.line, each.language) for each in found] == [(1, "en"), (2, "es")]


def test_excels_separator_line_and_lines_within_quotation_marks_are_counted():
    data = b'sep=;\nname;number\n"Maya\nOkafor";07700900377\nNoor;x\n'
    found = read_file(data, "GB", "en")
    assert ([each.line for each in found.listed], found.wrong) == ([3], (Unread(5, Wrong.NO_NUMBER, "x"),))


def test_typed_lines_are_numbers_and_are_only_so_many():
    found = read_typed(" 07700 900377,\n\n+34 600 123 456;\nMaya\n", "GB", "en")
    assert [(each.line, each.number) for each in found.listed] == [(1, "+447700900377"), (3, "+34600123456")]
    assert found.wrong == (Unread(4, Wrong.NO_NUMBER, "Maya"),)
    with pytest.raises(NoList, match="too_many"):
        read_typed("07700900377\n" * (MOST_TYPED + 1), "GB", "en")
    with pytest.raises(NoList, match="empty"):
        read_typed(" \n", "GB", "en")


@pytest.mark.parametrize(
    ("number", "only", "is_read"),
    [
        ("07700 900377", ("GB",), True),
        ("+44 7797 712345", ("GB",), True),  # Jersey has the same code
        ("+34 600 123 456", ("GB",), False),
        ("+34 600 123 456", ("GB", "ES"), True),
        ("+34 600 123 456", (), True),
        ("+1 212 555 0123", ("US",), True),
        ("+1 876 555 0123", ("US",), False),  # Jamaica has the same code, and other prices
    ],
)
def test_with_some_countries_a_number_of_another_one_is_told_from_a_wrong_one(number, only, is_read):
    found = read_typed(number, "GB", "en", only)
    assert [each.why for each in found.wrong] == ([] if is_read else [Wrong.ABROAD])
