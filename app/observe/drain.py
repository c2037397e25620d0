"""Take this machine out of a load balancer before it stops.

At SIGTERM `/readyz` turns red, and everything is answered as before for `DRAIN_SECONDS`. Only then does the server stop,
as it would at once without the setting. A second SIGTERM stops it at once.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Timer
from typing import Any, Final

_SIGNAL: Final = signal.SIGURG
"""How gunicorn's master tells its workers. A worker that does not listen yet ignores it, and no terminal sends it."""


@dataclass(slots=True)
class _Leaving:
    is_begun: bool = False


_LEAVING: Final = _Leaving()


def is_on() -> bool:
    """Return whether this process will stop soon, and should be sent nothing new."""
    return _LEAVING.is_begun


def begin(*_signal: object) -> None:
    """Note that this process will stop soon."""
    _LEAVING.is_begun = True


def listen() -> None:
    """Let this worker hear from its master that it will stop soon."""
    signal.signal(_SIGNAL, begin)
    signal.siginterrupt(_SIGNAL, False)


def before_stopping(arbiter: Any, seconds: timedelta) -> None:
    """Have gunicorn drain its workers at the first SIGTERM, and stop at the second."""
    if seconds:
        arbiter.handle_term = _Term(arbiter, seconds, arbiter.handle_term)


@dataclass(slots=True)
class _Term:
    arbiter: Any
    seconds: timedelta
    stop: Callable[[], None]

    def __call__(self) -> None:
        if is_on():
            return self.stop()
        begin()  # for workers that are started from now on
        self.arbiter.log.info("Draining for %d seconds", self.seconds.total_seconds())
        self.arbiter.kill_workers(_SIGNAL)
        timer = Timer(self.seconds.total_seconds(), os.kill, (os.getpid(), signal.SIGTERM))
        timer.daemon = True
        timer.start()
        return None
