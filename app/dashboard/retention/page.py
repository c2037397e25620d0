"""`/retention`: how long what is kept, what goes next, what is on hold, and how the last runs went. No patient data."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from flask import render_template

from app.dashboard.retention.words import CLASSES, KEPT_WORDS, LABELS, LIMITS, span, why_in_doubt
from app.dashboard.versions import SHOWN, told
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May, allows
from app.guard.signed_in import current_session, signed_in
from app.guard.words import number, reference
from app.records.actors import Actors
from app.retention.bounds import changed
from app.retention.current import version_in
from app.retention.due import what_is_due
from app.retention.rule import Kept, days
from app.retention.schedule import next_run
from app.services import current
from app.store.believed_clock import Why
from app.store.storage_counts import ALL, day_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import KeptRules, RetentionRun, Rules, Unit

blueprint = GuardedBlueprint("retention", __name__, door=signed_in(May.READ_AUDIT), url_prefix="/retention")
SOON: Final = timedelta(days=30)
_EVER: Final = timedelta(days=40_000)


@blueprint.get("")
def retention_page() -> str:
    """Show the rules with what is kept by each, and what goes within a month; holds, runs and versions."""
    services = current()
    now, role = services.clock(), current_session().member.role
    measured = services.store.room.measured()
    with services.store.read() as unit:
        version, rules = version_in(unit, services.settings.retention)
        doubt = unit.clock.doubt(now, services.uptime())
        actors = Actors.of(unit)
        page = {
            "classes": _classes(unit, rules, now),
            "limits": _limits(unit, rules, now),
            "holds": [
                {"id": hold.patient_id, "reference": reference(hold.patient_id), "at": hold.set_at,
                 "who": actors.name(hold.set_by)}
                for hold in unit.holds.standing()
            ],
            "holds_count": unit.holds.count(),
            "runs": [_run(run, actors) for run in unit.retention_runs.latest(SHOWN)],
            "next_run": next_run(unit, now),
            "in_doubt": why_in_doubt(doubt, now) if doubt else None,
            "history": told(unit.retention.versions(SHOWN + 1), actors, _changed),
        }  # fmt: skip
    return render_template(
        "dashboard/retention.html",
        from_operator=version == 0,
        may_change=allows(role, May.CHANGE_SETTINGS),
        may_see_patients=allows(role, May.SEE_PATIENTS),
        room=measured,
        **page,
    )


def _classes(unit: Unit, rules: Rules, now: datetime) -> list[dict[str, Any]]:
    soon, ever = what_is_due(unit, rules, now + SOON), what_is_due(unit, rules, now + _EVER)
    return [
        {
            "label": words.label,
            "hint": words.hint,
            "span": span(days(kept, rules)),
            "count": ever[kept].count + ever[kept].held if kept in ever else None,
            "soon": soon[kept].count if kept in soon else None,
            "held": ever[kept].held if kept in ever else None,
        }
        for kept, words in CLASSES.items()
    ]


def _limits(unit: Unit, rules: Rules, now: datetime) -> list[dict[str, Any]]:
    day = day_of(now)
    today = {
        "sender_records": unit.storage.most("records", day),
        "sender_messages": unit.storage.most("messages", day),
        "records_a_day": unit.storage.get(ALL, "records", day),
    }
    return [
        {
            "label": words.label,
            "hint": words.hint,
            "limit": getattr(rules, name),
            "today": today.get(name),
        }
        for name, words in LIMITS.items()
    ]


def _run(run: RetentionRun, actors: Actors) -> dict[str, Any]:
    went = [f"{KEPT_WORDS.get(kept, kept)}: {number(count)}" for kept, count in _in_order(run)]
    return {
        "at": run.started_at,
        "who": actors.name(run.actor),
        "state": run.state,
        "error": run.error,
        "waited": run.error in {*Why},
        "went": went,
    }


def _in_order(run: RetentionRun) -> list[tuple[str, int]]:
    return [(kept.value, run.counts[kept.value]) for kept in Kept if kept.value in run.counts]


def _changed(old: KeptRules, new: KeptRules) -> list[str]:
    return [LABELS[name] for name in changed(old.rules, new.rules)]
