"""The tests mean the same under `nohup`, in the background of a script, and at a terminal."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.fork_client import loaded_app
from tests.project import ROOT
from tests.settings import bare_environment

_IGNORING = """\
import runpy, signal
for ending in ("HUP", "INT", "QUIT", "TERM"):
    signal.signal(signal.Signals[f"SIG{ending}"], signal.SIG_IGN)
runpy.run_module("pytest", run_name="__main__", alter_sys=True)
"""
_NONE_IGNORED = "test_what_a_test_starts_ignores_no_signal"


def test_what_a_test_starts_ignores_no_signal():
    status = subprocess.run(["cat", "/proc/self/status"], capture_output=True, text=True, check=True).stdout
    [ignored] = [line.partition(":")[2] for line in status.splitlines() if line.startswith("SigIgn:")]
    assert int(ignored, 16) == 0


def test_what_a_test_starts_ignores_no_signal_where_the_tests_were_started_with_every_ending_ignored():
    test = f"{Path(__file__).relative_to(ROOT)}::{_NONE_IGNORED}"
    arguments = ("-q", "-n", "0", "-p", "no:cacheprovider", test)
    ran = loaded_app().run("-c", _IGNORING, *arguments, environment=bare_environment())
    assert ran.returncode == 0, ran.stdout
