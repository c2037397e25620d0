"""An export goes from state to state once: of two who advance it at once, one succeeds."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.crypto import Unreadable
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.model import table_of
from app.store.patients.patient_filters import PatientFilters
from app.store.work import jobs
from tests.store.example import NOW, PASSPHRASE, WHY, asked, enrolled

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import Store
    from app.store.exports.exports import Export

HOUR = timedelta(hours=1)
DIGEST = "ab" * 32


@pytest.fixture
def nurse(store: Store) -> UUID:
    return enrolled(store)


@pytest.fixture
def doctor(store: Store) -> UUID:
    return enrolled(store, "doctor@larkfield.example")


def ask(store: Store, member: UUID | None, **others: Any) -> UUID:
    with store.begin() as unit:
        return asked(unit, member, **others)


def do(store: Store, what: str, *arguments: Any) -> Any:
    with store.begin() as unit:
        return getattr(exports, what)(unit.db, *arguments)


def got(store: Store, export_id: UUID) -> Export:
    with store.read() as unit:
        export = exports.get(unit.db, export_id)
    assert export is not None
    return export


def states(store: Store) -> dict[UUID, str]:
    with store.read() as unit:
        return {export.id: export.state for export in exports.page(unit.db, 50)}


def test_an_export_is_read_as_it_was_asked_for(store: Store, nurse: UUID):
    filters = PatientFilters("new", "es", NOW - HOUR, NOW, nurse)
    columns = ("record_id", "number")
    new = Export.wanted("sheets", nurse, f"staff:{nurse}", WHY, columns, filters, sheet_id="1AbCdEf")
    with store.begin() as unit:
        export_id = exports.ask(unit.db, new, NOW)
    export = got(store, export_id)
    assert (export.target, export.staff_id, export.actor) == ("sheets", nurse, f"staff:{nurse}")
    assert (export.chosen, export.whom, export.reason) == (columns, filters, WHY)
    assert export.sheet_id == "1AbCdEf"
    assert (export.state, export.asked_at, export.rows, export.protected) == ("approved", NOW, None, False)
    assert WHY not in repr((new, export))
    with store.read() as unit:
        assert exports.get(unit.db, uuid4()) is None


def test_an_export_starts_once_whoever_tries(store: Store, nurse: UUID):
    export_id, here = ask(store, nurse), threading.Barrier(6)

    def start(_: int) -> bool:
        here.wait()
        return bool(do(store, "start", export_id, NOW))

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(start, range(6))) == [False] * 5 + [True]
    assert (got(store, export_id).state, got(store, export_id).started_at) == ("running", NOW)


def test_what_waits_for_approval_does_not_start_before_a_second_person_has_approved_it(
    store: Store, nurse: UUID, doctor: UUID
):
    export_id = ask(store, nurse, needs_approval=True)
    with store.read() as unit:
        assert [export.id for export in exports.waiting(unit.db)] == [export_id]
    assert not do(store, "start", export_id, NOW)
    assert not do(store, "approve", export_id, nurse, NOW)
    assert do(store, "approve", export_id, doctor, NOW + HOUR)
    assert not do(store, "approve", export_id, doctor, NOW)
    export = got(store, export_id)
    assert (export.state, export.approved_by, export.approved_at) == ("approved", doctor, NOW + HOUR)
    assert do(store, "start", export_id, NOW + HOUR)


def test_what_was_refused_or_cancelled_never_starts(store: Store, nurse: UUID, doctor: UUID):
    refused, cancelled = (ask(store, nurse, needs_approval=True) for _ in range(2))
    assert do(store, "refuse", refused, doctor, NOW)
    assert do(store, "cancel", cancelled, NOW)
    for export_id in (refused, cancelled):
        assert not do(store, "approve", export_id, doctor, NOW)
        assert not do(store, "start", export_id, NOW)
    assert got(store, refused).approved_by == doctor
    assert states(store) == {refused: "refused", cancelled: "cancelled"}


def test_what_nobody_has_begun_in_time_expires_unless_its_job_is_about_to(store: Store, nurse: UUID):
    old, queued, over = (ask(store, nurse) for _ in range(3))
    with store.begin() as unit:
        exports.queue(unit.db, queued, jobs.add(unit.db, "sheets.push", queued, "operator", NOW))
        job = jobs.add(unit.db, "sheets.push", over, "operator", NOW)
        exports.queue(unit.db, over, job)
        jobs.cancel(unit.db, job, NOW)
    assert do(store, "expire", NOW, NOW, NOW) == 0
    assert do(store, "expire", NOW, NOW + HOUR, NOW + HOUR) == 2
    assert states(store) == {old: "expired", queued: "approved", over: "expired"}


def test_an_approval_that_nobody_used_expires_by_when_it_was_given(store: Store, nurse: UUID, doctor: UUID):
    waiting, approved = (
        ask(store, nurse, needs_approval=True, protected=True, passphrase=PASSPHRASE) for _ in range(2)
    )
    assert do(store, "approve", approved, doctor, NOW + HOUR)
    assert do(store, "expire", NOW, NOW + HOUR, NOW + HOUR) == 0
    assert do(store, "expire", NOW, NOW + 2 * HOUR, NOW + 2 * HOUR) == 1
    assert states(store) == {waiting: "waiting", approved: "expired"}
    assert (do(store, "passphrase", waiting), do(store, "passphrase", approved)) == (PASSPHRASE, None)
    assert do(store, "expire", NOW + HOUR, NOW, NOW + 2 * HOUR) == 1


def test_a_job_is_kept_only_for_what_may_still_begin(store: Store, nurse: UUID):
    export_id = ask(store, nurse)
    assert do(store, "queue", export_id, uuid4())
    do(store, "cancel", export_id, NOW)
    assert not do(store, "queue", export_id, uuid4())


def test_only_one_of_two_who_fetch_a_file_gets_it_until_that_is_over(store: Store, nurse: UUID):
    export_id = ask(store, nurse, protected=True, passphrase=PASSPHRASE)
    assert not do(store, "fetch", export_id, NOW)
    do(store, "start", export_id, NOW)
    do(store, "finish", export_id, 3, DIGEST, 1, NOW)
    assert do(store, "fetch", export_id, NOW)
    assert not do(store, "fetch", export_id, NOW)
    assert do(store, "hear_of_fetch", export_id, NOW, NOW + HOUR)
    assert not do(store, "hear_of_fetch", export_id, NOW, None)
    assert do(store, "fetches_older_than", NOW + HOUR) == []
    assert do(store, "fetches_older_than", NOW + 2 * HOUR) == [(export_id, NOW + HOUR)]
    assert do(store, "hear_of_fetch", export_id, NOW + HOUR, None)
    assert do(store, "fetch", export_id, NOW + HOUR)


def test_files_on_their_way_to_a_member_are_counted_as_long_as_they_are_heard_of(
    store: Store, nurse: UUID, doctor: UUID
):
    streamed, of_a_job, fetched, theirs, _unbegun = (
        ask(store, who) for who in (nurse, nurse, nurse, doctor, nurse)
    )
    job = uuid4()
    do(store, "queue", of_a_job, job)
    for export_id in (streamed, of_a_job, fetched, theirs):
        assert do(store, "start", export_id, NOW, job if export_id == of_a_job else None)
    assert do(store, "leaving", nurse, NOW) == 2
    do(store, "finish", fetched, 3, DIGEST, 1, NOW)
    assert do(store, "leaving", nurse, NOW) == 1
    do(store, "fetch", fetched, NOW + HOUR)
    assert do(store, "leaving", nurse, NOW) == 2
    assert do(store, "leaving", nurse, NOW + HOUR) == 1


def test_a_finished_export_tells_rows_bytes_and_digest_and_its_passphrase_is_gone(store: Store, nurse: UUID):
    export_id = ask(store, nurse, protected=True, passphrase=PASSPHRASE)
    assert do(store, "passphrase", export_id) == PASSPHRASE
    assert not do(store, "finish", export_id, 1, DIGEST, 2, NOW)
    do(store, "start", export_id, NOW)
    assert do(store, "beat", export_id, 5, NOW)
    assert do(store, "finish", export_id, 12, DIGEST, 5_000_000_000, NOW + HOUR)
    export = got(store, export_id)
    assert (export.state, export.rows, export.digest) == ("done", 12, DIGEST)
    assert (export.bytes, export.finished_at) == (5_000_000_000, NOW + HOUR)
    assert do(store, "passphrase", export_id) is None
    assert not do(store, "break_off", export_id, 3, NOW)


@pytest.mark.parametrize("end", ["break_off", "cancel"])
def test_whatever_the_end_is_the_passphrase_is_gone(end: str, store: Store, nurse: UUID):
    export_id = ask(store, nurse, protected=True, passphrase=PASSPHRASE)
    do(store, "start", export_id, NOW)
    assert do(store, end, export_id, *((3,) if end == "break_off" else ()), NOW)
    assert do(store, "passphrase", export_id) is None
    with store.engine.connect() as connection:
        assert connection.execute(select(table_of(Export).c.passphrase)).scalars().all() == [None]


def test_only_its_own_job_begins_an_export_again(store: Store, nurse: UUID):
    export_id, job = ask(store, nurse), uuid4()
    do(store, "queue", export_id, job)
    assert do(store, "start", export_id, NOW, job)
    assert not do(store, "start", export_id, NOW)
    assert not do(store, "start", export_id, NOW, uuid4())
    assert do(store, "start", export_id, NOW + HOUR, job)
    do(store, "break_off", export_id, 3, NOW)
    assert do(store, "start", export_id, NOW + HOUR, job)
    assert (got(store, export_id).started_at, got(store, export_id).finished_at) == (NOW, None)
    do(store, "finish", export_id, 3, DIGEST, 1, NOW)
    assert not do(store, "start", export_id, NOW + HOUR, job)


def test_exports_that_nobody_will_finish_are_found(store: Store, nurse: UUID):
    silent, heard_of, with_job, job_over = (ask(store, nurse) for _ in range(4))
    with store.begin() as unit:
        exports.queue(unit.db, with_job, jobs.add(unit.db, "sheets.push", with_job, "operator", NOW))
        job = jobs.add(unit.db, "sheets.push", job_over, "operator", NOW)
        exports.queue(unit.db, job_over, job)
        for export_id in (silent, heard_of, with_job, job_over):
            exports.start(unit.db, export_id, NOW)
        exports.beat(unit.db, heard_of, 3, NOW + HOUR)
        jobs.cancel(unit.db, job, NOW)
    with store.read() as unit:
        assert {export.id for export in exports.running_older_than(unit.db, NOW + HOUR)} == {silent, job_over}
        assert exports.running_older_than(unit.db, NOW) == []


def test_what_a_member_has_begun_is_counted_and_what_they_are_about_to_and_nothing_that_came_to_nothing(
    store: Store, nurse: UUID, doctor: UUID
):
    long_ago, begun, about_to, cancelled, theirs = (
        ask(store, nurse),
        ask(store, nurse),
        ask(store, nurse),
        ask(store, nurse),
        ask(store, doctor),
    )
    ask(store, None)
    do(store, "start", long_ago, NOW - 2 * HOUR)
    do(store, "start", begun, NOW + timedelta(minutes=5))
    do(store, "start", theirs, NOW)
    do(store, "cancel", cancelled, NOW)
    with store.read() as unit:
        own = exports.begun_since(unit.db, NOW - HOUR, nurse)
        everybodys = exports.begun_since(unit.db, NOW - HOUR)
    assert own == [(nurse, NOW), (nurse, NOW + timedelta(minutes=5))]
    assert sorted(str(who) for who, _ in everybodys) == sorted(map(str, (nurse, nurse, doctor)))
    assert states(store)[about_to] == "approved"


def test_pages_hold_every_export_once_newest_first(store: Store, nurse: UUID):
    ids = []
    for minute in range(5):
        new = Export.wanted("csv", nurse, f"staff:{nurse}", WHY, ("record_id",), PatientFilters())
        with store.begin() as unit:
            ids.append(exports.ask(unit.db, new, NOW + timedelta(minutes=minute)))
    seen: list[Export] = []
    while True:
        with store.read() as unit:
            found = exports.page(unit.db, 2, (seen[-1].asked_at, seen[-1].id) if seen else None)
        if not found:
            break
        seen += found
    assert [export.id for export in seen] == ids[::-1]


def test_the_last_that_is_done_is_the_one_that_ended_last_and_went_to_this_spreadsheet(
    store: Store, nurse: UUID
):
    def push(sheet: str, ended: datetime | None) -> UUID:
        export_id = ask(store, nurse, target="sheets", sheet_id=sheet)
        do(store, "start", export_id, NOW)
        if ended:
            do(store, "finish", export_id, 1, DIGEST, 2, ended)
        return export_id

    with store.read() as unit:
        assert exports.last_done(unit.db, "sheets", "ours") is None
    last = push("ours", NOW + 2 * HOUR)
    push("ours", NOW + HOUR)
    push("another", NOW + 3 * HOUR)
    push("ours", None)
    with store.read() as unit:
        found = exports.last_done(unit.db, "sheets", "ours")
    assert found is not None
    assert (found.id, found.finished_at) == (last, NOW + 2 * HOUR)


def test_a_reason_that_does_not_open_is_said_to_be_so(store: Store, nurse: UUID):
    export_id = ask(store, nurse)
    with store.engine.begin() as connection:
        connection.execute(update(Export).values(reason="gAAAAA"))
    assert isinstance(got(store, export_id).reason, Unreadable)


def test_no_reason_and_no_passphrase_is_in_the_database_file(sqlite_store: Store):
    member = enrolled(sqlite_store)
    ask(sqlite_store, member, protected=True, passphrase=PASSPHRASE)
    folder = Path(sqlite_store.engine.url.database or "").parent
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert [secret for secret in (WHY, PASSPHRASE) if secret.encode() in content] == []
