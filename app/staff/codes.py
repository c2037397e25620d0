"""The codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, thirty seconds)."""

from __future__ import annotations

import hmac
import io
import re
from typing import TYPE_CHECKING, Final

import pyotp
import segno
from markupsafe import Markup

if TYPE_CHECKING:
    from datetime import datetime

_SEED_LENGTH: Final = 32  # base32 characters: 160 bits, as RFC 4226 (4, R6) recommends
_BLANKS: Final = re.compile(r"[ \t\r\n]")
_CODE: Final = re.compile(r"[0-9]{6}")
_SECONDS: Final = 30
_DRIFT: Final = (1, 0, -1)
"""The steps that count, newest first. One either way makes a code live for 90 s: RFC 6238 (5.2) allows it for slow
clocks and slow hands, ASVS 6.5.5 would have 30."""
_QUIET_ZONE: Final = 4  # ISO/IEC 18004, 6.3.8


def new_seed() -> str:
    """Return the secret that an authenticator and we shall share, in base32."""
    return pyotp.random_base32(_SEED_LENGTH)


def provisioning_uri(seed: str, email: str, clinic: str) -> str:
    """Return the `otpauth://` address by which an authenticator takes up a seed."""
    # Apps split the label at a colon, even an escaped one.
    return pyotp.TOTP(seed).provisioning_uri(name=email, issuer_name=clinic.replace(":", " "))


def qr_svg(uri: str, label: str) -> Markup:
    """Return `uri` as a QR code for a page: inline SVG without any style, named `label` to those who cannot see it."""
    svg = segno.make(uri, error="m", micro=False).svg_inline(
        svgclass="qr", lineclass=None, omitsize=True, border=_QUIET_ZONE, light="#fff"
    )
    named = Markup('<svg role="img" aria-label="{}" shape-rendering="crispEdges" ').format(label)
    return named + Markup(svg.removeprefix("<svg "))  # noqa: S704 - segno's, drawn from a matrix of bits


def qr_terminal(uri: str) -> str:
    """Return `uri` as a QR code for a terminal, in half blocks."""
    drawing = io.StringIO()
    segno.make(uri, error="m", micro=False).terminal(drawing, border=_QUIET_ZONE, compact=True)
    return drawing.getvalue()


def newest_step(now: datetime) -> int:
    """Return the newest time step whose code counts now."""
    return int(now.timestamp()) // _SECONDS + max(_DRIFT)


def matching_step(seed: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, or None. The caller spends the step: each counts once, ever.

    Blanks do not matter; digits of other scripts, which PyOTP itself would take, are refused: of one code there is
    one spelling.

    Raises:
        ValueError: `seed` is not base32 or has fewer than 112 bits.
    """
    totp = pyotp.TOTP(seed)
    current = totp.timecode(now)
    digits = _BLANKS.sub("", code)
    if not _CODE.fullmatch(digits):
        return None
    steps = (current + drift for drift in _DRIFT if current + drift >= 0)
    # Every step is compared, so that the time does not tell which one it was.
    matching = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), digits)]
    return matching[0] if matching else None
