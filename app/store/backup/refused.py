"""Why a backup is not restored."""

from __future__ import annotations


class Refused(Exception):
    """The sentence says what is wrong and what to do. Nothing was changed."""
