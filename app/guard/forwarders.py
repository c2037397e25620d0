"""Untrusted proxies: who sent forwarded headers that were ignored.

An operator who forgot a proxy in TRUSTED_PROXIES sees every request come from it, and Twilio's refused. `flask doctor`
reads from the database which peer it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, request

from app.guard.address import UNBELIEVED
from app.guard.networks import network_of, parsed
from app.intervals import Interval
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.clinic import milestones
from app.store.clinic.milestones import FORWARDER

_PAUSE: Final = 600.0
"""Seconds between two notes of a process. Anybody can send such headers, so each must not cost a write."""
_HEALTH: Final = "health"
_A_SOCKET: Final = "unix"


class UntrustedProxies:
    """Keep the last untrusted forwarder. Threads may share it; it never raises."""

    __slots__ = ("_again", "_services")

    def __init__(self, services: Services, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._services = services
        self._again = Interval(_PAUSE, monotonic)

    def note(self, peer: str) -> None:
        """Keep where ignored forwarded headers came from."""
        if not self._again.take():
            return
        try:
            with self._services.store.begin() as unit:
                milestones.mark(unit.db, FORWARDER, address_to_keep(peer), self._services.clock())
        except (StoreUnavailable, WrongKeys):
            pass  # a failing request reports it


def init_untrusted_proxies(app: Flask, services: Services) -> None:
    """Note untrusted forwarders after the answer, so that nobody waits for it.

    A health check does not touch the database.
    """
    untrusted = UntrustedProxies(services)

    def note(answer: Response) -> Response:
        peer = request.environ.get(UNBELIEVED)
        if peer is not None and request.blueprint != _HEALTH:
            answer.call_on_close(lambda: untrusted.note(peer))
        return answer

    app.after_request(note)


def address_to_keep(peer: str) -> str:
    """Return what to keep of a peer's address.

    Proxies are in our own network, so its addresses are kept whole; of others only the network.
    """
    if not peer:
        return _A_SOCKET
    address = parsed(peer)
    if address is None:
        return ""
    return network_of(peer) if address.is_global else str(address)
