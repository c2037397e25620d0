"""Write lists of phrases briefly."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, product


def listed(text: str) -> tuple[str, ...]:
    """Return the phrases of a list that is written with | between them."""
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


def phrases_of(pattern: str) -> Iterator[str]:
    """Return the phrases of a pattern like "can/could you/somebody call me back/".

    A slash separates alternatives, and an underscore joins the words of one. With nothing after its last slash, the word
    may be left out.
    """
    slots = [
        [choice and f" {choice.replace('_', ' ')}" for choice in slot.split("/")] for slot in pattern.split()
    ]
    return map(str.lstrip, map("".join, product(*slots)))


def spoken(*patterns: str) -> tuple[str, ...]:
    """Return the phrases of several patterns as one list."""
    return tuple(chain.from_iterable(map(phrases_of, patterns)))
