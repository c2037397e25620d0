"""`flask retention run`: after a gap or a leap it says how many go, and asks; a script must know the very figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.checks import State
from app.checks.database import retention as retention_check
from app.checks.host import clock as clock_check
from app.jobs import daily_retention
from app.jobs.worker import Worker
from app.retention.run import KIND
from app.store.clinic import believed_clock, milestones, retention_runs
from app.store.patients import patients
from app.store.trail import audit
from tests.dashboard.people_on_file import on_file
from tests.fork_client import loaded_app
from tests.server.live_server import wait_until
from tests.trail import event

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from click.testing import Result
    from flask import Flask

    from app.services import Services
    from app.store import Store
    from tests.people import Clock
    from tests.server.fixtures import Serve


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    return lambda *options, **given: app.test_cli_runner().invoke(
        args=["retention", "run", *options], **given
    )


@pytest.fixture
def people(services: Services, store: Store, clock: Clock) -> list[UUID]:
    """Three on file, in a clinic in which retention has run."""
    found = [on_file(store, clock()) for _ in range(3)]
    daily_retention.ask_for_retention(services)
    Worker(services, {KIND: daily_retention.run_retention}).once()
    return found


def there(store: Store, people: list[UUID]) -> int:
    with store.read() as unit:
        return sum(patients.get(unit.db, each, ()) is not None for each in people)


@pytest.mark.parametrize("typed", ["", "yes\n", "03\n"])
def test_after_a_leap_nobody_goes_unless_their_number_is_typed(
    typed: str, run: Callable[..., Result], people: list[UUID], store: Store, clock: Clock
):
    clock.moves(days=400)
    refused = run(input=typed)
    assert refused.exit_code == 1
    assert "This computer's clock says 2027-12-30 09:00 UTC." in refused.output
    assert "3  records that are new" in refused.output
    assert there(store, people) == 3
    clock.moves(days=1, hours=2)
    assert run(input=typed).exit_code == 1
    assert there(store, people) == 3


def test_once_the_number_is_typed_they_go_and_it_is_put_on_record_who_said_so(
    run: Callable[..., Result], people: list[UUID], store: Store, clock: Clock
):
    clock.moves(days=400)
    done = run(input="3\n")
    assert done.exit_code == 0, done.output
    assert there(store, people) == 0
    with store.read() as unit:
        [released] = [each for each in audit.latest(unit.db, 50) if each.action == "retention.released"]
    assert (released.actor, released.details["count"]) == ("operator", 3)
    assert run().exit_code == 0, "from then on nobody is asked"


def test_a_script_that_does_not_know_the_very_figure_erases_nobody(
    run: Callable[..., Result], people: list[UUID], store: Store, clock: Clock
):
    clock.moves(days=400)
    assert "3  records and drafts in total" in run("--dry-run").output
    for wrong in ("0", "2", "4"):
        refused = run("--yes-erase", wrong)
        assert (
            refused.exit_code,
            f"3 records and drafts would be deleted, not {wrong}" in refused.output,
        ) == (
            1,
            True,
        )
    assert there(store, people) == 3
    assert run("--yes-erase", "3").exit_code == 0
    assert there(store, people) == 0


def test_doctor_names_a_clock_that_is_far_ahead_and_never_proposes_to_erase_by_it(
    services: Services, people: list[UUID], store: Store, clock: Clock, sqlite_store: Store
):
    services = replace(services, store=sqlite_store)  # PostgreSQL's clock is another
    with sqlite_store.begin() as unit:
        audit.record(unit.db, "operator", event("staff.invited"), at=clock())
        believed_clock.believe(unit.db, clock(), None)
    clock.moves(days=400)
    far, due = clock_check(services), retention_check(services)
    assert (far.state, due.state) == (State.BAD, State.BAD)
    assert "400 days ahead of the latest entry in the database" in far.said
    with sqlite_store.begin() as unit:
        milestones.mark(unit.db, "worker", "anteroom", clock())
    beside_a_server = clock_check(services)
    assert beside_a_server.state is State.BAD
    assert "400 days ahead of the last retention run (2026-11-25)" in beside_a_server.said
    for finding in (far, due, beside_a_server):
        assert "retention run" not in finding.mend
        assert "timedatectl" in finding.mend


def test_a_leap_is_told_by_the_computers_uptime(services: Services, sqlite_store: Store, clock: Clock):
    services = replace(services, store=sqlite_store, uptime=lambda: ("boot", 3700.0))
    with sqlite_store.begin() as unit:
        believed_clock.believe(unit.db, clock(), ("boot", 100.0))
    clock.moves(days=3, hours=1)
    found = clock_check(services)
    assert (found.state, "it has leapt 3 days further" in found.said) == (State.BAD, True)


def test_a_clock_that_went_ahead_and_back_is_told_though_newer_entries_are_of_today(
    services: Services, sqlite_store: Store, clock: Clock
):
    services = replace(services, store=sqlite_store)
    for ahead in (3, 0):
        with sqlite_store.begin() as unit:
            audit.record(unit.db, "operator", event("staff.invited"), at=clock() + timedelta(hours=ahead))
    found = clock_check(services)
    assert (found.state, "it has gone back" in found.said) == (State.BAD, True)


def test_real_processes_erase_nobody_400_days_after_the_last_run(serve: Serve, store: Store):
    then = datetime.now(UTC) - timedelta(days=400)
    maya = on_file(store, then)
    with store.begin() as unit:
        believed_clock.believe(unit.db, then, None)
    server = serve()
    ran = loaded_app().flask("retention", "run", environment=server.environment)
    assert ran.returncode == 1, ran.stdout
    assert "400 days" in ran.stderr
    wait_until(lambda: waited(store))
    server.stop()
    assert there(store, [maya]) == 1
    assert "retention waits for a person" in server.log.read_text()


def waited(store: Store) -> bool:
    with store.read() as unit:
        return any(each.error == "after_a_gap" for each in retention_runs.latest(unit.db, 9))
