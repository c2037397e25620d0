"""A Redis, started once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.guard.redis_server import running_redis

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with running_redis() as url:
        yield url
