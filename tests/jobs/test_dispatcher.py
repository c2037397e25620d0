"""Ids of due jobs are published once, whoever asks, and again while nobody took them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from app.features import FEATURES
from app.jobs.carrier import AGAIN
from app.jobs.dispatcher import Dispatcher, perform, show_life
from app.jobs.lanes import runs_of
from app.jobs.lease import LEASE
from app.store.messages.outbound import SEND
from app.store.work import jobs
from app.web.feature import JobKind, Lane
from tests.databases import on_each_engine
from tests.jobs.executors import Basket
from tests.store_queries import database_clock_moves

if TYPE_CHECKING:
    import pytest

    from app.services import Services
    from tests.people import Clock

KIND = "x.test"
NOTHING = {KIND: JobKind(KIND, KIND, lambda *_: None)}


def add(services: Services, many: int = 1, kind: str = KIND, later: timedelta = timedelta()) -> list[UUID]:
    now = services.clock()
    with services.store.begin() as unit:
        return [jobs.add(unit.db, kind, uuid4(), "operator", now, now + later) for _ in range(many)]


@on_each_engine
def test_only_one_of_ten_machines_publishes_a_job(services: Services):
    ids, basket = add(services, 50), Basket()
    with ThreadPoolExecutor(10) as machines:
        published = sum(machines.map(lambda _: Dispatcher(services, basket, NOTHING).once(), range(10)))
    assert published == 50
    assert sorted(basket.ids) == sorted(ids)


@on_each_engine
def test_what_nobody_took_is_published_again_and_what_somebody_took_is_not(services: Services, clock: Clock):
    """A Redis that was emptied loses nothing, and a worker that was killed neither."""
    basket = Basket()
    one = Dispatcher(services, basket, NOTHING)
    [lost, taken] = add(services, 2)
    assert one.once() == 2
    with services.store.begin() as unit:
        assert jobs.take(unit.db, taken, services.clock(), LEASE, NOTHING)
    assert one.once() == 0
    clock.moves(seconds=AGAIN.total_seconds())
    database_clock_moves(services.store, AGAIN)
    assert [one.once(), basket.ids[2:]] == [1, [lost]]
    perform(services, runs_of(NOTHING), lost, Event())
    clock.moves(seconds=LEASE.total_seconds())
    database_clock_moves(services.store, LEASE)
    assert [one.once(), basket.ids[3:]] == [1, [taken]], "its lease is over"


def test_a_job_is_published_when_it_is_due_and_at_once_when_it_is_due_again(services: Services, clock: Clock):
    basket = Basket()
    one = Dispatcher(services, basket, NOTHING)
    [job_id] = add(services, later=timedelta(hours=1))
    assert one.once() == 0
    clock.moves(hours=1)
    assert one.once() == 1
    stopped = Event()
    stopped.set()
    perform(services, runs_of(NOTHING), job_id, stopped)  # given back
    assert [one.once(), basket.ids] == [1, [job_id, job_id]]


@on_each_engine
def test_an_id_that_comes_twice_or_too_early_or_names_nothing_does_nothing(services: Services, clock: Clock):
    done: list[UUID] = []
    handlers = {KIND: lambda _services, job, _beat: done.append(job.id)}
    [job_id], [early] = add(services), add(services, later=timedelta(hours=1))
    for each in (job_id, job_id, early, uuid4()):
        perform(services, handlers, each, Event())
    assert done == [job_id]


def test_messages_have_a_lane_of_their_own_and_no_lane_grows_without_end(services: Services, clock: Clock):
    basket = Basket(room=3)
    kinds = {SEND: FEATURES.jobs[SEND], **NOTHING}
    one = Dispatcher(services, basket, kinds)
    add(services, 5)
    add(services, 1, SEND)
    basket.full = 1
    assert one.once() == 1
    basket.full = 3
    assert one.once() == 2
    assert sorted(basket.lanes) == [Lane.MESSAGES, Lane.OTHERS, Lane.OTHERS]
    clock.moves(seconds=AGAIN.total_seconds())
    database_clock_moves(services.store, AGAIN)
    assert one.once() == 0, "whatever is due, the lane is full"


def test_while_redis_is_down_jobs_wait_and_nothing_is_marked(
    services: Services, capsys: pytest.CaptureFixture[str], app: object
):
    basket = Basket()
    one = Dispatcher(services, basket, NOTHING)
    [job_id] = add(services)
    basket.is_down = True
    assert one._round() == one._round() > 0
    assert capsys.readouterr().err.count("Redis does not answer") == 1
    basket.is_down = False
    assert one._round() == 0
    assert basket.ids == [job_id]
    assert basket.beats == 1, "once a minute"


def test_whoever_does_what_is_published_shows_that_it_lives(services: Services):
    with services.store.read() as unit:
        assert not jobs.is_worked(unit.db, services.clock())
    show_life(services)
    with services.store.read() as unit:
        assert jobs.is_worked(unit.db, services.clock())
