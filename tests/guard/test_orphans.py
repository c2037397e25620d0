"""A worker whose master was killed ends, so that another server can have the port."""

from __future__ import annotations

import logging

from app.guard.server import SlowClientWorker


def test_a_worker_without_its_master_keeps_no_connection_open_any_longer():
    worker = SlowClientWorker.__new__(SlowClientWorker)
    worker.alive, worker.pid, worker.ppid, worker.log = True, 0, -1, logging.getLogger("gunicorn.error")
    assert not worker.is_parent_alive()
    assert not worker.alive, "answers say from now on that the connection closes"
