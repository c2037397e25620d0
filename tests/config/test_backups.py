"""Backups are sealed for public keys, and the journal of erasures has one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import ConfigurationError, load
from app.crypto import new_identity
from app.services import build, recipients
from tests.cases import for_each
from tests.settings import complete_environment

IDENTITY, KEY = new_identity()
_OTHER_IDENTITY, OTHER = new_identity()


def problems(tmp_path, **changed):
    with pytest.raises(ConfigurationError) as refused:
        load(complete_environment(**changed), tmp_path)
    return "\n".join(refused.value.problems)


def test_backups_are_off_until_there_is_a_key_and_the_journal_lies_beside_the_database(tmp_path):
    settings = load(complete_environment(), tmp_path)
    assert settings.backup_keys == ()
    assert recipients(settings) is None
    assert settings.erasure_journal == tmp_path / "erasures.journal"


def test_public_keys_are_listed(tmp_path):
    settings = load(complete_environment(BACKUP_KEY=f"{KEY}, {OTHER}"), tmp_path)
    assert settings.backup_keys == (KEY, OTHER)
    assert recipients(settings) is not None


@for_each(
    "key", ["short", "A" * 43 + "=", IDENTITY, IDENTITY.lower(), f"{KEY}x", f"{KEY} {OTHER}", KEY.upper()]
)
def test_what_is_no_public_key_is_refused_and_not_quoted(tmp_path, key):
    told = problems(tmp_path, BACKUP_KEY=f"{KEY},{key}")
    assert "BACKUP_KEY must list public keys" in told
    assert "keys new --for BACKUP_KEY" in told
    assert key not in told


def test_a_public_key_that_is_mistyped_is_told_at_the_start(tmp_path):
    settings = load(complete_environment(BACKUP_KEY=KEY[:-1] + ("q" if KEY[-1] != "q" else "p")), tmp_path)
    with pytest.raises(ConfigurationError, match="BACKUP_KEY has a public key that is mistyped"):
        build(settings)


def test_a_journal_by_a_relative_path_is_refused(tmp_path):
    assert "ERASURE_JOURNAL is a relative path" in problems(tmp_path, ERASURE_JOURNAL="here.journal")
    there = load(complete_environment(ERASURE_JOURNAL="/mnt/other/x"), tmp_path)
    assert there.erasure_journal == Path("/mnt/other/x")
