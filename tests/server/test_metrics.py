"""A server of several processes shows one sum, whichever of them is asked, and loses none when they are killed."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.server.live_server import RemotePatient, Server, wait_until
from tests.settings import PHRASE

if TYPE_CHECKING:
    from tests.server.fixtures import Serve

MESSAGES = 20


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_process_shows_the_sum_of_all_and_killing_them_takes_nothing_away(serve: Serve):
    server = serve(WEB_CONCURRENCY="2", METRICS_TOKEN=PHRASE[::-1])
    for number in range(MESSAGES):  # each on a connection of its own, which either process may take
        RemotePatient(server, f"whatsapp:+1500555{number:04}").says("hello")
    wait_until(lambda: is_whole(server))  # a process may begin late, and count after its answer is out
    ((workers, saved),) = {scraped(server) for _ in range(8)}
    assert len(workers) == 2
    assert saved == MESSAGES
    for worker in workers:
        os.kill(int(worker), signal.SIGKILL)
    wait_until(lambda: len(scraped(server)[0] - workers) == 2)
    assert scraped(server)[1] == MESSAGES


def is_whole(server: Server) -> bool:
    """Return whether both processes are there, and every message is counted."""
    workers, saved = scraped(server)
    return len(workers) == 2 and saved == MESSAGES


def scraped(server: Server) -> tuple[frozenset[str], float]:
    """Return the processes, and how many messages they have saved."""
    connection = server.connect()
    try:
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {PHRASE[::-1]}"})
        text = connection.getresponse().read().decode()
    except OSError:  # it was killed a moment ago
        return frozenset(), 0
    finally:
        connection.close()
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    resident = [name for name in lines if name.startswith("process_resident_memory_bytes")]
    return frozenset(name.split('"')[1] for name in resident), float(
        lines['anteroom_webhook_messages_total{outcome="saved"}']
    )
