"""Strategies for texts that patients may write, and all steps of the conversation, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from app.intake.phrases import SHIPPED
from tests.intake.patient import ROAD, STEPS

WRITABLE = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
KEYWORDS = st.sampled_from(
    [word for phrases in SHIPPED.values() for words in phrases.lexicon.keywords.values() for word in words]
    + [f"{word} {number}" for word in ("EDIT", "REVIEW") for number in range(7)]
)
USUAL = st.sampled_from(
    [text for step in STEPS for text in ROAD[step]] + ["2", "3", "yes", "no", "3/4/90", "76", "1950"]
)
ODD = st.sampled_from(
    ["chest pain", "²", "1️⃣", "٣", "x" * 5000, "\u200b", "\ud800", "3/4/12", "101112", "\n\n\n", "{x}"]
)
ALL_STEPS = (*STEPS, "changes", "declined", "closed", "gone")
ASIDES = (
    None,
    "language",
    "consent",
    "sure",
    "which_day",
    "is_it",
    "year_or_age",
    "restart",
    "delete",
    "add_or_replace",
    "whose",
    "gone",
)
# The usual answer comes most often, so that a walk gets far.
TEXTS = st.one_of(USUAL, USUAL, KEYWORDS, WRITABLE, ODD)
