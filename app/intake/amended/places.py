"""Find the place that a text tells."""

from __future__ import annotations

from collections.abc import Sequence

from app.intake.ear import of_all
from app.intake.slip import Sign, Slip, Word

_SHORT, _LONG = 3, 5


def place_of(slip: Slip) -> str:
    """Return the right words that look most like a place, with all that follows them."""
    if not slip.runs:
        return ""
    best = max(slip.runs, key=lambda run: (_is_like_a_place(run, slip), -run[0].start))
    start, end, clause = _with_address_words(best, slip.words)
    while (words := [word for word in slip.words if word.clause == clause + 1]) and _goes_on(
        words, slip.text
    ):
        clause, end = clause + 1, words[-1].end
    return slip.text[start:end]


def _goes_on(clause: Sequence[Word], text: str) -> bool:
    """Return whether a clause goes on with an address: with a figure or a place."""
    if len(clause) > _LONG or any(word.sign not in {None, Sign.CALLED} for word in clause):
        return False
    has_figure = any(word.is_figure for word in clause)
    are_capitals = all(text[word.start].isupper() for word in clause if word.end - word.start > _SHORT)
    return has_figure or are_capitals or all(word.tells for word in clause[: _SHORT - 1])


def _with_address_words(run: Sequence[Word], words: Sequence[Word]) -> tuple[int, int, int]:
    """Return where a run begins and ends, and in which clause.

    Words like "Street" around it belong to it.
    """
    first, last = words.index(run[0]), words.index(run[-1])
    while (
        first
        and words[first - 1].clause == run[0].clause
        and words[first - 1].plain in of_all("address_words")
    ):
        first -= 1
    while (
        last + 1 < len(words)
        and words[last + 1].clause == run[0].clause
        and words[last + 1].plain in of_all("address_words")
    ):
        last += 1
    return words[first].start, words[last].end, run[-1].clause


def _is_like_a_place(run: Sequence[Word], slip: Slip) -> int:
    """Weigh figures, words like "Street", capitals, and "it should be" before it."""
    has_figure = any(word.is_figure for word in run)
    has_word = any(word.plain in of_all("address_words") for word in run)
    has_capital = any(slip.text[word.start].isupper() for word in run)
    return 2 * has_figure + 2 * has_word + has_capital + 4 * (len(run) > 1 and comes_after_but(run, slip))


def comes_after_but(run: Sequence[Word], slip: Slip) -> bool:
    at = slip.words.index(run[0])
    before = [word for word in slip.words[:at] if word.clause == run[0].clause]
    return bool(before) and before[-1].sign in {Sign.BUT, Sign.WRONG}
