"""The address that a request comes from, and the one that it asks for.

flask-talisman believes `X-Forwarded-Proto` from anybody, and a client can send any of these headers. So a wrapper
reads them once, from `TRUSTED_PROXIES` alone, and removes them before Flask sees the request (ASVS 4.1.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from app.config import TrustedProxies
from app.guard.networks import parsed

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
