"""A job is done at least once, by one worker at a time.

It exists only if the transaction that wanted it does.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.store.tables import metadata
from app.store.work import jobs
from app.store.work.jobs import Job
from tests.store.example import NOW
from tests.store_queries import database_clock_moves

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import Store
    from app.store.work.jobs import Job

LEASE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)
KINDS = ("sheets.push", "xlsx.protect")


def add(store: Store, kind: str = "sheets.push", subject: UUID | None = None, **others: Any) -> UUID:
    with store.begin() as unit:
        return jobs.add(unit.db, kind, subject or uuid4(), "operator", others.pop("now", NOW), **others)


def claim(store: Store, now: datetime = NOW, kinds: tuple[str, ...] = KINDS) -> Job | None:
    with store.begin() as unit:
        return jobs.claim(unit.db, now, LEASE, kinds)


def claimed(store: Store, now: datetime = NOW) -> Job:
    job = claim(store, now)
    assert job is not None
    return job


def do(store: Store, what: str, *arguments: Any, **named: Any) -> Any:
    """Do one thing with the outbox, in a transaction of its own."""
    with store.begin() as unit:
        return getattr(jobs, what)(unit.db, *arguments, **named)


def got(store: Store, job_id: UUID) -> Job:
    with store.read() as unit:
        job = jobs.get(unit.db, job_id)
    assert job is not None
    return job


def test_a_job_is_claimed_once_and_says_what_it_is_about(store: Store):
    subject = uuid4()
    job_id = add(store, subject=subject)
    job = claimed(store)
    assert (job.id, job.kind, job.subject_id, job.actor) == (job_id, "sheets.push", subject, "operator")
    assert (job.state, job.attempts, job.over) == ("running", 1, False)
    assert claim(store) is None


def test_those_who_claim_at_once_never_get_the_same_job(store: Store):
    wanted = {add(store) for _ in range(40)}
    here = threading.Barrier(8)

    def work(_: int) -> list[UUID]:
        here.wait()
        found = []
        while (job := claim(store)) is not None:
            found.append(job.id)
        return found

    with ThreadPoolExecutor(8) as pool:
        each = [job_id for some in pool.map(work, range(8)) for job_id in some]
    assert len(each) == 40
    assert set(each) == wanted


def test_a_job_of_a_transaction_that_is_undone_does_not_exist(store: Store):
    def fails() -> None:
        with store.begin() as unit:
            jobs.add(unit.db, "sheets.push", uuid4(), "operator", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert claim(store) is None
    with store.read() as unit:
        assert jobs.page(unit.db, 10) == []


def test_the_job_that_waits_longest_is_first_and_one_for_later_waits_for_its_time(store: Store):
    later = add(store, not_before=NOW + timedelta(minutes=1))
    second = add(store, not_before=NOW + SECOND)
    first = add(store)
    with store.read() as unit:
        assert jobs.is_due(unit.db, NOW, KINDS)
        assert not jobs.is_due(unit.db, NOW - SECOND, KINDS)
    assert claimed(store, NOW + SECOND).id == first
    assert claimed(store, NOW + SECOND).id == second
    assert claim(store, NOW + SECOND) is None
    assert claimed(store, NOW + timedelta(minutes=1)).id == later


def test_a_worker_claims_only_the_kinds_that_it_can_do(store: Store):
    add(store, "of.tomorrow")
    with store.read() as unit:
        assert not jobs.is_due(unit.db, NOW, KINDS)
    assert claim(store) is None
    assert claim(store, kinds=("of.tomorrow",)) is not None


def test_a_lease_that_ran_out_is_claimed_again_and_the_earlier_holder_is_told_to_stop(store: Store):
    add(store)
    first = claimed(store)
    assert claim(store, NOW + LEASE - SECOND) is None
    database_clock_moves(store, LEASE)
    second = claimed(store, NOW + LEASE)
    assert (second.id, second.attempts) == (first.id, 2)
    late = NOW + LEASE + SECOND
    assert not do(store, "beat", first.id, first.lease_token, late, LEASE, 1)
    assert not do(store, "done", first.id, first.lease_token, late)
    assert not do(store, "retry", first.id, first.lease_token, late, SECOND, "slow")
    assert not do(store, "fail", first.id, first.lease_token, late, "slow")
    assert do(store, "beat", second.id, second.lease_token, late, LEASE, 7, 9)
    assert do(store, "done", second.id, second.lease_token, late)
    job = got(store, first.id)
    assert (job.state, job.progress, job.total, job.finished_at, job.over) == ("done", 7, 9, late, True)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_machine_whose_clock_is_ahead_takes_no_job_that_another_holds_and_announces_none_again(
    store: Store,
):
    add(store)
    held = claimed(store)
    ahead = NOW + timedelta(hours=1)
    assert claim(store, ahead) is None
    with store.read() as unit:
        assert jobs.is_held(unit.db, ahead)
    assert do(store, "beat", held.id, held.lease_token, NOW - timedelta(hours=1), LEASE, 1)
    assert claim(store, NOW) is None, "nor does a clock that is behind shorten a lease"
    waits = add(store)
    again = timedelta(seconds=30)
    assert do(store, "announce", NOW, again, ("sheets.push",), 9) == [waits]
    assert do(store, "announce", ahead, again, ("sheets.push",), 9) == []


def test_a_beat_keeps_the_job_beyond_the_first_lease(store: Store):
    add(store)
    job = claimed(store)
    assert do(store, "beat", job.id, job.lease_token, NOW + LEASE - SECOND, LEASE, 5)
    assert claim(store, NOW + LEASE) is None
    assert got(store, job.id).progress == 5


def test_only_one_job_of_a_kind_and_subject_waits_for_its_first_attempt(store: Store):
    subject = uuid4()
    first = add(store, subject=subject)
    assert add(store, subject=subject) == first
    assert add(store, "xlsx.protect", subject) != first
    assert add(store) != first
    claimed(store)
    with store.begin() as unit:
        alone = jobs.add(unit.db, "exports.sweep", None, "anteroom", NOW)
        assert jobs.add(unit.db, "exports.sweep", None, "anteroom", NOW) == alone


def test_one_that_runs_or_is_tried_again_keeps_no_other_of_its_subject_out(store: Store):
    subject = uuid4()
    add(store, subject=subject)
    first = claimed(store)
    second = add(store, subject=subject)
    assert second != first.id
    assert do(store, "retry", first.id, first.lease_token, NOW, SECOND, "busy")
    assert {got(store, first.id).state, got(store, second).state} == {"queued"}


def test_many_who_add_the_same_job_at_once_add_one(store: Store):
    subject, here = uuid4(), threading.Barrier(6)

    def work(_: int) -> UUID:
        here.wait()
        return add(store, subject=subject)

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(work, range(6)))) == 1


def test_a_retry_waits_and_keeps_the_code_of_what_went_wrong(store: Store):
    add(store)
    job = claimed(store)
    assert do(store, "retry", job.id, job.lease_token, NOW, timedelta(seconds=30), "google_busy" * 9)
    put_off = got(store, job.id)
    assert (put_off.state, put_off.attempts, put_off.lease_token) == ("queued", 1, None)
    assert (put_off.error or "").startswith("google_busy")
    assert claim(store, NOW + timedelta(seconds=29)) is None
    assert claimed(store, NOW + timedelta(seconds=30)).attempts == 2


def test_an_attempt_that_was_none_does_not_count(store: Store):
    add(store)
    job = claimed(store)
    assert do(store, "retry", job.id, job.lease_token, NOW, SECOND, "interrupted", counts=False)
    assert claimed(store, NOW + SECOND).attempts == 1


def test_one_that_was_given_up_is_among_the_dead_until_it_is_tried_again(store: Store):
    add(store)
    job = claimed(store)
    assert not do(store, "again", job.id, NOW)
    assert do(store, "fail", job.id, job.lease_token, NOW, "no_such_sheet")
    assert claim(store, NOW + 2 * LEASE) is None
    with store.read() as unit:
        [dead] = jobs.dead(unit.db)
        assert (dead.id, dead.state, dead.error) == (job.id, "failed", "no_such_sheet")
        assert jobs.count_dead(unit.db) == 1
    assert do(store, "again", job.id, NOW)
    assert not do(store, "again", job.id, NOW)
    with store.read() as unit:
        assert (jobs.dead(unit.db), jobs.count_dead(unit.db)) == ([], 0)
    assert claimed(store).attempts == 1


def test_a_dismissed_job_is_dead_no_more_and_is_never_done(store: Store):
    job_id = add(store)
    assert not do(store, "dismiss", job_id, NOW)
    assert do(store, "fail", job_id, claimed(store).lease_token, NOW, "forbidden")
    assert do(store, "dismiss", job_id, NOW)
    assert (got(store, job_id).state, do(store, "count_dead")) == ("cancelled", 0)
    assert not do(store, "again", job_id, NOW)


def test_only_who_holds_a_wanted_job_is_told_to_hold_it(store: Store):
    job_id = add(store)
    assert not do(store, "hold", job_id, None)
    first = claimed(store)
    assert do(store, "hold", job_id, first.lease_token)
    database_clock_moves(store, LEASE)
    second = claimed(store, NOW + 2 * LEASE)
    assert not do(store, "hold", job_id, first.lease_token)
    assert do(store, "hold", job_id, second.lease_token)
    do(store, "cancel", job_id, NOW + 2 * LEASE)
    assert not do(store, "hold", job_id, second.lease_token)


def test_one_tried_again_may_stand_beside_a_new_one_of_its_subject(store: Store):
    subject = uuid4()
    add(store, subject=subject)
    job = claimed(store)
    do(store, "fail", job.id, job.lease_token, NOW, "no_such_sheet")
    add(store, subject=subject)
    assert do(store, "again", job.id, NOW)


def test_a_job_that_waits_is_cancelled_at_once(store: Store):
    job_id = add(store)
    assert do(store, "cancel", job_id, NOW)
    assert claim(store) is None
    assert got(store, job_id).state == "cancelled"
    assert not do(store, "cancel", job_id, NOW)
    assert not do(store, "cancel", uuid4(), NOW)


def test_a_job_that_runs_is_told_at_its_next_beat_and_says_that_it_stopped(store: Store):
    add(store)
    job = claimed(store)
    assert do(store, "cancel", job.id, NOW)
    assert got(store, job.id).cancel_asked
    assert not do(store, "beat", job.id, job.lease_token, NOW, LEASE, 1)
    assert do(store, "stopped", job.id, job.lease_token, NOW)
    assert got(store, job.id).state == "cancelled"


def test_a_job_that_fails_after_it_was_cancelled_is_not_tried_again(store: Store):
    add(store)
    job = claimed(store)
    do(store, "cancel", job.id, NOW)
    assert do(store, "retry", job.id, job.lease_token, NOW, SECOND, "busy")
    assert got(store, job.id).state == "cancelled"


def test_a_job_whose_holder_is_gone_is_cancelled_at_once(store: Store):
    add(store)
    job = claimed(store)
    database_clock_moves(store, LEASE)
    assert do(store, "cancel", job.id, NOW + LEASE)
    assert got(store, job.id).state == "cancelled"
    assert claim(store, NOW + LEASE) is None


def test_a_worker_that_was_not_asked_to_stop_cannot_say_that_it_did(store: Store):
    add(store)
    job = claimed(store)
    assert not do(store, "stopped", job.id, job.lease_token, NOW)


def test_pages_hold_every_job_once_newest_first(store: Store):
    ids = [add(store, now=NOW + minute * SECOND) for minute in range(5)]
    seen: list[Job] = []
    while True:
        with store.read() as unit:
            found = jobs.page(unit.db, 2, (seen[-1].created_at, seen[-1].id) if seen else None)
        if not found:
            break
        seen += found
    assert [job.id for job in seen] == ids[::-1]


def test_old_jobs_are_purged_and_those_given_up_stay(store: Store):
    for end in ("done", "fail", "retry"):
        add(store)
        job = claimed(store)
        do(store, end, job.id, job.lease_token, NOW, *{"fail": ("x",), "retry": (SECOND, "x")}.get(end, ()))
    do(store, "cancel", add(store, "xlsx.protect"), NOW)
    assert do(store, "purge", NOW) == 0
    assert do(store, "purge", NOW + SECOND, "xlsx.protect") == 1
    assert do(store, "purge", NOW + SECOND) == 1
    with store.engine.connect() as connection:
        assert set(connection.execute(select(Job.state)).scalars()) == {"failed", "queued"}


def test_a_job_has_no_room_for_words():
    columns = (column for column in metadata.tables["jobs"].columns if "over" not in column.info)
    assert "TEXT" not in {str(column.type) for column in columns}
