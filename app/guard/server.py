"""A worker that gives a request a thread once it has arrived whole, and an end to its patience with everything else.

gunicorn's threads wait for a first byte, a handshake, a header or a body, and its main loop for whoever is told goodbye:
some who connect and are silent, or begin and stop, or take no answer, would hold up all others. A proxy in front that
takes requests in whole hides this; nothing says that there is one.
"""

from __future__ import annotations

import errno
import re
import selectors
import ssl
import sys
import time
from collections import Counter
from contextlib import suppress
from fcntl import ioctl
from functools import partial
from socket import SHUT_RD, SHUT_WR, SO_SNDBUF, SOL_SOCKET, socket
from termios import TIOCOUTQ
from typing import TYPE_CHECKING, Any, Final

from gunicorn import http
from gunicorn.sock import ssl_wrap_socket
from gunicorn.workers import gthread

from app.guard.networks import customer_of, parsed
from app.services import of

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from app.config import TrustedProxies


# Whether all of a request has arrived, told from its bytes as they come.
#
# Nothing is decided by it but when the server begins to work on the request: what it says is for the
# server's own parser to read. Whatever looks broken counts as whole, for the parser to refuse.

MOST: Final = 96 * 1024
"""Bytes that are waited for. Of a larger request the size alone is enough to refuse it."""
_BLANK_LINE: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,12})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_LONGEST_SIZE_LINE: Final = 64


class Arrival:
    """The bytes of one request, so far, and of whatever was sent behind it."""

    __slots__ = ("_at", "_body", "_is_chunked", "_length", "data")

    def __init__(self) -> None:
        self.data = bytearray()
        self._body: int | None = None
        """Where the body begins; None until the blank line has come."""
        self._length = 0
        self._is_chunked = False
        self._at = 0
        """How far was looked: never twice at the same byte, however small the pieces."""

    @property
    def is_large(self) -> bool:
        """Tell whether more is announced than is waited for."""
        return self._length > MOST or len(self.data) >= MOST

    def take(self, piece: bytes) -> bool:
        """Add what has come, and return whether the request is whole, or is not worth waiting for."""
        self.data += piece
        if self._body is None and not self._find_body():
            return len(self.data) >= MOST
        if self.is_large:
            return True
        if self._is_chunked:
            return self._is_last_chunk_there()
        return len(self.data) - (self._body or 0) >= self._length

    def _find_body(self) -> bool:
        end = self.data.find(_BLANK_LINE, self._at)
        if end < 0:
            self._at = max(0, len(self.data) - len(_BLANK_LINE) + 1)
            return False
        self._body = self._at = end + len(_BLANK_LINE)
        head = bytes(self.data[: end + 2])
        self._is_chunked = _CHUNKED.search(head) is not None
        length = _LENGTH.search(head)
        self._length = int(length[1]) if length and not self._is_chunked else 0
        return True

    def _is_last_chunk_there(self) -> bool:
        while True:
            line = self.data.find(b"\r\n", self._at)
            if line < 0:
                return len(self.data) - self._at > _LONGEST_SIZE_LINE
            try:
                size = int(self.data[self._at : line].partition(b";")[0], 16)
            except ValueError:
                return True
            if size <= 0:  # then trailers, if any, and a blank line
                return self.data.find(_BLANK_LINE, line) >= 0
            if len(self.data) < line + 2 + size + 2:
                return False
            self._at = line + 2 + size + 2


_SECONDS: Final = 5.0
"""How long a request may take to arrive, from the first sign of it."""
_SECONDS_FOR_A_PIECE: Final = 10.0
"""How long a client may take to make room for the next piece of an answer."""
_SECONDS_OF_GOODBYE: Final = 2.0
_SECONDS_OF_REFUSED_BODY: Final = 20.0
_MOST_THROWN_AWAY: Final = 16 * 1024 * 1024
"""Bytes that are still taken of a request which was refused for its size: else a reset overtakes the answer."""
_MOST_OF_ONE_CUSTOMER: Final = 100
"""Connections of one address at a time; not of our own computer's, nor of a proxy's, which carry everybody's."""
_ANSWER_BYTES: Final = 512 * 1024
"""A page fits into what the system takes off us at once: who does not read it holds no thread."""
_MOST_UNREAD: Final = 128 * 1024
"""Bytes. Whose client has not read so much of the last answers gets no other one yet."""
_READER: Final = 0
"""What such a connection waits for: no event tells of it."""
_LOOK_AGAIN: Final = 0.2
_PIECE: Final = 64 * 1024
_NOT_YET: Final = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Connection(gthread.TConn):  # type: ignore[misc]  # gunicorn has no types
    """One client's connection, and how far its next request has come."""

    sock: Any
    parser: Any

    def __init__(
        self, cfg: Any, sock: socket, client: Any, server: Any, on_close: Callable[[], None]
    ) -> None:
        super().__init__(cfg, sock, client, server)
        with suppress(OSError):
            sock.setsockopt(SOL_SOCKET, SO_SNDBUF, _ANSWER_BYTES)
        self.on_close = on_close
        self.is_late = False
        self.wants = selectors.EVENT_READ
        self.thrown_away = 0
        self.ends = 0.0
        self.begin()

    def close(self, graceful: bool = False) -> None:
        """Close it, once for all."""
        on_close, self.on_close = self.on_close, _nothing
        on_close()
        super().close(graceful)

    def begin(self) -> None:
        """Begin to wait for a request."""
        self.taken_at = time.monotonic()
        self.deadline = self.taken_at + _SECONDS
        self.arrival = Arrival()

    def gather(self) -> bool:
        """Take in what has come, without waiting for more, and return whether there is something to answer."""
        self.sock.setblocking(False)
        self.wants = selectors.EVENT_READ
        try:
            if self.parser is None:
                self._shake_hands()
            is_whole = self.arrival.take(self.parser.unreader.take_buffered())
            while not (is_whole or self.is_late):
                piece = self.sock.recv(_PIECE)
                is_whole = self.arrival.take(piece) or not piece
        except ssl.SSLWantWriteError:
            self.wants = selectors.EVENT_WRITE
            return False
        except _NOT_YET:
            return False
        if not self.is_read():
            self.wants = _READER
            return False
        self.parser.unreader.unread(bytes(self.arrival.data))
        if self.is_late:
            self.parser.unreader.chunk = _nothing_more
        return True

    def _shake_hands(self) -> None:
        if self.cfg.is_ssl:
            if not isinstance(self.sock, ssl.SSLSocket):
                self.sock = ssl_wrap_socket(self.sock, self.cfg)
            self.sock.do_handshake()
        self.parser = http.get_parser(self.cfg, self.sock, self.client)

    def is_read(self) -> bool:
        """Tell whether the client has taken what it was sent before, but for little: another answer finds room."""
        try:
            left = ioctl(self.sock, TIOCOUTQ, bytes(4))
        except OSError:  # gone, or a system without it
            return True
        return int.from_bytes(left, sys.byteorder) <= _MOST_UNREAD

    def throw_away(self) -> bool:
        """Take what a client goes on sending, for nothing; return whether it has come to an end, or enough has come."""
        try:
            while self.thrown_away < _MOST_THROWN_AWAY:
                piece = self.sock.recv(_PIECE)
                if not piece:
                    return True
                self.thrown_away += len(piece)
        except _NOT_YET:
            return False
        except OSError:
            return True
        return True


class PatientThreads(gthread.ThreadWorker):  # type: ignore[misc]
    """gunicorn's gthread worker, with the waiting done by its main loop.

    A request has 5 seconds to arrive. What has come by then is answered as far as it goes, which refuses it, and the
    connection closes; one on which nothing has come is closed. A client has 10 seconds to make room for each piece of
    an answer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: dict[Connection, None] = {}
        self._leaving: dict[Connection, None] = {}
        self._customers: Counter[str] = Counter()
        self._begun: dict[Connection, float] = {}

    def accept(self, listener: socket) -> None:
        """Take a connection in, and wait until it has something to say."""
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in {errno.EMFILE, errno.ENFILE}:
                self._make_room()
            elif error.errno not in {errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK}:
                raise
            return
        customer = customer_of_client(client, of(self.wsgi).settings.trusted_proxies)
        if customer and self._customers[customer] >= _MOST_OF_ONE_CUSTOMER:
            sock.close()
            return
        if self.nr_conns + 1 >= self.worker_connections:
            self._make_room()
        self.nr_conns += 1
        self._customers[customer] += 1
        conn = Connection(self.cfg, sock, client, listener.getsockname(), partial(self._is_gone, customer))
        self._wait_for(conn)

    def handle(self, conn: Connection) -> Any:
        """Take in what has come, in a thread of the pool, and answer the request when all of it is there."""
        try:
            if not conn.gather():
                return gthread._DEFER  # noqa: SLF001 - what finish_request is told
        except OSError:  # the other side is gone, or speaks no TLS
            return False
        self._begun[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._begun[conn]

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Answer a request. What is not all there, or is too much, is not waited for afterwards."""
        if conn.is_late or conn.arrival.is_large:
            req.force_close()
        conn.sock.settimeout(_SECONDS_FOR_A_PIECE)
        try:
            return super().handle_request(req, conn)
        except TimeoutError:  # the client takes nothing
            return False

    def finish_request(self, conn: Connection, fs: Future[Any]) -> None:
        """Go on with a connection whose thread is done: wait for more, for another request, or part."""
        result = False if fs.cancelled() or fs.exception() else fs.result()
        if result is gthread._DEFER:  # noqa: SLF001
            self._wait_for(conn)
        elif result:
            conn.begin()
            super().finish_request(conn, fs)
        else:
            self._part(conn)

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """Begin with the next request of a connection that was kept."""
        if conn not in self.keepalived_conns:  # it made room for another, a moment ago
            return
        conn.begin()
        super().on_client_socket_readable(conn, client)

    def notify(self) -> None:
        """Tell the master that this worker lives, and stop listening to a client whose request a thread still waits for.

        None should: this is for a request that looked whole and was not.
        """
        super().notify()
        too_long_ago = time.monotonic() - _SECONDS
        for conn, began in self._begun.copy().items():
            if began < too_long_ago:
                _stop_listening(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events, and no longer than until somebody's time is over."""
        ends = [conn.deadline for conn in (*self._waiting, *self._leaving)]
        left = min(ends, default=float("inf")) - time.monotonic()
        unread = [conn for conn in self._waiting if conn.wants == _READER]
        super().wait_for_and_dispatch_events(max(0.0, min(timeout, left, _LOOK_AGAIN if unread else timeout)))
        for conn in unread:
            if conn in self._waiting and conn.is_read():
                self._on_ready(conn, conn.sock)

    def murder_pending(self) -> None:
        """Be done with those whose time is over: what has come of their requests is answered, if anything has."""
        now = time.monotonic()
        for conn in [conn for conn in self._waiting if conn.deadline <= now]:
            self._forget(conn)
            if conn.arrival.data and conn.wants == selectors.EVENT_READ:
                conn.is_late = True
                self.enqueue_req(conn)
            else:
                self._close(conn)
        for conn in [conn for conn in self._leaving if conn.deadline <= now]:
            self._forget(conn)
            self._close(conn)

    def _wait_for(self, conn: Connection) -> None:
        conn.sock.setblocking(False)
        conn.deadline += time.monotonic() - conn.taken_at  # how long it waited for us
        self._waiting[conn] = None
        if conn.wants != _READER:
            self.poller.register(conn.sock, conn.wants, partial(self._on_ready, conn))

    def _on_ready(self, conn: Connection, _sock: Any) -> None:
        if conn not in self._waiting:  # it made room for another, a moment ago
            return
        self._forget(conn)
        conn.taken_at = time.monotonic()
        conn.data_ready = True
        self.enqueue_req(conn)

    def _part(self, conn: Connection) -> None:
        """Send no more, and take what still comes for a moment, so that the answer is read before the connection ends."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(SHUT_WR)
            conn.deadline = time.monotonic() + _SECONDS_OF_GOODBYE
            conn.ends = conn.deadline + _SECONDS_OF_REFUSED_BODY
            self._leaving[conn] = None
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_rest, conn))
        except (OSError, ValueError):
            self._leaving.pop(conn, None)
            self._close(conn)

    def _on_rest(self, conn: Connection, _sock: Any) -> None:
        if conn not in self._leaving:
            return
        if conn.throw_away():
            self._forget(conn)
            self._close(conn)
        else:
            conn.deadline = min(time.monotonic() + _SECONDS_OF_GOODBYE, conn.ends)

    def _make_room(self) -> None:
        """Close whoever has been silent longest: a genuine request is there within moments."""
        conn = next(iter(self._waiting or self._leaving), None)
        if conn is not None:
            self._forget(conn)
            self._close(conn)
        elif self.keepalived_conns:
            self.keepalived_conns[0].timeout = 0.0
            self.murder_keepalived()

    def _forget(self, conn: Connection) -> None:
        self._waiting.pop(conn, None)
        self._leaving.pop(conn, None)
        with suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)

    def _close(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def _is_gone(self, customer: str) -> None:
        self._customers[customer] -= 1
        if not self._customers[customer]:
            del self._customers[customer]


def customer_of_client(client: Any, trusted: TrustedProxies) -> str:
    """Return whose connections are counted together; "" for those that carry everybody's."""
    address = parsed(str(client[0])) if isinstance(client, tuple) else None
    if address is None or address.is_loopback or any(address in each for each in trusted.networks):
        return ""
    return customer_of(str(address))


def _nothing() -> None:
    pass


def _nothing_more(_size_hint: int | None = None) -> bytes:
    return b""


def _stop_listening(conn: Connection) -> None:
    with suppress(OSError):  # closed meanwhile
        # Not SSLSocket's own: it would go on in the clear, and this thread may not touch TLS's state.
        socket.shutdown(conn.sock, SHUT_RD)
