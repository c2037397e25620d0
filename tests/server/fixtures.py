"""Servers whose keys are those of the test's store."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.server.serving import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.databases import Keys


class Serve(Protocol):
    def __call__(self, **environment: str) -> Server: ...


@pytest.fixture
def serve(tmp_path: Path, database_url: str, keys: Keys) -> Iterator[Serve]:
    """Start servers on the test's database; every one is stopped at the end."""
    servers: list[Server] = []

    def start(**environment: str) -> Server:
        folder = tmp_path / f"server{len(servers)}"
        folder.mkdir()
        own_keys = {"FERNET_KEYS": _listed(keys.masters), "INDEX_KEY": _listed(keys.index_keys)}
        servers.append(Server(folder, database_url, **own_keys, **environment))
        return servers[-1].start()

    yield start
    for server in servers:
        server.end()


def _listed(keys: tuple[bytes, ...]) -> str:
    return ",".join(base64.urlsafe_b64encode(key).decode() for key in keys)
