"""Texts that a spreadsheet may take for formulas, and how to tell them."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from app.records.cells import GUARD

LIVE = "=+-@|%＝＋－＠｜％﹦﹢﹣﹫⁺⁼₊₌−⩵⩶"
UNSEEN = [
    " ",
    "\t",
    "\n",
    "\r",
    "\x00",
    "\x1f",
    "\xa0",
    "\xad",
    "\u2003",
    "\u200b",
    "\u2028",
    "\u202e",
    "\u2060",
    "\u3000",
    "\ufeff",
]
QUOTES = ["'", '"', "`", "“", "”", "‘", "«", "＇"]
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()))
NASTY = st.lists(
    st.sampled_from([*LIVE, *UNSEEN, *QUOTES, ";", ",", "1", "a", "\ud800", "\uffff", "🩺"])
).map("".join)
TEXTS = st.one_of(ANYTHING, NASTY, st.tuples(ANYTHING, NASTY, ANYTHING).map("".join))


def first_seen(text: str) -> str:
    """Return the first character that is neither a blank, nor invisible, nor a quote."""
    unseen = {"Cc", "Cf", "Zs", "Zl", "Zp"}
    return next(
        (char for char in text if char not in QUOTES and unicodedata.category(char) not in unseen), ""
    )


def is_live(text: str) -> bool:
    """Tell whether a spreadsheet may take a cell for a formula. A cell that starts with our guard is safe."""
    return not text.startswith(GUARD) and (
        text[:1] in {"\t", "\r", "\n", "\0"} or first_seen(text) in set(LIVE)
    )
