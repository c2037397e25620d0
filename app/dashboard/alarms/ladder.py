"""Say who was told of an alarm, and who is next: the steps of ALARM_CHAIN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

from flask_babel import gettext as _

from app.config import AlarmChain
from app.dashboard.message_words import STATES
from app.services import current
from app.store import Transaction
from app.store.messages import outbound
from app.store.work import alarm_tellings
from app.store.work.alarm_tellings import AlarmTelling
from app.store.work.alarms import Alarm

_SHOWN: Final = 12
"""The most steps that are shown of those that were told: the newest."""
_MOST: Final = 200
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: who, by what, when, and what became of it or will."""

    kind: str
    """`past`, `bad`, `next` or `later`, as the page draws it."""
    who: str
    way: str
    at: datetime
    said: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps that were told, and those to come if nobody takes the alarm."""

    rungs: tuple[Rung, ...]
    next_up: Rung | None
    minutes: int
    """Until the next one is told."""
    rounds: int
    """How often everybody was told."""


@dataclass(frozen=True, slots=True)
class Told:
    """The steps that were told of a conversation's alarms, oldest first."""

    steps: tuple[AlarmTelling, ...]
    rungs: tuple[Rung, ...]


def told_of(unit: Transaction, alarms: Sequence[Alarm]) -> Told:
    """Return who was told of these alarms, and what became of it."""
    steps = tuple(reversed(alarm_tellings.of(unit.db, [each.id for each in alarms])[:_MOST]))
    states = outbound.states_of(unit.db, [each.message_id for each in steps if each.message_id])
    return Told(steps, tuple(_past(each, states) for each in steps))


def ladder_of(told: Told, alarms: Sequence[Alarm], now: datetime) -> Ladder | None:
    """Return the newest steps that were told, and those to come; None without any."""
    waiting = [each for each in reversed(alarms) if each.waits]
    chain = current().settings.alerts.chain
    if not told.steps and (chain is None or not waiting):
        return None
    past = told.rungs[-_SHOWN:]
    rounds = max((each.round for each in told.steps), default=1) - 1
    if chain is None or not waiting:
        return Ladder(past, None, 0, rounds)
    own = [each for each in told.steps if each.alarm_id == waiting[0].id]
    coming, again = _coming(chain, own, waiting[0].raised_at)
    first = coming[0]
    minutes = max(0, ceil((first.at - now) / _MINUTE))
    return Ladder((*past, *coming, again), first, minutes, rounds)


def _past(telling: AlarmTelling, states: Mapping[UUID, str]) -> Rung:
    who = telling.address if isinstance(telling.address, str) else _("Cannot be opened")
    state = states.get(telling.message_id) if telling.message_id else None
    arrives = state is not None and STATES[state][0] != "alert"
    kind = "bad" if telling.error and not (arrives and state in {"delivered", "read"}) else "past"
    if kind == "bad":
        said = _("Not delivered. The next one was told at once.")
    elif state is not None:
        said = str(STATES[state][1])
    elif telling.sent_at is not None:
        said = _("The mail server took it")
    else:
        said = _("Being sent") if telling.message_id is None else ""
    return Rung(kind, who, _way(who), telling.told_at, said)


def _coming(chain: AlarmChain, told: Sequence[AlarmTelling], raised_at: datetime) -> tuple[list[Rung], Rung]:
    """Return what is left of this round, or the whole next one, and what follows."""
    if told:
        _round, place, wait = chain.after(told[-1].round, told[-1].place)
        at = told[-1].told_at + wait
    else:
        place, at = 1, raised_at + chain.steps[0].wait
    coming: list[Rung] = []
    for step in chain.steps[place - 1 :]:
        if coming:
            at += step.wait
        coming.append(Rung("later" if coming else "next", step.to, _way(step.to), at))
    return coming, Rung("later", _("Everybody again, from the first"), "", at + chain.again)


def _way(who: str) -> str:
    return str(_("e-mail") if "@" in who else _("SMS"))
