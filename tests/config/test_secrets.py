"""Secrets as values, as files, as systemd credentials: one place each, and clear words when it fails."""

from __future__ import annotations

import copy
import os
import pickle

import pytest

from app.config import ConfigurationError, Secret, load, read_environment, values
from app.config.values import lets_others_in
from tests.cases import for_each
from tests.settings import complete_environment


def without(name):
    environment = complete_environment()
    return environment, environment.pop(name)


def kept_in(path, content):
    """Write a file that nobody else may read."""
    path.touch(0o600)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_secret_may_come_from_a_file(tmp_path):
    environment, token = without("TWILIO_AUTH_TOKEN")
    kept_in(tmp_path / "token", token + "\n")
    settings = load(environment | {"TWILIO_AUTH_TOKEN_FILE": str(tmp_path / "token")}, tmp_path)
    assert ",".join(each.reveal() for each in settings.twilio.auth_tokens) == token


def test_a_secret_may_come_as_a_systemd_credential(tmp_path):
    environment, key = without("FERNET_KEYS")
    kept_in(tmp_path / "FERNET_KEYS", key)
    settings = load(environment | {"CREDENTIALS_DIRECTORY": str(tmp_path)}, tmp_path)
    assert settings.fernet_keys == (Secret(key),)


def test_a_secret_in_two_places_is_refused(tmp_path):
    kept_in(tmp_path / "key", "x")
    environment = complete_environment(INDEX_KEY_FILE=str(tmp_path / "key"))
    with pytest.raises(ConfigurationError, match="INDEX_KEY is given as the variable itself and as a file"):
        load(environment, tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read"),
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff\xfe", "not text"),
        (b"x" * 70_000, "64 KiB"),
    ],
)
def test_an_unusable_file_is_named_with_what_is_wrong(tmp_path, content, told):
    environment, _ = without("SECRET_KEY")
    path = tmp_path / "secret"
    if content is not None:
        kept_in(path, content)
    with pytest.raises(ConfigurationError, match=told) as raised:
        load(environment | {"SECRET_KEY_FILE": str(path)}, tmp_path)
    assert "SECRET_KEY_FILE" in str(raised.value)
    assert len(raised.value.problems) == 1


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_refused_as_dotenv_is(tmp_path, mode):
    environment, key = without("FERNET_KEYS")
    path = kept_in(tmp_path / "key", key)
    path.chmod(mode)
    with pytest.raises(ConfigurationError) as raised:
        load(environment | {"FERNET_KEYS_FILE": str(path)}, tmp_path)
    (told,) = raised.value.problems
    assert told.endswith(f"which other users on this computer can read. Run: chmod 600 {path}")
    assert key not in told


ROOT, OURS = 0, 1234


@for_each(
    ("mode", "owner", "group", "is_open"),
    [
        (0o600, OURS, OURS, False),
        (0o640, OURS, OURS, True),
        (0o400, ROOT, ROOT, False),
        (0o440, ROOT, ROOT, True),
        (0o440, ROOT, OURS, False),
        (0o640, ROOT, OURS, False),
        (0o660, ROOT, OURS, True),
        (0o444, ROOT, OURS, True),
        (0o644, ROOT, OURS, True),
    ],
)
def test_root_may_lend_a_file_to_the_services_group_and_to_nobody_else(mode, owner, group, is_open):
    found = os.stat_result((mode, 0, 0, 1, owner, group, 0, 0, 0, 0))
    assert lets_others_in(found) is is_open


def test_what_is_mounted_for_the_service_may_have_any_mode(tmp_path, monkeypatch):
    """As Docker's secrets have under /run/secrets, and systemd's credentials under /run/credentials."""
    environment, key = without("FERNET_KEYS")
    kept_in(tmp_path / "key", key).chmod(0o444)
    monkeypatch.setattr(values, "_MOUNTS", tmp_path)
    settings = load(environment | {"FERNET_KEYS_FILE": str(tmp_path / "key")}, tmp_path)
    assert settings.fernet_keys == (Secret(key),)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o606])
def test_an_env_file_that_others_may_read_stops_the_start(tmp_path, mode):
    (tmp_path / ".env").write_text("A=1\n")
    (tmp_path / ".env").chmod(mode)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_environment(tmp_path, {})


def test_the_environment_wins_over_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("A=file\nB='$A and more'\n")
    (tmp_path / ".env").chmod(0o600)
    assert read_environment(tmp_path, {"A": "process"}) == {"A": "process", "B": "$A and more"}


def write_env(folder, text):
    (folder / ".env").write_text(text)
    (folder / ".env").chmod(0o600)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A=1\nFERNET_KEYS s3cret\n", [2]),
        ("A=1\n\n# a comment\n\nFERNET_KEYS\nB=2\n=s3cret\n", [5, 7]),
        ("FERNET_KEYS: s3cret\r\n", [1]),
        ('A="s3cret\nB=2\n', [1]),
    ],
)
def test_a_line_that_is_no_setting_is_told_by_its_number_and_not_quoted(tmp_path, text, numbers):
    write_env(tmp_path, text)
    with pytest.raises(ConfigurationError) as raised:
        read_environment(tmp_path, {})
    assert [int(problem.split("line ")[1].split(":")[0]) for problem in raised.value.problems] == numbers
    assert "s3cret" not in str(raised.value)


def test_comments_blank_lines_exports_and_quoted_line_breaks_are_settings(tmp_path):
    write_env(tmp_path, "# a comment\n\n  export A=1  # why\nB='two\nlines'\nC=\n  # last\n\n")
    assert read_environment(tmp_path, {}) == {"A": "1", "B": "two\nlines", "C": ""}


def test_a_secret_shows_dots_wherever_it_is_printed():
    secret = Secret("hunter2-hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}" + "%s %r" % (secret, secret)  # noqa: UP031


def test_a_secret_cannot_be_pickled_or_copied_into_a_queue():
    with pytest.raises(TypeError):
        pickle.dumps(Secret("x"))
    with pytest.raises(TypeError):
        copy.deepcopy(Secret("x"))
