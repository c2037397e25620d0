"""Servers whose keys are those of the test's store."""

from __future__ import annotations

import base64
import itertools
from copy import copy
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest

from tests.server.live_server import Server, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.databases import Keys


class Serve(Protocol):
    def __call__(self, **environment: str) -> Server: ...


@pytest.fixture
def server_at_rest(tmp_path: Path, database_url: str, keys: Keys) -> Serve:
    """A function that returns a server on the test's database, which is not started. That is enough to run commands.

    It has one worker, unless the test asks for several.
    """
    numbers = itertools.count()

    def prepare(**environment: str) -> Server:
        folder = tmp_path / f"server{next(numbers)}"
        folder.mkdir()
        own_keys = {"FERNET_KEYS": listed(keys.masters), "INDEX_KEY": listed(keys.index_keys)}
        return Server(folder, database_url, **own_keys, **{"WEB_CONCURRENCY": "1"} | environment)

    return prepare


@pytest.fixture
def serve(server_at_rest: Serve) -> Iterator[Serve]:
    """A function that starts a server on the test's database. All are stopped at the end."""
    servers: list[Server] = []

    def start(**environment: str) -> Server:
        servers.append(server_at_rest(**environment))
        return servers[-1].start()

    yield start
    for server in servers:
        server.end()


class Fronted(NamedTuple):
    """A server, and the same as people reach it: over TLS, by the port of the proxy in front."""

    server: Server
    in_front: Server


@pytest.fixture
def fronted(server_at_rest: Serve) -> Iterator[Fronted]:
    """A server that waits for a proxy in front of it; the test starts that one."""
    port = free_port()
    server = server_at_rest(
        WEB_CONCURRENCY="2", PUBLIC_URL=f"https://localhost:{port}", TRUSTED_PROXIES="127.0.0.1"
    )
    server.tls = False
    server.start()
    in_front = copy(server)
    in_front.port, in_front.tls = port, True
    yield Fronted(server, in_front)
    server.end()


def listed(keys: tuple[bytes, ...]) -> str:
    return ",".join(base64.urlsafe_b64encode(key).decode() for key in keys)
