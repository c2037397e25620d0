"""A command that root types runs as the owner of `instance/`, and changes `.env` as root."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.cli import account
from tests.databases import roomy_folder
from tests.drill_house import furnish
from tests.settings import bare_environment, complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER = 4242


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user reaches, as pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="anteroom-account-", dir=roomy_folder()) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_folder_of_the_same_user_or_none_at_all_changes_nothing(tmp_path):
    before = os.getresuid(), os.getresgid()
    for folder in (tmp_path, tmp_path / "nothing"):
        if folder.exists():
            os.chown(folder, os.geteuid(), os.getegid())
        account.step_down(folder, for_good=True)
    with account.as_root():
        assert os.geteuid() == before[0][1]
    assert (os.getresuid(), os.getresgid()) == before


def test_a_secret_is_renewed_in_a_file_that_only_root_may_write_and_stays_lent_to_the_service(folder):
    """Where the tests do not run as root, all of it is one user's, and the file stays as it is."""
    furnish(folder)
    (folder / "instance").mkdir(0o700)
    env = folder / ".env"
    env.write_text("".join(f"{name}='{value}'\n" for name, value in complete_environment().items()))
    env.chmod(0o640 if os.geteuid() == 0 else 0o600)
    if os.geteuid() == 0:
        os.chown(env, 0, OWNER)
        os.chown(folder / "instance", OWNER, OWNER)
    before = env.stat()
    command = [sys.executable, "-m", "app.cli.renew", "SECRET_KEY", "FERNET_KEYS"]
    done = subprocess.run(
        command, cwd=folder, env=bare_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    after = env.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (
        before.st_uid,
        before.st_gid,
        stat.S_IMODE(before.st_mode),
    )
    assert after.st_ino != before.st_ino


def test_a_command_has_neither_roots_rights_nor_a_way_back_to_them(tmp_path):
    script = (
        "import os, sys; from pathlib import Path; from app.cli import account\n"
        "account.step_down_for(['backup'], Path(sys.argv[1]))\n"
        "with account.as_root(): print(os.getresuid(), os.getresgid(), os.getgroups(), os.geteuid() == 0)\n"
    )
    if os.geteuid() == 0:
        os.chown(tmp_path, OWNER, OWNER)
    ran = subprocess.run(
        [sys.executable, "-c", script, tmp_path],
        env=bare_environment() | {"FLASK_RUN_FROM_CLI": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    user = OWNER if os.geteuid() == 0 else os.geteuid()
    assert ran.stdout.startswith(f"({user}, {user}, {user})")
    assert ran.stdout.endswith("False\n")


def test_settings_that_only_root_may_read_are_told_with_what_lends_them_to_the_service(folder):
    env = folder / ".env"
    env.write_text("A=b\n")
    script = (
        "import sys; from pathlib import Path; from app.cli import account; from app.config import environment\n"
        "account.step_down(Path(sys.argv[1]) / 'instance', for_good=True)\n"
        "environment.read_environment(Path(sys.argv[1]), {})\n"
    )
    (folder / "instance").mkdir(0o700)
    env.chmod(0o600 if os.geteuid() == 0 else 0)
    if os.geteuid() == 0:
        os.chown(folder / "instance", OWNER, OWNER)
    ran = subprocess.run(
        [sys.executable, "-c", script, folder],
        env=bare_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"This user may not read {env}. Run: " in ran.stderr
    if os.geteuid() == 0:
        assert f"as root: chgrp {OWNER} {env} && chmod 640 {env}" in ran.stderr
