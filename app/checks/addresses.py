"""Where an address leads."""

from __future__ import annotations

from ipaddress import ip_address


def is_local(host: str) -> bool:
    """Return whether a host is of this computer or its own network, which nobody outside can reach."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host
