"""A PostgreSQL that nodes reach over wires which tests cut.

As root it is in a network namespace of its own, and each wire is a pair of devices. A wire that is cut drops every packet
that is given to it and says nothing, as a switch that has died does: connections stay, and no new one comes about.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack, contextmanager, suppress
from secrets import randbelow, token_hex
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote

import psycopg

from tests.faults.clusters import DATABASE, Cluster, as_somebody, clusters
from tests.faults.wire import Wire
from tests.server.proxies import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PORT: Final = 5432
_NETWORK: Final = "198.18"
"""Kept for measurements (RFC 2544): no computer has such an address."""


class Way(Protocol):
    """What leads to a database, and may be cut."""

    kind: str
    host: str
    port: int

    def cut(self) -> None: ...
    def mend(self) -> None: ...
    def end(self) -> None: ...


class Cable:
    """A pair of devices: one end is here, the other in the namespace."""

    kind = "namespace"
    port = _PORT

    def __init__(self, namespace: str, number: int) -> None:
        self._namespace = namespace
        self._here, self._there = (f"ant{namespace[-6:]}{end}{number}" for end in "ab")
        octet = randbelow(256)
        here, self.host = (f"{_NETWORK}.{octet}.{4 * number + last}" for last in (1, 2))
        macs = [f"02:00:00:{octet:02x}:{number:02x}:{end:02x}" for end in (1, 2)]
        _run("ip", "link", "add", self._here, "address", macs[0], "type", "veth",
             "peer", "name", self._there, "address", macs[1], "netns", namespace)  # fmt: skip
        # Each end knows the other for good: ARP would go unanswered, and end connections with “no route to host”.
        for inside, device, own, other, mac in (
            ((), self._here, here, self.host, macs[1]),
            (("-n", namespace), self._there, self.host, here, macs[0]),
        ):
            _run("ip", *inside, "address", "add", f"{own}/30", "dev", device)
            _run("ip", *inside, "link", "set", device, "up")
            _run(
                "ip", *inside, "neighbor", "replace", other, "lladdr", mac, "dev", device, "nud", "permanent"
            )

    def cut(self) -> None:
        """Drop every packet, both ways: to their senders they are sent."""
        self._at_both_ends("replace", "blackhole")

    def mend(self) -> None:
        self._at_both_ends("delete")

    def end(self) -> None:
        """Take it away, if the namespace has not taken it along."""
        with suppress(subprocess.CalledProcessError):
            _run("ip", "link", "delete", self._here)

    def _at_both_ends(self, what: str, *how: str) -> None:
        _run("tc", "qdisc", what, "dev", self._here, "root", *how)
        _run("tc", "-n", self._namespace, "qdisc", what, "dev", self._there, "root", *how)


class FarCluster(Cluster):
    """One in a namespace. Its owner reaches it by its socket, which is a file, and no wire."""

    def __init__(self, folder: Path, namespace: str) -> None:
        super().__init__(folder, _PORT)
        hba = folder / "hba.conf"
        hba.write_text("local all all trust\nhost all all samenet trust\n")
        self.options += ("listen_addresses=*", f"hba_file={hba}")
        user = as_somebody()
        self.before = (
            "nsenter", f"--net=/run/netns/{namespace}", f"--setuid={user['user']}", f"--setgid={user['group']}",
        )  # fmt: skip

    def url_of(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder))}"


@contextmanager
def far_away(ways: int = 1) -> Iterator[tuple[Cluster, list[Way]]]:
    """Give a server and so many ways to it.

    Where namespaces cannot be made, the ways are proxies on this computer.
    """
    laid: list[Way] = []
    with ExitStack() as stack:
        if _may_make_namespaces():
            name = stack.enter_context(_namespace())
            for number in range(ways):
                laid.append(Cable(name, number))
                stack.callback(laid[-1].end)
            (cluster,) = stack.enter_context(clusters(kind=lambda folder: FarCluster(folder, name)))
            cluster.make()
        else:
            (cluster,) = stack.enter_context(clusters())
            cluster.make()
            for _ in range(ways):
                laid.append(Wire(cluster.port))
                stack.callback(laid[-1].end)
        yield cluster, laid


def url_by(way: Way) -> str:
    return f"postgresql://postgres@{way.host}:{way.port}/{DATABASE}"


def hears_nothing(way: Way) -> bool:
    """Return whether a new connection waits in vain: one that is told anything ends at once."""
    try:
        psycopg.connect(url_by(way), connect_timeout=2).close()
    except psycopg.errors.ConnectionTimeout:
        return True
    except psycopg.OperationalError:
        return False
    return False


def _may_make_namespaces() -> bool:
    if os.geteuid() != 0:
        return False
    with suppress(subprocess.CalledProcessError, RuntimeError), _namespace() as name:
        Cable(name, 0).cut()
        return True
    return False


@contextmanager
def _namespace() -> Iterator[str]:
    """Make a network namespace, which takes its devices along when it goes."""
    name = f"anteroom-{token_hex(3)}"
    _run("ip", "netns", "add", name)
    try:
        yield name
    finally:
        _run("ip", "netns", "delete", name)


def _run(name: str, *arguments: str) -> None:
    subprocess.run([program(name), *arguments], check=True, capture_output=True)
