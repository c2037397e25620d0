"""TRUSTED_PROXIES: whose forwarded headers are believed."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Final

from app.config.settings import TrustedProxies

if TYPE_CHECKING:
    from app.config.reading import Reading

_SOCKET: Final = "unix"
_WIDEST: Final = {4: 8, 6: 16}
"""The shortest prefix of a trusted network: a wider one is a slip, or half the internet."""


def read(reading: Reading) -> TrustedProxies:
    """Return the peers that are listed; nobody when none is."""
    listed = reading.listed("TRUSTED_PROXIES")
    networks = []
    for part in listed:
        if part == _SOCKET:
            continue
        try:
            network = ip_network(part)
        except ValueError:
            reading.note("TRUSTED_PROXIES lists addresses or networks (10.0.0.1, 10.0.0.0/24), or unix.")
            continue
        if network.prefixlen < _WIDEST[network.version]:
            reading.note("TRUSTED_PROXIES names much of the internet: strangers could forge their address.")
        networks.append(network)
    return TrustedProxies(tuple(networks), _SOCKET in listed)
