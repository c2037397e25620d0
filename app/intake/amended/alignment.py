"""Find what an answer and a text share, and put in place what differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.intake.amended.places import comes_after_but, place_of
from app.intake.keywords import plain
from app.intake.near_words import distance
from app.intake.slip import WORD, Slip, Word

_PARTS: Final = re.compile(r"[,;\n]")
_SHORT, _LONG = 3, 5
MOST_WORDS: Final = 4


def words_of(text: str) -> tuple[Word, ...]:
    found = (Word(each.start(), each.end(), plain(each[0]), 0) for each in WORD.finditer(text))
    return tuple(word for word in found if word.plain)


def put(text: str, old: Sequence[Word], new: str) -> str:
    return f"{text[: old[0].start]}{new}{text[old[-1].end :]}"


def swapped(earlier: str, slip: Slip, *, is_place: bool = False) -> str:
    """Return the answer with another figure, or with right words for the wrong ones."""
    there = words_of(earlier)
    return _other_figure(earlier, there, slip, is_place=is_place) or _other_words(earlier, there, slip)


def _around_figure(figure: Word, slip: Slip) -> set[str]:
    """Return the words of the place that a figure is part of."""
    run = next(run for run in slip.runs if figure in run)
    place = place_of(slip)
    told = words_of(place if slip.text[figure.start : figure.end] in place else "")
    return {word.plain for word in (*run, *told) if word.tells and not word.is_figure}


def _other_figure(earlier: str, there: Sequence[Word], slip: Slip, *, is_place: bool) -> str:
    known = {word.plain for word in there}
    new = {word.plain: word for word in slip.right if word.is_figure and word.plain not in known}
    if len(new) != 1:
        return ""
    (figure,) = new.values()
    if is_place and not known.issuperset(_around_figure(figure, slip)):  # another street
        return ""
    wrong = {word.plain for word in slip.wrong if word.is_figure}
    olds = [word for word in there if word.is_figure and word.plain in wrong]
    if not olds and not wrong:
        olds = _beside_the_same(there, figure, slip) or _in_the_same_part(earlier, there, slip)
    if len(olds) > 1:
        olds = [word for word in olds if word in _in_the_same_part(earlier, there, slip)]
    return put(earlier, olds, slip.text[figure.start : figure.end]) if len(olds) == 1 else ""


def _beside_the_same(there: Sequence[Word], figure: Word, slip: Slip) -> list[Word]:
    """Return the figures of the answer that are beside the same word as this one."""
    at = slip.words.index(figure)
    before, after = _around(slip.words, at)
    near = ((word, *_around(there, place)) for place, word in enumerate(there) if word.is_figure)
    return [
        word for word, earlier, later in near if (after and after == later) or (before and before == earlier)
    ]


def _around(words: Sequence[Word], at: int) -> tuple[str, str]:
    """Return the words before and after one that tell something."""
    before = [word.plain for word in words[max(0, at - 3) : at] if word.tells and not word.is_figure]
    after = [word.plain for word in words[at + 1 : at + 2] if word.tells and not word.is_figure]
    return before[-1] if before else "", after[0] if after else ""


def _in_the_same_part(earlier: str, there: Sequence[Word], slip: Slip) -> list[Word]:
    """Return the figures in the part of the answer of which the text has most words."""
    said = {word.plain for word in slip.words if word.tells and not word.is_figure}
    ends = [found.start() for found in _PARTS.finditer(earlier)]
    parts: dict[int, list[Word]] = {}
    for word in there:
        parts.setdefault(sum(end <= word.start for end in ends), []).append(word)
    same = {number: len(said & {word.plain for word in words}) for number, words in parts.items()}
    most = max(same.values(), default=0)
    best = [number for number, count in same.items() if count == most and count]
    return [word for word in parts[best[0]] if word.is_figure] if len(best) == 1 else []


def _other_words(earlier: str, there: Sequence[Word], slip: Slip) -> str:
    """Return the answer with the right words in place of those that were wrong."""
    wrong = [word for word in slip.wrong if not word.is_figure]
    right = {word.plain for word in slip.right}
    olds = [
        word
        for word in there
        if word.plain not in right and any(is_same(word.plain, each.plain) for each in wrong)
    ]
    if not olds or there.index(olds[-1]) - there.index(olds[0]) >= 2 * len(olds):
        return ""
    known = {word.plain for word in there}
    news = [trimmed for run in slip.runs if (trimmed := _without_known(run, known))]
    new = next((run for run in news if comes_after_but(run, slip)), None) or _nearest(news, wrong)
    if not new or len(new) > MOST_WORDS:
        return ""
    return put(earlier, olds, slip.text[new[0].start : new[-1].end])


def _nearest(runs: Sequence[Sequence[Word]], wrong: Sequence[Word]) -> Sequence[Word]:
    """Return the last words before the wrong ones, or the first after them."""
    before = [run for run in runs if run[0].start < wrong[0].start]
    after = [run for run in runs if run[0].start > wrong[-1].start]
    return before[-1] if before else after[0] if after else ()


def _without_known(run: Sequence[Word], known: set[str]) -> Sequence[Word]:
    """Return words without those at either end that the answer has already."""
    new = [place for place, word in enumerate(run) if word.plain not in known]
    return run[new[0] : new[-1] + 1] if new else ()


def is_same(one: str, other: str) -> bool:
    """Return whether two words are the same, or one is short for the other."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > _SHORT and long.startswith(short))


def is_near(one: str, other: str) -> bool:
    """Return whether two words differ by a slip."""
    if min(len(one), len(other)) <= _SHORT or one == other:
        return False
    errors = distance(one, other)
    return errors == 1 or (errors == _SHORT - 1 and one[0] == other[0] and min(len(one), len(other)) >= _LONG)


def other_spelling(earlier: str, slip: Slip) -> str:
    """Return the answer with one word spelt as in the text."""
    there, said = words_of(earlier), {word.plain for word in slip.right}
    if len(said) >= MOST_WORDS or not slip.signs:
        return ""
    pairs = {
        (old, new.plain): new
        for new in slip.right
        if not new.is_figure and all(new.plain != word.plain for word in there)
        for old in there
        if not old.is_figure and old.plain not in said and is_near(new.plain, old.plain)
    }
    if len(pairs) != 1:
        return ""
    ((old, _), new) = next(iter(pairs.items()))
    return put(earlier, (old,), slip.text[new.start : new.end])
