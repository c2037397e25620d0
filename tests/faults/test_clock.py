"""The machine's clock leaps while patients write, and leaps back.

An hour ahead, a form that is open looks as if nobody had used it. So its patient opens the link again, as one would.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.traffic import traffic
from tests.server.live_server import RemotePatient
from tests.server.proxies import program

pytestmark = pytest.mark.fault
WRONG = 8
WARM = 8


def library() -> Path:
    program("faketime")
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def set_to(clock: Path, offset: str) -> None:
    """Write it at once and whole: libfaketime ends a process that finds half of it."""
    new = clock.with_suffix(".new")
    new.write_text(offset)
    new.replace(clock)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("leap", ["+1h", "-1h"])
def test_the_clock_leaps_by_an_hour_and_back(server_at_rest, store, tmp_path, leap):
    clock = tmp_path / "clock"
    set_to(clock, "+0")
    server = server_at_rest(WEB_CONCURRENCY="2")
    server.fresh = True  # the library has to be there when Python starts
    server.environment |= {
        "LD_PRELOAD": str(library()),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DISABLE_SHM": "1",  # it would leave some behind for each process
        "NO_FAKE_STAT": "1",
    }
    server.start()
    try:
        for number in range(WARM):  # a fresh Python builds what it listens with at its first words
            RemotePatient(server, f"whatsapp:+1500555{number:04d}").says("hello")
        with traffic(f"clock {leap}", [server], store, returning=True) as flowing:
            flowing.flows()
            set_to(clock, leap)
            until = time.monotonic() + WRONG
            flowing.flows()
            time.sleep(max(0.0, until - time.monotonic()))
            set_to(clock, "+0")
            flowing.healed()
        assert flowing.form.ledger.returned or leap == "-1h"
    finally:
        server.end()
