"""Milestones that the software itself marks, as it goes."""

from __future__ import annotations

from typing import Final

WORKER: Final = "worker"
"""A worker is alive."""
FORWARDER: Final = "forwarder"
"""Somebody whom TRUSTED_PROXIES does not name has sent forwarded headers; the actor is where from."""
CLOCK: Final = "clock"
"""The clock was believed, and things went by it; the actor is the computer's start, and the seconds since then."""
