"""The sweep tidies up: exports that nobody finishes, and files that nobody fetches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.jobs import sweep
from app.jobs.worker import Worker
from app.store.exports import export_files, exports
from app.store.trail import audit
from app.store.work import jobs
from tests.jobs.sweeps import swept
from tests.store.example import FILE, asked

if TYPE_CHECKING:
    from app.services import Services
    from tests.people import Clock


def test_an_export_whose_process_is_gone_is_told_as_broken(services: Services, clock: Clock):
    with services.store.begin() as unit:
        export_id = asked(unit, None)
        exports.start(unit.db, export_id, services.clock())
        exports.beat(unit.db, export_id, 4000, services.clock())
    swept(services)
    clock.moves(hours=1)
    swept(services)
    with services.store.read() as unit:
        export = exports.get(unit.db, export_id)
        [told] = audit.about(unit.db, export_id, 10)
    assert export
    assert (export.state, export.rows) == ("broken", 4000)
    assert told.action == "export.broken"


def test_files_that_nobody_fetched_and_exports_that_nobody_began_do_not_wait_for_ever(
    services: Services, clock: Clock
):
    with services.store.begin() as unit:
        export_id = asked(unit, None, "xlsx")
        export_files.write_part(unit.db, export_id, 0, FILE, services.clock())
    clock.moves(days=8)
    swept(services)
    with services.store.read() as unit:
        export = exports.get(unit.db, export_id)
        assert export_files.count(unit.db, export_id) == 0
    assert export
    assert export.state == "expired"


def test_a_sweep_leaves_few_lines_of_its_own(services: Services, clock: Clock):
    for _ in range(3):
        swept(services)
        clock.moves(minutes=10)
    with services.store.read() as unit:
        assert [job.kind for job in jobs.page(unit.db, 50)] == [sweep.SWEEP]


def test_a_worker_asks_for_it_without_a_command(services: Services):
    worker = Worker(services, {sweep.SWEEP: sweep.sweep})
    assert worker._round() == 0
    with services.store.read() as unit:
        [job] = jobs.page(unit.db, 5)
    assert (job.kind, job.state) == (sweep.SWEEP, "done")
