"""Text is cleaned of what no cell can hold, and of nothing else."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from app.intake.answers import clean
from app.intake.keywords import is_blank
from tests.cases import for_each
from tests.intake.patient import Patient

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@for_each(
    ("text", "cleaned"),
    [
        ("a\x00b\x07c\x1bd", "abcd"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x7fb\x85c\x9f", "abc"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffeb\uffffc\ufdd0d\U0001fffe", "abcd"),
        ("  a b \n", "a b"),
        ("\u200fשלום\u200e 👩‍⚕️ e\u0301", "\u200fשלום\u200e 👩‍⚕️ e\u0301"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("\x00", ""),
    ],
)
def test_only_what_no_cell_can_hold_goes(text, cleaned):
    assert clean(text) == cleaned


@given(ANY_TEXT)
def test_a_clean_text_is_valid_xml_and_clean_for_good(text):
    cleaned = clean(text)
    ET.fromstring(f"<a>{cleaned.replace('&', '&amp;').replace('<', '&lt;')}</a>")
    assert clean(cleaned) == cleaned
    cleaned.encode()


@for_each("text", ["", " ", "\n\t", "\u200b\u200d", "\u2060\ufeff", "\u3164", "\u2800", "\ufe0f", "\u200e"])
def test_a_text_in_which_nothing_is_seen_is_blank(text):
    assert is_blank(text)


@for_each("text", ["a", ".", "👍", "\u200b1", "ـ", "\u0301a"])
def test_a_text_in_which_something_is_seen_is_not_blank(text):
    assert not is_blank(text)


def test_a_lone_emoji_is_no_answer():
    for text in ("\N{PERSON WITH FOLDED HANDS}", "\N{HEAVY BLACK HEART}\ufe0f"):
        patient = Patient()
        patient.comes_to("medications")
        assert "I can only read text." in patient.says(text)
        assert "medications" not in patient.progress.answers
