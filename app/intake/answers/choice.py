"""Read which of a few answers a text names: by number, in words, or nearly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from app.intake import ear
from app.intake.answers import Accepted, Doubtful, ReaderContext, Reading, Rejected
from app.intake.answers.texts import NONE_STATED
from app.intake.definition import NO, YES, AnswerKind, Item
from app.intake.keywords import Keyword, plain, plain_all
from app.intake.near_words import begins_alike, distance, is_mistyped
from app.intake.phrases import FALLBACK, SHIPPED, speak
from app.intake.words import Phrases

LONGEST: Final = 300
"""A longer text, in characters, names none of them."""
_LONGEST_LABEL: Final = 12
_MOST_FIGURES: Final = 3
_SURE_FROM: Final = 5
"""From this length on, a word with one error is the one that was meant."""
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
            return Found(tuple(dict.fromkeys((*which, *figures))), _denials(rest), is_near)
        others = (word for word in rest if word.isdecimal())
        return Found(which, (*strange, *others, *_denials(rest)), is_near)

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
            is_long = len("".join(words)) >= _SURE_FROM
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


def _denials(words: Iterable[str]) -> tuple[str, ...]:
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
    return Named(typed, spelled, asked_words(item))


_SUBJECTS: Final = frozenset("i im we yo he she they".split())


def _spellings(label: str) -> Iterator[str]:
    """Yield a label, and what is left of it without a word like "I" before it."""
    first, *others = plain(label).split() or [""]
    yield " ".join((first, *others))
    if first in _SUBJECTS and len(others) > 1:
        yield " ".join(others)


def count_in_words(count: int, phrases: Phrases) -> str:
    """Return a small number in words."""
    counts = phrases.answers.counts
    return counts[count - 1] if count <= len(counts) else str(count)


def _or_else(item: Item, phrases: Phrases) -> str:
    return phrases.answers.else_call if item.required else phrases.answers.else_skip


def read_one(item: Item, names: Named, text: str, context: ReaderContext) -> Reading:
    """Read which one of several a text names."""
    phrases = context.phrases
    of = phrases.answers.one_of.format(count=count_in_words(len(item.choices), phrases))
    refused = Rejected(f"{of} {_or_else(item, phrases)}")
    exact, numbers = names.exactly(text), names.by_number(text)
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
        return Doubtful(code) if found.rest or found.is_near else Accepted(code)
    agreed = None if found.which else _by_yes_or_no(names, text)
    if agreed is not None:
        return Accepted(item.codes[agreed])
    denied = None if found.which else _by_denial(names, text)
    return None if denied is None else Doubtful(item.codes[denied])


def _by_denial(names: Named, text: str) -> int | None:
    """Return the one answer that is a no to a text like "I don't smoke"."""
    words = frozenset(plain(text).split())
    fitting = [which for which, labels in enumerate(names.spelled) if any(map(ear.is_no, labels))]
    is_denied = (
        words <= fillers() | names.asked | of_all_answers("negations") and words & names.asked - fillers()
    )
    return fitting[0] if len(fitting) == 1 and is_denied and _denials(words) else None


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
    if not found.which or not _EXCEPT.isdisjoint(plain(text).split()):
        return refused
    codes = _joined(item, found.which)
    return Doubtful(codes) if found.rest or found.is_near else Accepted(codes)


_EXCEPT: Final = frozenset({"except", "excepto", "menos", "salvo"})


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


def read_yes_or_no(item: Item, text: str, context: ReaderContext) -> Reading:
    """Read a yes or a no, with what may follow it: "no, never"."""
    picked = ear.choose(text, (ear.yes_words(), ear.no_words())) if len(text) <= LONGEST else None
    if picked is not None:
        return Accepted((YES, NO)[picked])
    if begun := _begun_with(text[:LONGEST], asked_words(item)):
        return begun
    else_ = context.phrases.answers.needed if item.required else _or_else(item, context.phrases)
    return Rejected(f"{context.phrases.answers.yes_or_no} {else_}")


_BUT: Final = frozenset({"but", "pero", "sometimes", *_EXCEPT})


def _begun_with(text: str, asked: frozenset[str]) -> Accepted | Doubtful | None:
    """Read the yes or the no that a text begins with.

    It is asked about if what follows belongs to the same clause, and is not of the question.
    """
    words = plain(text).split()
    for count in range(min(_PREFIX, len(words)), 0, -1):
        said, after = " ".join(words[:count]), words[count:]
        for code, says, other in ((YES, ear.is_yes, ear.is_no), (NO, ear.is_no, ear.is_yes)):
            if says(said) and words[0] != "not":  # "not sure about it"
                # "I do not", "claro que no"
                is_denied = code == YES and not _BUT.issuperset(_denials(after[:2]))
                is_turned = any(map(other, after)) or not _BUT.isdisjoint(after)
                is_apart = plain(ear.CLAUSE.split(text.strip())[0]) == said
                is_plain = is_apart or set(after) <= fillers() | asked
                is_sure = is_plain and not (is_denied or is_turned)
                return Accepted(code) if is_sure else Doubtful(NO if is_denied else code)
    return None


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
