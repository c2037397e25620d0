"""Show how long data is kept, what is erased next, and how the last runs went."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from flask import render_template

from app.checks.host import why_in_doubt
from app.dashboard.retention import blueprint
from app.dashboard.retention.words import CLASSES, KEPT_WORDS, LABELS, LIMITS, span
from app.dashboard.versions import SHOWN, history_of
from app.guard.doors import May, allows
from app.guard.session import current_session, signed_in
from app.records.actors import Actors
from app.retention.rules import Kept, changed, days, version_in, what_is_due
from app.retention.run import next_run
from app.services import current
from app.store import Transaction
from app.store.clinic import believed_clock, retention_runs, versions
from app.store.clinic.believed_clock import Why
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.clinic.retention_runs import RetentionRun
from app.store.clinic.versions import Version
from app.store.patients import legal_holds
from app.store.work import storage_counts
from app.store.work.storage_counts import ALL, day_of
from app.web.clinic import number, reference

SOON: Final = timedelta(days=30)
_EVER: Final = timedelta(days=40_000)


@blueprint.get("", door=signed_in(May.READ_AUDIT))
def retention_page() -> str:
    """Show the rules with what each keeps and erases within a month; holds and runs."""
    services = current()
    now, role = services.clock(), current_session().member.role
    measured = services.store.room.measured()
    with services.store.read() as unit:
        version, rules = version_in(unit, services.settings.retention)
        doubt = believed_clock.doubt(unit.db, now, services.uptime())
        actors = Actors.of(unit)
        page = {
            "classes": _classes(unit, rules, now),
            "limits": _limits(unit, rules, now),
            "holds": [
                {"id": hold.patient_id, "reference": reference(hold.patient_id), "at": hold.set_at,
                 "who": actors.name(hold.set_by)}
                for hold in legal_holds.standing(unit.db)
            ],
            "holds_count": legal_holds.count(unit.db),
            "runs": [_run(run, actors) for run in retention_runs.latest(unit.db, SHOWN)],
            "next_run": next_run(unit, now),
            "in_doubt": why_in_doubt(doubt, now) if doubt else None,
            "history": history_of(versions.newest(unit.db, RulesVersion, SHOWN + 1), actors, _changed),
        }  # fmt: skip
    return render_template(
        "dashboard/retention/page.html",
        from_operator=version == 0,
        may_change=allows(role, May.CHANGE_SETTINGS),
        may_see_patients=allows(role, May.SEE_PATIENTS),
        room=measured,
        **page,
    )


def _classes(unit: Transaction, rules: Rules, now: datetime) -> list[dict[str, Any]]:
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


def _limits(unit: Transaction, rules: Rules, now: datetime) -> list[dict[str, Any]]:
    day = day_of(now)
    today = {
        "sender_records": storage_counts.most(unit.db, "records", day),
        "sender_messages": storage_counts.most(unit.db, "messages", day),
        "records_a_day": storage_counts.get(unit.db, ALL, "records", day),
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


def _changed(old: Version[Rules], new: Version[Rules]) -> list[str]:
    return [LABELS[name] for name in changed(old.value, new.value)]
