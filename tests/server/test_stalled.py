"""Clients that begin and do not go on: the proxy hangs up on them, and a genuine message is answered meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Semaphore

import pytest

from tests.server.live_server import RemotePatient
from tests.server.proxies import running
from tests.server.slow import BEGINNINGS

AT_ONCE = 8  # requests that one process works on
STALLED = 20


@pytest.mark.long
@pytest.mark.timeout(120)
@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_twenty_who_stall_hold_up_nobody_for_long_and_are_hung_up_on(fronted, proxy):
    server, in_front = fronted
    over, stalled = Event(), Semaphore(0)

    def stall(number: int) -> None:
        with suppress(OSError), BEGINNINGS[number // 2 % len(BEGINNINGS)](in_front) as wire:
            stalled.release()
            wire.settimeout(0.3)
            while not over.is_set():
                with suppress(TimeoutError):
                    if number % 2:  # no byte at all, or one at a time
                        wire.send(b"a")
                    if not wire.recv(4096):
                        return

    with running(proxy, server, in_front.port), ThreadPoolExecutor(STALLED) as pool:
        stallers = [pool.submit(stall, number) for number in range(STALLED)]
        try:
            for _ in range(AT_ONCE):
                assert stalled.acquire(timeout=60)
            assert RemotePatient(in_front, "whatsapp:+15005550006").says("hello")
            for staller in stallers:
                staller.result(60)
        finally:
            over.set()
    assert "exception" not in server.log.read_text()
