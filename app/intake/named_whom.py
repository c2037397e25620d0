"""Read whom a text is about: the sender, a child, an adult, or several of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from app.intake import ear
from app.intake.answers import pick
from app.intake.keywords import Said, plain, plain_all
from app.intake.lexicon import LEXICONS, Lexicon
from app.intake.progress import Whom

# "My 3 year old son" picks no number.
AGE = re.compile(
    r"\b\d+ (?:years? old|year|yr old|yrs old|months? old|weeks? old|years|months|yo|anos|anitos|meses)\b"
)
POSSESSIVE = re.compile(r"['’]s\b")
AND = re.compile(r"\b(?:and|y|e)\b|[&+]", re.IGNORECASE)
CHOICES = (Whom.SELF, Whom.CHILD, Whom.ADULT)


def named(text: str, lexicon: Lexicon) -> Whom | None:
    """Return who is named in the first clause, or in the whole text.

    The others are looked for before the sender, because "para mi hija" begins like "para mí".
    """
    around = plain_all(lexicon.about_whom)
    others = ((), lexicon.about_child, lexicon.about_adult)
    everybody = (lexicon.about_self, *others[1:])
    within = (_clear_alone(lexicon.about_self, around), *others[1:])
    if len(text) > ear.LONGEST_HEARD:
        index = pick(text, within, with_extra_words=True)
        return None if index is None else CHOICES[index]
    clauses = _clauses(_without_denial(text, lexicon, around))
    ways = [ear.choose(said, options, around) for said in clauses for options in (others, everybody)]
    ways.append(pick(clauses[-1], within, with_extra_words=True))
    return next((CHOICES[index] for index in ways if index is not None), None)


def all_named(text: str, lexicon: Lexicon) -> tuple[Whom, ...]:
    """Return everybody whom a text names, in its order.

    Several children count as two, who are asked about one after the other.
    """
    if len(text) > ear.LONGEST_HEARD:
        return tuple(filter(None, (named(text, lexicon),)))
    first, *more = AND.split(text)
    beside = tuple(filter(None, (named_alone(part, lexicon) for part in more)))
    if beside and (whom := named(first, lexicon)):
        return (whom, *beside)
    whom = named(text, lexicon)
    return (whom,) * (1 + names_several(text, lexicon)) if whom else ()


def names_several(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text speaks of more than one person, whoever they are."""
    return not plain_all(lexicon.several).isdisjoint(plain(text).split())


def names_only(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text does nothing but name people."""
    return all(named_alone(part, lexicon) for part in AND.split(text))


def and_then(text: str, lexicon: Lexicon) -> tuple[str, Whom] | None:
    """Part a text from the one person whom it goes on with: "yes, and then my sister"."""
    first, *more = AND.split(text)
    whom = named_alone(more[0], lexicon) if len(more) == 1 else None
    return (first, whom) if whom else None


def named_alone(text: str, lexicon: Lexicon) -> Whom | None:
    """Return who is named by a text that says nothing else: "then my sister"."""
    around = ear.courtesies() | plain_all(lexicon.about_next)
    found = (ear.best(ear.words_in(clause), _people(lexicon.code), around) for clause in _clauses(text))
    return next((whom for whom in found if whom is not None), None)


@cache
def _people(code: str) -> Mapping[str, frozenset[Whom]]:
    """Return what people are called.

    Beside another, "I" is the sender. Alone it may begin any sentence.
    """
    lexicon = LEXICONS[code]
    labels = ((*lexicon.about_self, "I"), lexicon.about_child, lexicon.about_adult)
    return {
        plain(label): frozenset({whom})
        for whom, called in zip(CHOICES, labels, strict=True)
        for label in called
    }


def _without_denial(text: str, lexicon: Lexicon, around: frozenset[str]) -> str:
    """Return a text without a first clause that denies: "not me, it's for my son"."""
    first, _, rest = text.partition(",")
    no, *words = plain(first).split() or ("",)
    is_denied = words and no in plain_all(lexicon.no)
    is_self = is_denied and ear.choose(Said(" ".join(words)), (lexicon.about_self,), around) == 0
    return rest if is_self and rest.strip() else text


def _clauses(text: str) -> list[Said]:
    """Return the first clause and the whole text, which are the same without a comma."""
    return [Said(_without_age(each)) for each in dict.fromkeys((text.partition(",")[0], text))]


@cache
def _clear_alone(labels: tuple[str, ...], around: frozenset[str]) -> tuple[str, ...]:
    """Return the labels that say whom whatever follows: "mi" is not among them."""
    return tuple(label for label in labels if set(plain(label).split()) - around)


def _without_age(text: str) -> str:
    return AGE.sub("", plain(POSSESSIVE.sub("", text))) or text
