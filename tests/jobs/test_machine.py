"""Celery's processes lose no job, do none twice, and carry no word of a patient, whatever is killed or emptied."""

from __future__ import annotations

import base64
import json
import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

import pytest
from kombu.transport.redis import Channel
from redis import Redis, SSLConnection

from app.config import Secret, Workers, load
from app.features import FEATURES
from app.jobs.broker import Broker, celery_of
from app.jobs.carrier import AGAIN, CarrierDown
from app.jobs.dispatcher import Dispatcher
from app.jobs.heartbeat import BEAT_EVERY
from app.jobs.lanes import BY_CELERY, in_lane
from app.jobs.machine import TURNS
from app.store.clinic import milestones
from app.store.clinic.milestones import PART_ENDED
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.work import jobs
from app.web.feature import Lane
from tests.config.places.internet import certify
from tests.fork_client import ForkedProcess, loaded_app
from tests.guard.redis_server import RedisServer, redis_server
from tests.jobs.poison import poisons
from tests.server.canary import encodings
from tests.server.fixtures import listed
from tests.server.live_server import free_port
from tests.settings import bare_environment, complete_environment
from tests.store_queries import job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.services import Services
    from app.store import Store
    from tests.databases import Keys
    from tests.people import Patient

T = TypeVar("T")
CANARY = "Zephyrine Quillfeather"
QUICK, SLOW = "x.quick", "x.slow"
MACHINE = """
import os, time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from app.config import from_environment
from app.jobs.machine import Machine
from app.services import build
from app.web.feature import JobKind

def slow(services, job, beat):
    while beat(os.getpid()) and not Path(os.environ["MAY_END"]).exists():
        time.sleep(0.02)

settings = from_environment()
Machine(
    build(replace(settings, instance=Path(os.environ["MAY_END"]).parent)),
    {"x.slow": JobKind("x.slow", "", slow), "x.quick": JobKind("x.quick", "", lambda *_: None)},
    at_once=1, lease=timedelta(seconds=2), again=timedelta(seconds=1),
).run()
"""


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def began(
    database_url: str, keys: Keys, redis: RedisServer, tmp_path: Path
) -> Iterator[Callable[[], ForkedProcess]]:
    """A function that starts a machine."""
    programs: list[ForkedProcess] = []
    environment = complete_environment(
        DATABASE_URL=database_url, FERNET_KEYS=listed(keys.masters), INDEX_KEY=listed(keys.index_keys),
        REDIS_URL=redis.url, WORKERS="celery",
    )  # fmt: skip

    def begin() -> ForkedProcess:
        program = loaded_app().start(
            "-c",
            MACHINE,
            environment=bare_environment() | environment | {"MAY_END": str(tmp_path / "may end")},
        )
        programs.append(program)
        return program

    yield begin
    for each in programs:
        each.kill()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_that_is_killed_and_a_redis_that_is_emptied_or_away_lose_nothing_and_sigterm_gives_back(
    store: Store, began: Callable[[], ForkedProcess], redis: RedisServer, tmp_path: Path
):
    slow = added(store, SLOW)
    machine = began()
    until(lambda: shows_life(store))  # before Redis is emptied, and the first ask with it
    until(lambda: list(tmp_path.rglob(TURNS)))
    killed = until(lambda: job(store, slow).progress)
    os.kill(killed, signal.SIGKILL)
    redis.empty()
    quick = [added(store, QUICK) for _ in range(3)]
    pool = until(lambda: job(store, slow).progress not in {0, killed} and job(store, slow).progress)
    os.kill(parent_of(pool), signal.SIGKILL)
    until(lambda: job(store, slow).progress != pool)
    with store.read() as unit:
        ended = milestones.get(unit.db, PART_ENDED)
    assert ended is not None, "doctor and /readyz say so"
    assert ended.actor.startswith("others@")
    redis.end(signal.SIGKILL)
    quick += [added(store, QUICK) for _ in range(3)]
    redis.start()
    with Redis.from_url(redis.url) as client:
        client.lpush("anteroom:others", json.dumps(pickled(tmp_path / "by pickle")))
    (tmp_path / "may end").touch()
    until(lambda: all(job(store, each).over for each in [*quick, slow]))
    assert {(each.state, each.attempts) for each in (job(store, one) for one in quick)} == {("done", 1)}
    assert (job(store, slow).state, job(store, slow).attempts) == ("done", 3)
    (tmp_path / "may end").unlink()
    drained = added(store, SLOW)
    os.kill(until(lambda: job(store, drained).progress), signal.SIGTERM)  # as systemd tells every process
    machine.terminate()
    assert machine.wait(30) == 0
    assert (job(store, drained).state, job(store, drained).attempts) == ("queued", 0)
    assert not (tmp_path / "by pickle").exists()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whatever_is_written_into_redis_ends_no_worker_takes_no_memory_and_holds_up_no_job(
    store: Store, began: Callable[[], ForkedProcess], redis: RedisServer, tmp_path: Path
):
    first = added(store, SLOW)
    machine = began()
    worker = parent_of(until(lambda: job(store, first).progress))
    (tmp_path / "may end").touch()
    until(lambda: job(store, first).over)
    before = most_memory(worker)
    with Redis.from_url(redis.url) as client:
        for item in poisons(str(first)):
            client.lpush("anteroom:others", item)
        client.hset("anteroom:unacked", "1", "[")
        client.zadd("anteroom:unacked_index", {"1": 0})
    later = [added(store, QUICK) for _ in range(2)]
    until(lambda: all(job(store, each).over for each in later))
    assert {job(store, each).attempts for each in [first, *later]} == {1}
    assert most_memory(worker) - before < 40 << 20
    with store.read() as unit:
        assert milestones.get(unit.db, PART_ENDED) is None
    machine.terminate()
    assert machine.wait(30) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_redis_carries_ids_and_no_word_of_a_patient(patient: Patient, services: Services, redis: RedisServer):
    """What a server process publishes, with the jobs that a patient's messages ask for."""
    for words in ("hello", "YES", CANARY, f"{CANARY} I want to die"):
        patient.says(words)
    with services.store.begin() as unit:
        message = NewMessage(Purpose.NOTICE, "operator", to=patient.address, body=CANARY)
        outbound.send(unit.db, message, services.clock())
    settings = replace(services.settings, redis_url=Secret(redis.url), jobs_by=Workers.CELERY)
    dispatcher = Dispatcher(services, Broker(celery_of(settings)), FEATURES.jobs, beats=False)
    dispatcher.start()
    ours = {kind for lane in BY_CELERY for kind in in_lane(lane, FEATURES.jobs)}
    with services.store.read() as unit:
        waiting = {each.id for each in jobs.page(unit.db, 50) if each.kind in ours}
    assert waiting
    with Redis.from_url(redis.url) as client:
        until(lambda: sum(client.llen(f"anteroom:{lane}") for lane in BY_CELERY) == len(waiting))
        dispatcher.stop()
        held = {key: client.dump(key) for key in client.scan_iter()}
        sent = [json.loads(one) for lane in BY_CELERY for one in client.lrange(f"anteroom:{lane}", 0, -1)]
    assert {UUID(json.loads(base64.b64decode(one["body"]))[0][0]) for one in sent} == waiting
    assert all(len(json.dumps(one)) < 1_200 for one in sent)
    assert not [word for word in encodings(CANARY) if any(word in key + value for key, value in held.items())]


def test_an_id_is_good_for_a_receiver_whose_clock_is_minutes_ahead(tmp_path: Path):
    environment = complete_environment(REDIS_URL="redis://localhost", ANTEROOM_ENV="development")
    celery, sent = celery_of(load(environment, tmp_path)), []
    celery.send_task = lambda *_args, **options: sent.append(timedelta(seconds=options["expires"]))
    broker = Broker(celery)
    broker.publish(Lane.MESSAGES, uuid4())
    broker.beat()
    margin = timedelta(minutes=5)
    assert sent == [AGAIN + margin, BEAT_EVERY + margin]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("redis://localhost:7000/3", {"host": "localhost", "port": 7000, "db": 3}),
        ("redis://:p%40ss@localhost", {"password": "p@ss", "db": 0}),
        (
            "unix:///run/redis.sock?db=2&password=p%40ss",
            {"path": "/run/redis.sock", "password": "p@ss", "db": 2},
        ),
        (
            "rediss://ada:word@redis.internal/1?ssl_ca_certs=/etc/ca.pem",
            {"username": "ada", "ssl_ca_certs": "/etc/ca.pem", "ssl_cert_reqs": "required", "db": 1},
        ),
        (
            "rediss://redis.internal?ssl_cert_reqs=none&ssl_check_hostname=false",  # as development allows
            {"ssl_cert_reqs": "required", "ssl_check_hostname": True, "connection_class": SSLConnection},
        ),
    ],
)
def test_celery_connects_where_redis_url_says_and_verifies_every_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given, wanted
):
    connected: list[dict[str, Any]] = []

    def no_pool(channel: Channel, **_: bool) -> None:
        connected.append(channel._connparams())
        raise ConnectionRefusedError

    monkeypatch.setattr(Channel, "_get_pool", no_pool)
    broker = Broker(
        celery_of(load(complete_environment(REDIS_URL=given, ANTEROOM_ENV="development"), tmp_path))
    )
    with pytest.raises(CarrierDown):
        broker.room(Lane.OTHERS)
    assert connected[0] | wanted == connected[0]
    assert connected[0]["socket_timeout"] == 2


@pytest.mark.parametrize(("host", "trusts"), [("localhost", True), ("localhost", False), ("127.0.0.1", True)])
def test_a_redis_without_the_right_certificate_is_told_no_id(tmp_path: Path, host: str, trusts: bool):
    certificate, key, port = tmp_path / "tls.pem", tmp_path / "tls.key", free_port()
    certify(certificate, key, ("localhost",))
    tls = (
        "--tls-port",
        port,
        "--tls-cert-file",
        certificate,
        "--tls-key-file",
        key,
        "--tls-auth-clients",
        "no",
    )
    with TemporaryDirectory(dir="/tmp") as folder:
        server = RedisServer(Path(folder), *map(str, tls))
        server.start()
        url = f"rediss://{host}:{port}" + f"?ssl_ca_certs={certificate}" * trusts
        broker = Broker(celery_of(load(complete_environment(REDIS_URL=url), tmp_path)))
        if trusts and host == "localhost":
            broker.publish(Lane.MESSAGES, uuid4())
            assert broker.room(Lane.MESSAGES) == 999
        else:
            with pytest.raises(CarrierDown) as refused:
                broker.publish(Lane.MESSAGES, uuid4())
            assert "CERTIFICATE_VERIFY_FAILED" in str(refused.value.__cause__)
        broker.close()
        server.end()


def added(store: Store, kind: str) -> UUID:
    with store.begin() as unit:
        return jobs.add(unit.db, kind, uuid4(), "operator", datetime.now(UTC))


def parent_of(pid: int) -> int:
    """Return the process that started one: Celery's worker, of one of its pool."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])


def pickled(path: Path) -> dict[str, Any]:
    """Return what somebody with Redis's password may put there: whoever unpickles it makes a file."""
    body = b"cbuiltins\nopen\n(V" + str(path).encode() + b"\nVw\ntR."
    properties = {"delivery_tag": "1", "delivery_info": {"exchange": "", "routing_key": "others"}}
    return {
        "body": base64.b64encode(body).decode(),
        "content-type": "application/x-python-serialize",
        "content-encoding": "binary",
        "headers": {"task": "anteroom.job", "id": "1", "lang": "py"},
        "properties": {**properties, "body_encoding": "base64", "correlation_id": "1"},
    }


def most_memory(pid: int) -> int:
    """Return how many bytes a process has held at most."""
    (line,) = [
        each for each in Path(f"/proc/{pid}/status").read_text().splitlines() if each.startswith("VmHWM")
    ]
    return int(line.split()[1]) << 10


def shows_life(store: Store) -> bool:
    with store.read() as unit:
        return milestones.get(unit.db, "worker") is not None


def until(true: Callable[[], T]) -> T:
    """Wait for something that comes sooner or later, and return it."""
    deadline = time.monotonic() + 100
    while not (found := true()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found
