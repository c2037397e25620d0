"""The tests mean the same under `nohup`, in the background of a script, and at a terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.project import ROOT
from tests.settings import bare_environment

_NONE_IGNORED = "test_what_a_test_starts_ignores_no_signal"


def test_what_a_test_starts_ignores_no_signal():
    status = subprocess.run(["cat", "/proc/self/status"], capture_output=True, text=True, check=True).stdout
    [ignored] = [line.partition(":")[2] for line in status.splitlines() if line.startswith("SigIgn:")]
    assert int(ignored, 16) == 0


def test_nor_does_it_where_the_tests_were_started_with_every_ending_ignored():
    test = f"{Path(__file__).relative_to(ROOT)}::{_NONE_IGNORED}"
    ignoring = 'trap "" HUP INT QUIT TERM; exec "$0" -m pytest -q -n 0 -p no:cacheprovider "$1"'
    ran = subprocess.run(
        ["bash", "-c", ignoring, sys.executable, test],
        cwd=ROOT, env=bare_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
