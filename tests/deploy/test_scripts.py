"""The shell scripts of the units: what they call, and whom they tell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from app import create_app
from app.config import load
from app.services import build
from tests.messages.mail_server import mail_server
from tests.project import ROOT
from tests.settings import complete_environment

SCRIPTS: Final = sorted([*ROOT.glob("deploy/**/*.sh"), ROOT / ".ci" / "run"])
STAND_IN: Final = """#!/bin/sh
echo "$@" >>called
[ "$3" != backup ] || : >"$4"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder in which Anteroom seems to be installed; its commands are written down."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/flask").write_text(STAND_IN)
    (tmp_path / ".venv/bin/flask").chmod(0o755)
    (tmp_path / "backups").mkdir()
    (tmp_path / "deploy").mkdir()
    for name in ("backup.sh", "rehearse.sh", "failure.sh"):
        shutil.copy(ROOT / "deploy" / name, tmp_path / "deploy")
    return tmp_path


def run(house: Path, script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [house / "deploy" / script, *arguments], capture_output=True, text=True, check=False, cwd="/"
    )


def test_shellcheck_finds_nothing_in_any_script():
    done = subprocess.run(
        [Path(sys.executable).with_name("shellcheck"), *SCRIPTS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_backup_goes_beside_the_others_and_those_of_long_ago_go(house):
    backups = house / "backups"
    for name, days in {"old.backup": 40, "old.backup.erasures": 40, "new.backup": 20, "old.txt": 40}.items():
        backups.joinpath(name).touch()
        os.utime(backups / name, (backups.stat().st_mtime - days * 86_400,) * 2)
    assert run(house, "backup.sh", backups).returncode == 0
    [made] = {path.name for path in backups.iterdir()} - {"new.backup", "old.txt"}
    assert (house / "called").read_text() == f"--app wsgi backup {backups}/{made}\n"


def test_nothing_is_removed_when_no_backup_was_made(house):
    old = house / "backups" / "old.backup"
    old.touch()
    os.utime(old, (1, 1))
    (house / ".venv/bin/flask").write_text("#!/bin/sh\nexit 1\n")
    assert run(house, "backup.sh", old.parent).returncode == 1
    assert old.exists()


def test_the_newest_backup_is_rehearsed_and_a_folder_without_one_is_a_failure(house):
    backups = house / "backups"
    assert "There is no backup" in run(house, "rehearse.sh", backups).stderr
    for name, at in {"a.backup": 3, "b.backup": 5, "c.backup": 4, "c.backup.erasures": 9}.items():
        backups.joinpath(name).touch()
        os.utime(backups / name, (at, at))
    assert run(house, "rehearse.sh", backups).returncode == 0
    assert (house / "called").read_text() == f"--app wsgi rehearse {backups}/b.backup\n"


def test_a_failure_is_told_to_the_journal_first(house):
    done = run(house, "failure.sh", "anteroom-doctor.service")
    assert done.stdout.startswith("<1>anteroom-doctor.service has failed on ")
    assert (house / "called").read_text() == "--app wsgi alert anteroom-doctor.service\n"


def test_a_failure_is_mailed_though_no_database_answers(tmp_path):
    with mail_server() as box:
        settings = complete_environment(
            DATABASE_URL="postgresql://nobody@127.0.0.1:1/gone",
            ALERT_EMAIL_TO="oncall@clinic.example",
            SMTP_URL=box.url,
        )
        services = build(load(settings, tmp_path))
        run_command = create_app(services).test_cli_runner().invoke
        assert run_command(args=["alert", "anteroom-doctor.service"]).exit_code == 0
        [message] = box.received
        assert message["To"] == "oncall@clinic.example"
        assert "anteroom-doctor.service has failed on" in message["Subject"]
        assert "journalctl -u anteroom-doctor.service" in message.get_content()
        box.answer = "550 No"
        refused = run_command(args=["alert", "anteroom-doctor.service"])
        assert (refused.exit_code, "mail_refused" in refused.output) == (1, True)
        assert run_command(args=["alert", "a\nBcc: all@clinic.example"]).exit_code == 1
