"""Two processes, started once, for the tests of what happens at the same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.together import TwoProcesses

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def two_processes() -> Iterator[TwoProcesses]:
    processes = TwoProcesses()
    yield processes
    processes.close()
