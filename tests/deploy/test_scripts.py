"""The shell scripts of the units: what they call, and whom they tell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner

from app.cli.alert import alert
from tests.messages.mail_server import mail_server
from tests.project import ROOT
from tests.settings import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

    from tests.messages.mail_server import MailBox

SCRIPTS: Final = sorted([*ROOT.glob("deploy/**/*.sh"), ROOT / ".ci" / "run"])
STAND_IN: Final = """#!/bin/sh
echo "$@" >>called
[ "$3" != backup ] || : >"$4"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder in which Anteroom seems to be installed; its commands are written down."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    for name in ("flask", "python"):
        (tmp_path / ".venv/bin" / name).write_text(STAND_IN)
        (tmp_path / ".venv/bin" / name).chmod(0o755)
    (tmp_path / "backups").mkdir()
    (tmp_path / "deploy").mkdir()
    for name in ("backup.sh", "copy.sh", "failure.sh", "rehearse.sh", "restore.sh"):
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


def test_the_newest_backup_is_restored_unless_another_is_named(house):
    backups = house / "backups"
    assert "There is no backup" in run(house, "restore.sh", backups).stderr
    for name, at in {"a.backup": 3, "b.backup": 5, "b.backup.erasures": 9}.items():
        backups.joinpath(name).touch()
        os.utime(backups / name, (at, at))
    assert run(house, "restore.sh", backups).returncode == 0
    assert run(house, "restore.sh", backups, "a.backup").returncode == 0
    assert "no backup c.backup in" in run(house, "restore.sh", backups, "c.backup").stderr
    called = (house / "called").read_text().splitlines()
    assert called == [f"--app wsgi restore {backups}/{name}.backup" for name in ("b", "a")]


def test_each_backup_is_copied_once_and_whole(house):
    backups, elsewhere = house / "backups", house / "elsewhere"
    elsewhere.mkdir()
    for name in ("a.backup", "a.backup.erasures", "b.backup.12.part", "note.txt"):
        backups.joinpath(name).write_text(name)
    assert run(house, "copy.sh", backups, elsewhere).returncode == 0
    assert {path.name: path.read_text() for path in elsewhere.iterdir()} == {
        name: name for name in ("a.backup", "a.backup.erasures")
    }
    backups.joinpath("a.backup").write_text("changed")
    assert run(house, "copy.sh", backups, elsewhere).stdout == ""
    assert (elsewhere / "a.backup").read_text() == "a.backup"
    elsewhere.rename(house / "gone")
    assert run(house, "copy.sh", backups, elsewhere).returncode == 1


def test_a_failure_is_told_to_the_journal_first(house):
    done = run(house, "failure.sh", "anteroom-doctor.service")
    assert done.stdout.startswith("<1>anteroom-doctor.service has failed on ")
    assert (house / "called").read_text() == "-m app.cli.alert anteroom-doctor.service\n"


@pytest.fixture
def mailed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[MailBox, Path]]:
    """A mail server, and a `.env` that names it and is broken otherwise."""
    (tmp_path / "instance").mkdir(0o700)
    monkeypatch.setattr("app.cli.alert.ROOT", tmp_path)
    with mail_server() as box:
        (tmp_path / ".env").write_text(
            f"ALERT_EMAIL_TO=oncall@clinic.example\nSMTP_URL={box.url}\nPUBLIC_URL=https://[\n"
            "INDEX_KEY=not-a-key\nDATABASE_URL=postgresql://nobody@127.0.0.1:1/gone\nnot a setting at all\n"
        )
        (tmp_path / ".env").chmod(0o644)
        yield box, tmp_path


def tell(unit: str = "anteroom-doctor.service") -> Result:
    return CliRunner().invoke(alert, [unit])


def test_a_failure_is_mailed_though_no_other_setting_can_be_used(mailed):
    box, _ = mailed
    assert tell().exit_code == 0
    [message] = box.received
    assert message["To"] == "oncall@clinic.example"
    assert "anteroom-doctor.service has failed on" in message["Subject"]
    assert "journalctl -u anteroom-doctor.service" in message.get_content()


def test_a_unit_is_mailed_about_once_in_a_quarter_of_an_hour(mailed):
    box, folder = mailed
    for _ in range(3):
        assert tell("anteroom.service").exit_code == 0
    assert tell("anteroom-worker.service").exit_code == 0
    assert len(box.received) == 2
    for file in (folder / "instance").iterdir():
        os.utime(file, (file.stat().st_mtime - 901,) * 2)
    assert tell("anteroom.service").exit_code == 0
    assert len(box.received) == 3


def test_a_mail_that_was_not_taken_begins_no_pause_and_neither_does_a_folder_that_is_gone(mailed):
    box, folder = mailed
    box.answer = "550 No"
    assert (tell().exit_code, "mail_refused" in tell().output) == (1, True)
    box.answer = "250 OK"
    assert tell().exit_code == 0
    shutil.rmtree(folder / "instance")
    assert tell().exit_code == 0
    assert len(box.received) == 2


def test_one_who_is_refused_keeps_the_mail_from_nobody_else_and_is_named_by_their_place(mailed):
    box, folder = mailed
    lines = (folder / ".env").read_text()
    (folder / ".env").write_text(lines.replace("TO=", "TO=gone@clinic.example, "))
    box.refuses["gone@clinic.example"] = "550 5.1.1 No such user"
    told = tell()
    assert (told.exit_code, told.output) == (0, "Not sent to address 1 of ALERT_EMAIL_TO: mail_refused.\n")
    assert box.recipients == [["oncall@clinic.example"]]


def test_a_line_break_in_the_name_of_a_unit_is_refused(mailed):
    box, _ = mailed
    assert tell("a\nBcc: all@clinic.example").exit_code == 1
    assert box.received == []


def test_flask_alert_mails_though_the_app_does_not_start(tmp_path):
    for name in ("app", "migrations"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "wsgi.py", tmp_path)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "alert", "anteroom-doctor.service"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=bare_environment() | {"ALERT_EMAIL_TO": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "ALERT_EMAIL_TO must be" in done.stderr) == (1, True)
