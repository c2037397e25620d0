"""Say what happened to alarms: who was told, who had them, and how they ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.alarms.ladder import Rung
from app.dashboard.step_words import step_label
from app.records.actors import Actors
from app.store.trail.audit import AuditEvent
from app.store.trail.recorded import HANDOVER_TOLD, NOT_TOLD, TAKEOVER_TOLD
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
MAILS: Final = tuple(each.code for each in (HANDOVER_TOLD, TAKEOVER_TOLD, NOT_TOLD))
"""What the trail says of mails to members about an alarm."""


@dataclass(frozen=True, slots=True)
class Act:
    """What happened."""

    at: datetime
    said: str
    glyph: str = ""
    small: str = ""
    """By the patient, at which step of the conversation; of a message, what became of it."""
    note: object = None
    """What the member wrote with it, if this member may read it; it may be unreadable."""


def acts_of(
    alarms: Iterable[Alarm],
    takings: Iterable[AlarmTaking],
    told: Iterable[Rung],
    mails: Iterable[AuditEvent],
    actors: Actors,
) -> list[Act]:
    """Return every step, oldest first."""
    cries, kept = list(alarms), list(takings)
    raised = (
        Act(each.raised_at, str(_UNANSWERED if each.asked_at else _RAISED), "warn", step_label(each.step))
        for each in cries
    )
    acts = (
        *raised,
        *map(_told, told),
        *(_mailed(each, actors) for each in mails),
        *_had(cries, kept, actors),
    )
    return sorted(acts, key=attrgetter("at"))


def _told(rung: Rung) -> Act:
    said = _("%(who)s was told by %(way)s", who=rung.who, way=rung.way)
    return Act(rung.at, said, "warn" if rung.kind == "bad" else "", rung.said)


def _mailed(line: AuditEvent, actors: Actors) -> Act:
    said = _(
        "%(who)s was told by %(way)s", who=actors.called(f"staff:{line.details['staff']}"), way=_("e-mail")
    )
    if line.action == NOT_TOLD.code:
        return Act(line.at, said, "warn", _("Not delivered"))
    return Act(line.at, said, "", _("The mail server took it"))


def _had(cries: list[Alarm], takings: list[AlarmTaking], actors: Actors) -> Iterator[Act]:
    """Yield who had the alarms, from when, and how that ended."""
    begun = {(each.taken_at, each.taken_by) for each in takings}
    begun |= {(at, who) for each in cries if (at := each.acknowledged_at) and (who := each.acknowledged_by)}
    passed_on = {each.ended_at for each in takings if each.ended in _PASSED_ON}
    for at, who in begun:
        if at not in passed_on:
            yield Act(at, _("Taken by %(who)s", who=actors.called(who)), "ok")
    for each in takings:
        if each.outcome is not None and each.outcome_at is not None:
            is_reached = Outcome(each.outcome).is_final
            said = str(OUTCOMES[each.outcome])
            yield Act(each.outcome_at, said, "ok" if is_reached else "warn", note=each.note)
        if each.ended is not None and each.ended_at is not None and each.ended != Ended.AGAIN:
            next_one = _next_after(each, takings)
            said = _ended(each, actors.called(next_one) if next_one else "", actors)
            look = "" if each.ended in _PASSED_ON else "warn"
            yield Act(each.ended_at, said, look, note=each.note if each.is_handed else None)


_PASSED_ON: Final = {Ended.HANDED, Ended.TAKEN_OVER, Ended.AGAIN}
"""After these, the next has it at once."""


def _next_after(taking: AlarmTaking, takings: Iterable[AlarmTaking]) -> str | None:
    """Return who has had the alarm since a taking ended; None for nobody.

    A member who could not reach the patient, and hands over with a note, begins a taking at the same moment.
    """
    next_ones = (each.taken_by for each in takings if each is not taking and each.taken_at == taking.ended_at)
    is_handed = taking.ended == Ended.HANDED
    return next((who for who in next_ones if not is_handed or who != taking.taken_by), None)


def _ended(taking: AlarmTaking, next_one: str, actors: Actors) -> str:
    who = actors.called(taking.taken_by)
    match Ended(taking.ended or ""):
        case Ended.HANDED if next_one:
            return str(_("Handed over by %(who)s to %(other)s", who=who, other=next_one))
        case Ended.HANDED:
            return str(_("Handed over by %(who)s to nobody in particular", who=who))
        case Ended.TAKEN_OVER:
            return str(_("Taken over by %(other)s from %(who)s", who=who, other=next_one))
        case Ended.LAPSED:
            return str(_("Let go: %(who)s did not say how it ended", who=who))
        case Ended.REOPENED:
            return str(_("Opened again"))
        case Ended.AGAIN:
            return ""
