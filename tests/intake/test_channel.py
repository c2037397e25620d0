"""A long text is cut into messages as long as WhatsApp and SMS allow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.intake import channel
from tests.cases import for_each


@for_each(("text", "count"), [("", 0), ("abc", 3), ("é", 1), ("王", 1), ("🩺", 2), ("e\u0301", 2)])
def test_length_is_counted_in_utf16_units(text, count):
    assert channel.units(text) == count == len(text.encode("utf-16-le")) // 2


def test_a_text_that_fits_is_one_message():
    assert channel.split("a\n\nb") == ("a\n\nb",)


def test_a_longer_text_is_cut_at_blank_lines():
    first, second = "a " * 500, "b " * 500
    assert channel.split(f"{first.strip()}\n\n{second.strip()}") == (first.strip(), second.strip())


def test_what_no_blank_line_can_cut_is_cut_at_a_blank():
    pieces = channel.split("word " * 700)
    assert all(piece == "word " * piece.count("word") or piece.endswith("word") for piece in pieces)
    assert "".join(pieces).count("word") == 700


def test_a_pair_of_units_is_never_parted():
    assert channel.split("🩺" * 1000) == ("🩺" * 800, "🩺" * 200)


def test_many_small_paragraphs_take_three_messages_at_most():
    text = "\n\n".join(["x" * 801] * 5)
    assert len(channel.split(text)) <= channel.MOST


@for_each(
    ("text", "most", "short"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("🩺🩺", 3, "🩺…"), ("a bc", 3, "a…")]
)
def test_a_shortened_text_says_that_something_is_missing(text, most, short):
    assert channel.shorten(text, most) == short


LONG = st.lists(
    st.sampled_from(["a", "🩺", " ", "\n", "\n\n", "word" * 40, "🩺" * 300, "x" * 2000]), max_size=60
).map("".join)


@given(LONG)
def test_no_message_is_too_long_and_nothing_visible_is_lost(text):
    pieces = channel.split(text)
    assert all(channel.units(piece) <= channel.LIMIT for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(LONG, st.integers(1, 2000))
def test_a_shortened_text_fits(text, most):
    assert channel.units(channel.shorten(text, most)) <= most
