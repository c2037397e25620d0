"""What a web worker does about a master that is gone, and about a request that takes long."""

from __future__ import annotations

import logging
import socket
import time
from typing import Any

import pytest
from gunicorn.workers.base import Worker

from app.guard.server import SlowClientWorker


@pytest.fixture
def worker() -> Any:
    """A worker that was not started."""
    worker = SlowClientWorker.__new__(SlowClientWorker)
    worker.pid, worker.ppid, worker.alive = 1, -1, True
    worker.log = logging.getLogger("gunicorn.error")
    return worker


class Answered:
    """A connection whose request is being answered, and that request."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.request = self
        self.closes = False

    def force_close(self) -> None:
        self.closes = True


def test_a_worker_without_its_master_keeps_no_connection_open_any_longer(worker):
    assert not worker.is_parent_alive()
    assert not worker.alive, "answers say from now on that the connection closes"


def test_an_answer_that_takes_long_does_not_promise_to_hear_another_request(worker, monkeypatch):
    monkeypatch.setattr(Worker, "notify", lambda _: None)
    here, there = socket.socketpair()
    with here, there:
        slow, quick = Answered(here), Answered(there)
        worker._begun = {slow: time.monotonic() - 6, quick: time.monotonic()}
        worker.notify()
    assert (slow.closes, quick.closes) == (True, False)
