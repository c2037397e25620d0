"""REDIS_URL. The form is redis-py's: what it reads from the query can switch TLS's checks off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from app.config.addresses import is_this_computer
from app.config.secret import Secret

if TYPE_CHECKING:
    from app.config.reading import Reading

_SCHEMES: Final = ("redis", "rediss", "unix")
_AS_IT_IS_BY_ITSELF: Final = {
    "ssl_cert_reqs": ("required",),
    "ssl_check_hostname": ("true", "True", "1", "yes"),
    "ssl_ciphers": (),
    "ssl_exclude_verify_flags": (),
}
"""What may be said of TLS in the query: nothing that takes a check away."""


def read(reading: Reading, *, production: bool) -> Secret | None:
    """Return where limits are shared between machines, if anywhere."""
    url = reading.secret("REDIS_URL")
    if not url:
        return None
    if url.partition("://")[0] not in _SCHEMES:
        reading.note("REDIS_URL must begin with redis://, rediss:// or unix://. Leave it out to do without.")
    elif production and not _is_safe(url):
        reading.note(
            "REDIS_URL leads over a network without verified TLS. Begin it with rediss:// (a certificate of your own "
            "authority: ?ssl_ca_certs=/path/ca.pem) and switch none of its checks off, or use a socket or localhost."
        )
    return Secret(url)


def _is_safe(url: str) -> bool:
    """Return whether nobody on the way can read or change what is counted there."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    query = parse_qs(parts.query)
    match parts.scheme:
        case "unix":
            return True
        case "rediss":
            return all(
                value in allowed
                for name, allowed in _AS_IT_IS_BY_ITSELF.items()
                for value in query.get(name, ())
            )
        case _:
            return all(map(is_this_computer, [host, *query.get("host", ())]))
