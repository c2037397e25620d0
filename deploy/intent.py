"""Trains what tells a message's meaning, together with `deploy/ear.py`: `make ear`

It learns from the labelled lines in the folders `taught` and `named` of `tests/data/talk`, and writes `app/intake/intent/intent.bin`.
The same lines make the same file, which names its origin (`deploy/origin.py`). What lies in a folder `unseen` is never read here.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zlib import crc32

from app.intake.intent import BUCKETS, FILE, MEANINGS, QUESTIONS, TALK, heard_in, no_answer_odds
from app.intake.learned import chance, packed
from deploy.logistic import Lesson, Model, calibrated, lesson
from deploy.origin import with_origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DATA: Final = Path(__file__).resolve().parents[1] / "tests" / "data" / "talk"
FOLDERS: Final = ("named", "taught")
STEPS: Final = 7
"""A weight is a whole number of steps from -7 to 7, and takes half a byte."""
EVENED: Final = 0.75
"""How far the meanings of few lines count more: at 1 as much as those of many."""
HELD_OUT: Final = 5
"""Each fifth line tells how far what the others have taught can be relied on."""


@dataclass(frozen=True)
class Example:
    """Hold a labelled line: what it means, and at which question it was written, if that is known."""

    text: str
    meaning: str
    hand: str
    at: str

    @cached_property
    def lesson(self) -> Lesson:
        """Return the lesson that it is."""
        return lesson(heard_in(self.text), MEANINGS.index(self.meaning))

    @property
    def is_held_out(self) -> bool:
        """Return whether it only tells how far the others can be relied on."""
        return crc32(self.text.encode()) % HELD_OUT == 0


def examples(folders: Sequence[str] = FOLDERS) -> list[Example]:
    """Return the lines of these folders, in a fixed order."""
    files = (file for folder in folders for file in DATA.glob(f"*/{folder}/*.jsonl"))
    return [example for file in sorted(files) for example in read(file)]


def taught() -> list[object]:
    """Return all that the model is taught, as the origin names it: each line, and what is heard in it."""
    return [
        (each.text, each.meaning, each.hand, each.at, each.lesson.buckets.tolist()) for each in examples()
    ]


def read(file: Path) -> Iterator[Example]:
    """Yield the lines of one hand whose meaning is known."""
    for line in file.read_text().splitlines():
        told = json.loads(line)
        at = told.get("at") or told["of"]
        meaning = told.get("kind") or told["of"]
        meaning = at if meaning == "answer" else meaning
        if meaning in MEANINGS:  # an answer at the list of all answers has none
            yield Example(told["text"], meaning, file.stem, at)


def _counts(taught: Sequence[Example]) -> dict[str, float]:
    """Return what a line of each meaning counts."""
    many = Counter(example.meaning for example in taught)
    mean = len(taught) / len(many)
    return {meaning: (mean / count) ** EVENED for meaning, count in many.items()}


def taught_by(some: Sequence[Example]) -> Model:
    """Return the model that these examples teach."""
    counts, model = _counts(some), Model(len(MEANINGS), BUCKETS)
    model.learn([replace(each.lesson, weight=counts[each.meaning]) for each in some])
    return model


def odds_of(model: Model, example: Example) -> dict[str, float]:
    """Return the log-odds of each meaning of an example."""
    return dict(zip(MEANINGS, model.odds(example.lesson.buckets), strict=True))


def relied_on(model: Model, held_out: Sequence[Example]) -> dict[str, float]:
    """Return how far a model's log-odds hold for lines that it has not learned from."""
    found = [(odds_of(model, example), example) for example in held_out]
    talk = [(1.0, no_answer_odds(odds, example.at)) for odds, example in found]
    bias, scale = calibrated(talk, [example.meaning in TALK for example in held_out])
    leanings = [
        sign * (odds[example.meaning] - odds[other])
        for odds, example in found
        if example.meaning in QUESTIONS
        for other in QUESTIONS
        if other != example.meaning
        for sign in (1, -1)
    ]
    (answer,) = calibrated([(each,) for each in leanings], [place % 2 == 0 for place in range(len(leanings))])
    return {"bias": bias, "talk": scale, "answer": answer}


def likelihood(model: Model, signs: Mapping[str, float], example: Example) -> float:
    """Return how likely an example answers no question, where it was written."""
    odds = odds_of(model, example)
    return chance(signs["bias"] + signs["talk"] * no_answer_odds(odds, example.at))


def judged(known: Sequence[Example]) -> tuple[Model, list[Example]]:
    """Return a model of most lines, and the others."""
    held_out = [example for example in known if example.is_held_out]
    return taught_by([example for example in known if not example.is_held_out]), held_out


def train() -> bytes:
    """Return the file's content."""
    known = examples()
    signs = relied_on(*judged(known))
    biases, step, steps = taught_by(known).whole(STEPS)
    head = {"biases": dict(zip(MEANINGS, biases, strict=True)), "step": step, "signs": signs}
    return with_origin(head, packed(steps.tobytes()), taught())


if __name__ == "__main__":
    FILE.write_bytes(train())
