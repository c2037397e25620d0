"""The key of backups is one of its own, and the journal of erasures has one place."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from app.config import ConfigurationError, load
from tests.cases import for_each
from tests.settings import complete_environment

KEY = base64.urlsafe_b64encode(os.urandom(32)).decode()


def problems(tmp_path, **changed):
    with pytest.raises(ConfigurationError) as refused:
        load(complete_environment(**changed), tmp_path)
    return "\n".join(refused.value.problems)


def test_backups_are_off_until_there_is_a_key_and_the_journal_lies_beside_the_database(tmp_path):
    settings = load(complete_environment(), tmp_path)
    assert settings.backup_keys == ()
    assert settings.erasure_journal == tmp_path / "erasures.journal"


def test_keys_are_listed_newest_first_from_any_source_and_shown_nowhere(tmp_path):
    older = base64.urlsafe_b64encode(os.urandom(32)).decode()
    (tmp_path / "key").write_text(f"{KEY},{older}\n")
    (tmp_path / "key").chmod(0o600)
    settings = load(complete_environment(BACKUP_KEY_FILE=str(tmp_path / "key")), tmp_path)
    assert [key.reveal() for key in settings.backup_keys] == [KEY, older]
    assert KEY not in repr(settings)


@for_each("name", ["FERNET_KEYS", "INDEX_KEY"])
def test_a_key_that_the_database_has_too_is_refused(tmp_path, name):
    shared = complete_environment()[name]
    told = problems(tmp_path, BACKUP_KEY=f"{KEY},{shared}")
    assert "BACKUP_KEY shares a key with FERNET_KEYS or INDEX_KEY" in told
    assert shared not in told


@for_each("key", ["short", "A" * 43 + "=", f"{KEY},{KEY}"])
def test_a_key_that_is_none_is_refused_and_not_quoted(tmp_path, key):
    told = problems(tmp_path, BACKUP_KEY=key)
    assert "BACKUP_KEY" in told
    assert key not in told


def test_a_journal_by_a_relative_path_is_refused(tmp_path):
    assert "ERASURE_JOURNAL is a relative path" in problems(tmp_path, ERASURE_JOURNAL="here.journal")
    there = load(complete_environment(ERASURE_JOURNAL="/mnt/other/x"), tmp_path)
    assert there.erasure_journal == Path("/mnt/other/x")
