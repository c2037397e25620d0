"""The machine's clock leaps while patients write, and leaps back."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.traffic import traffic
from tests.server.proxies import program

pytestmark = pytest.mark.fault
WRONG = 8


def library() -> Path:
    program("faketime")
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("leap", ["+1h", "-1h"])
def test_the_clock_leaps_by_an_hour_and_back(server_at_rest, store, tmp_path, leap):
    clock = tmp_path / "clock"
    clock.write_text("+0")
    server = server_at_rest(WEB_CONCURRENCY="2")
    server.fresh = True  # the library has to be there when Python starts
    server.environment |= {
        "LD_PRELOAD": str(library()),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
    server.start()
    try:
        with traffic(f"clock {leap}", [server], store, forms=0) as flowing:
            flowing.flows(pages=0)
            clock.write_text(leap)
            time.sleep(WRONG)
            clock.write_text("+0")
            flowing.healed(pages=0)
    finally:
        server.end()
