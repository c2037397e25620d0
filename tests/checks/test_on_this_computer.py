"""Files, disk: made bad for real, and mended by what the finding says."""

from __future__ import annotations

import subprocess

import pytest

from app.checks import State
from app.checks.host import LeastRoom, disk, files
from app.config import load
from tests.settings import complete_environment


@pytest.mark.parametrize(
    "name", [".env", "instance/anteroom.db", "instance/anteroom.db-wal", "instance/tls/localhost.key", "own.key", "db/a.db-wal", "far/e.journal", "vault.token"]
)  # fmt: skip
def test_a_file_that_others_may_read_is_named_and_the_command_closes_it(tmp_path, name):
    for folder in (tmp_path / "instance" / "tls", tmp_path / "db", tmp_path / "far"):
        folder.mkdir(parents=True, mode=0o700)
    (tmp_path / "instance").chmod(0o700)
    path = tmp_path / name
    path.touch(0o600)
    environ = {
        "FERNET_KEYS_FILE": str(tmp_path / "own.key"),
        "VAULT_TOKEN_FILE": str(tmp_path / "vault.token"),
    }
    settings = load(
        complete_environment(
            DATABASE_URL=f"sqlite:///{tmp_path}/db/a.db", ERASURE_JOURNAL=f"{tmp_path}/far/e.journal"
        ),
        tmp_path / "instance",
    )
    assert files(settings, environ, tmp_path).state is State.OK
    path.chmod(0o644)
    found = files(settings, environ, tmp_path)
    assert found.state is State.BAD
    assert path.name in found.said
    subprocess.run(found.mend.removeprefix("Run: "), shell=True, check=True)  # noqa: S602
    assert files(settings, environ, tmp_path).state is State.OK


def test_a_folder_that_others_may_enter_is_named_and_a_secret_mounted_for_the_service_is_not(tmp_path):
    instance = tmp_path / "in stance"
    instance.mkdir(mode=0o755)
    settings = load(complete_environment(), instance)
    found = files(settings, {"INDEX_KEY_FILE": "/run/secrets/index"}, tmp_path)
    assert "in stance" in found.said
    subprocess.run(found.mend.removeprefix("Run: "), shell=True, check=True)  # noqa: S602
    assert files(settings, {}, tmp_path).state is State.OK


def test_too_little_room_is_told_before_it_is_none(tmp_path):
    assert disk(tmp_path, LeastRoom(0, 0)).state is State.OK
    assert disk(tmp_path, LeastRoom(1.01, 0)).state is State.WARN
    assert disk(tmp_path, LeastRoom(0, 2**70)).state is State.BAD
    assert f" at {tmp_path}" in disk(tmp_path / "to" / "come").said
