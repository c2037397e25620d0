"""Whether a word of a patient's is lost: `python -m bench.words [steps] [--seed 1] [--processes 2]`

People write at random, in every state of the conversation, and each message has a word of its own. It is looked for in the
draft, the notes, the alarms and the open question. If it is nowhere, the reply has to say that it is not kept.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from random import Random
from typing import Final

from tests.intake.kept_words import FLOWS, beginning_at, step_of
from tests.intake.patient import STEPS

MESSAGES: Final = 25
"""Of one walk."""


def walk(steps: int, seed: int) -> tuple[int, int, list[str]]:
    """Write so many messages; return how many there were, how many had a word, and what was lost."""
    random, done, words, lost = Random(seed), 0, 0, list[str]()
    while done < steps:
        writer = beginning_at(random.choice(FLOWS), random.choice(STEPS))
        for _ in range(MESSAGES):
            step = step_of(random.choice)
            words += step.has_word
            writer.does(step)
        done += writer.steps
        lost += writer.lost
    return done, words, lost


def main() -> None:
    """Print how many words were written and lost, and the first walks that lost one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("steps", nargs="?", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + given.processes)
    with ProcessPoolExecutor(given.processes) as pool:
        runs = list(pool.map(walk, repeat(given.steps // given.processes), seeds))
    lost = [each for _, _, found in runs for each in found]
    print("\n\n".join(lost[:3]))
    steps, words = (sum(run[at] for run in runs if isinstance(run[at], int)) for at in (0, 1))  # type: ignore[misc]  # counts
    print(f"{steps:,} messages, {words:,} of them with a word of their own: {len(lost)} words lost")


if __name__ == "__main__":
    main()
