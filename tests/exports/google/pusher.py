"""A worker in a process of its own, which tests kill: it does the jobs that are due, and ends.

Usage: `python -m tests.exports.google.pusher AHEAD`. Its clock is AHEAD seconds ahead.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from app.config import load
from app.exports.targets.sheets import push, removal
from app.exports.targets.sheets.pace import Pace
from app.exports.targets.sheets.push import PUSH
from app.jobs.worker import Worker
from app.services import build
from app.store.exports.sheets import REMOVAL

SPEED = 1000.0
"""This many seconds of waiting, and of Google's clock, pass in a real one."""


def fast() -> float:
    return time.monotonic() * SPEED


def main(ahead: float) -> None:
    pace = Pace(fast, lambda seconds: time.sleep(seconds / SPEED))
    services = build(load(os.environ, Path.cwd()), lambda: datetime.now(UTC) + timedelta(seconds=ahead))
    handlers = {PUSH: partial(push.run, pace=pace), REMOVAL: partial(removal.run, pace=pace)}
    worker = Worker(services, handlers)
    while worker.once():
        pass


if __name__ == "__main__":
    main(float(sys.argv[1]))
