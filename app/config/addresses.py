"""Addresses that secrets or patients' data are sent to: over TLS, or in development within this computer."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def is_this_computer(host: str) -> bool:
    """Return whether a host is this computer: no name, localhost, or a number of the loopback network."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"}


def is_safe(url: str, *, production: bool) -> bool:
    """Return whether nobody on the way can read what is sent there."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and host in _LOOPBACK and not production


def stand_in_problems(name: str, whose: str, url: str, *, production: bool) -> Iterator[str]:
    """Yield what is wrong with the address, in the setting of that name, that is called in the place of `whose`."""
    if not _is_plain(url):
        yield f"{name} is scheme, host and port only. Leave it out for {whose} itself."
    elif not is_safe(url, production=production):
        yield f"{name} must begin with https://. Leave it out for {whose} itself."


def _is_plain(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return (
        url == f"{parts.scheme}://{parts.netloc}"
        and parts.scheme in {"https", "http"}
        and bool(host)
        and "@" not in parts.netloc
    )
