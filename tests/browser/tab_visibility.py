"""Scripts that make a page believe that its tab was left, and that somebody came back to it."""

from __future__ import annotations

AWAY = """
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
"""


BACK = AWAY.replace("get: () => true", "get: () => false")
