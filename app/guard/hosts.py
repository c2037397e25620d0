"""The host names that this app answers to."""

from __future__ import annotations

from urllib.parse import urlsplit


def trusted_hosts(public_url: str) -> list[str]:
    """Return the hosts for Flask's TRUSTED_HOSTS: our own, and this computer for health checks.

    Any other Host is answered 400, so that it cannot end up in a link or a redirect.
    """
    return [urlsplit(public_url).hostname or "", "localhost", "127.0.0.1", "[::1]"]
