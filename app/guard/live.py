"""Requests that a page makes by itself: they are answered, and keep nobody signed in."""

from __future__ import annotations

from typing import Final

from flask import request

_HEADER: Final = "Anteroom-Live"


def is_live() -> bool:
    """Tell whether nobody pressed anything for this request. A page says so of itself; to lie ends one's session."""
    return request.headers.get(_HEADER) == "1"
