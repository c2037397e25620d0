"""Words that may mean danger now. They show the number to call; they never hold an answer back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.spelling import plain, plain_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.intake.words import Phrases


def heard(text: str, languages: Iterable[Phrases]) -> Phrases | None:
    """The first language with an emergency word in the text, on word boundaries; None if no language has one.

    An exact list by decision: a fuzzy match would have to ask first, and would cry wolf.
    """
    said = f" {plain(text)} "
    return next((spoken for spoken in languages if _any_in(said, plain_all(spoken.emergency_words))), None)


def _any_in(said: str, words: Iterable[str]) -> bool:
    return any(f" {word} " in said for word in words)
