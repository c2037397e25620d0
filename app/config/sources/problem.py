"""What a source says when it cannot deliver."""

from __future__ import annotations


class Unusable(Exception):
    """A secret is named but cannot be had; the message says what to mend and holds no secret."""
