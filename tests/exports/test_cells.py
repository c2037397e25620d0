"""The guard of every cell: nothing that a patient writes starts as a formula, and what is safe is not touched."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.intake.answers import clean
from app.records.cells import GUARD, neutral, phone, split
from tests.exports.live_cells import LIVE, QUOTES, TEXTS, UNSEEN, is_live
from tests.vectors import hostile_texts

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1)
LIMIT = 32_767


@given(TEXTS)
def test_no_text_starts_live(text):
    assert not is_live(neutral(text))


@given(TEXTS)
def test_no_piece_of_a_text_is_live_where_semicolons_or_tabs_part_the_columns(text):
    pieces = re.split(r"[;\t\n]", neutral(text))
    assert [piece for piece in pieces if is_live(piece)] == []


@given(TEXTS)
@example(";\x7f\t=")
def test_a_file_read_with_semicolons_has_no_live_cell(text):
    line = ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in ("1", neutral(text), "end"))
    cells = [cell for row in csv.reader(io.StringIO(line, newline=""), delimiter=";") for cell in row]
    pieces = [piece for cell in cells for piece in re.split(r"[\t\n]", cell)]
    assert [piece for piece in pieces if is_live(piece)] == []


@pytest.mark.parametrize("sign", LIVE)
def test_a_sign_after_blanks_and_quotes_is_guarded(sign):
    for before in ("", *UNSEEN, *QUOTES, " \"'", "\u200b \xa0", "\r\n"):
        assert neutral(f"{before}{sign}1+1").startswith(GUARD), before
        assert re.split(r"[;\t\n]", neutral(f"a;{before}{sign}1+1"))[-1].startswith(GUARD), before


SEEN_AS_NOTHING = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\ufe00\ufe0f\uffa0"
BLANK = [
    char
    for char in map(chr, range(0x10000))
    if unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp"} or char in SEEN_AS_NOTHING
]


def test_no_blank_or_filler_hides_a_sign():
    assert len(BLANK) > 100
    assert [char for char in BLANK if not neutral(f"{char}=1+1").startswith(GUARD)] == []
    last = {char: re.split(r"[;\t\n]", neutral(f"a;{char}=1+1"))[-1] for char in BLANK}
    assert [char for char, piece in last.items() if not piece.startswith(GUARD)] == []


def test_what_unicode_takes_for_a_sign_is_one():
    signs = [
        char for char in map(chr, range(0x110000)) if unicodedata.normalize("NFKC", char)[:1] in set("=+-@|%")
    ]
    assert [char for char in signs if not neutral(f"{char}1+1").startswith(GUARD)] == []


@pytest.mark.parametrize("text", ["\tAsthma", "\nAsthma", "\rAsthma", "\r\nAsthma"])
def test_a_text_that_starts_with_a_tab_or_a_line_end_is_guarded(text):
    assert neutral(text) == GUARD + text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    "text",
    ["", "Asthma", "Zoë Brontë-Nuñez", "12 Mill Lane; flat 3", "00123", "01/02/1980", "1e5", "TRUE", "#N/A", "(none)",
     "a, = b", "Línea uno\nlínea dos", "لا شيء", "🩺 e\u0301", "O’Neill", "“quoted”", "'quoted'", "5 mg\t2 a day", "<b>"],
)  # fmt: skip
def test_a_safe_text_comes_back_as_it_is(text):
    assert neutral(text) == text


@given(WORDS, TEXTS)
def test_what_begins_with_a_letter_and_is_of_one_piece_comes_back_as_it_is(word, rest):
    text = word + clean(rest)
    assume(not set(text) & set("\t\n;") and word[0] not in SEEN_AS_NOTHING)
    assert neutral(text) == text


@given(TEXTS)
def test_nothing_but_guards_is_added_and_nothing_but_the_unwritable_is_lost(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = re.sub("[\ud800-\udfff]", "\ufffd", re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", lines))
    assert neutral(text).replace(GUARD, "") == kept.replace(GUARD, "")


@given(TEXTS)
@example("\x00a\x0b\ufffeb\ud800\r\nc")
def test_nothing_is_left_that_a_workbook_cannot_hold(text):
    allowed = re.compile("[\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
    assert allowed.fullmatch(neutral(text))


def test_a_lone_surrogate_is_shown_and_other_unwritable_characters_go():
    assert neutral("a\ud800b\x00c\uffffd") == "a\N{REPLACEMENT CHARACTER}bcd"


def test_no_hostile_text_starts_live():
    hostile = hostile_texts()
    assert len(hostile) > 400
    assert [text for text in hostile if is_live(neutral(text))] == []


@pytest.mark.parametrize("address", ["whatsapp:+447700900123", "+447700900123"])
def test_a_phone_number_stays_readable(address):
    assert phone(address) == "tel:+447700900123"


def test_an_address_without_a_number_stays_as_it_is():
    assert phone("whatsapp:US.1349876543210987") == "whatsapp:US.1349876543210987"


@given(TEXTS)
def test_no_address_starts_live(text):
    assert not is_live(phone(text))


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXTS.map(neutral), st.integers(4, 20))
def test_every_piece_fits_and_starts_safely_and_together_they_are_the_text(text, most):
    pieces = split(text, most)
    assert max(map(units, pieces)) <= most
    assert [piece for piece in pieces if is_live(piece)] == []
    first, *others = pieces
    assert text.startswith(first)
    joined = first
    for piece in others:
        joined += piece if text.startswith(joined + piece) else piece.removeprefix(GUARD)
    assert joined == text


def test_a_text_that_fits_is_one_piece():
    assert split("x" * LIMIT, LIMIT) == ["x" * LIMIT]
    assert split("🩺" * (LIMIT // 2), LIMIT) == ["🩺" * (LIMIT // 2)]


def test_units_are_counted_as_excel_counts_them():
    assert [units(piece) for piece in split("🩺" * LIMIT, LIMIT)] == [LIMIT - 1, LIMIT - 1, 2]


def test_a_long_text_is_looked_through_once():
    assert neutral(";" * 100_000 + "=") == ";" * 100_000 + "'="
    assert neutral(" " * 100_000 + "=")[0] == GUARD
    assert neutral("\n" * 100_000).count(GUARD) == 1
    assert "".join(split("x" * 1_000_000, LIMIT)) == "x" * 1_000_000
