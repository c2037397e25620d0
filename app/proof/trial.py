"""Carry each attack out once on each target, and say how every point stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from app.proof import anteroom, audited_bot
from app.proof.outcome import Ending, Outcome
from app.proof.points import POINTS, Attack, Point
from app.proof.target import NotStarted, Target
from app.proof.visitor import NotAnswered

ONLY_IN_THE_SOURCE: Final = (
    "The audited bot is only in the source, so the attacks ran against Anteroom alone."
)
Told = Callable[[Target, Attack, Outcome], None]
Outcomes = Mapping[Attack, Outcome]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one point stands."""

    point: Point
    on_the_bot: tuple[Outcome, ...]
    """Those of its attacks, in their order; nothing where the bot is absent."""
    here: tuple[Outcome, ...]

    @property
    def holds(self) -> bool:
        """Whether every attack fails here, and succeeds on the bot if that is there."""
        return all(each.ending is Ending.HELD for each in self.here) and all(
            each.ending is Ending.FELL for each in self.on_the_bot
        )


def attacks_of(points: Iterable[Point]) -> list[Attack]:
    """Return each attack of the points once."""
    return list(dict.fromkeys(attack for point in points for attack in point.attacks))


def run(told: Told, points: Sequence[Point] = POINTS) -> list[Verdict]:
    """Attack both targets, and return how every point stands. Neither is left."""
    with TemporaryDirectory(prefix="anteroom-") as name:
        folder, attacks = Path(name), attacks_of(points)
        on_the_bot: Outcomes = {}
        if audited_bot.is_here():
            on_the_bot = attacked(lambda: audited_bot.staged(folder), attacks, told)
        here = attacked(lambda: anteroom.set_up(anteroom.staged(folder)), attacks, told)
    return verdicts(points, on_the_bot, here)


def attacked(staged: Callable[[], Target], attacks: Iterable[Attack], told: Told) -> Outcomes:
    """Start a target, carry out the attacks one after the other, and end it."""
    with staged() as target:
        return {attack: _ended(target, attack, told) for attack in attacks}


def _ended(target: Target, attack: Attack, told: Told) -> Outcome:
    try:
        outcome = attack(target)
    except (NotAnswered, NotStarted) as error:
        outcome = Outcome(Ending.UNKNOWN, str(error))
    except Exception as error:  # noqa: BLE001 - a target that breaks an attack has not stood it
        outcome = Outcome(Ending.UNKNOWN, f"the attack broke off: {type(error).__name__}")
    told(target, attack, outcome)
    return outcome


def verdicts(points: Iterable[Point], on_the_bot: Outcomes, here: Outcomes) -> list[Verdict]:
    return [
        Verdict(
            point,
            tuple(on_the_bot[each] for each in point.attacks if each in on_the_bot),
            tuple(here[each] for each in point.attacks),
        )
        for point in points
    ]
