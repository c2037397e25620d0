"""A numbered option is picked by its number or its words, and only where that is safe."""

from __future__ import annotations

from app.intake.answers import pick
from tests.cases import for_each

OPTIONS = [("English",), ("Español", "Spanish"), ("العربية", "Arabic")]


@for_each(
    "text",
    [
        "2",
        "2.",
        "(2)",
        " 2 ",
        "#2",
        "2️⃣",
        "２",
        "②",
        "٢",
        "۲",
        "२",
        "๒",
        "\u200b2\u200d",
        "\u200f2\u200e",
        "español",
        "ESPANOL",
        "Spanish",
        "spanish!",
        "2 Español",
        "2. spanish",
    ],
)
def test_the_second_option_is_picked(text):
    assert pick(text, OPTIONS) == 1


@for_each(
    "text",
    ["", "0", "4", "22", "2 3", "two", "²²", "999999999", "9" * 5000, "English Spanish", "Spanish please"],
)
def test_nothing_is_picked(text):
    assert pick(text, OPTIONS) is None


@for_each(
    ("text", "index"),
    [
        ("Spanish please", 1),
        ("in English, thank you", 0),
        ("English or Spanish", None),
        ("Spanishy", None),
        ("العربية من فضلك", 2),
    ],
)
def test_a_label_with_extra_words_is_picked_where_that_is_safe(text, index):
    assert pick(text, OPTIONS, with_extra_words=True) == index
