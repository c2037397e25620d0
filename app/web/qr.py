"""Draw QR codes: inline SVG on a page, PNG in a message, blocks in a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from segno import QRCode

_QUIET_ZONE: Final = 4  # ISO/IEC 18004, 6.3.8
_PIXELS: Final = 16
"""The width of one module in a picture."""


def svg(uri: str, label: str) -> Markup:
    """Draw `uri` as a QR code: inline SVG without style, `label` for screen readers."""
    drawn = _drawn(uri).svg_inline(
        svgclass="qr", lineclass=None, omitsize=True, border=_QUIET_ZONE, light="#fff"
    )
    named = Markup('<svg role="img" aria-label="{}" shape-rendering="crispEdges" ').format(label)
    return named + Markup(drawn.removeprefix("<svg "))  # noqa: S704 - segno's, drawn from a matrix of bits


def png(text: str) -> bytes:
    """Draw a text as a QR code: a picture that a phone shows."""
    drawing = io.BytesIO()
    _drawn(text).save(drawing, kind="png", border=_QUIET_ZONE, scale=_PIXELS)
    return drawing.getvalue()


def in_terminal(uri: str) -> str:
    """Draw `uri` as a QR code for a terminal, in half blocks."""
    drawing = io.StringIO()
    _drawn(uri).terminal(drawing, border=_QUIET_ZONE, compact=True)
    return drawing.getvalue()


def _drawn(text: str) -> QRCode:
    import segno  # noqa: PLC0415  (few pages have a code)

    return segno.make(text, error="m", micro=False)
