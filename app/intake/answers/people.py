"""Take apart what is told of people: a name, a relation, a phone number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from app.intake.answers.choice import fillers, of_all_answers
from app.intake.answers.names import PARTICLES
from app.intake.ear import of_all
from app.intake.keywords import plain

PHONE: Final = re.compile(r"(?<!\w)\+?\(?\d[\d\s().-]{4,20}\d(?!\w)")
MOST_WORDS: Final = 5
"""The most words of a name, or of a relation. What has more is a sentence."""
_MOST_OF_A_RELATION: Final = 3
_LONGEST_ABBREVIATION: Final = 4
_LONGEST_VERB: Final = 2
_MOST_DOUBTS: Final = 3
"""So much is doubted of small letters among other words, if no relation is beside them."""
_LONGEST: Final = 600
"""The most characters that are taken apart: nobody is told of in more."""
_MARKS: Final = re.compile(r"[,;:!?\t\n()|]+|\s[-–—]+\s")
_QUOTES: Final = "\"“”«»*'‘’¡¿"
_STOP: Final = re.compile(r"(\S+?)\.+(?=\s|\Z)")


class Person(NamedTuple):
    """Hold what is told of somebody; "" is not told."""

    name: str = ""
    relation: str = ""
    phone: str = ""


class _Span(NamedTuple):
    """Hold where words begin and end among all words of a sentence."""

    start: int
    end: int

    def away_from(self, other: _Span) -> int:
        return max(self.start - other.end, other.start - self.end)


class _Found(NamedTuple):
    """Hold a name: how much it looks like none, where it is, and the words."""

    doubts: int
    at: _Span
    said: str


def is_relation(text: str) -> bool:
    """Return whether words tell what somebody is to the patient: "my sister"."""
    said = plain(text)
    first, _, others = said.partition(" ")
    qualified = others.partition(" ")[2]  # "my dearest sister"
    is_led = first in of_all_answers("possessives", "articles")
    return (
        _is_qualified(said)
        or (first.removesuffix("s") in _relations() and _is_qualified(others))  # "mum's friend"
        or (is_led and (_is_qualified(others) or qualified in _relations()))
        or any(
            is_relation(one) and is_relation(other)
            for joint in of_all_answers("belonging")
            for one, found, other in [said.partition(f" {joint} ")]
            if found
        )
    )


def _is_qualified(said: str) -> bool:
    """Return whether words are a relation and what belongs to it: "ex wife"."""
    if said in _relations():
        return True
    words = said.split()
    return any(
        (" ".join(words[:at]) in of_all_answers("of_relations") and _is_qualified(" ".join(words[at:])))
        or (" ".join(words[at:]) in of_all_answers("of_relations") and _is_qualified(" ".join(words[:at])))
        for at in range(1, len(words))
    )


@cache
def _relations() -> frozenset[str]:
    return of_all("relations") | of_all_answers("relatives")


def is_name(text: str) -> bool:
    """Return whether words are a name, and no more."""
    clauses = _clauses(text)
    found = list(_names(clauses, ())) if len(clauses) == 1 else []
    return len(found) == 1 and found[0].said == text and len(text.split()) <= MOST_WORDS


def people(text: str) -> tuple[Person, ...]:
    """Return the people of a text, each with the phone number beside the name."""
    phones = [found.span() for found in PHONE.finditer(text)]
    if not phones:
        return (_person(text, "", ""),)
    between = [
        text[start:end]
        for start, end in zip(
            [0, *(end for _, end in phones)], [*(start for start, _ in phones), len(text)], strict=True
        )
    ]
    *before, last = between
    is_after = not plain(before[0])
    after = [*between[1:]] if is_after else [*("" for _ in phones[1:]), last]
    found = list[Person]()
    if told_first := _of_one_text(between[0], between[1:]) or _with_relations_after(between):
        return tuple(
            person._replace(phone=_number(text[start:end]))
            for person, (start, end) in zip(told_first, phones, strict=True)
        )
    for (start, end), told, more in zip(
        phones, ["" for _ in phones] if is_after else before, after, strict=True
    ):
        person = _person(told, _number(text[start:end]), more)
        if found and not person.name and not person.relation:  # somebody's second phone number
            found[-1] = found[-1]._replace(phone=f"{found[-1].phone}, {person.phone}")
        else:
            found.append(person)
    return tuple(found)


def _of_one_text(first: str, others: Sequence[str]) -> list[Person]:
    """Return people who are all told before the phone numbers, of which each has one."""
    if any(person.name or person.relation for person in (_person(told, "", "") for told in others)):
        return []
    clauses = _clauses(first)
    relations = list(_relations_of(clauses))
    names = [found for found in _names(clauses, relations) if not found.doubts]
    if not 1 < len(names) == len(relations) == len(others):
        return []
    return [
        Person(name.said, _said(clauses, relation)) for name, relation in zip(names, relations, strict=True)
    ]


def _with_relations_after(between: Sequence[str]) -> list[Person]:
    """Return people of whom each is told as "Ada 07700 900222 (aunt)"."""
    told = [_person(text, "", "") for text in between]
    is_so = len(between[1:]) > 1 and not told[0].relation and not told[-1].name
    names, relations = [person.name for person in told[:-1]], list(map(_first_relation, between[1:]))
    return list(map(Person, names, relations)) if is_so and all((*names, *relations)) else []


def _first_relation(text: str) -> str:
    clauses = _clauses(text)
    return next((_said(clauses, at) for at in _relations_of(clauses)), "")


def _number(text: str) -> str:
    return text.strip() if ")" in text else text.strip(" (")


def _person(before: str, phone: str, after: str) -> Person:
    clauses = [*_clauses(before), *_clauses(after)]
    relations = list(_relations_of(clauses))
    names = [
        found
        for found in _names(clauses, relations)
        if len(found.said.split()) <= MOST_WORDS
        and (found.doubts < _MOST_DOUBTS or _nearest(found.at, relations) == 0)
    ]
    name = min(names, key=lambda found: (found.doubts, _nearest(found.at, relations)), default=None)
    if name is None:
        return Person("", _said(clauses, relations[-1]) if relations else "", phone)
    relation = min(relations, key=name.at.away_from, default=None)
    return Person(_whole(name, names), _said(clauses, relation) if relation else "", phone)


def _whole(name: _Found, names: Sequence[_Found]) -> str:
    """Return all of a name: of "Dana, my aunt, Dana Bruno", or of "LEE, Ann"."""
    fuller = (other.said for other in names if plain(other.said).startswith(f"{plain(name.said)} "))
    before = (
        f"{other.said}, {name.said}"
        for other in names
        if other.at.end == name.at.start
        and other.said.isupper()
        and not {" ", "."}.intersection(other.said + name.said)
    )
    return next(fuller, None) or next(before, name.said)


def _nearest(at: _Span, relations: Sequence[_Span]) -> int:
    return min(map(at.away_from, relations), default=at.start)


def _said(clauses: Sequence[Sequence[str]], at: _Span) -> str:
    return " ".join([word for clause in clauses for word in clause][at.start : at.end])


def _clauses(text: str) -> list[list[str]]:
    """Return the words between marks. A stop after a title or an initial is none."""
    shown = "".join("," if _is_picture(char) else char for char in text[:_LONGEST])
    parted = _STOP.sub(lambda found: found[0] if _is_short(found[1]) else f"{found[1]},", shown)
    words = ([word.strip(_QUOTES) for word in clause.split()] for clause in _MARKS.split(parted))
    return [told for clause in words if (told := [word for word in clause if plain(word)])]


def _is_picture(char: str) -> bool:
    """Return whether a character is a picture, which parts words as a mark does."""
    return unicodedata.category(char) in {"So", "Sk"}


def _is_short(word: str) -> bool:
    return len(said := plain(word)) == 1 or (said in of_all("titles") and len(said) <= _LONGEST_ABBREVIATION)


def _relations_of(clauses: Sequence[Sequence[str]]) -> Iterator[_Span]:
    """Yield the relations; those without "my" only where there is no other."""
    starts, named = _starts(clauses), [any(map(_is_capital, clause)) for clause in clauses]
    own = [
        _Span(start + at, start + end)
        for here, (start, words) in enumerate(zip(starts, clauses, strict=True))
        for at, end in _with_possessive(words, is_named=any(named[:here] + named[here + 1 :]))
    ]
    bare = (
        _Span(start + at, start + end)
        for start, words in zip(starts, clauses, strict=True)
        for at, end in _without(words)
    )
    yield from own or bare


def _starts(clauses: Sequence[Sequence[str]]) -> list[int]:
    counts = [len(clause) for clause in clauses]
    return [sum(counts[:at]) for at in range(len(counts))]


def _with_possessive(words: Sequence[str], *, is_named: bool = False) -> Iterator[tuple[int, int]]:
    """Yield "my sister", and "my flatmate", which no list has.

    `is_named` is whether another clause has a name.
    """
    for at, word in enumerate(words[:-1]):
        if plain(word) not in of_all_answers("possessives"):
            continue
        ends = range(min(len(words), at + MOST_WORDS), at + 1, -1)
        known = next((end for end in ends if is_relation(" ".join(words[at:end]))), None)
        if known:
            yield _earlier(words, at, known), known
        elif _may_be_unknown(words, at):
            yield at, at + 1 + _unknown(words[at + 1 :], is_named=is_named)


def _earlier(words: Sequence[str], at: int, end: int) -> int:
    """Return where a relation begins of which "my brother" is the end: "the wife of"."""
    if not at or plain(words[at - 1]) not in of_all_answers("belonging"):
        return at
    begin = next((to for to in reversed(range(at)) if is_relation(" ".join(words[to:end]))), at)
    is_article = begin and len(words[begin - 1]) > 1 and plain(words[begin - 1]) in of_all_answers("articles")
    return begin - 1 if is_article else begin


def _may_be_unknown(words: Sequence[str], at: int) -> bool:
    """Return whether "my" may be of a relation, as not in "does my garden"."""
    before = words[at - 1] if at else ""
    is_led = not before or before[:1].isupper() or plain(before) in of_all_answers("before_a_name", "joints")
    return is_led and not _is_small(words[at + 1])


def _unknown(words: Sequence[str], *, is_named: bool) -> int:
    """Return how many words are a relation of no list: up to the name, or one."""
    capital = next((at for at, word in enumerate(words) if word[:1].isupper() or _is_short(word)), 0)
    small = next((at for at, word in enumerate(words) if _is_small(word)), len(words))
    return max(1, min(capital or (len(words) if is_named else 1), small, _MOST_OF_A_RELATION))


def _without(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield "sister" and "the wife" at the beginning or the end of a clause."""
    count = len(words)
    lead = next((at for at, word in enumerate(words) if not _is_beside(word)), 0)
    for begin in dict.fromkeys((0, lead)):
        for end in range(min(count, begin + MOST_WORDS), begin, -1):
            if is_relation(" ".join(words[begin:end])):
                yield begin, end
                return
    for begin in range(max(1, count - MOST_WORDS), count):
        if is_relation(" ".join(words[begin:])):
            yield begin, count
            return


def _names(clauses: Sequence[Sequence[str]], relations: Sequence[_Span]) -> Iterator[_Found]:
    """Yield what may be names: words of no sentence, by a relation or alone."""
    for start, clause in zip(_starts(clauses), clauses, strict=True):
        inside = [at for at in relations if start <= at.start < start + len(clause)]
        edges = [start, *(edge for at in inside for edge in at), start + len(clause)]
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            words = clause[begin - start : end - start]
            yield from _names_in(words, begin)


def _names_in(words: Sequence[str], begin: int) -> Iterator[_Found]:
    at, is_led = 0, True
    while at < len(words):
        end = at + 1 if _is_forename(words, at) else at
        while end < len(words) and (
            not _is_small(words[end]) or _joins(words, at, end) or _is_surname(words, at, end)
        ):
            end += 1
        if end == at:
            is_led = is_led and _is_beside(words[at])
            at += 1
            continue
        start, stop = _capitals(words, at, end)
        is_written_so = words[start][:1].isupper()
        rest = [word for word in words[end:] if not _is_small(word)]
        if is_led:
            doubts = (not is_written_so) + 2 * bool(rest)
            yield _Found(doubts, _Span(begin + start, begin + stop), " ".join(words[start:stop]))
        is_led, at = False, end


def _is_capital(word: str) -> bool:
    return word[:1].isupper() and not _is_small(word)


def _joins(words: Sequence[str], at: int, end: int) -> bool:
    """Return whether a word is within a name: "Ana de la Cruz", "Jo and Bo Lee"."""
    if end == at or not (after := words[end + 1 : end + 3]):
        return False
    if plain(words[end]) in of_all_answers("joints"):
        return _is_capital(after[0]) and _is_capital(words[end - 1])
    return plain(words[end]) in PARTICLES and not all(map(_is_small, after))


def _is_surname(words: Sequence[str], at: int, end: int) -> bool:
    """Return whether a word after a first name is another: "Vicent Mas"."""
    is_second = end == at + 1 and words[at][:1].isupper() and words[end][:1].isupper()
    is_long = len(words[end]) > _LONGEST_VERB  # "ADA IS MY AUNT"
    return is_second and is_long and plain(words[end]) not in _never_surnames()


def _is_forename(words: Sequence[str], at: int) -> bool:
    """Return whether a word of sentences is a name before another: "Will Beck"."""
    is_one = words[at][:1].isupper() and plain(words[at]) in of_all_answers("forenames")
    return is_one and any(
        word[:1].isupper() and plain(word) not in _never_surnames() for word in words[at + 1 : at + 2]
    )


@cache
def _never_surnames() -> frozenset[str]:
    told = of_all_answers("possessives", "articles", "phone_columns", "relation_columns", "before_a_name")
    return (told | of_all("courtesies", "titles")) - of_all_answers("surnames")


def _capitals(words: Sequence[str], at: int, end: int) -> tuple[int, int]:
    """Return the part in capital letters, if some words are and some are not."""
    large = [place for place in range(at, end) if words[place][:1].isupper() or not words[place].islower()]
    if not large:
        return at, end
    stop = large[0]
    while stop < end and (stop in large or _is_small(words[stop]) or plain(words[stop]) in PARTICLES):
        stop += 1
    return large[0], stop


def _is_small(word: str) -> bool:
    said = plain(word)
    return said in _small() and not (word[:1].isupper() and said in of_all("names_too"))


@cache
def _small() -> frozenset[str]:
    """Return the words of sentences, which are in no name."""
    return (
        of_all("sentence_words")
        | _beside()
        | of_all_answers("negations", "phone_columns", "nobody", "anybody")
    ) - of_all("titles")


def _is_beside(word: str) -> bool:
    return plain(word) in _beside()


@cache
def _beside() -> frozenset[str]:
    """Return the words that people write before a name: "you can call", "it is"."""
    spoken = fillers() | of_all_answers("before_a_name", "possessives", "articles")
    return spoken | {word for phrase in of_all("greetings") for word in phrase.split()}


def tells_nobody(text: str) -> bool:
    """Return whether a text says that there is nobody."""
    if PHONE.search(text):
        return False
    clauses = _clauses(text)
    first, *others = clauses or [[]]
    if _denies(first):
        return not any(_with_possessive(first))
    return any(map(_denies, others)) and not any(_relations_of(clauses)) and not tells_somebody(text)


def _denies(words: Sequence[str]) -> bool:
    said = {*map(plain, words)}
    is_denied = not said.isdisjoint(of_all_answers("negations"))
    return not said.isdisjoint(of_all_answers("nobody")) or (
        is_denied and not said.isdisjoint(of_all_answers("anybody"))
    )


def tells_somebody(text: str) -> bool:
    """Return whether a text has a relation with "my", or a name of two words."""
    clauses = _clauses(text)
    is_related = any(any(_with_possessive(clause)) for clause in clauses)
    return is_related or any(found.said.istitle() and " " in found.said for found in _names(clauses, ()))


def may_be_somebody(text: str) -> bool:
    """Return whether a text may tell of somebody: no lone word in small letters."""
    clauses = _clauses(text)
    is_told = any(_relations_of(clauses)) or PHONE.search(text) is not None
    return is_told or any(found.doubts == 0 or " " in found.said for found in _names(clauses, ()))


def words_besides(text: str, kept: str) -> int:
    """Return how many words of a text are neither kept nor beside a name."""
    return len({*plain(text).split()} - {*plain(kept).split()} - _small() - of_all("titles"))
