"""Read which of a few answers a text names: by number, in words, or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from app.intake import ear
from app.intake.answers import Accepted, Doubtful, ReaderContext, Reading, Rejected
from app.intake.answers.texts import NONE_STATED
from app.intake.definition import AnswerKind, Item
from app.intake.keywords import Keyword, plain, plain_all
from app.intake.near_words import begins_alike, distance, is_mistyped
from app.intake.phrases import FALLBACK, SHIPPED, speak
from app.intake.words import Phrases

LONGEST: Final = 300
"""A longer text, in characters, names none of them."""
_LONGEST_LABEL: Final = 12
_MOST_FIGURES: Final = 3
SURE_FROM: Final = 5
"""From this length on, a word with one error is the one that was meant."""
WITHOUT: Final = frozenset({"without", "sin"})
_SHORTEST_PART: Final = 4
_PREFIX: Final = 3


def label_of(labels: dict[str, str], language: str, code: str) -> str:
    """Return the words of a code in a language, in English or another if it has none."""
    return labels.get(language) or labels.get(FALLBACK) or next(filter(None, labels.values()), code)


@cache
def of_all_answers(*fields: str) -> frozenset[str]:
    """Return these lists of every language as one, in the plain form."""
    lists = (getattr(phrases.answers, field) for phrases in SHIPPED.values() for field in fields)
    return frozenset().union(*map(plain_all, lists))


@cache
def fillers() -> frozenset[str]:
    """Return the words that may surround any answer."""
    phrases = ear.of_all("courtesies", "greetings", "around") | of_all_answers("around", "joints")
    return frozenset(phrase for phrase in phrases if " " not in phrase)


@cache
def _around_numbers() -> frozenset[str]:
    """Return the words that may stand beside numbers: "2 a day" has others."""
    return ear.of_all("pointers", "courtesies") | of_all_answers("joints")


def asked_words(item: Item) -> frozenset[str]:
    """Return the words of a question, which people repeat: "I weigh"."""
    texts = (text for words in item.words.values() for text in (words.label, words.ask, words.ask_of_other))
    return frozenset(chain.from_iterable(plain(text).split() for text in texts))


_MOST_TAKEN: Final = 12
"""In a text of more words, what stands beside an answer may matter more than it."""
_CLAUSE: Final = re.compile(r"[;:!?()\n]+|[.,]+(?!\d)|\s-+\s|[–—]")
"""What parts clauses. A point within a number parts none."""


def parts_of(text: str) -> list[str]:
    """Return the clauses of a text as they are written."""
    return [clause for clause in _CLAUSE.split(text) if plain(clause)]


def clauses_of(text: str) -> list[str]:
    """Return the clauses of a text in the plain form."""
    return list(map(plain, parts_of(text)))


def may_be_taken(text: str) -> bool:
    """Return whether what a text has beside an answer is too little to be asked about."""
    return len(plain(text).split()) <= _MOST_TAKEN and not ear.speaks_of_health(text)


def is_former(words: Iterable[str]) -> bool:
    """Return whether words tell of what was so, and may be so no more."""
    return not of_all_answers("formerly").isdisjoint(words)


class Found(NamedTuple):
    """Hold which answers a text names, and the words that name none."""

    which: tuple[int, ...]
    rest: tuple[str, ...]
    is_near: bool = False
    """Whether one of them was mistyped so that it may be another word."""


@dataclass(frozen=True, slots=True)
class Named:
    """Hold what people may call each of a few answers."""

    typed: tuple[frozenset[str], ...]
    """The words of each as they are shown."""
    spelled: tuple[frozenset[str], ...]
    """What else names it too, in the plain form."""
    asked: frozenset[str]
    tellers: tuple[frozenset[str], ...] = ()
    """The words that each has in its label, and no other has."""
    of_all: int | None = None
    """The answer that means all of the others: "both"."""

    def telling(self, words: Sequence[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Return the answers that single words tell of, and the words that nobody expects."""
        told: dict[int, None] = {}
        rest: list[str] = []
        labels = _words(*self.spelled)
        for word in words:
            fitting = [which for which, tellers in enumerate(self.tellers) if _tells(word, tellers)]
            told |= dict.fromkeys(fitting)
            is_denial = word in of_all_answers("negations")
            if is_denial or (len(word) > 1 and not fitting and not self._is_expected(word, labels)):
                rest.append(word)
        return tuple(told), tuple(rest)

    def _is_expected(self, word: str, labels: frozenset[str]) -> bool:
        begins = len(word) >= _PREFIX and any(label.startswith(word) for label in labels)
        return begins or word in fillers() | self.asked | labels

    def first(self, text: str) -> int | None:
        """Return the answer that a first clause is, if the rest names no other."""
        first, *others = clauses_of(text) or [""]
        if not others or not may_be_taken(text) or is_former(plain(text).split()):
            return None
        if ear.is_yes(first) or ear.is_no(first) or any(map(denials, (clause.split() for clause in others))):
            return None
        found = self.in_words(first, is_one=True)
        told, rest = self.telling(first.split())
        which = found.which if found.which and not (found.rest or found.is_near) else () if rest else told
        named = {
            other
            for clause in others
            for other in (*self._named(clause.split())[0], *self.telling(clause.split())[0])
        }
        # "Reading, driving" may be two of them, where one answer means both.
        is_listed = self.of_all is not None and which != (self.of_all,)
        return which[0] if len(which) == 1 and named <= {which[0]} and not is_listed else None

    def exactly(self, text: str) -> int | None:
        """Return the one answer whose words a whole text is."""
        said, bare = text.strip(), plain(text)
        for lists, words in ((self.typed, said), (self.spelled, bare)):
            fitting = [at for at, labels in enumerate(lists) if words and words in labels]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def by_number(self, text: str) -> tuple[int, ...]:
        """Return the answers whose numbers make up a text, with words that join them."""
        said = [word for word in plain(text).split() if word not in _around_numbers()]
        are_numbers = all(word.isdecimal() and len(word) <= _MOST_FIGURES for word in said)
        numbers = [int(word) for word in said] if are_numbers else []
        fit = all(1 <= number <= len(self.typed) for number in numbers)
        return tuple(sorted({number - 1 for number in numbers})) if fit else ()

    def in_words(self, text: str, *, is_one: bool) -> Found:
        """Return the answers that a text names among other words.

        If only `is_one` asked for, no mistyped word counts beside a right one.
        """
        which, rest = self._named(plain(text).split())
        known = fillers() | self.asked | of_all_answers("negations")
        is_near = False
        strange = [word for word in rest if word not in known and not word.isdecimal()]
        if strange and not (is_one and which):
            near, is_sure = self._nearly(strange)
            is_near = bool(near) and not is_sure
            which = tuple(dict.fromkeys((*which, *near)))
            strange = [] if near and is_sure else strange
        figures = [int(word) - 1 for word in rest if word.isdecimal() and len(word) <= _MOST_FIGURES]
        are_numbers = all(word.isdecimal() or word in _around_numbers() for word in rest)
        if are_numbers and figures and all(0 <= at < len(self.typed) for at in figures):
            return Found(tuple(dict.fromkeys((*which, *figures))), denials(rest), is_near)
        others = (word for word in rest if word.isdecimal())
        return Found(which, (*strange, *others, *denials(rest)), is_near)

    def _named(self, words: list[str]) -> tuple[tuple[int, ...], list[str]]:
        """Take the longest names first, from the left."""
        found: dict[int, str] = {}
        rest: list[str] = []
        at = 0
        while at < len(words):
            for end in range(min(len(words), at + _LONGEST_LABEL), at, -1):
                said = " ".join(words[at:end])
                fitting = [which for which, labels in enumerate(self.spelled) if said in labels]
                if fitting:
                    found |= dict.fromkeys(fitting, said)
                    at = end
                    break
            else:
                rest.append(words[at])
                at += 1
        return _without_bare(found), rest

    def _nearly(self, words: Sequence[str]) -> tuple[tuple[int, ...], bool]:
        """Return what mistyped or begun words mean, and whether surely."""
        errors: dict[int, int] = {}
        for which, labels in enumerate(self.spelled):
            for label in labels:
                for spelled in (label.split(), [word for word in label.split() if word not in fillers()]):
                    if (count := _errors(words, spelled)) is not None:
                        errors[which] = min(count, errors.get(which, count))
        if errors:
            least = min(errors.values())
            nearest = tuple(which for which, count in errors.items() if count == least)
            is_long = len("".join(words)) >= SURE_FROM
            return nearest, len(errors) == 1 and least <= 1 and is_long
        begun = self.begun(" ".join(words))
        return ((), False) if begun is None else ((begun,), True)

    def begun(self, text: str) -> int | None:
        """Return the one answer whose name a text is the beginning of."""
        said = plain(text)
        fitting = [
            which
            for which, labels in enumerate(self.spelled)
            if any(f"{label} ".startswith(f"{said} ") for label in labels)
        ]
        return fitting[0] if len(fitting) == 1 and len(said) >= _SHORTEST_PART else None


def denials(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words that turn what they stand beside into its opposite."""
    return tuple(word for word in words if word in of_all_answers("negations"))


def _without_bare(found: dict[int, str]) -> tuple[int, ...]:
    """Leave out a mere yes or no beside another name: "no, I used to"."""
    told = [which for which, said in found.items() if not (ear.is_yes(said) or ear.is_no(said))]
    return tuple(told) if told else tuple(found)


def _errors(words: Sequence[str], label: Sequence[str]) -> int | None:
    """Return how many errors make these words of a label; None if they are others."""
    if len(words) != len(label) or not words:
        return None
    pairs = list(zip(words, label, strict=True))
    are_near = all(
        one == other or (is_mistyped(one, other) and begins_alike(one, other)) for one, other in pairs
    )
    return sum(distance(one, other) for one, other in pairs) if are_near else None


def named(item: Item) -> Named:
    """Return what people may call the answers of an item."""
    typed = tuple(frozenset(choice.labels.values()) for choice in item.choices)
    others = (chain.from_iterable(choice.also.values()) for choice in item.choices)
    spelled = tuple(
        frozenset(chain.from_iterable(map(_spellings, (*labels, *also)))) - {""}
        for labels, also in zip(typed, others, strict=True)
    )
    asked = asked_words(item)
    tellers = tuple(
        frozenset(
            chain.from_iterable(
                _tellers(label, _words(*typed[:at], *typed[at + 1 :]) | asked) for label in labels
            )
        )
        for at, labels in enumerate(typed)
    )
    of_all = [at for at, labels in enumerate(spelled) if any(map(_begins_with_all, labels))]
    return Named(typed, spelled, asked, tellers, of_all[0] if len(of_all) == 1 else None)


def _words(*labels: Iterable[str]) -> frozenset[str]:
    return frozenset(word for label in chain(*labels) for word in plain(label).split())


def _tellers(label: str, others: frozenset[str]) -> frozenset[str]:
    """Return the words of a label that no other has.

    Fillers count only if it has nothing else. "I don't drive" is not told by "drive", and "I used to drive" only by "used".
    """
    words = frozenset(plain(label).split())
    if denials(words):
        return frozenset()
    if former := words & of_all_answers("formerly"):
        return former - others
    own = frozenset(word for word in words - others if len(word) >= _PREFIX and not word.isdecimal())
    return own - fillers() or frozenset(word for word in own if len(word) >= _SHORTEST_PART)


def _tells(word: str, tellers: frozenset[str]) -> bool:
    return word in tellers or (
        len(word) >= _SHORTEST_PART and any(teller.startswith(word) for teller in tellers)
    )


def _begins_with_all(label: str) -> bool:
    return any(f"{label} ".startswith(f"{said} ") for said in of_all_answers("all_of_them"))


SUBJECTS: Final = frozenset("i im we yo he she they".split())


def _spellings(label: str) -> Iterator[str]:
    """Yield a label, and what is left of it without a word like "I" before it."""
    first, *others = plain(label).split() or [""]
    yield " ".join((first, *others))
    if first in SUBJECTS and len(others) > 1:
        yield " ".join(others)


def count_in_words(count: int, phrases: Phrases) -> str:
    """Return a small number in words."""
    counts = phrases.answers.counts
    return counts[count - 1] if count <= len(counts) else str(count)


def or_else(item: Item, phrases: Phrases) -> str:
    """Return the way on for whoever can give none of the answers."""
    return phrases.answers.else_call if item.required else phrases.answers.else_skip


def read_one(item: Item, names: Named, text: str, context: ReaderContext) -> Reading:
    """Read which one of several a text names."""
    phrases = context.phrases
    of = phrases.answers.one_of.format(count=count_in_words(len(item.choices), phrases))
    refused = Rejected(f"{of} {or_else(item, phrases)}")
    exact, numbers = names.exactly(text), names.by_number(text)
    if exact is None and names.of_all is not None and len(text) <= LONGEST and says_all(text):
        has_figure = any(map(str.isdecimal, text))  # "las 2" may be the second
        return Doubtful(item.codes[names.of_all]) if has_figure else Accepted(item.codes[names.of_all])
    if exact is not None and numbers and numbers != (exact,):  # "2", where another answer is called so
        return Doubtful(item.codes[exact])
    surely = exact if exact is not None else _picked(names, text, numbers)
    begun = names.begun(text)
    if surely is not None:
        is_cut = exact is None and begun not in {None, surely}  # "ya no" may be the beginning of "ya no fumo"
        return Doubtful(item.codes[begun]) if is_cut and begun is not None else Accepted(item.codes[surely])
    return (_perhaps_one(item, names, text) if len(text) <= LONGEST else None) or refused


def _picked(names: Named, text: str, numbers: tuple[int, ...]) -> int | None:
    if len(numbers) == 1:
        return numbers[0]
    return ear.choose(text, tuple(tuple(sorted(labels)) for labels in names.spelled))


def _perhaps_one(item: Item, names: Named, text: str) -> Accepted | Doubtful | None:
    """Read the one answer that a sentence names, or that a yes or a no means."""
    found = names.in_words(text, is_one=True)
    if len(found.which) == 1:
        code = item.codes[found.which[0]]
        is_unsure = (found.rest or found.is_near) and names.first(text) != found.which[0]
        return Doubtful(code) if is_unsure else Accepted(code)
    agreed = None if found.which else _by_yes_or_no(names, text)
    if agreed is not None:
        return Accepted(item.codes[agreed])
    denied = None if found.which else _by_denial(names, text)
    return _by_telling(item, names, text) if denied is None else Doubtful(item.codes[denied])


def _by_telling(item: Item, names: Named, text: str) -> Accepted | Doubtful | None:
    """Read the answer that one word tells: "far", of "seeing far away"."""
    words = plain(text).split()
    told, rest = names.telling(words)
    clauses = [which for clause in clauses_of(text) if (which := names.telling(clause.split())[0])]
    others = {at for at in range(len(item.codes)) if at != names.of_all}
    if names.of_all is not None and {*told} == others and len(others) > 1 and len(clauses) == 1:
        return Doubtful(item.codes[names.of_all])
    if not WITHOUT.isdisjoint(words):  # "for driving, I read without them"
        return None
    if len(told) == 1:
        is_whole = any(
            word in names.tellers[told[0]] for word in words
        )  # "auto" begins "autobús", and is none
        is_sure = is_whole and (not rest or names.first(text) == told[0])
        return Accepted(item.codes[told[0]]) if is_sure else Doubtful(item.codes[told[0]])
    if told and len(clauses) > 1 and len(clauses[0]) == 1:
        return Doubtful(item.codes[clauses[0][0]])
    return None


def says_all(text: str) -> bool:
    """Return whether a text says that all are meant: "both of them", "las 2"."""
    return ear.best(tuple(plain(text).split()), _all_of_them(), fillers()) is not None


def _by_denial(names: Named, text: str) -> int | None:
    """Return the one answer that is a no to a text like "I don't smoke"."""
    words = frozenset(plain(text).split())
    fitting = [which for which, labels in enumerate(names.spelled) if any(map(ear.is_no, labels))]
    is_denied = (
        words <= fillers() | names.asked | of_all_answers("negations") and words & names.asked - fillers()
    )
    return fitting[0] if len(fitting) == 1 and is_denied and denials(words) else None


def _by_yes_or_no(names: Named, text: str) -> int | None:
    """Return the one answer that is a yes, or a no, if the text is one: "nope"."""
    for says in (ear.is_yes, ear.is_no):
        fitting = [which for which, labels in enumerate(names.spelled) if any(map(says, labels))]
        if says(text) and len(fitting) == 1:
            return fitting[0]
    return None


def read_several(item: Item, names: Named, text: str, context: ReaderContext) -> Reading:
    """Read which of several a text names: "1 and 3", "all of them"."""
    refused = Rejected(context.phrases.answers.several_of)
    if len(text) > LONGEST:
        return refused
    exact, numbers = names.exactly(text), names.by_number(text)
    surely = (exact,) if exact is not None else numbers
    if not surely and ear.says(text, _all_of_them()):
        surely = tuple(range(len(item.codes)))
    if surely:
        return Accepted(_joined(item, surely))
    if _says_none(text, names):
        return Accepted(NONE_STATED)
    found = names.in_words(text, is_one=False)
    if not found.which or not EXCEPT.isdisjoint(plain(text).split()):
        return refused
    codes = _joined(item, found.which)
    return Doubtful(codes) if found.rest or found.is_near else Accepted(codes)


EXCEPT: Final = frozenset({"except", "excepto", "menos", "salvo"})


def _says_none(text: str, names: Named) -> bool:
    """Return whether a text denies all that is asked: "none of these"."""
    words = plain(text).split()
    known = fillers() | names.asked | of_all_answers("negations")
    nothing = [word for word in words if word in of_all_answers("negations") or is_nothing(word)]
    return bool(nothing) and set(words) <= known | set(nothing)


@cache
def _all_of_them() -> dict[str, frozenset[bool]]:
    return {said: frozenset({True}) for said in of_all_answers("all_of_them")}


def _joined(item: Item, which: Iterable[int]) -> str:
    return "\n".join(item.codes[at] for at in sorted(which))


def show_code(item: Item, value: str, language: str) -> str:
    """Write a code, or several, as people read them."""
    if item.kind is AnswerKind.YES_NO:
        titles = speak(language).buttons["yes_no"]
        return titles[item.codes.index(value)] if value in item.codes else value
    labels = {choice.code: choice.labels for choice in item.choices}
    lines = value.split("\n")
    return ", ".join(label_of(labels[code], language, code) if code in labels else code for code in lines)


def is_nothing(text: str) -> bool:
    """Return whether a text only says that there is nothing."""
    command = ear.find(text, SHIPPED.values())
    return command is not None and command.keyword is Keyword.NONE
