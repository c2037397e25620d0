"""Processes that tests start: the signals that they inherit, and the pair that runs races."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.store.two_processes import TwoProcesses

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_configure() -> None:
    """Keep the processes that tests start from inheriting ignored signals.

    Under `nohup`, or in the background of a script, this process ignores SIGHUP, SIGINT or SIGQUIT. Its children would
    ignore them too, and tests that end a child would hang. A handler that does nothing protects this process as well, and
    `exec` resets it.
    """
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture(scope="session")
def two_processes() -> Iterator[TwoProcesses]:
    processes = TwoProcesses()
    yield processes
    processes.close()
