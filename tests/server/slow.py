"""Clients that begin and do not go on, or go on a byte at a time."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final

from tests.people import FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.server.live_server import Server

_HEAD: Final = (
    f"POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nX-Twilio-Signature: x\r\n".encode()
)
_PAGE: Final = b"GET /static/desk.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
_PAGES: Final = 40
"""More than two megabytes: no system's buffers take them in."""
_LITTLE: Final = 4096
_BETWEEN: Final = 0.3
"""Seconds from one byte to the next."""


def begins_a_body(server: Server) -> socket.socket:
    wire = server.raw_connection()
    wire.sendall(_HEAD + b"Content-Length: 100\r\n\r\nBod")
    return wire


def begins_a_chunk(server: Server) -> socket.socket:
    wire = server.raw_connection()
    wire.sendall(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n40\r\nBod")
    return wire


def begins_the_headers(server: Server) -> socket.socket:
    wire = server.raw_connection()
    wire.sendall(_HEAD)
    return wire


def begins_a_handshake(server: Server) -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", server.port), 60)
    wire.sendall(b"\x16\x03\x01")
    return wire


BEGINNINGS: Final = (begins_a_body, begins_a_chunk, begins_the_headers, begins_a_handshake)


def begins_to_read(server: Server) -> socket.socket:
    """Ask for more than this client reads for a long time."""
    wire = socket.socket()
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _LITTLE)
    wire.settimeout(20)
    wire.connect(("127.0.0.1", server.port))
    context = ssl.create_default_context(cafile=str(server.certificate))
    secured = context.wrap_socket(wire, server_hostname="localhost")
    secured.sendall(_PAGE * _PAGES)
    return secured


class SlowClients:
    """Many slow clients at a time. Each begins again when the server closes its connection."""

    def __init__(self, server: Server, many: int) -> None:
        self._server = server
        self._over, self._lock = Event(), Lock()
        self.hung_up_on = 0
        kinds = (*((begin, self._sends) for begin in BEGINNINGS), (begins_to_read, self._reads))
        self._threads = [
            Thread(target=self._begin_again_and_again, args=kinds[number % len(kinds)], daemon=True)
            for number in range(many)
        ]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _begin_again_and_again(
        self, begin: Callable[[Server], socket.socket], go_on: Callable[[socket.socket], None]
    ) -> None:
        while not self._over.wait(_BETWEEN):
            with suppress(OSError), begin(self._server) as wire:
                wire.settimeout(_BETWEEN)
                go_on(wire)
            with self._lock:
                self.hung_up_on += not self._over.is_set()

    def _sends(self, wire: socket.socket) -> None:
        while not self._over.is_set():
            with suppress(TimeoutError):
                wire.send(b"a")
                if not wire.recv(_LITTLE):
                    return

    def _reads(self, wire: socket.socket) -> None:
        while not self._over.wait(_BETWEEN):
            with suppress(TimeoutError):
                if not wire.recv(1):
                    return


@contextmanager
def slow_clients(server: Server, many: int) -> Iterator[SlowClients]:
    clients = SlowClients(server, many)
    try:
        yield clients
    finally:
        clients.end()
