"""Set an earlier answer right by what a text says otherwise.

Much of it is the same: the same street with another number, the same day with another year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.intake.answers import Accepted, ReaderContext
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE, is_whole
from app.intake.answers.date_words import months_called
from app.intake.answers.dates import LAST_DAY, find, is_likely_year
from app.intake.answers.names import NAME
from app.intake.answers.texts import NONE_STATED, coded, stated
from app.intake.ear import of_all
from app.intake.keywords import plain
from app.intake.near_words import distance
from app.intake.questions import Question
from app.intake.slip import WORD, Sign, Slip, Word

_PARTS: Final = re.compile(r"[,;\n]")
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{5}\b", re.IGNORECASE)
_LONGEST_DATE: Final = 8
_SHORT, _LONG = 3, 5
_YEAR, _SHORT_YEAR = 4, 2
_CENTURY: Final = 100
_MOST_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Amended:
    """Hold the new value of an answer, or what is added to it.

    Of several values it is not clear which is meant.
    """

    values: tuple[str, ...]
    is_added: bool = False


def aligned(question: Question, earlier: str, slip: Slip, context: ReaderContext) -> Amended | None:
    """Return the answer with what the text says otherwise, if much of it is the same."""
    if question.reader is BIRTH_DATE:
        value = _other_day(earlier, slip, context, is_named=False)
    elif question.reader is NAME:
        value = _same_with_more(earlier, slip) or _other_name_in_part(earlier, slip)
    elif question.reader is ADDRESS and slip.signs != {Sign.MISSING}:
        value = _swapped(earlier, slip, is_place=True) or _other_spelling(earlier, slip)
    elif Sign.MISSING in slip.signs and not {Sign.WRONG, Sign.NOT_SO} & slip.signs:
        return None
    else:
        value = _swapped(stated(earlier), slip)
    return _read(question, value, context) if value and plain(value) != plain(earlier) else None


def named(question: Question, earlier: str, slip: Slip, context: ReaderContext) -> Amended | None:
    """Return the new answer that a text holds which is known to be about it."""
    if question.many and _denies(slip):
        return Amended((NONE_STATED,))
    if found := aligned(question, earlier, slip, context):
        return found
    if question.reader is BIRTH_DATE:
        return _read(question, _other_day(earlier, slip, context, is_named=True), context)
    if question.reader is NAME:
        return _read(question, _other_name(earlier, slip), context)
    if question.reader is ADDRESS:
        return _read(question, _other_address(earlier, slip), context)
    return _other_list(earlier, slip)


def _read(question: Question, value: str, context: ReaderContext) -> Amended | None:
    if question.reader is BIRTH_DATE:
        return Amended(tuple(value.split())) if value else None
    if not value:
        return None
    reading = question.reader.read(value, context)
    return Amended((reading.value,)) if isinstance(reading, Accepted) else None


# What is the same, and what differs.


def _words(text: str) -> tuple[Word, ...]:
    found = (Word(each.start(), each.end(), plain(each[0]), 0) for each in WORD.finditer(text))
    return tuple(word for word in found if word.plain)


def _put(text: str, old: Sequence[Word], new: str) -> str:
    return f"{text[: old[0].start]}{new}{text[old[-1].end :]}"


def _swapped(earlier: str, slip: Slip, *, is_place: bool = False) -> str:
    """Return the answer with another figure, or with right words for the wrong ones."""
    there = _words(earlier)
    return _other_figure(earlier, there, slip, is_place=is_place) or _other_words(earlier, there, slip)


def _around_figure(figure: Word, slip: Slip) -> set[str]:
    """Return the words of the place that a figure is part of."""
    run = next(run for run in slip.runs if figure in run)
    place = _place(slip)
    told = _words(place if slip.text[figure.start : figure.end] in place else "")
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
    return _put(earlier, olds, slip.text[figure.start : figure.end]) if len(olds) == 1 else ""


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
        if word.plain not in right and any(_is_same(word.plain, each.plain) for each in wrong)
    ]
    if not olds or there.index(olds[-1]) - there.index(olds[0]) >= 2 * len(olds):
        return ""
    known = {word.plain for word in there}
    news = [trimmed for run in slip.runs if (trimmed := _without_known(run, known))]
    new = next((run for run in news if _comes_after_but(run, slip)), None) or _nearest(news, wrong)
    if not new or len(new) > _MOST_WORDS:
        return ""
    return _put(earlier, olds, slip.text[new[0].start : new[-1].end])


def _comes_after_but(run: Sequence[Word], slip: Slip) -> bool:
    at = slip.words.index(run[0])
    before = [word for word in slip.words[:at] if word.clause == run[0].clause]
    return bool(before) and before[-1].sign in {Sign.BUT, Sign.WRONG}


def _nearest(runs: Sequence[Sequence[Word]], wrong: Sequence[Word]) -> Sequence[Word]:
    """Return the last words before the wrong ones, or the first after them."""
    before = [run for run in runs if run[0].start < wrong[0].start]
    after = [run for run in runs if run[0].start > wrong[-1].start]
    return before[-1] if before else after[0] if after else ()


def _without_known(run: Sequence[Word], known: set[str]) -> Sequence[Word]:
    """Return words without those at either end that the answer has already."""
    new = [place for place, word in enumerate(run) if word.plain not in known]
    return run[new[0] : new[-1] + 1] if new else ()


def _is_same(one: str, other: str) -> bool:
    """Return whether two words are the same, or one is short for the other."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > _SHORT and long.startswith(short))


def _is_near(one: str, other: str) -> bool:
    """Return whether two words differ by a slip."""
    if min(len(one), len(other)) <= _SHORT or one == other:
        return False
    errors = distance(one, other)
    return errors == 1 or (errors == _SHORT - 1 and one[0] == other[0] and min(len(one), len(other)) >= _LONG)


def _other_spelling(earlier: str, slip: Slip) -> str:
    """Return the answer with one word spelt as in the text."""
    there, said = _words(earlier), {word.plain for word in slip.right}
    if len(said) >= _MOST_WORDS or not slip.signs:
        return ""
    pairs = {
        (old, new.plain): new
        for new in slip.right
        if not new.is_figure and all(new.plain != word.plain for word in there)
        for old in there
        if not old.is_figure and old.plain not in said and _is_near(new.plain, old.plain)
    }
    if len(pairs) != 1:
        return ""
    ((old, _), new) = next(iter(pairs.items()))
    return _put(earlier, (old,), slip.text[new.start : new.end])


# Dates.


def _other_day(earlier: str, slip: Slip, context: ReaderContext, *, is_named: bool) -> str:
    """Return the birth date that a text tells, whole or in part."""
    was = date.fromisoformat(earlier) if is_whole(earlier) else None
    if days := _whole_days(slip, context.today):
        others = [day for day in days if day != was]
        is_meant = is_named or any(was and _shared(day, was) > 1 for day in others)
        return " ".join(day.isoformat() for day in others) if is_meant else ""
    if was is None or not (is_named or slip.signs):
        return ""
    return _in_part(was, slip, context.today, is_named=is_named)


def _shared(one: date, other: date) -> int:
    return sum((one.year == other.year, one.month == other.month, one.day == other.day))


def _whole_days(slip: Slip, today: date) -> list[date]:
    """Return the days that the last words which are a date may mean."""
    words = slip.words
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - _LONGEST_DATE), end):
            span = words[start:end]
            if span[0].is_wrong or not any(word.is_figure for word in span):
                continue
            if days := find(slip.text[span[0].start : span[-1].end], today).days:
                return list(days)
    return []


def _in_part(was: date, slip: Slip, today: date, *, is_named: bool) -> str:
    """Return the birth date with another year, month or day."""
    if not of_all("address_words").isdisjoint(word.plain for word in slip.words):  # "Calle 72 No. 10-34"
        return ""
    years = {word.plain[-2:] for word in slip.words if word.is_figure} & {f"{was.year % _CENTURY:02}"}
    months = [month for word in slip.right if len(found := months_called(word.plain)) == 1 for month in found]
    named_wrong = {month for word in slip.wrong for month in months_called(word.plain)}
    figures = [word.plain for word in slip.right if word.plain.isdecimal()]
    year = next(filter(None, (_year(each, was, today) for each in figures)), None)
    is_sure = is_named and any(len(each) == _YEAR for each in figures)
    if year and (is_sure or years):
        return _replaced(was, today, year=year)
    days = [int(each) for each in figures if len(each) <= _SHORT_YEAR and 0 < int(each) <= LAST_DAY]
    if len(set(months)) == 1 and (is_named or was.month in named_wrong):
        return _replaced(was, today, month=months[0], day=days[0] if len(days) == 1 else was.day)
    is_day_wrong = any(word.is_figure and word.plain.lstrip("0") == str(was.day) for word in slip.words)
    others = [day for day in days if day != was.day]
    return _replaced(was, today, day=others[0]) if is_day_wrong and len(others) == 1 else ""


def _year(figure: str, was: date, today: date) -> int | None:
    """Return the year that a figure means, if it is another one."""
    if len(figure) == _SHORT_YEAR and int(figure) > LAST_DAY:
        year = was.year // _CENTURY * _CENTURY + int(figure)
    elif len(figure) == _YEAR:
        year = int(figure)
    else:
        return None
    return year if is_likely_year(year, today) and year != was.year else None


def _replaced(was: date, today: date, *, year: int = 0, month: int = 0, day: int = 0) -> str:
    try:
        found = date(year or was.year, month or was.month, day or was.day)
    except ValueError:
        return ""
    return found.isoformat() if found <= today and found != was else ""


# Names.


def _same_with_more(earlier: str, slip: Slip) -> str:
    """Return a name that has all words of the earlier one, and others."""
    there = {word.plain for word in _words(earlier)}
    for run, phrase in zip(slip.runs, slip.phrases, strict=True):
        said = {word.plain for word in run}
        shared = {one for one in there if any(_is_same(one, other) or _is_near(one, other) for other in said)}
        if len(said) > 1 and shared == there:
            return phrase
    return ""


def _other_name_in_part(earlier: str, slip: Slip) -> str:
    return (_swapped(earlier, slip) if slip.signs else "") or _other_spelling(earlier, slip)


def _other_name(earlier: str, slip: Slip) -> str:
    there = {word.plain for word in _words(earlier)}
    runs = [run for run in slip.runs if not any(word.is_figure for word in run)]
    if not runs:
        return ""
    best = max(runs, key=lambda run: (len(there & {word.plain for word in run}), len(run), run[0].start))
    said = slip.text[best[0].start : best[-1].end]
    is_like_a_name = said[0].isupper() or there & {word.plain for word in best}
    if not is_like_a_name or len(slip.right) > _MOST_WORDS:
        return ""
    if len(best) > 1 or (len(there) == 1 and Sign.MISSING not in slip.signs):
        return said
    return f"{earlier} {said}" if Sign.MISSING in slip.signs else ""


# Addresses.


def _other_address(earlier: str, slip: Slip) -> str:
    """Return another address, or the earlier one with another part."""
    told, code = _place(slip), _POSTCODE.search(slip.text)
    if code and len(code[0]) + _SHORT > len(told):
        old = _POSTCODE.search(earlier)
        return f"{earlier[: old.start()]}{code[0]}{earlier[old.end() :]}" if old else f"{earlier}, {code[0]}"
    if not told:
        return ""
    if Sign.MISSING in slip.signs:
        return f"{earlier}, {told}" if earlier else ""
    is_whole_one = any(char.isdecimal() for char in told) and len(told.split()) > 1
    return _with_the_rest(told, earlier) if is_whole_one else ""


def _place(slip: Slip) -> str:
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
    return 2 * has_figure + 2 * has_word + has_capital + 4 * (len(run) > 1 and _comes_after_but(run, slip))


def _with_the_rest(street: str, earlier: str) -> str:
    """Return an address of one part with the other parts of the earlier one."""
    parts = [part.strip() for part in _PARTS.split(earlier)]
    said = _long(street)
    like = [place for place, part in enumerate(parts) if _long(part) & said]
    if _PARTS.search(street) or not like:
        return street
    return ", ".join((*parts[: like[0]], street, *parts[like[0] + 1 :]))


def _long(text: str) -> set[str]:
    return {word.plain for word in _words(text) if len(word.plain) >= _SHORT and not word.is_figure}


# Lists.


def _other_list(earlier: str, slip: Slip) -> Amended | None:
    """Return what is added to a list, or what takes its place."""
    if not slip.addition:
        return None
    is_alone = Sign.WRONG in slip.signs and Sign.MISSING not in slip.signs and not _PARTS.search(earlier)
    return Amended((slip.addition,), is_added=not is_alone)


def _denies(slip: Slip) -> bool:
    """Return whether a clause says that there is nothing, contrary to what was told."""
    if not {Sign.WRONG, Sign.NOT_SO} & slip.signs:
        return False
    for number in dict.fromkeys(word.clause for word in slip.words):
        words = [word for word in slip.words if word.clause == number]
        is_pardon = all(word.sign is Sign.PARDON for word in words)
        if not is_pardon and coded(slip.text[words[0].start : words[-1].end]) == NONE_STATED:
            return True
    return False
