"""The shipped units of systemd: they are valid, shut in, and run what is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from app.cli import COMMANDS
from tests.deploy.shipped import DEPLOY, HOME, ran
from tests.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

UNITS: Final = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.socket"), *DEPLOY.glob("*.timer")])
SERVICES: Final = [unit for unit in UNITS if unit.suffix == ".service"]
TIMERS: Final = [unit for unit in UNITS if unit.suffix == ".timer"]
MOST_EXPOSED: Final = "20"
"""Tenths of systemd's own scale, on which a unit without any restriction has 9.6."""


def lines(unit: Path, name: str) -> list[str]:
    """Return each value that a unit gives a setting."""
    return re.findall(rf"^{name}=(.*)$", unit.read_text(), re.MULTILINE)


def test_systemd_finds_no_fault_in_any_unit(tmp_path):
    """Read from a folder in the place of /, in which Anteroom is installed."""
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    for unit in UNITS:
        # The failed unit's name is only known once one has failed.
        units.joinpath(unit.name).write_text(unit.read_text().replace("@%n.service", "@x.service"))
    programs = {lines(unit, "ExecStart")[0].split()[0] for unit in SERVICES} | {"/bin/kill"}
    for program in programs:
        there = tmp_path / program.removeprefix("/")
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text("#!/bin/sh\n")
        there.chmod(0o755)
    for target in (
        "sysinit",
        "basic",
        "shutdown",
        "sockets",
        "timers",
        "network-online",
        "time-set",
        "time-sync",
    ):
        units.joinpath(f"{target}.target").write_text("[Unit]\n")
    names = [unit.name.replace("@.", "@x.") for unit in UNITS]
    assert ran("systemd-analyze", "verify", "--man=no", f"--root={tmp_path}", *names) == ""


def test_every_service_is_shut_in():
    for unit in SERVICES:
        ran("systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", unit)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_runs_what_is_there(unit):
    [line] = lines(unit, "ExecStart")
    program, *arguments = line.split()
    if program == f"{HOME}/.venv/bin/flask":
        assert arguments[:2] == ["--app", "wsgi"]
        assert arguments[2] in COMMANDS
    elif program != f"{HOME}/.venv/bin/gunicorn":
        assert (ROOT / program.removeprefix(f"{HOME}/")).stat().st_mode & 0o111


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_has_the_settings_of_the_server(unit):
    """The same user, and the `.env` beside wsgi.py: another source would be another clinic's."""
    server = DEPLOY / "anteroom.service"
    for name in ("User", "Group", "UMask", "WorkingDirectory", "EnvironmentFile", "LoadCredential"):
        assert lines(unit, name) == lines(server, name)


def test_somebody_is_told_of_each_service_that_fails():
    silent = {unit.name for unit in SERVICES if lines(unit, "OnFailure") != ["anteroom-failure@%n.service"]}
    assert silent == {"anteroom-failure@.service"}


def test_a_service_that_fails_at_every_start_is_given_up():
    """The limit is met though a start takes ten seconds to fail."""
    for unit in SERVICES:
        if lines(unit, "Restart"):
            [between], [within], [most] = (
                lines(unit, name) for name in ("RestartSec", "StartLimitIntervalSec", "StartLimitBurst")
            )
            assert int(most) * (int(between) + 10) <= int(within), unit.name


def test_each_timer_starts_a_service():
    assert {timer.stem for timer in TIMERS} == {
        f"anteroom-{name}" for name in ("audit", "backup", "doctor", "rehearse")
    }
    for timer in TIMERS:
        assert timer.with_suffix(".service") in SERVICES
        assert lines(timer, "WantedBy") == ["timers.target"]
        ran("systemd-analyze", "calendar", *lines(timer, "OnCalendar"))
