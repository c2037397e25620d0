"""Clients that begin and do not go on: they are hung up on, and a genuine message is answered meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Semaphore

import pytest

from tests.server.live_server import RemotePatient
from tests.server.slow import BEGINNINGS

THREADS = 8  # of one process: deploy/gunicorn.conf.py
STALLED = 20


@pytest.mark.timeout(120)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_twenty_who_stall_hold_up_nobody_for_long_and_are_hung_up_on(serve):
    server = serve()
    over, stalled = Event(), Semaphore(0)

    def stall(number: int) -> None:
        with suppress(OSError), BEGINNINGS[number // 2 % len(BEGINNINGS)](server) as wire:
            stalled.release()
            wire.settimeout(0.3)
            while not over.is_set():
                with suppress(TimeoutError):
                    if number % 2:  # no byte at all, or one at a time
                        wire.send(b"a")
                    if not wire.recv(4096):
                        return

    with ThreadPoolExecutor(STALLED) as pool:
        stallers = [pool.submit(stall, number) for number in range(STALLED)]
        try:
            for _ in range(THREADS):
                assert stalled.acquire(timeout=60)
            assert RemotePatient(server, "whatsapp:+15005550006").says("hello")
            for staller in stallers:
                staller.result(60)
        finally:
            over.set()
    assert "exception" not in server.log.read_text()
