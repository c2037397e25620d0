"""Servers that tests break, and the figures of the run in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from tests.faults.clusters import Cluster, clusters
from tests.faults.traffic import MEASURED
from tests.server.fixtures import listed
from tests.server.live_server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest.terminal import TerminalReporter

    from tests.databases import Keys, Postgres


class Nodes(Protocol):
    def __call__(self, url: str, **environment: str) -> Server: ...


@pytest.fixture
def node(tmp_path: Path, keys: Keys) -> Iterator[Nodes]:
    """Start servers on any database; every one is stopped at the end."""
    servers: list[Server] = []

    def start(url: str, **environment: str) -> Server:
        folder = tmp_path / f"node{len(servers)}"
        folder.mkdir()
        own_keys = {"FERNET_KEYS": listed(keys.masters), "INDEX_KEY": listed(keys.index_keys)}
        servers.append(Server(folder, url, **own_keys, **environment))
        return servers[-1].start()

    yield start
    for server in servers:
        server.end()


@pytest.fixture
def cluster(postgres: Postgres) -> Iterator[Cluster]:
    """A PostgreSQL of the test's own, migrated, which it may break.

    `postgres` is started first: it makes the user that both run as, and makes the wheel readable for that user.
    """
    with clusters() as (only,):
        yield only.make()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ignore the warning about sockets whose peer was killed during the handshake: Python leaves those open."""
    for item in items:
        if item.get_closest_marker("fault"):
            item.add_marker(
                pytest.mark.filterwarnings(
                    "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
                )
            )


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what was measured."""
    for figures in MEASURED:
        terminalreporter.write_line(str(figures))
