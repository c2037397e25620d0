"""Forwarded headers: believed from trusted proxies only, then gone.

flask-talisman believes `X-Forwarded-Proto` from anybody, and a client can send any of these headers. So this
wrapper reads them once, from `TRUSTED_PROXIES` alone, and removes them before Flask sees the request (ASVS 4.1.3).
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from app.config import TrustedProxies

_UNIX_PEER: Final = ""
_FORWARDED: Final = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_SCRIPT_NAME")
_FORWARDED_PREFIX: Final = "HTTP_X_FORWARDED_"
_PROXYS: Final = frozenset({"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"})
UNBELIEVED: Final = "anteroom.unbelieved"
"""In the environ: the peer whose forwarded headers were not believed."""


class TrustedProxiesOnly:
    """WSGI wrapper that sets REMOTE_ADDR and wsgi.url_scheme from what trusted proxies say."""

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
        for name in [name for name in environ if name.startswith(_FORWARDED_PREFIX) or name in _FORWARDED]:
            del environ[name]
        return self._app(environ, start_response)

    def _believe(self, environ: WSGIEnvironment, peer: str) -> None:
        # Each proxy appends the peer it saw, so the list is true from the right, up to the first address that
        # is not one of ours: that one is the client, and whatever stands further left is the client's own claim.
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
        if not _is_address(address):
            return False
        parsed = ip_address(address)
        mapped = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(mapped in network for network in self._trusted.networks)


def _listed(environ: WSGIEnvironment, name: str) -> list[str]:
    return [part.strip() for part in str(environ.get(name, "")).split(",") if part.strip()]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
