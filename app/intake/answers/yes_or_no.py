"""Read a yes or a no, and what people write around it: "um, yes, sometimes"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from app.intake import ear
from app.intake.answers import Accepted, Doubtful, ReaderContext, Reading, Rejected
from app.intake.answers.choice import (
    EXCEPT,
    LONGEST,
    SUBJECTS,
    SURE_FROM,
    WITHOUT,
    asked_words,
    clauses_of,
    denials,
    fillers,
    is_former,
    may_be_taken,
    of_all_answers,
    or_else,
)
from app.intake.definition import NO, YES, Item
from app.intake.keywords import plain
from app.intake.near_words import distance

_PREFIX: Final = 3
"""As many words may make up the yes at the beginning, and as many letters a word that may be mistyped."""
_BUT: Final = frozenset({"but", "pero", "unless", *EXCEPT})
_STRETCHED: Final = re.compile(r"(.)\1+")
_SURELY: Final = {YES: "surely_yes", NO: "surely_no"}
_SAYS: Final = {YES: ear.is_yes, NO: ear.is_no}
_OPPOSITE: Final = {YES: NO, NO: YES}


def read(item: Item, text: str, context: ReaderContext) -> Reading:
    """Read a yes or a no, with what may stand around it: "no, never"."""
    is_short = len(text) <= LONGEST
    picked = ear.choose(text, (ear.yes_words(), ear.no_words())) if is_short else None
    if picked is not None:
        return Accepted((YES, NO)[picked])
    asked = asked_words(item)
    read_ = _begun_with(text[:LONGEST], asked) or (_within(text, asked) if is_short else None)
    if read_ is not None:
        return read_
    else_ = context.phrases.answers.needed if item.required else or_else(item, context.phrases)
    return Rejected(f"{context.phrases.answers.yes_or_no} {else_}")


def _code_of(word: str) -> str | None:
    """Return the yes or the no that a word surely is, if drawn out: "yesss"."""
    forms = (word, _STRETCHED.sub(r"\1", word))
    return next(
        (code for code, field in _SURELY.items() if not of_all_answers(field).isdisjoint(forms)), None
    )


def _is(clause: str, code: str) -> bool:
    return _SAYS[code](clause) or _code_of(clause) == code


def _begun_with(text: str, asked: frozenset[str]) -> Accepted | Doubtful | None:
    """Read the yes or the no that a text begins with.

    It is asked about if what follows may turn it, or is too much to leave out.
    """
    words = plain(text).split()
    for count in range(min(_PREFIX, len(words)), 0, -1):
        said, after = " ".join(words[:count]), words[count:]
        for code in (YES, NO):
            if _is(said, code) and words[0] != "not":  # "not sure about it"
                # "I do not", "claro que no"
                is_denied = code == YES and not _BUT.issuperset(denials(after[:2]))
                is_sure = not is_denied and (
                    _goes_on(text, said, after, code, asked) or _is_plain(text, said, after, code, asked)
                )
                return Accepted(code) if is_sure else Doubtful(NO if is_denied else code)
    return None


def _is_plain(text: str, said: str, after: Sequence[str], code: str, asked: frozenset[str]) -> bool:
    """Return whether what follows is of the question, or stands apart."""
    is_turned = any(map(_SAYS[_OPPOSITE[code]], after)) or not (_BUT | {"sometimes"}).isdisjoint(after)
    is_apart = plain(ear.CLAUSE.split(text.strip())[0]) == said
    is_known = set(after) <= fillers() | asked
    return (is_known or is_apart) and not (
        is_turned or is_former(after) or _is_against(text, said, code, asked)
    )


def _goes_on(text: str, said: str, after: Sequence[str], code: str, asked: frozenset[str]) -> bool:
    """Return whether a yes or no goes on and stays one: "yes I wear them"."""
    is_clear = any(_code_of(word) == code for word in said.split())
    is_turned = any(_code_of(word) == _OPPOSITE[code] for word in after) or not _BUT.isdisjoint(after)
    if not (is_clear and after and may_be_taken(text)) or is_turned or is_former(after):
        return False
    is_apart = _is(clauses_of(text)[0], code)
    if code == YES:
        is_if = said == "si" and "í" not in text.casefold()  # without its accent it may mean "if"
        is_joined = after[0] in of_all_answers("joints") or (is_if and asked.isdisjoint(after))
        return not denials(after) and (is_apart or not is_joined)
    is_double = len([word for word in said.split() if _code_of(word) == NO]) > 1 or _code_of(after[0]) == NO
    is_again = (is_double and _content(asked).isdisjoint(after)) or (
        after[0] in SUBJECTS and bool(denials(after[1:3]))
    )
    is_turned = not WITHOUT.isdisjoint(after) and not is_apart  # "no veo sin ellas"
    return (is_again or is_apart) and not (is_turned or _is_against(text, said, code, asked))


def _is_against(text: str, said: str, code: str, asked: frozenset[str]) -> bool:
    """Return whether a no goes on with what was asked as true: "no, lenses"."""
    if code == YES:
        return False
    after = plain(text).split()[len(said.split()) :]
    apart = [word for clause in clauses_of(text)[1:] for word in clause.split()]
    is_told = not SUBJECTS.isdisjoint(after) or not _content(asked).isdisjoint(apart)
    is_affirmed = is_told and not (denials(after) or _content(asked).isdisjoint(after))
    is_twice = not WITHOUT.isdisjoint(after) and len(denials(after)) > 1  # "I can't see without them"
    return is_affirmed or is_twice or not of_all_answers("partly").isdisjoint(apart)


def _content(asked: Iterable[str]) -> frozenset[str]:
    """Return the words of a question that say what is asked about."""
    return frozenset(word for word in asked if len(word) >= SURE_FROM) - fillers()


def _within(text: str, asked: frozenset[str]) -> Accepted | Doubtful | None:
    """Read what a text says that begins with neither: "glasses, yes"."""
    words = plain(text).split()
    told = {code for word in words if (code := _code_of(word))}
    denied = [word for word in denials(words) if word not in _BUT]
    if len(told) > 1 or (denied and (YES in told or any(map(ear.is_yes, words)))):
        return None
    if told:
        (code,) = told
        # "I don't, no"; but "I wear them, no?"
        agrees = code == YES or len(denied) > 1
        is_sure = agrees and "?" not in text and _BUT.isdisjoint(words) and not is_former(words)
        is_known = all(_code_of(word) or word in fillers() | asked for word in words)  # "sometimes yes"
        is_taken = is_sure and (is_known or (_is(clauses_of(text)[-1], code) and may_be_taken(text)))
        return Accepted(code) if is_taken else Doubtful(code)
    if denied:
        return Doubtful(NO)
    is_part = words[:1] and words[0] in of_all_answers("partly")
    return Doubtful(YES) if is_part or not _content(asked).isdisjoint(words) else _mistyped(words)


def _mistyped(words: Sequence[str]) -> Doubtful | None:
    """Read one word with one wrong letter: "yrs"."""
    said = words[0] if len(words) == 1 else ""
    for code, field in _SURELY.items():
        near = (word for word in of_all_answers(field) if _PREFIX <= len(word) == len(said))
        if any(said[0] == word[0] and distance(said, word) == 1 for word in near):
            return Doubtful(code)
    return None
