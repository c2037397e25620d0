"""How often anybody may try to sign in: on SQLite, PostgreSQL and Redis."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.config import load
from app.guard.limits import ACCOUNT_NETWORK, LimiterDown, LoginLimits, init_limits
from app.services import Services
from app.store.tables import metadata
from tests.databases import on_both_engines
from tests.guard.redis_server import running_redis
from tests.people import Clock
from tests.settings import complete_environment
from tests.store.two_processes import meet

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store
    from tests.databases import Keys, OpenStore
    from tests.store.two_processes import TwoProcesses

limit_hits = metadata.tables["limit_hits"]

pytest_generate_tests = on_both_engines


HERE = "198.51.100.7"
AWAY = "redis://127.0.0.1:1/0"
in_one_process = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Hundreds of tries, one after the other: what each engine does is shown by the smaller limits, and by two processes."""


def networks(many: int) -> list[str]:
    return [f"203.0.{number // 250}.{number % 250 + 1}" for number in range(many)]


def limits_on(store: Store, clock: Clock | None = None, redis_url: str | None = None) -> LoginLimits:
    """Return the limits of an app of its own."""
    services = Services(load(complete_environment(), Path("/nowhere")), store, clock or Clock())
    return init_limits(Flask(__name__), services, redis_url)


@pytest.fixture
def limits(store: Store, clock: Clock) -> LoginLimits:
    """Limits that count in the database, on each engine in turn."""
    return limits_on(store, clock)


@pytest.fixture
def mia() -> str:
    """An account that nobody has tried yet, not even on the Redis that all tests share."""
    return f"mia-{uuid.uuid4()}@larkfield.example"


@pytest.fixture
def on_redis(sqlite_store: Store, redis_url: str) -> LoginLimits:
    return limits_on(sqlite_store, redis_url=redis_url)


def test_five_tries_at_one_account_from_one_network_are_judged(limits: LoginLimits, clock: Clock):
    tried = [limits.admits("mia@x.example", HERE, None) for _ in range(8)]
    assert tried == [True] * 5 + [False] * 3
    clock.moves(minutes=5)
    assert limits.admits("mia@x.example", HERE, None)


def test_tries_at_one_account_leave_the_network_to_the_others(limits: LoginLimits):
    for _ in range(50):
        limits.admits("mia@x.example", HERE, None)
    assert [limits.admits(f"{who}@x.example", HERE, None) for who in range(6)] == [True] * 5 + [False]


@in_one_process
def test_ten_tries_a_minute_and_sixty_an_hour_from_one_network_are_judged(limits: LoginLimits, clock: Clock):
    judged = []
    for minute in range(10):
        judged.append(sum(limits.admits(f"{minute}.{who}@x.example", HERE, None) for who in range(40)))
        clock.moves(minutes=1)
    assert judged == [10] * 6 + [0] * 4


def test_a_network_that_is_refused_uses_up_no_account(limits: LoginLimits):
    for who in range(10):
        limits.admits(f"{who}@x.example", HERE, None)
    for _ in range(30):
        assert not limits.admits("mia@x.example", HERE, None)
    assert limits.admits("mia@x.example", "203.0.113.9", None)


@in_one_process
def test_from_two_hundred_networks_twenty_tries_an_hour_at_one_account_are_judged(
    limits: LoginLimits, clock: Clock
):
    judged = []
    for _ in range(4):
        judged.append(sum(limits.admits("mia@x.example", network, None) for network in networks(200)))
        clock.moves(minutes=15)
    assert judged == [10, 10, 0, 0]


@in_one_process
def test_three_hundred_tries_a_minute_are_judged_in_all_and_a_known_computer_gets_in_whatever_strangers_do(
    limits: LoginLimits,
):
    judged = [limits.admits("mia@x.example", network, None) for network in networks(20)]
    assert judged == [True] * 10 + [False] * 10
    tried = [limits.admits(f"{who}@x.example", network, None) for who, network in enumerate(networks(300))]
    assert tried == [True] * 290 + [False] * 10
    for _ in range(10):
        limits.admits("mia@x.example", HERE, None)
    assert not limits.admits("mia@x.example", HERE, None)
    assert limits.admits("mia@x.example", HERE, "ab" * 32)


def test_a_known_computer_has_a_limit_of_its_own(limits: LoginLimits, clock: Clock):
    judged = []
    for _ in range(4):
        judged.append(sum(limits.admits("mia@x.example", network, "ab" * 32) for network in networks(20)))
        clock.moves(minutes=5)
    assert judged == [10, 10, 0, 0]
    assert limits.admits("mia@x.example", HERE, "cd" * 32)
    assert limits.admits("mia@x.example", HERE, None)


def test_one_ipv6_customer_is_one_network(limits: LoginLimits):
    tried = [limits.admits("mia@x.example", f"2001:db8:1:2::{host:x}", None) for host in range(6)]
    assert tried == [True] * 5 + [False]
    assert limits.admits("mia@x.example", "2001:db8:1:3::1", None)


def test_an_ipv4_address_within_ipv6_is_that_address(limits: LoginLimits):
    for _ in range(5):
        limits.admits("mia@x.example", HERE, None)
    assert not limits.admits("mia@x.example", f"::ffff:{HERE}", None)
    assert limits.admits("mia@x.example", "::ffff:198.51.100.8", None)


def test_an_unknown_address_is_a_network_too(limits: LoginLimits):
    assert [limits.admits("mia@x.example", "unknown", None) for _ in range(6)] == [True] * 5 + [False]


def test_a_success_forgives_the_slips_that_were_made_here(limits: LoginLimits):
    for _ in range(6):
        limits.admits("mia@x.example", HERE, None)
    limits.forget("mia@x.example", HERE)
    assert limits.admits("mia@x.example", HERE, None)


def test_a_success_on_a_known_computer_forgives_its_slips(limits: LoginLimits):
    for _ in range(11):
        limits.admits("mia@x.example", HERE, "ab" * 32)
    limits.forget("mia@x.example", HERE, "ab" * 32)
    assert limits.admits("mia@x.example", HERE, "ab" * 32)


def test_a_success_gives_an_attacker_elsewhere_no_new_share(limits: LoginLimits):
    for network in networks(20):
        limits.admits("mia@x.example", network, None)
    limits.forget("mia@x.example", HERE, "ab" * 32)
    assert not limits.admits("mia@x.example", "203.0.113.9", None)


def test_ones_own_account_does_not_refill_the_network(limits: LoginLimits):
    for who in range(10):
        limits.admits(f"{who}@x.example", HERE, None)
    limits.forget("0@x.example", HERE)
    assert not limits.admits("mia@x.example", HERE, None)


def test_what_is_kept_names_nobody(limits: LoginLimits, store: Store):
    limits.admits("mia@x.example", HERE, None)
    limits.admits("mia@x.example", HERE, "ab" * 32)
    with store.engine.connect() as connection:
        kept = repr(connection.execute(select(limit_hits)).all())
    assert ACCOUNT_NETWORK.name in kept
    assert not [secret for secret in ("mia", "x.example", HERE, "ab" * 32) if secret in kept]


def test_any_text_can_be_counted(limits: LoginLimits):
    assert limits.admits("x" * 5000 + "\0\udcff/%:", "y" * 5000 + "\0", None)
    assert limits.admits("", "", "z" * 5000)


def test_a_restart_does_not_refill_a_limit(
    database_url: str, keys: Keys, open_store: OpenStore, clock: Clock
):
    tried = [
        limits_on(open_store(database_url, keys), clock).admits("mia@x.example", HERE, None) for _ in range(7)
    ]
    assert tried == [True] * 5 + [False] * 2


def test_two_processes_share_a_limit(two_processes: TwoProcesses, database_url: str, keys: Keys):
    assert sum(two_processes.run(try_mia, database_url, keys, None, "mia@x.example")) == 10


def test_two_processes_share_a_limit_on_redis(
    two_processes: TwoProcesses, sqlite_url: str, keys: Keys, redis_url: str, mia: str
):
    assert sum(two_processes.run(try_mia, sqlite_url, keys, redis_url, mia)) == 10


def try_mia(who: int, url: str, keys: Keys, redis_url: str | None, account: str) -> int:
    """Try one account from forty networks, and return how many of the tries were judged."""
    store = keys.store(url)
    limits = limits_on(store, redis_url=redis_url)
    with ExitStack() as stack:
        stack.callback(store.engine.dispose)
        meet()
        return sum(limits.admits(account, f"203.0.113.{who * 100 + number}", None) for number in range(40))


def test_redis_counts_as_the_database_does(on_redis: LoginLimits, mia: str):
    assert [on_redis.admits(mia, HERE, None) for _ in range(7)] == [True] * 5 + [False] * 2
    on_redis.forget(mia, HERE)
    assert on_redis.admits(mia, HERE, None)
    assert sum(on_redis.admits(mia, HERE, mia) for _ in range(20)) == 10


def test_a_database_that_is_down_lets_nobody_try(limits: LoginLimits, store: Store):
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE limit_hits"))
    assert_shut(limits)


def test_a_redis_that_goes_down_leaves_the_count_to_the_database(sqlite_store: Store, mia: str):
    with running_redis() as url:
        limits = limits_on(sqlite_store, redis_url=url)
        assert limits.admits(mia, HERE, None)
    assert [limits.admits(mia, HERE, None) for _ in range(7)] == [True] * 5 + [False] * 2
    limits.forget(mia, HERE)
    assert limits.admits(mia, HERE, None)


def test_no_network_tries_more_links_because_redis_is_down(sqlite_store: Store):
    limits = limits_on(sqlite_store, redis_url=AWAY)
    tried = []
    for _ in range(32):
        tried.append(limits.bars_links(HERE))
        limits.note_no_link(HERE)
    assert tried == [False] * 30 + [True] * 2


def test_the_app_starts_while_redis_is_down_and_counts_in_the_database(sqlite_store: Store, mia: str):
    limits = limits_on(sqlite_store, redis_url=AWAY)
    assert [limits.admits(mia, HERE, None) for _ in range(6)] == [True] * 5 + [False]


def test_nobody_tries_while_both_are_down(sqlite_store: Store):
    limits = limits_on(sqlite_store, redis_url=AWAY)
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("DROP TABLE limit_hits"))
    assert_shut(limits)


def assert_shut(limits: LoginLimits) -> None:
    for device in (None, "ab" * 32):
        with pytest.raises(LimiterDown):
            limits.admits("mia@x.example", HERE, device)
        limits.forget("mia@x.example", HERE, device)


def test_a_route_that_is_not_the_login_stays_open_while_the_storage_is_down(
    sqlite_store: Store, clock: Clock
):
    app = Flask(__name__)
    app.add_url_rule("/webhook", "webhook", lambda: "heard", methods=["POST"])
    services = Services(load(complete_environment(), Path("/nowhere")), sqlite_store, clock)
    init_limits(app, services, AWAY)
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("DROP TABLE limit_hits"))
    assert app.test_client().post("/webhook").text == "heard"


def test_no_answer_tells_how_many_tries_are_left(limits: LoginLimits, store: Store, clock: Clock):
    app = Flask(__name__)
    services = Services(load(complete_environment(), Path("/nowhere")), store, clock)
    counted = init_limits(app, services, None)
    app.add_url_rule("/login", "login", lambda: str(counted.admits("mia@x.example", HERE, None)))
    answer = app.test_client().get("/login")
    assert answer.text == "True"
    assert not [name for name, _ in answer.headers if "limit" in name.lower() or name == "Retry-After"]


@pytest.fixture
def storage(limits: LoginLimits) -> Callable[[], tuple[int, float, bool]]:
    """A function that returns what Flask-Limiter's own tools read of one key."""
    kept = limits.limiter.storage
    kept.incr("key", 60)
    return lambda: (kept.get("key"), kept.get_expiry("key"), kept.check())


def test_the_storage_tells_flask_limiter_what_it_holds(
    storage: Callable[[], tuple[int, float, bool]], limits: LoginLimits, clock: Clock
):
    assert storage() == (1, clock().timestamp() + 60, True)
    assert limits.limiter.storage.reset() == 1
    assert storage() == (0, clock().timestamp(), True)


def test_the_storage_tells_when_it_is_down(
    storage: Callable[[], tuple[int, float, bool]], limits, store: Store
):
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE limit_hits"))
    assert not limits.limiter.storage.check()
