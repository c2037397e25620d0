"""The retention page and its form: who sees it, who changes it, and what is said before something goes."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.jobs import daily_retention
from app.jobs.worker import Worker
from app.retention.rules import BOUNDS
from app.retention.run import KIND, run
from app.store.clinic import retention_runs, versions
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.patients import legal_holds, patients, tombstones
from app.store.trail import audit
from tests.dashboard.people_on_file import MAYA, on_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from flask import Flask

    from app.services import Services
    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague

CHANGE = "/retention/change"


@pytest.fixture
def ana(admin: Colleague) -> Colleague:
    """An admin who has given a fresh code."""
    admin.is_let_in()
    admin.confirms()
    return admin


def typed(version: int = 0, agreed: int = 0, **changed: int | str) -> dict[str, str]:
    figures = {name: str(value) for name, value in (asdict(Rules()) | changed).items()}
    return figures | {"version": str(version), "agreed": str(agreed)}


def posts(person: Colleague, fields: dict[str, str]) -> Any:
    return person.browser.post_with(person.browser.last_token(), CHANGE, fields)


def current(store: Store) -> tuple[int, Rules] | None:
    with store.read() as unit:
        kept = versions.current(unit.db, RulesVersion)
    return (kept.version, kept.value) if kept else None


def test_the_page_shows_rules_holds_and_runs_to_an_auditor_who_may_change_nothing(
    colleague: Callable[[str], Colleague], services: Services, store: Store, clock: Clock
):
    maya = on_file(store, clock())
    with store.begin() as unit:
        legal_holds.add(unit.db, maya, "zoanthropy case", "operator", clock())
    run(services, "anteroom")
    auditor = colleague("auditor")
    auditor.is_let_in()
    page = auditor.browser.get("/retention")
    assert page.status_code == 200
    for words in ("one year", "6 years", "RETENTION_DAYS", f"{maya.hex[:4]}-{maya.hex[4:8]}", "Anteroom"):
        assert words in page.text, words
    for secret in ("zoanthropy", MAYA["name"], MAYA["address"], f"/patients/{maya}", CHANGE):
        assert secret not in page.text
    assert auditor.browser.get(CHANGE).status_code == 403


def test_an_admin_changes_a_rule_which_is_versioned_audited_and_counts_from_then_on(
    ana: Colleague, services: Services, store: Store, clock: Clock
):
    assert "Change the rules" in ana.browser.get("/retention").text
    assert posts(ana, typed(open_days=400)).status_code == 303
    assert current(store) == (1, replace(Rules(), open_days=400))
    with store.read() as unit:
        [told] = [each for each in audit.latest(unit.db, 9) if each.action == "retention.changed"]
    assert told.details == {"fields": ["open_days"], "kept_as": 1}
    page = ana.browser.get("/retention").text
    assert "400 days" in page
    assert "RETENTION_DAYS" not in page
    kept = on_file(store, clock())
    clock.moves(days=399)
    run(services, "anteroom")
    with store.read() as unit:
        assert patients.get(unit.db, kept, ())


def test_a_change_that_lets_go_of_records_at_once_is_said_first_and_counts_when_it_is_sent_again(
    ana: Colleague, store: Store, clock: Clock
):
    for days in (50, 60, 70):
        on_file(store, clock() - timedelta(days=days))
    told = posts(ana, typed(open_days=55))
    assert told.status_code == 422
    assert "will permanently erase 2 records and drafts" in told.text
    assert current(store) is None
    agreed = re.search(r'name="agreed" value="([0-9]+)"', told.text)
    assert agreed
    assert posts(ana, typed(open_days=45, agreed=int(agreed[1]))).status_code == 422, "that would be three"
    assert posts(ana, typed(open_days=55, agreed=int(agreed[1]))).status_code == 303


@pytest.mark.parametrize("by", [-1, 1])
def test_no_figure_leaves_its_bounds(by: int, ana: Colleague, store: Store):
    wrong = {name: least - 1 if by < 0 else most + 1 for name, (least, most) in BOUNDS.items()}
    answer = posts(ana, typed(**wrong))
    assert answer.status_code == 422
    assert [name for name in BOUNDS if f'id="{name}-error"' not in answer.text] == []
    for odd in ("", "seven", "7.5", "٣٦٥", "1e3", "9" * 50):
        assert posts(ana, typed(open_days=odd)).status_code == 422, odd
    assert current(store) is None


def test_the_second_admin_sees_what_the_first_has_changed(ana: Colleague, store: Store, clock: Clock):
    with store.begin() as unit:
        assert versions.keep(unit.db, RulesVersion, 0, replace(Rules(), job_days=60), "operator", clock())
    answer = posts(ana, typed(draft_days=14))
    assert answer.status_code == 409
    assert "Finished jobs: <bdi" in answer.text
    assert 'name="version" value="1"' in answer.text
    assert current(store) == (1, replace(Rules(), job_days=60))
    assert posts(ana, typed(version=7, draft_days=14)).status_code == 400


def test_admins_are_told_when_no_run_came_to_its_end_for_two_days_or_one_broke_off(
    ana: Colleague, services: Services, store: Store, clock: Clock
):
    def told() -> str:
        ana.is_let_in()
        return ana.browser.get("/patients").text

    assert "/retention" in told()
    assert "has not completed a run" not in told()
    clock.moves(days=2, hours=1)
    assert "has not completed a run" in told()
    run(services, "anteroom")
    assert "has not completed a run" not in told()
    with store.begin() as unit:
        retention_runs.end(
            unit.db, retention_runs.begin(unit.db, "anteroom", clock()), {}, clock(), "WrongKeys"
        )
    assert "stopped early (WrongKeys)" in told()


def test_a_worker_does_a_run_once_a_day_and_no_more(services: Services, store: Store, clock: Clock):
    worker = Worker(services, {KIND: daily_retention.run_retention})
    for _ in range(3):
        daily_retention.ask_for_retention(services)
        daily_retention.ask_for_retention(services)
    assert [worker.once(), worker.once()] == [True, False]
    clock.moves(hours=23)
    daily_retention.ask_for_retention(services)
    assert not worker.once()
    clock.moves(hours=1)
    daily_retention.ask_for_retention(services)
    assert worker.once()
    with store.read() as unit:
        assert [each.state for each in retention_runs.latest(unit.db, 9)] == ["done", "done"]


def test_the_command_says_before_what_would_go_and_why_and_no_name(
    app: Flask,
    store: Store,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
    contents: Callable[[], dict[str, list[str]]],
):
    gone = on_file(store, clock(), name="Zephyrine Quillfeather", medical_history="zoanthropy")
    held = on_file(store, clock(), name="Zephyrine Quillfeather")
    with store.begin() as unit:
        legal_holds.add(unit.db, held, "Quillfeather and others", "operator", clock())
    clock.moves(days=365)
    runner = app.test_cli_runner()
    before = contents()
    said = runner.invoke(args=["retention", "run", "--dry-run"])
    assert said.exit_code == 0
    assert contents() == before, "nothing was changed"
    assert str(gone) in said.output
    assert "kept 365 days; the oldest is from 2026-11-25 09:00 UTC; 1 more held back" in said.output
    done = runner.invoke(args=["retention", "run"], input="1\n")
    assert done.exit_code == 0
    assert "        1  records that are new" in done.output
    assert "Nothing was due." in runner.invoke(args=["retention", "run"]).output
    everything = said.output + done.output + "".join(capsys.readouterr())
    with store.read() as unit:
        assert patients.get(unit.db, gone, ()) is None
        assert patients.get(unit.db, held, ())
        everything += repr(audit.latest(unit.db, 50))
        erasure = tombstones.of(unit.db, gone)
    assert erasure
    assert (erasure.actor, erasure.reason) == ("operator", "retention")
    for word in ("Zephyrine", "Quillfeather", "zoanthropy"):
        assert word not in everything
