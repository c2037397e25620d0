"""The address that a request comes from, and the one that it asks for.

flask-talisman believes `X-Forwarded-Proto` from anybody, and a client can send any of these headers. So a wrapper
reads them once, from `TRUSTED_PROXIES` alone, and removes them before Flask sees the request (ASVS 4.1.3).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

from app.config import TrustedProxies
from app.intervals import Interval
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.clinic import milestones
from app.store.clinic.milestones import FORWARDER

_UNIX_PEER: Final = ""
_OTHERS: Final = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_SCRIPT_NAME")
_FORWARDED_PREFIX: Final = "HTTP_X_FORWARDED_"
_PROXYS: Final = frozenset({"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"})
BEARER: Final = "Bearer "
FORWARDED: Final = "anteroom.forwarded"
"""The key in the environ of a request that came with forwarded headers, believed or not."""
UNBELIEVED: Final = "anteroom.unbelieved"
"""The key in the environ of the peer whose forwarded headers were ignored."""


class TrustedProxiesOnly:
    """Set REMOTE_ADDR and wsgi.url_scheme from what trusted proxies say.

    This is a WSGI wrapper.
    """

    def __init__(self, app: WSGIApplication, trusted: TrustedProxies) -> None:
        self._app = app
        self._trusted = trusted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        peer = str(environ.get("REMOTE_ADDR", _UNIX_PEER))
        if self._is_trusted(peer):
            self._believe(environ, peer)
        elif _PROXYS & environ.keys():
            environ[UNBELIEVED] = peer
        for name in [name for name in environ if name.startswith(_FORWARDED_PREFIX) or name in _OTHERS]:
            del environ[name]
            environ[FORWARDED] = True
        return self._app(environ, start_response)

    def _believe(self, environ: WSGIEnvironment, peer: str) -> None:
        # Each proxy appends the peer it saw. Reading from the right, the first address that is not ours is the
        # client; anything further left is only the client's claim.
        address = peer
        for hop in reversed(_listed(environ, "HTTP_X_FORWARDED_FOR")):
            if not _is_address(hop):
                break
            address = hop
            if not self._is_trusted(hop):
                break
        environ["REMOTE_ADDR"] = address or "0.0.0.0"  # noqa: S104 - an unknown client, not an address to bind
        schemes = _listed(environ, "HTTP_X_FORWARDED_PROTO")
        if schemes and schemes[-1] in {"http", "https"}:
            environ["wsgi.url_scheme"] = schemes[-1]

    def _is_trusted(self, address: str) -> bool:
        if address == _UNIX_PEER:
            return self._trusted.unix_socket
        known = parsed(address)
        return known is not None and any(known in network for network in self._trusted.networks)


def _listed(environ: WSGIEnvironment, name: str) -> list[str]:
    return [part.strip() for part in str(environ.get(name, "")).split(",") if part.strip()]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class AnyHost:
    """Let a request with a token name any host at one path.

    Prometheus asks each machine by its own address. This is a WSGI wrapper. No other page is reached by a foreign
    Host, and `/metrics` shows none.
    """

    def __init__(self, app: WSGIApplication, path: str) -> None:
        self._app = app
        self._path = path

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        given: Any = environ.get("HTTP_AUTHORIZATION", "")
        if environ.get("PATH_INFO") == self._path and str(given).startswith(BEARER):
            environ["HTTP_HOST"] = "localhost"
        return self._app(environ, start_response)


# An operator who forgot a proxy in TRUSTED_PROXIES sees every request come from it, and Twilio's refused.
# `flask doctor` reads from the database which peer sent forwarded headers that were ignored.

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


def raw_target(environ: Mapping[str, Any]) -> str:
    """Return the path and query as received, undecoded, as Twilio signed them.

    `request.url` decodes `%XX` in the query, which would break a genuine signature. gunicorn calls the raw target
    RAW_URI, uWSGI REQUEST_URI. A target that is not a path (`OPTIONS *`, an absolute URL) is put together from its
    parts.
    """
    for name in ("RAW_URI", "REQUEST_URI"):
        target = str(environ.get(name, ""))
        if target.startswith("/"):
            return target
    path = quote(
        str(environ.get("SCRIPT_NAME", "")) + str(environ.get("PATH_INFO", "")), safe="/:@!$&'()*+,;=~-._"
    )
    query = str(environ.get("QUERY_STRING", ""))
    return f"{path}?{query}" if query else path


# Reduce a client's address to its network before it is counted or kept.

OTHER: Final = "other"
"""All others: what is not an address, and networks too many to name."""
_V4_NETWORK: Final = 24
_V6_NETWORK: Final = 48
_V6_CUSTOMER: Final = 64


def parsed(address: str) -> IPv4Address | IPv6Address | None:
    """Return the address, or None if it is not one.

    An IPv4 address that is mapped into IPv6 is returned as IPv4.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def network_of(address: str | None) -> str:
    """Return the network of a client's address: /24, or /48 for IPv6.

    One IPv6 subscriber may own a whole /48.
    """
    found = parsed(address or "")
    if found is None:
        return OTHER
    return str(ip_network((found, _V4_NETWORK if found.version == 4 else _V6_NETWORK), strict=False))  # noqa: PLR2004


def customer_of(address: str) -> str:
    """Return one customer's addresses: an IPv4 address, or an IPv6 /64."""
    found = parsed(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _V6_CUSTOMER), strict=False))
    return address if found is None else str(found)
