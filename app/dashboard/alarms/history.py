"""Say what happened to the alarms of a conversation, and how they ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.step_words import step_label
from app.records.actors import Actors
from app.store.work.alarm_takings import AlarmTaking, Ended, Outcome
from app.store.work.alarms import Alarm
from app.web.feature import Words

OUTCOMES: Final = Words(
    "alarm_outcome",
    {
        Outcome.SAFE.value: _l("Reached, safe"),
        Outcome.HELP.value: _l("Reached, help is on its way"),
        Outcome.UNREACHED.value: _l("Could not reach them"),
        Outcome.NO_EMERGENCY.value: _l("Not an emergency"),
    },
)
HINTS: Final[Mapping[str, str]] = {
    Outcome.SAFE.value: _l("No help needed now"),
    Outcome.HELP.value: _l("The emergency services, or a clinician"),
    Outcome.UNREACHED.value: _l("You are asked again in 10 minutes"),
    Outcome.NO_EMERGENCY.value: _l("For example, something in the past"),
}
_RAISED: Final = _l("A message that may be a cry for help")
_UNANSWERED: Final = _l("Asked whether they need help now, and did not answer")


@dataclass(frozen=True, slots=True)
class Act:
    """What happened; by the patient, at which step of the conversation."""

    at: datetime
    said: str
    glyph: str = ""
    step: str = ""


def acts_of(alarms: Iterable[Alarm], takings: Iterable[AlarmTaking], actors: Actors) -> list[Act]:
    """Return what was raised, who took it, and how it ended, oldest first."""
    cries, kept = list(alarms), list(takings)
    raised = (
        Act(each.raised_at, str(_UNANSWERED if each.asked_at else _RAISED), "warn", step_label(each.step))
        for each in cries
    )
    taken = {(each.acknowledged_at, each.acknowledged_by) for each in cries}
    taken |= {(each.taken_at, each.taken_by) for each in kept}
    by_whom = (
        Act(at, _("Taken by %(who)s", who=actors.name(who)), "ok")
        for at, who in taken
        if at is not None and who is not None
    )
    ended = (act for each in kept for act in _ends(each))
    return sorted([*raised, *by_whom, *ended], key=attrgetter("at"))


def _ends(taking: AlarmTaking) -> Iterator[Act]:
    if taking.outcome is not None and taking.outcome_at is not None:
        is_reached = Outcome(taking.outcome).is_final
        yield Act(taking.outcome_at, str(OUTCOMES[taking.outcome]), "ok" if is_reached else "warn")
    if taking.ended is not None and taking.ended_at is not None:
        yield Act(taking.ended_at, _ended(taking.ended), "" if taking.ended == Ended.HANDED else "warn")


def _ended(why: str) -> str:
    match Ended(why):
        case Ended.HANDED:
            return str(_("Handed over"))
        case Ended.LAPSED:
            return str(_("Let go: nobody said how it ended"))
        case Ended.REOPENED:
            return str(_("Opened again"))
