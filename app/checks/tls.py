"""The certificate that PUBLIC_URL shows: trusted, for this host, and for how long."""

from __future__ import annotations

import socket
import ssl
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from app.checks.addresses import is_local
from app.checks.finding import Finding, State, in_days, ok
from app.crypto.certificate import ends_at

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services

_HTTPS: Final = 443
_TIMEOUT: Final = 5.0
_SOON: Final = timedelta(days=14)
_NOW: Final = timedelta(days=3)
_EXPIRED: Final = 10  # X509_V_ERR_CERT_HAS_EXPIRED
_WHY: Final = (
    "Twilio and browsers refuse a certificate that is not trusted: no message arrives, and nobody signs in."
)
_RENEW: Final = "Renew it where TLS ends; Caddy does by itself (caddy reload), else: certbot renew"


def certificate(services: Services, timeout: float = _TIMEOUT) -> Finding:
    """Return how long the certificate is good for, and whether it is trusted from here."""
    url = urlsplit(services.settings.public_url)
    host, port = url.hostname or "", url.port or _HTTPS
    try:
        fault = _fault(host, port, timeout)
        until = _until(host, port, timeout)
    except (OSError, ValueError) as error:
        said = f"nothing speaks TLS at {host}:{port} ({getattr(error, 'strerror', None) or type(error).__name__})"
        return Finding("certificate", State.BAD, said, _WHY, "Start the server and the proxy in front of it.")
    return _judged(services, is_local(host), fault, until)


def _judged(
    services: Services, is_at_home: bool, fault: ssl.SSLCertVerificationError | None, until: datetime
) -> Finding:
    left, day = until - services.clock(), until.date().isoformat()
    if left <= timedelta() or (fault is not None and fault.verify_code == _EXPIRED):
        return Finding("certificate", State.BAD, f"it expired on {day}", _WHY, _RENEW)
    if fault is not None and is_at_home and not services.settings.production:
        return ok("certificate", f"of this computer's own making, until {day}")
    if fault is not None:
        return Finding("certificate", State.BAD, f"it is not trusted: {fault.verify_message}", _WHY, _RENEW)
    if left < _SOON:
        state = State.BAD if left < _NOW else State.WARN
        return Finding("certificate", state, f"it expires on {day}, in {in_days(left)}", _WHY, _RENEW)
    return ok("certificate", f"trusted, until {day}")


def _fault(host: str, port: int, timeout: float) -> ssl.SSLCertVerificationError | None:
    """Return why a browser would not trust what is shown, or None."""
    try:
        _shown(host, port, timeout, ssl.create_default_context())
    except ssl.SSLCertVerificationError as fault:
        return fault
    return None


def _until(host: str, port: int, timeout: float) -> datetime:
    looking = ssl.create_default_context()
    looking.check_hostname = False
    looking.verify_mode = ssl.CERT_NONE  # only to read it: whether it is trusted was asked before
    return ends_at(_shown(host, port, timeout, looking))


def _shown(host: str, port: int, timeout: float, context: ssl.SSLContext) -> bytes:
    with (
        socket.create_connection((host, port), timeout) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        return secured.getpeercert(binary_form=True) or b""
