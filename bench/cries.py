"""Weigh the words of cries for help: `python -m bench.cries en`

Prints what `app/intake/cries/weights` holds. Each word gets the points that best tell the cries of the lists in
`tests/data/danger` from what is none (a logistic regression). The third of the lists that the tests hold out is not
looked at.
"""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from dataclasses import fields
from hashlib import sha256
from itertools import chain
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.intake.cries.groups import Forms
from app.intake.cries.points import weighed
from app.intake.keywords import Keyword, plain
from app.intake.lexicon import LEXICONS
from bench.invented.everybody import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTS: Final = Path("tests/data/danger")
STEPS: Final = 400
PACE: Final = 0.05
START: Final = "start"
OFTEN: Final = 4
"""How much more often people steer the conversation than they answer in any one way."""
CAUTION: Final = 2
"""How much worse a false alarm is than a cry that only these points would hear."""
SHRINK: Final = 0.6
SELDOM: Final = 2
LEAST: Final = 2
WIDTH: Final = 108


def main(code: str) -> None:
    """Print the points of a language's words, in tenths."""
    cries = [*_read(code, "now"), *_read(code, "self_harm")]
    others = [*_read(code, "history"), *_read(code, "ordinary"), *_habits(code), *[*_steering(code)] * OFTEN]
    forms = Forms.of(LEXICONS[code].danger)
    spelled = [
        [frozenset(weighed(plain(text).split(), forms)) for text in texts] for texts in (cries, others)
    ]
    points = weigh(*spelled)
    written = (f"{word} {points[word]}" for word in sorted(points, key=lambda word: (-points[word], word)))
    print(textwrap.fill(" | ".join(written), WIDTH, initial_indent="    ", subsequent_indent="    "))


def weigh(cries: list[frozenset[str]], others: list[frozenset[str]]) -> dict[str, int]:
    """Return the points of each word, and under START those that every text begins with."""
    seen = Counter(chain.from_iterable((*cries, *others)))
    known = {word for word, count in seen.items() if count >= SELDOM}
    texts = [(words & known | {START}, 1.0) for words in cries] + [
        (words & known | {START}, 0.0) for words in others
    ]
    points = dict.fromkeys((START, *sorted(known)), 0.0)
    pull, force = dict.fromkeys(points, 0.0), dict.fromkeys(points, 0.0)  # Adam's two averages
    for step in range(1, STEPS + 1):
        slope = {word: SHRINK * weight * (word != START) for word, weight in points.items()}
        for words, is_cry in texts:
            error = 1 / (1 + exp(-sum(points[word] for word in words))) - is_cry
            error *= 1 if is_cry else CAUTION
            for word in words:
                slope[word] += error
        for word, rise in slope.items():
            pull[word] += 0.1 * (rise - pull[word])
            force[word] += 0.001 * (rise * rise - force[word])
            even = (force[word] / (1 - 0.999**step)) ** 0.5 + 1e-8
            points[word] -= PACE * pull[word] / (1 - 0.9**step) / even
    tenths = {word: round(10 * weight) for word, weight in points.items()}
    return {word: weight for word, weight in tenths.items() if abs(weight) >= LEAST}


def _read(code: str, name: str) -> Iterator[str]:
    """Read the lists of one kind, without what is held out."""
    for path in (LISTS / code / f"{name}.txt", LISTS / code / "mended" / f"{name}.txt"):
        for line in path.read_text().splitlines():
            if "mended" in path.parts or sha256(line.encode()).digest()[0] % 3:
                yield line


def _steering(code: str) -> Iterator[str]:
    """Yield the words that steer the conversation."""
    lexicon = LEXICONS[code]
    keywords = (words for keyword, words in lexicon.keywords.items() if keyword is not Keyword.HELP)
    yield from chain(
        *keywords, lexicon.yes, lexicon.no, lexicon.courtesies, lexicon.around, lexicon.objections
    )


def _habits(code: str) -> Iterator[str]:
    """Yield what invented patients write."""
    habits = next(habits for habits in ALL if habits.language == code)
    lists = [getattr(habits, field.name) for field in fields(habits)]
    for entry in chain(*(each for each in lists if isinstance(each, tuple)), *habits.whom.values()):
        yield (entry if isinstance(entry, str) else " ".join(entry)).replace("{}", " ")


if __name__ == "__main__":
    if sys.argv[1:] not in [[code] for code in LEXICONS]:
        sys.exit(f"usage: python -m bench.cries {'|'.join(LEXICONS)}")
    main(sys.argv[1])
