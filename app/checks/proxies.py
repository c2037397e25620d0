"""The proxy in front, as requests show it."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok
from app.store.marks import FORWARDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Network, IPv6Network

    from app.config import TrustedProxies
    from app.services import Services

_LATELY: Final = timedelta(hours=1)
_PLAIN: Final = "plain_http"
_WHY: Final = (
    "Everybody seems to come from the proxy's address, so limits count them together, and over http."
)


def proxies(services: Services) -> Finding:
    """Return what the last hour's requests say of the proxy.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    trusted = services.settings.trusted_proxies
    named = [*map(_shortly, trusted.networks), *(["unix"] if trusted.unix_socket else [])]
    since = services.clock() - _LATELY
    with services.store.read() as unit:
        forwarder, refused = unit.milestones.get(FORWARDER), unit.refusals.counts(since)
    if forwarder is not None and forwarder.at >= since and not _is_trusted(forwarder.actor, trusted):
        return Finding(
            "proxies",
            State.WARN,
            f"X-Forwarded-For or -Proto arrives from {forwarder.actor}, which is not in TRUSTED_PROXIES",
            _WHY,
            _mend(forwarder.actor, named),
        )
    if plain := refused.get(_PLAIN, 0):
        return Finding(
            "proxies",
            State.WARN,
            f"{plain} requests to the webhook came over plain http in the last hour, and were refused",
            "Where they are Twilio's, patients get no answer.",
            "Have the proxy set X-Forwarded-Proto, and close its port 80 to the webhook.",
        )
    if not named and services.settings.production:
        return Finding(
            "proxies",
            State.WARN,
            "TRUSTED_PROXIES names no proxy",
            "Either one stands in front that is not named, or the internet reaches gunicorn itself, which is not made for that.",
            "Put nginx or Caddy in front, which take requests in whole, and name it in TRUSTED_PROXIES.",
        )
    return ok("proxies", f"forwarded headers are believed from {', '.join(named) or 'nobody'}")


def _is_trusted(whence: str, trusted: TrustedProxies) -> bool:
    """Return whether that is believed by now: it was named since it was last seen."""
    if "/" in whence or not whence:
        return False
    if whence == "unix":
        return trusted.unix_socket
    return any(ip_address(whence) in network for network in trusted.networks)


def _shortly(network: IPv4Network | IPv6Network) -> str:
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _mend(whence: str, named: Sequence[str]) -> str:
    # Of a stranger's address the network alone is kept, and all of that must not be trusted.
    name_it = (
        "name its own address in TRUSTED_PROXIES"
        if "/" in whence
        else f"TRUSTED_PROXIES={','.join((*named, whence))}"
    )
    return f"If that is your proxy: {name_it}, and start again. If not, it was a stranger's try."
