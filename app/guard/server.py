"""Give a request a thread once it is complete, and drop clients that are too slow.

gunicorn's threads wait for a first byte, a handshake, a header or a body, and its main loop waits for clients whose
connections it closes. So a few clients would block all others if they sent nothing, stopped halfway, or did not read the
answer. A proxy that buffers requests prevents this, but there may be none.
"""

from __future__ import annotations

import errno
import re
import selectors
import ssl
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from fcntl import ioctl
from functools import partial
from socket import SHUT_RD, SHUT_WR, SO_SNDBUF, SOL_SOCKET, socket
from termios import TIOCOUTQ
from typing import Any, Final

from gunicorn import http
from gunicorn.sock import ssl_wrap_socket
from gunicorn.workers import gthread

from app.config import TrustedProxies
from app.guard.address import customer_of, parsed
from app.guard.admission import Gate, Turn, answer_late, has_hung_up, lane_of
from app.services import of

# `Arrival` looks at the bytes to see whether a request is complete.
#
# It only decides when work on the request begins. The server's own parser then reads the request, and refuses a
# broken one. So a request that looks broken counts as complete.

MOST: Final = 96 * 1024
"""Bytes to wait for. A larger request is refused for its size."""
_BLANK_LINE: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,12})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_LONGEST_SIZE_LINE: Final = 64


class Arrival:
    """Collect the bytes of one request, and of what was sent after it."""

    __slots__ = ("_at", "_body", "_is_chunked", "_length", "data")

    def __init__(self) -> None:
        self.data = bytearray()
        self._body: int | None = None
        """Where the body begins; None until the blank line has come."""
        self._length = 0
        self._is_chunked = False
        self._at = 0
        """Where to search on, so that small pieces do not make us search everything again."""

    @property
    def is_large(self) -> bool:
        """Return whether the request announces more than we wait for."""
        return self._length > MOST or len(self.data) >= MOST

    def take(self, piece: bytes) -> bool:
        """Add bytes, and return whether the request is complete or can already be refused."""
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
            if size <= 0:  # trailers, if any, and a blank line follow
                return self.data.find(_BLANK_LINE, line) >= 0
            if len(self.data) < line + 2 + size + 2:
                return False
            self._at = line + 2 + size + 2


_SECONDS: Final = 5.0
"""How long a request may take to arrive, from its first byte."""
_SECONDS_FOR_A_PIECE: Final = 10.0
"""How long a client may take to make room for the next piece of an answer."""
_SECONDS_OF_GOODBYE: Final = 2.0
_SECONDS_OF_REFUSED_BODY: Final = 20.0
_MOST_THROWN_AWAY: Final = 16 * 1024 * 1024
"""Bytes that are still read of a request refused for its size. Otherwise a reset would overtake the answer."""
_MOST_OF_ONE_CUSTOMER: Final = 100
"""Connections of one address at a time. Our own computer and proxies are exempt: they carry everybody's connections."""
_ANSWER_BYTES: Final = 512 * 1024
"""Bytes. A page fits into the system's send buffer, so a client that does not read it blocks no thread."""
_MOST_UNREAD: Final = 128 * 1024
"""Bytes. A client that has not read more than this of earlier answers must wait for the next one."""
_READER: Final = 0
"""Stands for no event: such a connection waits until its client reads, which no event reports."""
_LOOK_AGAIN: Final = 0.2
"""Seconds until we look again whether such a client has read."""
_IN_LINE: Final = object()
"""Tells finish_request that a request waits for a place, so there is nothing to do for it."""
_PIECE: Final = 64 * 1024
_NOT_YET: Final = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Connection(gthread.TConn):  # type: ignore[misc]  # gunicorn has no types
    """Hold one client's connection and the state of its next request."""

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
        self.request: Any = None
        """The request that is being answered."""
        self.wants = selectors.EVENT_READ
        self.thrown_away = 0
        self.ends = 0.0
        self.begin()

    def close(self, graceful: bool = False) -> None:
        """Close the connection. Closing it twice does nothing."""
        on_close, self.on_close = self.on_close, _nothing
        on_close()
        super().close(graceful)

    def begin(self) -> None:
        """Begin to wait for a request."""
        self.taken_at = time.monotonic()
        self.deadline = self.taken_at + _SECONDS
        self.arrival = Arrival()
        self.turn: Turn | None = None

    def gather(self) -> bool:
        """Read what has arrived, without waiting, and return whether to answer now."""
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
        """Return whether the client has read enough of earlier answers for another."""
        try:
            left = ioctl(self.sock, TIOCOUTQ, bytes(4))
        except OSError:  # the client is gone, or the system cannot tell
            return True
        return int.from_bytes(left, sys.byteorder) <= _MOST_UNREAD

    def throw_away(self) -> bool:
        """Discard what a client still sends, and return whether to close now."""
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


class SlowClientWorker(gthread.ThreadWorker):  # type: ignore[misc]
    """A gthread worker of gunicorn whose main loop does all the waiting.

    A request has 5 seconds to arrive. If only part of it has arrived by then, that part is answered, with a refusal, and
    the connection is closed. If nothing has arrived, the connection is just closed. A client has 10 seconds to make room
    for each piece of an answer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: dict[Connection, None] = {}
        self._leaving: dict[Connection, None] = {}
        self._customers: Counter[str] = Counter()
        self._begun: dict[Connection, float] = {}
        self._gate = Gate(self.cfg.threads)

    def accept(self, listener: socket) -> None:
        """Accept a connection, and wait until it sends something."""
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
        """Read in a thread of the pool; answer a complete request that has a place."""
        if conn.turn is None:
            try:
                if not conn.gather():
                    return gthread._DEFER  # noqa: SLF001 - tells finish_request to wait for more
            except OSError:  # the client is gone, or does not speak TLS
                return False
            turn = conn.turn = Turn(conn, lane_of(conn.arrival.data), conn.taken_at)
            if not self._gate.enter(turn):
                return _IN_LINE  # another thread may have it by now
        turn = conn.turn
        try:
            return False if turn.was_in_line and has_hung_up(conn.sock) else self._answer(conn, turn)
        finally:
            self._begin_with(self._gate.leave(turn))

    def _answer(self, conn: Connection, turn: Turn) -> Any:
        answer_late(is_late=turn.is_late)
        self._begun[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._begun[conn]

    def _begin_with(self, turns: list[Turn]) -> None:
        for turn in turns:
            with suppress(RuntimeError):  # the pool is shut down, because the process ends
                self.enqueue_req(turn.of)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Answer a request.

        If it is incomplete or too large, the connection is closed afterwards.
        """
        if conn.is_late or conn.arrival.is_large:
            req.force_close()
        conn.sock.settimeout(_SECONDS_FOR_A_PIECE)
        conn.request = req
        try:
            return super().handle_request(req, conn)
        except TimeoutError:  # the client reads nothing
            return False

    def finish_request(self, conn: Connection, fs: Future[Any]) -> None:
        """Continue with a connection after its thread is done: wait for more, or close."""
        result = False if fs.cancelled() or fs.exception() else fs.result()
        if result is _IN_LINE:
            return
        if result is gthread._DEFER:  # noqa: SLF001
            self._wait_for(conn)
        elif result:
            conn.begin()
            super().finish_request(conn, fs)
        else:
            self._part(conn)

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """Begin to read the next request of a connection that was kept open."""
        if conn not in self.keepalived_conns:  # it was closed a moment ago to make room
            return
        conn.begin()
        super().on_client_socket_readable(conn, client)

    def is_parent_alive(self) -> bool:
        """Return whether the master process is alive.

        Without it, end as if asked to. gunicorn would continue with connections that are kept open, for as long as a stop
        may take, and meanwhile no other server could use the port.
        """
        lives = bool(super().is_parent_alive())
        if not lives:
            self.alive = False
        return lives

    def notify(self) -> None:
        """Tell the master that the worker is alive, and free threads from slow clients.

        A thread only waits for a client if a request looked complete and was not. We then read no more from that client.
        """
        super().notify()
        too_long_ago = time.monotonic() - _SECONDS
        for conn, began in self._begun.copy().items():
            if began < too_long_ago:
                if conn.request is not None:  # otherwise its answer would offer to take another request
                    conn.request.force_close()
                _stop_listening(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events, but not beyond the next client's deadline."""
        ends = [conn.deadline for conn in (*self._waiting, *self._leaving)]
        left = min(*ends, self._gate.next_due(), float("inf")) - time.monotonic()
        unread = [conn for conn in self._waiting if conn.wants == _READER]
        super().wait_for_and_dispatch_events(max(0.0, min(timeout, left, _LOOK_AGAIN if unread else timeout)))
        for conn in unread:
            if conn in self._waiting and conn.is_read():
                self._on_ready(conn, conn.sock)

    def murder_pending(self) -> None:
        """End connections past their deadline, and refuse requests too long in line.

        If part of a request has arrived, that part is answered.
        """
        now = time.monotonic()
        self._begin_with(self._gate.overdue())
        for conn in [conn for conn in self._waiting if conn.deadline <= now]:
            self._forget(conn)
            if conn.arrival.data and conn.wants == selectors.EVENT_READ:
                conn.is_late = True
                conn.taken_at = now
                self.enqueue_req(conn)
            else:
                self._close(conn)
        for conn in [conn for conn in self._leaving if conn.deadline <= now]:
            self._forget(conn)
            self._close(conn)

    def _wait_for(self, conn: Connection) -> None:
        conn.sock.setblocking(False)
        conn.deadline += time.monotonic() - conn.taken_at  # plus the time for which the client waited for us
        self._waiting[conn] = None
        if conn.wants != _READER:
            self.poller.register(conn.sock, conn.wants, partial(self._on_ready, conn))

    def _on_ready(self, conn: Connection, _sock: Any) -> None:
        if conn not in self._waiting:  # it was closed a moment ago to make room
            return
        self._forget(conn)
        conn.taken_at = time.monotonic()
        conn.data_ready = True
        self.enqueue_req(conn)

    def _part(self, conn: Connection) -> None:
        """Stop sending, and read a little longer, so that the client can read the answer."""
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
        """Close the connection that has been silent longest. Real requests come quickly."""
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
    """Return the key by which to count a client's connections, or "" for no limit.

    Proxies and our own computer carry everybody's connections.
    """
    address = parsed(str(client[0])) if isinstance(client, tuple) else None
    if address is None or address.is_loopback or any(address in each for each in trusted.networks):
        return ""
    return customer_of(str(address))


def _nothing() -> None:
    pass


def _nothing_more(_size_hint: int | None = None) -> bytes:
    return b""


def _stop_listening(conn: Connection) -> None:
    with suppress(OSError):  # it was closed meanwhile
        # Not SSLSocket.shutdown: it would continue in the clear, and this thread must not touch TLS's state.
        socket.shutdown(conn.sock, SHUT_RD)
