"""What of a client's address is counted or kept: its network, never the address alone."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

OTHER: Final = "other"
"""Wherever else: an address that is none, or one network too many to be named."""
_V4_NETWORK: Final = 24
_V6_NETWORK: Final = 48
_V6_CUSTOMER: Final = 64


def parsed(address: str) -> IPv4Address | IPv6Address | None:
    """Return the address, an IPv4 one within IPv6 as itself; None when it is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def network_of(address: str | None) -> str:
    """Return the network of a client's address: /24 or, for IPv6, /48, which one subscriber may own whole."""
    found = parsed(address or "")
    if found is None:
        return OTHER
    return str(ip_network((found, _V4_NETWORK if found.version == 4 else _V6_NETWORK), strict=False))  # noqa: PLR2004


def customer_of(address: str) -> str:
    """Return what one customer of a provider has: an IPv4 address, or the 2^64 addresses of an IPv6 network."""
    found = parsed(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _V6_CUSTOMER), strict=False))
    return address if found is None else str(found)
