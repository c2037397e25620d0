"""An end to the server's patience: a request that has not arrived in time is not waited for, nor is who takes no answer.

gunicorn's threads wait without end for a handshake, a header or a body, and for a client to take what is sent: twenty
who begin and stop would hold them all. A proxy in front that takes requests in whole hides this; nothing says that
there is one.
"""

from __future__ import annotations

import time
from contextlib import suppress
from socket import SHUT_RD, socket
from typing import TYPE_CHECKING, Any, Final

from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from gunicorn.workers.gthread import TConn

_SECONDS: Final = 5.0


class PatientThreads(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's gthread worker, which stops listening to a client 5 seconds after it began a request.

    Only listening stops: a request that is there in full is answered, however long that takes. The reader of one that
    is not meets the end of what was sent, refuses it, and the connection closes. A client has gunicorn's `timeout` to
    take each piece of an answer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._begun: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        """Serve one request of a connection, in a thread of the pool."""
        self._begun[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._begun[conn]

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Answer a request; the connection is made patient again before the next."""
        conn.sock.settimeout(self.cfg.timeout or None)
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """Tell the master that this worker lives, as the main thread does every second, and look at the clock."""
        super().notify()
        too_long_ago = time.monotonic() - _SECONDS
        for conn, began in self._begun.copy().items():
            if began < too_long_ago:
                with suppress(OSError):  # closed meanwhile
                    # Not SSLSocket's own: it would go on in the clear, and this thread may not touch TLS's state.
                    socket.shutdown(conn.sock, SHUT_RD)
