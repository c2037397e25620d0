"""Several machines: which is silent, and whether PostgreSQL has room for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.checks import State
from app.checks.database import connections, machines
from app.jobs.heartbeat import Heartbeat, take_leave
from app.store.clinic import milestones
from app.store.engine.role import Role


def heard_of(services, *names: str, ago: timedelta = timedelta()) -> None:
    with services.store.begin() as unit:
        for name in names:
            milestones.heard_of(unit.db, name, services.clock() - ago, Role.WEB)


def test_a_machine_that_falls_silent_is_named_until_it_is_back_or_gone_for_a_day(app, admin, services, clock):
    assert [each.said for each in machines(services)] == ["none has been heard of yet"]
    heard_of(services, "desk-1", "desk-2")
    assert [each.said for each in machines(services)] == ["desk-1 (web), desk-2 (web): alive"]
    clock.moves(minutes=6)
    heard_of(services, "desk-1")
    (found,) = machines(services)
    assert (found.state, found.said) == (
        State.BAD,
        "desk-2 (web) has been silent since 2026-11-25T09:00+00:00",
    )
    told = app.test_client().get("/readyz", base_url="https://localhost")
    assert (told.status_code, told.get_json()["machines"], "desk" in told.text) == (200, "silent", False)
    admin.signs_in()
    assert "A machine is silent" in admin.browser.get("/setup").text
    clock.moves(hours=25)
    heard_of(services, "desk-1")
    assert machines(services)[0].state is State.OK


def test_a_process_that_is_stopped_is_not_missed(services, clock):
    services.store.play(Role.WORKER)
    Heartbeat(services).beat()
    assert "(worker): alive" in machines(services)[0].said
    take_leave(services)
    clock.moves(minutes=6)
    assert machines(services)[0].state is State.OK


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_doctor_compares_what_all_processes_may_open_with_what_postgresql_has_room_for(services):
    (few,) = connections(services)
    assert few.state is State.OK
    assert few.said.startswith("2 processes may open 29, PostgreSQL has room for 97, and ")
    heard_of(services, *(f"desk-{number}" for number in range(4)))
    (many,) = connections(services)
    assert (many.state, many.said[:27]) == (State.WARN, "8 processes may open 101, P")
    assert many.mend.startswith("Set DATABASE_CONNECTIONS=11 on every machine, or: set max_connections = 104")
    services = replace(services, settings=replace(services.settings, workers=64))
    assert connections(services)[0].mend.startswith("Set max_connections = ")
