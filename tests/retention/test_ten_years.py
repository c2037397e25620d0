"""Years of a clinic by a clock that moves: nothing leaves early, nothing stays late, and holds hold.

Ten years on SQLite. On PostgreSQL they would take a minute, and four are enough for everything to end once, the tombstones
of the first day too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.features import FEATURES
from app.jobs.lanes import runs_of
from app.jobs.worker import Worker
from app.retention.rules import Kept
from app.retention.run import run
from app.store.clinic import versions
from app.store.clinic.retention_rules import RulesVersion
from app.store.engine.pace import Pace
from app.store.tables import metadata
from tests.databases import on_both_engines
from tests.retention.decade import RULES, Years

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.services import Services
    from app.store import Store
    from tests.people import Clock

audit_events = metadata.tables["audit_events"]

pytest_generate_tests = on_both_engines

A_MOMENT = timedelta(seconds=1)
WAVES = {"sqlite": 7, "postgresql": 3}
APART = timedelta(days=487, hours=5, minutes=7)
ALL_HAS_ENDED = timedelta(days=RULES.tombstone_days)


@pytest.mark.long
def test_nothing_leaves_early_nothing_stays_late_and_holds_hold_for_years(
    services: Services, store: Store, clock: Clock
):
    began = clock.now
    years = Years(store)
    with store.begin() as unit:
        assert versions.keep(unit.db, RulesVersion, 0, RULES, "operator", clock())
    regular = years.record("done", Kept.DONE, clock())
    held = years.record("in_review", Kept.OPEN, clock())
    years.holds(held, clock())
    waves = WAVES[store.engine.dialect.name]
    for wave in range(1, waves + 1):
        a_day_at_the_clinic(years, clock(), regular, held)
        if wave == waves - 1:
            years.lifts(held, clock())
        next_wave = began + wave * APART
        for moment in [m for m in years.moments(next_wave) if m > clock.now]:
            for now in (moment - A_MOMENT, moment):
                if now > clock.now:
                    clock.now = now
                    look(services, years, clock(), held)
        clock.now = next_wave
        years.touches(regular, clock())
    assert clock.now - began > ALL_HAS_ENDED
    there = years.there()
    assert ("patients", held) not in there, "once it was lifted"
    assert ("erasures", held) in there
    assert ("patients", regular) in there


def a_day_at_the_clinic(years: Years, now: datetime, regular: UUID, held: UUID) -> None:
    years.record("in_review", Kept.OPEN, now)
    years.record("done", Kept.DONE, now)
    years.record("rejected", Kept.REJECTED, now)
    years.draft(now)
    years.draft(now, stopped=True)
    years.writes(regular, now)
    years.begins_another(regular, now)
    if held in years.held:
        years.writes(held, now)
    years.goes_about(now)


def look(services: Services, years: Years, now: datetime, held: UUID) -> None:
    """Run, and hold what is there to what has to be."""
    run(services, "anteroom", pace=Pace(lambda _seconds: None))
    worker = Worker(services, runs_of(FEATURES.jobs))
    while worker.once():  # what an erasure leaves to be done at Twilio
        pass
    expected, there = years.left(now), years.there()
    assert there - expected == set(), f"stays late at {now}"
    assert expected - there == set(), f"left early at {now}"
    _trail(services, years, now, held)


def _trail(services: Services, years: Years, now: datetime, held: UUID) -> None:
    with services.store.engine.connect() as connection:
        kept = connection.execute(
            select(audit_events.c.at, audit_events.c.subject_id).order_by(audit_events.c.seq)
        ).all()
    old = [row for row in kept if row.at <= now - timedelta(days=RULES.audit_days)]
    if held in years.held:
        assert any(row.subject_id == held for row in kept), "the trail of somebody on hold stays"
    elif len(old) > 1:  # the last link stays, whatever its age
        raise AssertionError(f"the trail holds {len(old)} entries that are too old at {now}")
    report = services.store.verify_audit()
    assert report.fault is None
