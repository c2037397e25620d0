"""Hear in a message that a life is at risk, or that somebody may harm themselves.

What was learned from examples and what the rules say are weighed together: either may raise an alarm, and what the rules
know to be denied or past speaks against one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from app.intake import ear
from app.intake.cries import Danger
from app.intake.danger import learned, rules
from app.intake.danger.rules import Hearing, Verdict, Word
from app.intake.lexicon import LEXICONS

ASKED: Final = {
    Verdict.SILENT: 0.33,
    Verdict.DENIED: 0.4,
    Verdict.DOUBTFUL: 0.3,
    Verdict.SURE: 0.1,
    Verdict.NOW: 0.0,
}
"""From this likelihood on the patient is asked, by what the rules say."""
SURE: Final = {
    Verdict.SILENT: 0.8,
    Verdict.DENIED: 2.0,
    Verdict.DOUBTFUL: 0.95,
    Verdict.SURE: 0.05,
    Verdict.NOW: 0.05,
}
"""From this one on the clinic is told at once. What is denied or past is never more than asked about."""
FEW: Final = 3
"""So few words have no sound of their own, so only the rules hear in them."""
RATHER: Final = 0.5
"""In up to `SHORT_REPLY` words of which the rules say nothing, the patient is asked from this likelihood on."""
SHORT_REPLY: Final = 5
SHORT: Final = 8
"""In a clause of so few words, what the rules are sure of is asked about at least. Figures, as of a phone, do not count."""
ALONE: Final = 500
"""The lines and clauses of a longer text, in characters, are not heard by themselves: that would cost as much again."""
_LONGEST: Final = 16
"""How many words are read as one sentence: in haste nobody ends theirs."""


def hear(text: str, languages: Sequence[str]) -> Hearing | None:
    """Return the danger in a text, the worst if there are several."""
    return worst(hear_all(text), languages)


def hear_all(text: str) -> tuple[Hearing, ...]:
    """Return the dangers in a text, in each language that it may be written in.

    A line is also heard by itself, as if it were a message: what stands beside it may be of the past.
    """
    lines = text.splitlines() if len(text) <= ALONE else []
    alone = (heard for line in lines for heard in _hear(line)) if len(lines) > 1 else ()
    return tuple(dict.fromkeys((*_hear(text), *alone)))


def _hear(text: str) -> tuple[Hearing, ...]:
    clauses = rules.clauses(text)
    said, words = rules.read(clauses), sum(map(len, clauses))
    if words <= FEW:
        return said.heard
    sound = learned.listen(sentences(clauses))
    likelihood = sound.likelihood(said.verdict)
    is_reply = said.verdict is Verdict.SILENT and words <= SHORT_REPLY
    is_plain = said.verdict is Verdict.SURE and len(text) <= ALONE and _is_plain(clauses)
    if likelihood < (RATHER if is_reply else ASKED[said.verdict]) and not is_plain:
        return ()
    sure = likelihood >= SURE[said.verdict]
    if said.heard:
        return tuple(dict.fromkeys(each._replace(sure=sure) for each in said.heard))
    written_in = ear.written_in(text)
    return tuple(Hearing(sound.danger, sure, code, sure) for code in LEXICONS if written_in in {None, code})


def _is_plain(clauses: Iterable[list[Word]]) -> bool:
    """Return whether a clause is short, and the rules are sure of it alone."""
    short = (clause for clause in clauses if sum(not word.text.isdecimal() for word in clause) <= SHORT)
    return any(rules.read([clause]).verdict in {Verdict.SURE, Verdict.NOW} for clause in short)


def sentences(clauses: Iterable[Sequence[Word]]) -> list[str]:
    """Return the clauses of a text in plain words, and long ones in overlapping parts."""
    return [
        " ".join(word.text for word in clause[start : start + _LONGEST])
        for clause in clauses
        for start in range(0, max(1, len(clause) - _LONGEST // 2), _LONGEST // 2)
    ]


def worst(dangers: Iterable[Hearing], languages: Sequence[str]) -> Hearing | None:
    """Return the danger that counts most.

    A sure hit counts more than a doubtful one, then self-harm more than the rest, then what happens now, then the earlier
    language.
    """
    spoken = [heard for heard in dangers if heard.language in languages]
    return max(
        spoken,
        key=lambda heard: (
            heard.sure,
            heard.danger is Danger.SELF_HARM,
            heard.now,
            -languages.index(heard.language),
        ),
        default=None,
    )
