"""The first run makes keys once, for this user alone, and never over somebody's keys."""

from __future__ import annotations

import stat

import pytest

from app.cli import init_env
from app.config import load, read_environment
from app.crypto import Identities


def test_a_fresh_folder_gets_settings_that_load(tmp_path, monkeypatch):
    monkeypatch.setattr(init_env, "ROOT", tmp_path)
    init_env.main()
    settings = load(read_environment(tmp_path, {}), tmp_path)
    assert not settings.production
    assert settings.clinic.phone == "01632 960 555"
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_the_identity_that_opens_backups_is_put_into_a_file_of_its_own_and_is_said_to_belong_elsewhere(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(init_env, "ROOT", tmp_path)
    init_env.main()
    file = tmp_path / "backup-identity.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    settings = load(read_environment(tmp_path, {}), tmp_path)
    assert settings.backup_keys == tuple(Identities(file.read_text()).public_keys)
    identity = file.read_text().splitlines()[-1]
    assert identity.startswith("AGE-SECRET-KEY-1")
    said = capsys.readouterr().out
    assert "move it to where neither this computer nor its backups are" in said
    assert identity not in said + (tmp_path / ".env").read_text()
    (tmp_path / ".env").unlink()
    init_env.main()
    assert load(read_environment(tmp_path, {}), tmp_path).backup_keys == settings.backup_keys


def test_existing_settings_are_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(init_env, "ROOT", tmp_path)
    (tmp_path / ".env").write_text("MINE=1")
    init_env.main()
    assert (tmp_path / ".env").read_text() == "MINE=1"
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_two_fresh_folders_share_no_key(tmp_path, monkeypatch):
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(init_env, "ROOT", tmp_path / name)
        init_env.main()
        made.append(load(read_environment(tmp_path / name, {}), tmp_path))
    assert not set(made[0].fernet_keys) & set(made[1].fernet_keys)
    assert made[0].twilio.auth_tokens != made[1].twilio.auth_tokens


def test_no_new_keys_are_made_for_a_database_that_has_lost_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(init_env, "ROOT", tmp_path)
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "anteroom.db").touch()
    with pytest.raises(SystemExit, match=r"restore \.env, or move instance/ away"):
        init_env.main()
    assert not (tmp_path / ".env").exists()
