"""Whether a word of a patient's is lost: `python -m bench.words [messages] [--app messages] [--form pages] [--seed 1]`

People write at random, in every state of the conversation, and each message has a word of its own. It is looked for in the
draft, the notes, the alarms and the open question. If it is nowhere, the reply has to say that it is not kept. Most messages
go through the conversation alone. Those of `--app` go through the whole app, signed, with its limits and its store. `--form`
pages of the form are sent, due or too late, with messages between them.
"""

from __future__ import annotations

import argparse
import tempfile
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from app import create_app, services
from app.config import load
from app.store.engine import schema
from tests.form import kept_words as kept_on_pages
from tests.intake import kept_words
from tests.intake.patient import STEPS
from tests.people import SENDER, Clock
from tests.settings import complete_environment
from tests.webhook import kept_words as kept_by_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask

MESSAGES: Final = 25
"""Of one walk."""
MODES: Final = ("chat", "ask", "link")
Walk = tuple[int, int, list[str]]
"""How many messages, how many with a word of their own, and what was lost."""


def walk(messages: int, seed: int) -> Walk:
    """Write so many messages to the conversation."""
    random, done, words, lost = Random(seed), 0, 0, list[str]()
    while done < messages:
        writer = kept_words.beginning_at(random.choice(kept_words.FLOWS), random.choice(STEPS))
        for _ in range(MESSAGES):
            step = kept_words.step_of(random.choice)
            words += step.has_word
            writer.does(step)
        done += writer.steps
        lost += writer.lost
    return done, words, lost


def walk_in_the_app(messages: int, seed: int) -> Walk:
    """Write so many messages to an app of its own."""
    random, done, words, lost = Random(seed), 0, 0, list[str]()
    texts = (*kept_words.TEMPLATES, *kept_words.STEERS)
    with tempfile.TemporaryDirectory() as folder:
        apps = [_app(Path(folder), mode) for mode in MODES]
        while done < messages:
            parts, app = random.choice(apps)
            sender = kept_by_app.Sender(app, parts, by_sms=random.random() < 0.5)
            sender.begins(random.choice(kept_by_app.BEGINNINGS))
            for _ in range(MESSAGES):
                sender.does(kept_by_app.step_of(random.choice, texts))
            done, words = done + sender.steps, words + sender.written
            lost += sender.lost
    return done, words, lost


def walk_on_the_form(pages: int, seed: int) -> Walk:
    """Send so many pages to an app of its own."""
    random, done, words, lost = Random(seed), 0, 0, list[str]()
    with tempfile.TemporaryDirectory() as folder:
        parts, app = _app(Path(folder), "chat", LEFT_OUT_QUESTIONS="")
        while done < pages:
            visitor = kept_on_pages.Visitor(app, parts)
            visitor.comes(random.choice(kept_on_pages.STARTS))
            for _ in range(MESSAGES):
                visitor.visits(kept_on_pages.step_of(random.choice))
            done, words = done + visitor.posts, words + visitor.written
            lost += visitor.lost
    return done, words, lost


def _app(folder: Path, mode: str, **more: str) -> tuple[services.Services, Flask]:
    (folder / mode).mkdir(mode=0o700)
    environment = complete_environment(
        DATABASE_URL=f"sqlite:///{folder}/{mode}/anteroom.db",
        INTAKE_MODE=mode,
        LOG_LEVEL="ERROR",
        SENDER_REPLIES_A_DAY="50",
        TWILIO_SENDERS=f"{SENDER},{kept_by_app.BY_SMS}",
        **more,
    )
    parts = services.build(load(environment, folder), Clock())
    schema.upgrade(parts.store.engine)
    return parts, create_app(parts)


def main() -> None:
    """Print how many words were written and lost, and the first walks that lost one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("messages", nargs="?", type=int, default=4_000)
    parser.add_argument("--app", type=int, default=500)
    parser.add_argument("--form", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + given.processes)
    _measure("the conversation", walk, given.messages // given.processes, seeds)
    _measure("the whole app", walk_in_the_app, given.app // given.processes, seeds)
    _measure("the form", walk_on_the_form, given.form // given.processes, seeds)


def _measure(where: str, walks: Callable[[int, int], Walk], messages: int, seeds: range) -> None:
    with ProcessPoolExecutor(len(seeds)) as pool:
        runs: Iterable[Walk] = list(pool.map(walks, repeat(messages), seeds))
    done, words, lost = zip(*runs, strict=True)
    losses = [each for found in lost for each in found]
    print("\n\n".join(losses[:3]))
    print(
        f"{where}: {sum(done):,} messages, {sum(words):,} of them with a word of their own,"
        f" {len(losses)} words lost"
    )


if __name__ == "__main__":
    main()
