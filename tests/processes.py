"""The processes that tests start: which signals they heed, and two that meet at the same moment."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.store.two_processes import TwoProcesses

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_configure() -> None:
    """Hand no ignored signal down to the processes that tests start, whatever started the tests.

    Under `nohup`, or in the background of a script, the endings are ignored, and a child would ignore them too.
    A handler that does nothing spares this process just as well, and does not outlive `exec`.
    """
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture(scope="session")
def two_processes() -> Iterator[TwoProcesses]:
    processes = TwoProcesses()
    yield processes
    processes.close()
