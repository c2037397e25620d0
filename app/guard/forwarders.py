"""Who sends forwarded headers and is not believed: one moment in the database, which `flask doctor` reads.

An operator who forgot a proxy in TRUSTED_PROXIES sees every request come from that proxy, and Twilio's refused.
"""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING, Final

from flask import request

from app.guard.networks import network_of, parsed
from app.guard.proxy import UNBELIEVED
from app.store import StoreUnavailable, WrongKeys
from app.store.marks import FORWARDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

    from app.services import Services

_PAUSE: Final = 600.0
"""Seconds between two notes of a process: anybody can send such headers, and none of them may cost a write."""
_HEALTH: Final = "health"
_A_SOCKET: Final = "unix"


class Forwarders:
    """Keeps the last one. Safe to use from many threads; never raises."""

    __slots__ = ("_last", "_lock", "_monotonic", "_services")

    def __init__(self, services: Services, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._services = services
        self._monotonic = monotonic
        self._lock = Lock()
        self._last = float("-inf")

    def note(self, peer: str) -> None:
        """Keep where forwarded headers came from that were not believed."""
        if self._monotonic() - self._last < _PAUSE or not self._lock.acquire(blocking=False):
            return
        try:
            self._last = self._monotonic()
            with self._services.store.begin() as unit:
                unit.milestones.mark(FORWARDER, kept_of(peer), self._services.clock())
        except (StoreUnavailable, WrongKeys):
            pass  # told where requests fail
        finally:
            self._lock.release()


def init_forwarders(app: Flask, services: Services) -> None:
    """Have the app note them, once it has answered: nobody waits for it, and a look at its health touches no database."""
    forwarders = Forwarders(services)

    def note(answer: Response) -> Response:
        peer = request.environ.get(UNBELIEVED)
        if peer is not None and request.blueprint != _HEALTH:
            answer.call_on_close(lambda: forwarders.note(peer))
        return answer

    app.after_request(note)


def kept_of(peer: str) -> str:
    """Return what of a peer's address is kept: all of our own network's, where proxies stand; else its network."""
    if not peer:
        return _A_SOCKET
    address = parsed(peer)
    if address is None:
        return ""
    return network_of(peer) if address.is_global else str(address)
