"""How well it is told what messages mean: `python -m bench.intent [--missed]`

The lines of the folders `unseen` are by authors who knew nothing of what the model has learned from. It never learns from
them. With `--missed` every line that was judged wrongly is printed: whoever mends by them has to write new ones.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake import intent
from app.intake.intent import QUESTIONS, TALK
from app.intake.no_answer import ASKED
from deploy.intent import DATA, Example, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold a line, how likely it is no answer where it was written, and what it is taken for."""

    example: Example
    no_answer: float
    kind: str
    question: str

    @property
    def is_talk(self) -> bool:
        """Return whether it is labelled as none."""
        return self.example.meaning in TALK

    @property
    def is_heard(self) -> bool:
        """Return whether it is taken for none."""
        return self.no_answer >= ASKED

    @property
    def is_right(self) -> bool:
        """Return whether it is taken for what it is."""
        if self.is_talk:
            return self.is_heard
        return not self.is_heard and self.question == self.example.meaning


def judged(examples: Iterable[Example]) -> list[Judged]:
    """Return what the model makes of labelled lines."""
    return [_judged(example) for example in examples]


def _judged(example: Example) -> Judged:
    meant = intent.of(example.text)
    question = max(QUESTIONS, key=meant.odds.__getitem__)
    asked = example.at if example.at in QUESTIONS else None
    return Judged(example, meant.no_answer(asked), meant.talk, question)


def share(some: Sequence[bool]) -> str:
    """Return how many of them are true, in figures and as a share."""
    return f"{sum(some)} of {len(some)} ({sum(some) / len(some):.1%})" if some else "none there"


def main(*, shows_missed: bool) -> None:
    """Print a table a language, and what was judged wrongly if that is wished."""
    for folder in sorted(DATA.glob("*/unseen")):
        found = judged(example for file in sorted(folder.glob("*.jsonl")) for example in read(file))
        talk = [each for each in found if each.is_talk]
        answers = [each for each in found if not each.is_talk]
        print(f"{folder.parent.name}  talk is heard as talk: {share([each.is_heard for each in talk])}")
        print(f"    answers are taken for talk: {share([each.is_heard for each in answers])}")
        right = [each.question == each.example.meaning for each in answers]
        print(f"    answers are put to the right question by their words alone: {share(right)}")
        for kind in TALK:
            of_it = [each for each in talk if each.example.meaning == kind]
            others = Counter(each.kind for each in of_it if each.kind != kind)
            print(
                f"    {kind.value:12} {share([each.kind == kind for each in of_it])}",
                dict(others.most_common(3)),
            )
        for each in found:
            if shows_missed and not each.is_right:
                print(f"      {each.example.at} {each.example.meaning}: {each.example.text}")


if __name__ == "__main__":
    main(shows_missed="--missed" in sys.argv[1:])
