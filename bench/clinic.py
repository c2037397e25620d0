"""A clinic under load: its database on a real disk, its servers, and staff who look at pages."""

from __future__ import annotations

import http.client
import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final, Self

from bench.rotation import variables
from tests.databases import Keys, migrate
from tests.exports.remote import RemoteColleague
from tests.faults.clusters import clusters
from tests.server.live_server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.faults.clusters import Cluster

FROM_A_PROXY: Final = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.8"}
_PAUSE: Final = 0.1


@contextmanager
def durable(folder: Path, engine: str) -> Iterator[tuple[str, Cluster | None]]:
    """Give an empty database on the disk, and the server of PostgreSQL."""
    if engine == "sqlite":
        (folder / "instance").mkdir(mode=0o700)
        url = f"sqlite:///{folder}/instance/anteroom.db"
        migrate(url)
        yield url, None
        return
    with clusters(inside=Path(tempfile.gettempdir())) as (cluster,):
        cluster.options = ("listen_addresses=127.0.0.1",)
        cluster.make()
        yield cluster.url, cluster


class InClear(Server):
    """A server behind a proxy on this computer."""

    def __init__(self, folder: Path, url: str, keys: Keys, **environment: str) -> None:
        more = {"LOG_LEVEL": "ERROR", "TRUSTED_PROXIES": "127.0.0.1"} | environment
        super().__init__(folder, url, **variables(keys), **more)
        self.tls = False

    def connect(self) -> http.client.HTTPConnection:  # type: ignore[override]  # TLS is the proxy's
        return self.connect_in_clear()


class Colleague(RemoteColleague):
    """Somebody whose requests come through the proxy."""

    @property
    def headers(self) -> dict[str, str]:
        return super().headers | FROM_A_PROXY


@dataclass
class Asked:
    """Somebody who asks for the same page again and again, and how long each took."""

    connect: Callable[[], http.client.HTTPConnection]
    path: str
    headers: Mapping[str, str]
    times: dict[int, list[float]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def all(self) -> list[float]:
        return sorted(each for times in self.times.values() for each in times)

    def _ask(self) -> None:
        while not self._stop.wait(_PAUSE):
            connection, began, status = self.connect(), perf_counter(), 0
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", self.path, headers={**self.headers, "Accept": "text/html"})
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            connection.close()
            self.times.setdefault(status, []).append(perf_counter() - began)
