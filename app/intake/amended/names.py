"""Set a name right, whole or in part."""

from __future__ import annotations

from app.intake.amended.alignment import MOST_WORDS, is_near, is_same, other_spelling, swapped, words_of
from app.intake.slip import Sign, Slip


def with_more(earlier: str, slip: Slip) -> str:
    """Return a name that has all words of the earlier one, and others."""
    there = {word.plain for word in words_of(earlier)}
    for run, phrase in zip(slip.runs, slip.phrases, strict=True):
        said = {word.plain for word in run}
        shared = {one for one in there if any(is_same(one, other) or is_near(one, other) for other in said)}
        if len(said) > 1 and shared == there:
            return phrase
    return ""


def other_part(earlier: str, slip: Slip) -> str:
    return (swapped(earlier, slip) if slip.signs else "") or other_spelling(earlier, slip)


def other_name(earlier: str, slip: Slip) -> str:
    there = {word.plain for word in words_of(earlier)}
    runs = [run for run in slip.runs if not any(word.is_figure for word in run)]
    if not runs:
        return ""
    best = max(runs, key=lambda run: (len(there & {word.plain for word in run}), len(run), run[0].start))
    said = slip.text[best[0].start : best[-1].end]
    is_like_a_name = said[0].isupper() or there & {word.plain for word in best}
    if not is_like_a_name or len(slip.right) > MOST_WORDS:
        return ""
    if len(best) > 1 or (len(there) == 1 and Sign.MISSING not in slip.signs):
        return said
    return f"{earlier} {said}" if Sign.MISSING in slip.signs else ""
