"""Redis, which counts the tries to sign in, dies, freezes or forgets while patients write."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.faults.traffic import traffic
from tests.guard.redis_server import RedisServer, redis_server
from tests.server.form_crowd import FormBrowser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server.fixtures import Serve
    from tests.server.live_server import Server

pytestmark = pytest.mark.fault
TRIES = 5
"""At one account from one network, before a try is refused unseen."""


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def server(serve: Serve, redis: RedisServer) -> Server:
    return serve(WEB_CONCURRENCY="2", REDIS_URL=redis.url)


def signs_in(server: Server) -> int:
    """Try with a wrong password, and return the status."""
    browser = FormBrowser(server)
    browser.get("/login")
    status, _, _ = browser.post(
        "/login", {"email": "ada@larkfield.example", "password": "wrong", "code": "000000"}
    )
    browser.close()
    return status


def says_of_sign_in(server: Server) -> tuple[int, str]:
    """Return what /readyz says."""
    connection = server.connect()
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    said: dict[str, str] = json.loads(answer.read())
    connection.close()
    return answer.status, said["sign_in"]


def counts_in_redis(server: Server) -> bool:
    """Wait until tries are judged again, as by a Redis that was restarted: each process asks it now and then."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if signs_in(server) == 401:
            return True
        time.sleep(0.2)
    return False


def test_redis_is_killed_and_nobody_waits(server, store, redis):
    with traffic("Redis killed", [server], store) as flowing:
        assert signs_in(server) == 401
        flowing.flows()
        redis.end(signal.SIGKILL)
        assert [signs_in(server) for _ in range(TRIES + 1)] == [401] * TRIES + [429]
        assert says_of_sign_in(server) == (200, "ok")
        flowing.flows()
        redis.start()
        flowing.healed()
        assert counts_in_redis(server)
    assert flowing.is_untouched


def test_redis_stands_still_for_ten_seconds(server, store, redis):
    with traffic("Redis stopped for 10 s", [server], store) as flowing:
        flowing.flows()
        redis.freeze()
        began = time.monotonic()
        assert signs_in(server) == 401
        flowing.flows()
        time.sleep(max(0, began + 10 - time.monotonic()))
        redis.thaw()
        flowing.healed()
        assert signs_in(server) == 401
    assert flowing.is_untouched


def test_redis_forgets_everything_and_counts_from_nought(server, store, redis):
    with traffic("Redis emptied", [server], store) as flowing:
        assert [signs_in(server) for _ in range(TRIES + 1)] == [401] * TRIES + [429]
        flowing.flows()
        redis.empty()
        assert signs_in(server) == 401
        flowing.healed()
    assert flowing.is_untouched
