"""Walk at random through the conversation: `python -m bench.walk [STEPS] [SEED]`

Patients of both languages send all kinds of message, in bursts and after pauses: keywords, everyday words, answers, cries
for help, hostile texts, photos, pins. After each message the replies have to keep Twilio's limits and the progress has to
survive storing. Every now and then somebody who does as they are told goes on from there, and has to come to the end.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from time import process_time
from typing import Final
from uuid import UUID

from app.intake import channel
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Message
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress, dump, load
from bench.invented.habits import ALL, Habits
from bench.invented.talk import BEGAN
from bench.patients import CLINIC, TOGETHER
from tests.vectors import hostile_texts

STEPS: Final = 10_000
SEED: Final = 1
A_WALK, MOST_REPLIES, LONGEST_DRAFT, MOST_TO_THE_END = 60, 3, 20_000, 60
FITTING: Final = 0.45
# What to say at each place: the first, and the next when that was said already.
PLAINLY: Final[Mapping[str, tuple[str, ...]]] = {
    "language": ("1",), "whom": ("1",), "consent": ("1",), "sure": ("2",), "declined": ("START",), "closed": ("START",),
    "carer_name": ("Ann Okafor",), "carer_relation": ("mother",), "name": ("Maya Okafor",), "birth_date": ("4 March 1980",),
    "address": ("12 Mill Lane, Larkfield",), "medical_history": ("none",), "allergies": ("none",), "medications": ("none",),
    "reason": ("A check-up",), "review": ("SEND",), "changes": ("BACK",), "opted out": ("START",),
    "which_day": ("1",), "is_it": ("2",), "year_or_age": ("1980",), "minor": ("1",), "add_or_replace": ("1",), "correct": ("2",),
    "whose": ("BACK",), "whose_copy": ("BACK",), "whose_erasure": ("BACK",), "born": ("BACK",), "noted": ("hello",),
    "restart": ("2",), "delete": ("2",), "danger": ("2",), "doubt": ("2",), "waiting": ("carry on",),
}  # fmt: skip
PAUSES: Final = (1, 2, 8, 30, 30, 30, 90, 3_000, 90_000, 9_000_000)  # seconds
CRIES: Final = ("chest pain", "I want to die", "me voy a suicidar", "no puedo respirar", "chst pain")


def main(steps: int, seed: int) -> None:
    """Walk in each language, and say what was met."""
    for habits in ALL:
        walked = Walk(habits, Random(f"{habits.language} {seed}"))
        began = process_time()
        walked.take(steps)
        spent = (process_time() - began) / steps * 1e3
        print(
            f"{habits.language}: {steps:,} messages, {len(walked.met)} states, {walked.ends} times to the end,"
            f" {spent:.1f} ms each; no exception, no reply over the limit, always a way forward"
        )


class Walk:
    """Send random messages, and look at what comes of each."""

    def __init__(self, habits: Habits, random: Random) -> None:
        self.random, self.habits = random, habits
        self.flow = Flow(CLINIC, together=TOGETHER)
        self.texts = _corpus(habits)
        self.met: set[tuple[str, str | None]] = set()
        self.ends = 0

    def take(self, steps: int) -> None:
        """Take so many steps, in walks of a stranger's."""
        progress, now = Progress(), BEGAN
        for step in range(steps):
            if step % A_WALK == 0:
                progress, now = Progress(), BEGAN
            now += timedelta(seconds=self.random.choice(PAUSES))
            progress = self._send(progress, now, step)
            self.met.add((progress.step, progress.aside))
            if step % A_WALK == A_WALK - 1 or self.random.random() < 0.02:
                self._come_to_the_end(progress, now, step)

    def _send(self, progress: Progress, now: datetime, step: int) -> Progress:
        kind = self.random.choice([Kind.TEXT] * 12 + list(Kind))
        text = self._text(progress) if self.random.random() < 0.9 or kind is Kind.TEXT else ""
        turn = self.flow.step(progress, Message(text, kind, UUID(int=step + 1)), now)
        assert len(turn.replies) <= MOST_REPLIES, (progress, text)
        assert all(0 < channel.units(reply) <= channel.LIMIT for reply in turn.replies), (progress, text)
        stored = dump(turn.progress)
        assert load(stored) == turn.progress, (progress, text)
        assert len(stored) <= LONGEST_DRAFT, (progress, text)
        for (
            key,
            answer,
        ) in progress.answers.items():  # an answer is replaced, sent or dropped with its intake, never lost
            kept = turn.progress.answers.get(key)
            assert kept or turn.events or turn.progress.step == key or not turn.progress.answers, (
                key,
                answer,
                text,
            )
        return turn.progress

    def _text(self, progress: Progress) -> str:
        """Return a fitting word now and then, or no walk would come far."""
        if self.random.random() < FITTING:
            return self.random.choice(PLAINLY.get(progress.aside or progress.step, ("hello",)))
        return self.random.choice(self.texts)

    def _come_to_the_end(self, progress: Progress, now: datetime, step: int) -> None:
        """Let somebody go on from here who does as they are told."""
        said: list[str] = []
        while (progress.step, progress.aside, progress.opted_out) != ("submitted", None, False):
            assert len(said) < MOST_TO_THE_END, (progress, said)
            place = "opted out" if progress.opted_out else progress.aside or progress.step
            plainly = PLAINLY.get(place, ("1", "2", "BACK"))
            said.append(plainly[said.count(plainly[0]) % len(plainly)])
            now += timedelta(seconds=30)
            message = Message(said[-1], Kind.TEXT, UUID(int=(step << 64) + len(said)))
            progress = self.flow.step(progress, message, now).progress
        self.ends += 1


def _corpus(habits: Habits) -> list[str]:
    lists = (
        habits.first, habits.chooses, habits.agrees, habits.illnesses, habits.medicines, habits.done, habits.sends,
        habits.no_illness, habits.comes_back, habits.yes, habits.no, habits.corrects_address,
    )  # fmt: skip
    ours = [text for some in lists for text in some]
    ours += [
        word
        for phrases in SHIPPED.values()
        for words in phrases.lexicon.keywords.values()
        for word in words[:6]
    ]
    ours += [name for name, _ in habits.names] + [", ".join(lines) for lines in habits.addresses]
    ours += [
        "4 March 1990",
        "3/4/90",
        "29/2/1990",
        "2024-05-04",
        "don't know",
        "EDIT 3",
        "REVIEW 4",
        "1",
        "2",
        "3",
        "5",
        *CRIES,
    ]
    return ours + list(hostile_texts())


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else STEPS, int(sys.argv[2]) if sys.argv[2:] else SEED)
