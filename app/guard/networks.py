"""Reduce a client's address to its network before it is counted or kept."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

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
