"""Trains the ear for danger: `make ear`

It learns from the labelled lines of `tests/data/danger`, and from what people answer and say beside it in `tests/data/talk`,
and writes `app/intake/danger/ear.bin`. The same lines make the same file, which names its origin (`deploy/origin.py`). What
lies in a folder `unseen` is never read here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.intake.danger import rules, sentences
from app.intake.danger.learned import BUCKETS, FILE, MOST_STEPS, SELF_HARM_BUCKETS, heard_in
from app.intake.learned import packed
from deploy import intent
from deploy.logistic import Lesson, Model, calibrated, lesson
from deploy.origin import with_origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DATA: Final = Path(__file__).resolve().parents[1] / "tests" / "data" / "danger"
TAUGHT, LISTED, TALKED = 1.5, 0.5, 1.0
"""What a line counts. The lists hold phrases; what people were taught to write as is more like what patients write."""
MAY_BE_DANGER: Final = {"reason", "allergies"}
"""An answer to these questions may tell of danger, and nobody has labelled it."""
_DANGER: Final = {"now", "self_harm", "danger", "cries"}
_EVERY: Final = 8
"""So few signs need no more than each eighth line."""
_HEARD_AGAIN: Final = 16
"""To hear all lines takes a quarter of the training: what is heard in each sixteenth stands for it in the origin."""


@dataclass(frozen=True)
class Example:
    """Hold a labelled line."""

    text: str
    kind: str
    """The name of its file: `now`, `self_harm`, `danger` and `cries` tell of danger, and the others do not."""
    hand: str = ""
    """Whose it is. Those of the lists have none."""
    weight: float = field(default=TAUGHT)

    @property
    def is_danger(self) -> bool:
        """Return whether it tells of danger now."""
        return self.kind in _DANGER

    @cached_property
    def sentences(self) -> list[set[int]]:
        """Return the buckets of each sentence."""
        return [heard_in(sentence) for sentence in sentences(rules.clauses(self.text))]

    @cached_property
    def lesson(self) -> Lesson:
        """Return the lesson that all of it is."""
        return lesson(set().union(*self.sentences), 0 if self.is_danger else -1, self.weight)


def examples() -> list[Example]:
    """Return every line that teaches, in a fixed order."""
    return [example for example in lines() if example.sentences]


def lines() -> list[Example]:
    """Return every line, in a fixed order. One in which nothing can be heard teaches nothing."""
    return [*_labelled(), *_talk()]


def taught() -> list[object]:
    """Return all that the models are taught, as the origin names it: the lines, and what is heard in some of them."""
    known = lines()
    heard = [
        (rules.read(rules.clauses(each.text)).verdict.value, *map(sorted, each.sentences))
        for each in known[::_HEARD_AGAIN]
    ]
    return [*((each.text, each.kind, each.hand, each.weight) for each in known), *heard]


def _talk() -> Iterator[Example]:
    for each in intent.examples(["taught"]):
        if each.meaning not in MAY_BE_DANGER:
            yield Example(each.text, each.meaning, weight=TALKED)


def _labelled() -> Iterator[Example]:
    for language in sorted(path for path in DATA.iterdir() if path.is_dir()):
        for file in sorted((*language.glob("*.txt"), *language.glob("mended/*.txt"))):
            yield from (Example(line, file.stem, weight=LISTED) for line in file.read_text().splitlines())
        for file in sorted(language.glob("taught/*.txt")):
            hand, kind, _ = file.name.split(".")
            yield from (Example(line, kind, hand) for line in file.read_text().splitlines())


def taught_danger(some: Iterable[Example]) -> Model:
    """Return the model that tells danger from none."""
    model = Model(1, BUCKETS)
    model.learn([example.lesson for example in some])
    return model


def taught_self_harm(some: Iterable[Example]) -> Model:
    """Return the model that tells self-harm from other dangers.

    It learns from the lists, which alone say which it is.
    """
    model = Model(1, SELF_HARM_BUCKETS)
    labels = {"now": -1, "self_harm": 0}
    known = [each for each in some if each.kind in labels]
    model.learn(
        [
            lesson({bucket % SELF_HARM_BUCKETS for bucket in set().union(*each.sentences)}, labels[each.kind])
            for each in known
        ]
    )
    return model


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold how an example is judged.

    The model that hears it has not learned from its hand.
    """

    example: Example
    whole: float
    sentence: float
    verdict: rules.Verdict

    def signs(self) -> tuple[float, ...]:
        """Return the signs that are weighed, in the order of `SIGNS`."""
        return (1.0, self.whole, self.sentence, *(float(self.verdict is each) for each in _VERDICTS))


_VERDICTS: Final = tuple(verdict for verdict in rules.Verdict if verdict is not rules.Verdict.SILENT)
SIGNS: Final = ("bias", "whole", "sentence", *(verdict.value for verdict in _VERDICTS))


def judged(known: Sequence[Example]) -> list[Judged]:
    """Judge some lines of half of the hands by a model of the other half."""
    hands = sorted({example.hand for example in known if example.hand})
    own = set(hands[1::2])
    model = taught_danger(example for example in known if example.hand not in own)
    return [
        _judged(model, example) for example in [example for example in known if example.hand in own][::_EVERY]
    ]


def _judged(model: Model, example: Example) -> Judged:
    (whole,) = model.odds(example.lesson.buckets)
    worst = max(odds for each in example.sentences for odds in model.odds(lesson(each, 0).buckets))
    return Judged(example, whole, worst, rules.read(rules.clauses(example.text)).verdict)


def train() -> bytes:
    """Return the file's content."""
    known = examples()
    some = judged(known)
    signs = calibrated([each.signs() for each in some], [each.example.is_danger for each in some])
    models = [taught_danger(known).whole(MOST_STEPS), taught_self_harm(known).whole(MOST_STEPS)]
    head = {
        "models": [[bias, step] for (bias,), step, _ in models],
        "signs": dict(zip(SIGNS, signs, strict=True)) | {"silent": 0.0},
    }
    return with_origin(head, b"".join(packed(steps.tobytes()) for *_, steps in models), taught())


if __name__ == "__main__":
    FILE.write_bytes(train())
