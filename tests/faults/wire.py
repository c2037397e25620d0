"""A connection between a server and its database that tests cut and mend. While it is cut, neither end is told."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress


class Wire:
    """Forwards connections from `port`. While it is cut, no byte arrives and no connection is closed."""

    kind = "proxy"
    host = "127.0.0.1"

    def __init__(self, leads_to: int) -> None:
        self._leads_to = leads_to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._whole, self._ended = threading.Event(), threading.Event()
        self._whole.set()
        self._ends: dict[socket.socket, socket.socket] = {}
        self._ready = selectors.DefaultSelector()
        self._ready.register(self._listener, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._pass_on, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Forward nothing from now on. Open connections stay open, and new ones seem to succeed."""
        self._whole.clear()

    def mend(self) -> None:
        """Deliver what was held back, as TCP does when it tries again."""
        self._whole.set()

    def end(self) -> None:
        self._ended.set()
        self._whole.set()
        self._thread.join()
        for each in (self._listener, *self._ends):
            each.close()
        self._ready.close()

    def _pass_on(self) -> None:
        while not self._ended.is_set():
            self._whole.wait()
            for key, _ in self._ready.select(0.05):
                if not self._whole.is_set():
                    break
                if key.fileobj is self._listener:
                    self._take()
                else:
                    self._forward(key.fileobj)  # type: ignore[arg-type]

    def _take(self) -> None:
        here, _ = self._listener.accept()
        try:
            there = socket.create_connection(("127.0.0.1", self._leads_to), 5)
        except OSError:
            here.close()
            return
        for one, other in ((here, there), (there, here)):
            self._ends[one] = other
            self._ready.register(one, selectors.EVENT_READ)

    def _forward(self, end: socket.socket) -> None:
        if end not in self._ends:  # its other end was closed in the same round
            return
        with suppress(OSError):
            if data := end.recv(65536):
                self._ends[end].sendall(data)
                return
        for each in (end, self._ends[end]):
            self._ready.unregister(each)
            del self._ends[each]
            each.close()
