"""A fake Google of its own for each test, and a clinic that pushes to it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization

from app.config import load
from app.services import Services
from tests.databases import on_either_engine
from tests.exports.google.clinic import Clinic, Hours, settings_of
from tests.exports.google.fake import FakeGoogle, Key
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store

pytest_generate_tests = on_either_engine


@pytest.fixture(scope="session")
def key() -> Iterator[Key]:
    """The account's key. It is proved once: a push reads its file, and libraries prove a key whenever they read it."""
    with pytest.MonkeyPatch.context() as patched:
        once = cache(serialization.load_pem_private_key)
        patched.setattr(serialization, "load_pem_private_key", once)
        yield Key()


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def google(key: Key, hours: Hours) -> Iterator[FakeGoogle]:
    with FakeGoogle(key, hours.monotonic) as google:
        yield google


@pytest.fixture
def sheet_clinic(sqlite_store: Store, google: FakeGoogle, hours: Hours, key: Key, tmp_path: Path) -> Clinic:
    settings = load(complete_environment(**settings_of(google, tmp_path, key)), tmp_path)
    return Clinic(Services(settings, sqlite_store, hours.clock), google, hours)
